//! Why something new is not made: what is wrong as data, and the words that say so and what to do instead.

use thiserror::Error;

use tsubame_model::source::{Diagnostic, SourcePath};

/// No file system takes a longer name.
pub(super) const LONGEST_NAME_BYTES: usize = 255;

/// Why an entry is not made.
#[derive(Clone, Debug, PartialEq, Error)]
#[expect(missing_docs, reason = "the messages say what each is, and the fields are what they show")]
pub enum EntryRefusal {
    #[error("a section has a folder of its own already; leave out --dir or --section")]
    SectionInFolder,
    #[error("a section has no date; leave out --date")]
    SectionWithDate,
    #[error("`{0}` is a type of pages; leave out --section")]
    SectionOfType(String),
    #[error("`{0}` is not a date; write it as 2026-11-21 or 2026-11-21T10:00:00+09:00")]
    NotADate(String),
    #[error("{0} exists already")]
    Exists(SourcePath),
    #[error("{other} has the address {address} already, which {path} would get; choose another name")]
    AddressTaken { path: SourcePath, address: String, other: SourcePath },
    #[error("{0} would have an empty address; choose a name with a letter or a digit in it")]
    EmptyAddress(SourcePath),
    #[error("{path} cannot be made: {}", sentences(faults))]
    Faulty { path: SourcePath, faults: Vec<Diagnostic> },
    #[error("`{0}` ends with a slash, which means a section; leave out --dir or the slash")]
    SlashAfterPage(String),
    #[error("`{0}` names a language, but a section's folder has none; use --lang")]
    FolderWithLanguage(String),
    #[error("`{0}` names no page; write it like events/sendai-night")]
    NoPage(String),
    #[error("`{typed}` names no page; write it like `tsubame new {type_id} sendai-night`")]
    NoPageOfType { typed: String, type_id: String },
    #[error("say in which folder it goes: {}", offers(type_id, categories))]
    NoCategory { type_id: String, categories: Vec<CategoryOffer> },
    #[error("the name {0} is too long: {LONGEST_NAME_BYTES} bytes are the most")]
    TooLong(String),
    #[error("{path} would not become part of the site: `ignored_content` in {config_file} matches it")]
    Ignored { path: SourcePath, config_file: SourcePath },
    #[error("the site has no language `{code}`, only {}; add [languages.{code}] to {config_file}", known.join(", "))]
    UnknownLanguage { code: String, known: Vec<String>, config_file: SourcePath },
    #[error("the path names the language `{named}`, but --lang says `{wanted}`")]
    TwoLanguages { named: String, wanted: String },
    #[error("`{0}` leads out of content/; write the path from there, like events/sendai-night")]
    LeadsOut(String),
    #[error("`{0}` has an empty part")]
    EmptyPart(String),
    #[error("{0:?} has a control character in it")]
    ControlCharacter(String),
    #[error("`{part}` has `{character}` in it, which not every computer can have in a file's name")]
    RefusedCharacter { part: String, character: char },
    #[error("`{part}` would be left out of the site; names do not start with `{start}`")]
    LeftOut { part: String, start: char },
    #[error("`{0}` starts or ends with a space or a dot, which not every computer can have in a file's name")]
    SpaceOrDot(String),
    #[error("`{0}` is a name that Windows keeps for itself; choose another one")]
    DeviceName(String),
    #[error("{type_file}: `{sample}` is no number of days")]
    SampleDate { type_file: SourcePath, sample: String },
}

/// A folder in which an entry of a type may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryOffer {
    /// The path to type, from the folder of the type on.
    pub path: String,
    /// What people call the folder.
    pub label: String,
}

/// A text that is no address of a site.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not an address of a site; write it as https://example.jp, or / for any server")]
pub struct NotASiteAddress(pub String);

fn sentences(faults: &[Diagnostic]) -> String {
    faults.iter().map(|fault| fault.message.english()).collect::<Vec<_>>().join("; ")
}

fn offers(type_id: &str, categories: &[CategoryOffer]) -> String {
    let offer = |offer: &CategoryOffer| format!("`tsubame new {type_id} {}` ({})", offer.path, offer.label);
    categories.iter().map(offer).collect::<Vec<_>>().join(", ")
}
