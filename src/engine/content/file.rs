//! What the place and the name of a content file say: folder, language, date, slug.

use std::sync::LazyLock;

use regex::Regex;

use crate::config::{Config, Lang};
use tsubame_model::source::{Diagnostic, SourcePath, Wording, entry_folder, pattern};

/// The folder of all content.
pub(super) const CONTENT: &str = "content";

/// A content file by its name alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryFile {
    /// From the project's root: `content/events/shibuya/index.md`.
    pub path: SourcePath,
    /// From the content folder: `events/shibuya/index.md`.
    pub relative: String,
    /// The file name without its ending and language: `index`.
    pub name: String,
    /// The language its name says, or the default one.
    pub lang: Lang,
    /// The folder, from the content folder, in which the entry belongs: `events`, as `shibuya/index.md` is the page
    /// `shibuya` of that folder.
    pub folder: String,
    /// For an `index.md`, its own folder with a slash at the end: `events/shibuya/`.
    pub colocated: Option<String>,
    /// Folder and name without language, the same for all translations of one entry.
    pub canonical: String,
}

/// Whether a file name is that of a section's index, in any language.
pub fn is_section_file(name: &str) -> bool {
    name == "_index.md" || (name.starts_with("_index.") && name.ends_with(".md"))
}

/// The file name of a section's index in a language.
pub(super) fn root_index(lang: &Lang, config: &Config) -> String {
    if *lang == config.default_language { "_index.md".to_owned() } else { format!("_index.{lang}.md") }
}

impl EntryFile {
    /// Reads the name of a content file.
    pub fn new(path: &SourcePath, config: &Config) -> Result<Self, Diagnostic> {
        if let Some(letter) = path.as_str().chars().find(|letter| letter.is_control()) {
            return Err(control_character(path, letter));
        }
        let relative = path.strip_folder(CONTENT).unwrap_or(path.as_str()).to_owned();
        let (own_folder, file_name) = relative.rsplit_once('/').unwrap_or(("", &relative));
        let stem = file_name.strip_suffix(".md").unwrap_or(file_name);
        let (name, lang) = split_language(path, stem, config)?;
        let folder = entry_folder(&relative);
        let is_folder_page = folder.len() < own_folder.len();
        let canonical = if own_folder.is_empty() { name.to_owned() } else { format!("{own_folder}/{name}") };
        Ok(Self {
            path: path.clone(),
            name: name.to_owned(),
            lang,
            folder: folder.to_owned(),
            colocated: is_folder_page.then(|| format!("{own_folder}/")),
            canonical,
            relative,
        })
    }

    /// The folder names above the entry.
    pub fn components(&self) -> impl Iterator<Item = &str> {
        self.folder.split('/').filter(|part| !part.is_empty())
    }

    /// The name from which a page without a slug of its own takes it: the file's, or the folder's of an `index.md`.
    pub(super) fn slug_source(&self) -> &str {
        match &self.colocated {
            Some(folder) if self.name == "index" => folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default(),
            _ => &self.name,
        }
    }
}

/// A name becomes an address, and no address has such a character.
fn control_character(path: &SourcePath, letter: char) -> Diagnostic {
    let code = u32::from(letter);
    let what = Wording::new(
        format!("the name of the file holds the control character U+{code:04X}, which no address can have"),
        format!("ファイル名に、アドレスに使えない制御文字 U+{code:04X} が入っています"),
    );
    let hint = Wording::new("rename the file or its folder", "ファイルかフォルダーの名前を変えてください");
    Diagnostic::error("content-name", what).in_file(path).with_hint(hint)
}

/// The name without its language, and the language. In a site of one language, dots are part of the name.
fn split_language<'a>(path: &SourcePath, stem: &'a str, config: &Config) -> Result<(&'a str, Lang), Diagnostic> {
    let default = &config.default_language;
    let Some((name, code)) = stem.split_once('.').filter(|_| config.is_multilingual()) else {
        return Ok((stem, default.clone()));
    };
    match config.languages.keys().find(|lang| lang.as_str() == code) {
        Some(lang) => Ok((name, lang.clone())),
        None => Err(unknown_language(path, code)),
    }
}

fn unknown_language(path: &SourcePath, code: &str) -> Diagnostic {
    let message = Wording::new(
        format!("the file name says the language `{code}`, which the site does not have"),
        format!("ファイル名が表す言語 `{code}` は、このサイトにありません"),
    );
    let hint = Wording::new(
        format!("rename the file, or add [languages.{code}] to the configuration"),
        format!("ファイルの名前を変えるか、設定に [languages.{code}] を足してください"),
    );
    Diagnostic::error("content-language", message).in_file(path).with_hint(hint)
}

/// A date at the head of a file name.
pub(super) struct DatedName<'a> {
    /// The date as text.
    pub date: &'a str,
    /// What follows the date and its `-` or `_`.
    pub rest: Option<&'a str>,
}

static DATED_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^ (?P<date> \d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])
            (?: T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)? (?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d) )? )
          (?: \s?[_-](?P<rest>.+) )?",
    )
});

/// Finds the date at the head of a name, if there is one.
pub(super) fn dated_name(name: &str) -> Option<DatedName<'_>> {
    let parts = DATED_NAME.captures(name)?;
    Some(DatedName { date: parts.name("date")?.as_str(), rest: parts.name("rest").map(|rest| rest.as_str()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BuildOptions, resolve};

    fn config(languages: &str) -> Config {
        resolve(
            &SourcePath::new("zola.toml"),
            &format!("base_url = \"/\"\ndefault_language = \"ja\"\n{languages}"),
            &BuildOptions::default(),
        )
        .unwrap()
    }

    #[test]
    fn names_and_folders() {
        let config = config("[languages.en]");
        for (path, name, lang, folder, canonical, slug) in [
            ("content/a.md", "a", "ja", "", "a", "a"),
            ("content/x/a.en.md", "a", "en", "x", "x/a", "a"),
            ("content/x/y/index.md", "index", "ja", "x", "x/y/index", "y"),
            ("content/x/y/index.en.md", "index", "en", "x", "x/y/index", "y"),
            ("content/x/_index.ja.md", "_index", "ja", "x", "x/_index", "_index"),
        ] {
            let file = EntryFile::new(&SourcePath::new(path), &config).unwrap();
            let found = (
                file.name.as_str(),
                file.lang.as_str(),
                file.folder.as_str(),
                file.canonical.as_str(),
                file.slug_source(),
            );
            assert_eq!(found, (name, lang, folder, canonical, slug), "{path}");
        }
        let fault = EntryFile::new(&SourcePath::new("content/a.de.md"), &config).unwrap_err();
        assert!(fault.message.english().contains("`de`"));
    }

    #[test]
    fn dots_belong_to_the_name_in_a_site_of_one_language() {
        let file = EntryFile::new(&SourcePath::new("content/v1.2.md"), &config("")).unwrap();
        assert_eq!((file.name.as_str(), file.lang.as_str()), ("v1.2", "ja"));
    }

    #[test]
    fn dates_at_the_head_of_names() {
        for (name, date, rest) in [
            ("2024-01-15-新年", Some("2024-01-15"), Some("新年")),
            ("2024-01-15_a", Some("2024-01-15"), Some("a")),
            ("2024-01-15 - a", Some("2024-01-15"), Some(" a")),
            ("2024-01-15", Some("2024-01-15"), None),
            ("2024-01-15 a", Some("2024-01-15"), None),
            ("2024-01-15T10:00:00Z-a", Some("2024-01-15T10:00:00Z"), Some("a")),
            ("2024-13-15-a", None, None),
            ("a-2024-01-15", None, None),
        ] {
            let found = dated_name(name);
            assert_eq!((found.as_ref().map(|f| f.date), found.as_ref().and_then(|f| f.rest)), (date, rest), "{name}");
        }
    }
}
