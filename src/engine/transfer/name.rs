//! The path of a new entry as an editor types it → the file it stands for.
//!
//! `events/sendai-night`, `content/events/sendai-night.md` and `./events/sendai-night` are the same page.

use super::refusal::{EntryRefusal, LONGEST_NAME_BYTES};
use crate::{config::Config, content::is_temporary};
use tsubame_model::source::SourcePath;

/// What becomes of a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// `name.md`
    #[default]
    Page,
    /// `name/index.md`
    Folder,
    /// `name/_index.md`
    Section,
}

/// A path that may become a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EntryName {
    /// The file.
    pub path: SourcePath,
    /// Page or section.
    pub kind: EntryKind,
    /// The part that names it, from which a title can be made; empty for the root of the site.
    pub last: String,
}

/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 22] = [
    "aux", "con", "nul", "prn", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Characters that Windows refuses in names; a project is shared by people with different computers.
const REFUSED: [char; 8] = ['<', '>', ':', '"', '\\', '|', '?', '*'];

/// Reads a typed path. `kind` is what the options ask for; the path itself can ask for more.
pub(super) fn parse_name(
    typed: &str,
    kind: EntryKind,
    lang: Option<&str>,
    config: &Config,
) -> Result<EntryName, EntryRefusal> {
    let is_slashed = typed.ends_with('/');
    let inside = typed.trim_start_matches("./").trim_end_matches('/');
    let inside = if inside == "content" { "" } else { inside.strip_prefix("content/").unwrap_or(inside) };
    // A path of slashes alone is one from the root of the file system.
    let inside = if typed.starts_with('/') { typed } else { inside };
    let inside = if is_slashed { inside } else { inside.strip_suffix(".md").unwrap_or(inside) };
    let mut parts: Vec<&str> = if inside.is_empty() { Vec::new() } else { inside.split('/').collect() };
    for part in &parts {
        check_part(part, typed)?;
    }
    let (code, is_named) = language(parts.last_mut(), lang, config)?;
    let kind = match (parts.last().copied(), kind) {
        (_, EntryKind::Folder) if is_slashed => {
            return Err(EntryRefusal::SlashAfterPage(typed.to_owned()));
        }
        (Some("_index"), _) => {
            parts.pop();
            EntryKind::Section
        }
        (Some("index"), EntryKind::Page) if parts.len() > 1 && !is_slashed => {
            parts.pop();
            EntryKind::Folder
        }
        _ if is_slashed => EntryKind::Section,
        (_, kind) => kind,
    };
    if is_named && is_slashed {
        return Err(EntryRefusal::FolderWithLanguage(typed.to_owned()));
    }
    if parts.is_empty() && kind != EntryKind::Section {
        return Err(EntryRefusal::NoPage(typed.to_owned()));
    }
    let folder = |name: &str| if parts.is_empty() { name.to_owned() } else { format!("{}/{name}", parts.join("/")) };
    let inside = match kind {
        EntryKind::Page => parts.join("/"),
        EntryKind::Folder => folder("index"),
        EntryKind::Section => folder("_index"),
    };
    let path = SourcePath::new(format!("content/{inside}{code}.md"));
    if path.file_name().len() > LONGEST_NAME_BYTES {
        return Err(EntryRefusal::TooLong(path.file_name().to_owned()));
    }
    if config.ignored_content.matches(path.as_str()) {
        return Err(EntryRefusal::Ignored { path, config_file: config.file.clone() });
    }
    Ok(EntryName { path, kind, last: parts.last().copied().unwrap_or_default().to_owned() })
}

/// Splits the language off the last part, and gives the end of the file's name: `.en`, or nothing for the site's own
/// language. The second value says whether the path named it.
fn language(last: Option<&mut &str>, wanted: Option<&str>, config: &Config) -> Result<(String, bool), EntryRefusal> {
    let known = |code: &str| config.languages.keys().any(|lang| lang.as_str() == code);
    let named = last.and_then(|last| {
        let (name, code) = last.rsplit_once('.').filter(|(_, code)| config.is_multilingual() && known(code))?;
        *last = name;
        Some(code.to_owned())
    });
    if let Some(code) = wanted.filter(|code| !known(code)) {
        let known = config.languages.keys().map(|lang| lang.as_str().to_owned()).collect();
        let (code, config_file) = (code.to_owned(), config.file.clone());
        return Err(EntryRefusal::UnknownLanguage { code, known, config_file });
    }
    if let (Some(named), Some(wanted)) = (&named, wanted)
        && named != wanted
    {
        return Err(EntryRefusal::TwoLanguages { named: named.clone(), wanted: wanted.to_owned() });
    }
    let code = named.as_deref().or(wanted).filter(|code| *code != config.default_language.as_str());
    Ok((code.map(|code| format!(".{code}")).unwrap_or_default(), named.is_some()))
}

/// Refuses parts that lead out of the folder, that the site would not take, or that not every computer can have.
fn check_part(part: &str, typed: &str) -> Result<(), EntryRefusal> {
    if part == ".." || (part.is_empty() && typed.starts_with('/')) {
        return Err(EntryRefusal::LeadsOut(typed.to_owned()));
    }
    if part.is_empty() || part == "." {
        return Err(EntryRefusal::EmptyPart(typed.to_owned()));
    }
    if part.chars().any(char::is_control) {
        return Err(EntryRefusal::ControlCharacter(typed.to_owned()));
    }
    if let Some(character) = part.chars().find(|character| REFUSED.contains(character)) {
        return Err(EntryRefusal::RefusedCharacter { part: part.to_owned(), character });
    }
    let start = part.chars().next().unwrap_or_default();
    if start == '.' || start == '#' && is_temporary(&format!("{part}.md")) {
        return Err(EntryRefusal::LeftOut { part: part.to_owned(), start });
    }
    if part.ends_with(['.', ' ']) || part.starts_with(' ') {
        return Err(EntryRefusal::SpaceOrDot(part.to_owned()));
    }
    let stem = part.split('.').next().unwrap_or_default().to_lowercase();
    if DEVICES.contains(&stem.as_str()) {
        return Err(EntryRefusal::DeviceName(part.to_owned()));
    }
    if part.len() > LONGEST_NAME_BYTES {
        return Err(EntryRefusal::TooLong(part.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BuildOptions, resolve};

    fn config(lines: &str) -> Config {
        let text = format!("base_url = \"/\"\ndefault_language = \"ja\"\nignored_content = [\"content/x/*\"]\n{lines}");
        resolve(&SourcePath::new("zola.toml"), &text, &BuildOptions::default()).unwrap()
    }

    #[test]
    fn typed_paths_and_their_files() {
        let (one, two) = (config(""), config("[languages.en]"));
        for (typed, kind, lang, path) in [
            ("events/night", EntryKind::Page, None, "content/events/night.md"),
            ("./content/events/night.md", EntryKind::Page, None, "content/events/night.md"),
            ("events/仙台の夜", EntryKind::Folder, None, "content/events/仙台の夜/index.md"),
            ("events/night/index.md", EntryKind::Page, None, "content/events/night/index.md"),
            ("events/", EntryKind::Page, None, "content/events/_index.md"),
            ("events", EntryKind::Section, None, "content/events/_index.md"),
            ("events/_index", EntryKind::Page, None, "content/events/_index.md"),
            ("content/", EntryKind::Page, None, "content/_index.md"),
            ("events/night", EntryKind::Page, Some("en"), "content/events/night.en.md"),
            ("events/night.en.md", EntryKind::Page, None, "content/events/night.en.md"),
            ("events/night.en", EntryKind::Folder, Some("en"), "content/events/night/index.en.md"),
            ("events/night", EntryKind::Page, Some("ja"), "content/events/night.md"),
            ("events/_index.en.md", EntryKind::Page, None, "content/events/_index.en.md"),
            ("events/", EntryKind::Page, Some("en"), "content/events/_index.en.md"),
            ("v1.2", EntryKind::Page, None, "content/v1.2.md"),
        ] {
            let is_plain = lang.is_none() && !typed.contains(".en");
            for config in [&two, &one].into_iter().take(1 + usize::from(is_plain)) {
                let found = parse_name(typed, kind, lang, config).unwrap();
                assert_eq!(found.path.as_str(), path, "{typed}");
            }
        }
    }

    #[test]
    fn refusals_say_why() {
        let two = config("[languages.en]");
        let long = "あ".repeat(85);
        for (typed, kind, lang, words) in [
            ("../a", EntryKind::Page, None, "leads out"),
            ("events/../../a", EntryKind::Page, None, "leads out"),
            ("/etc/a", EntryKind::Page, None, "leads out"),
            ("a//b", EntryKind::Page, None, "empty part"),
            ("/", EntryKind::Page, None, "leads out"),
            ("", EntryKind::Page, None, "names no page"),
            ("content", EntryKind::Page, None, "names no page"),
            ("a\nb", EntryKind::Page, None, "control character"),
            ("a:b", EntryKind::Page, None, "`:`"),
            ("a\\b", EntryKind::Page, None, "`\\`"),
            (".a", EntryKind::Page, None, "left out"),
            ("a.", EntryKind::Page, None, "space or a dot"),
            ("NUL", EntryKind::Page, None, "Windows"),
            ("com1.txt", EntryKind::Page, None, "Windows"),
            (&long, EntryKind::Page, None, "too long"),
            ("x/a", EntryKind::Page, None, "ignored_content"),
            ("events/", EntryKind::Folder, None, "--dir"),
            ("a", EntryKind::Page, Some("de"), "no language `de`"),
            ("a.en", EntryKind::Page, Some("ja"), "--lang says `ja`"),
        ] {
            let reason = parse_name(typed, kind, lang, &two).unwrap_err().to_string();
            assert!(reason.contains(words), "{typed}: {reason}");
        }
    }
}
