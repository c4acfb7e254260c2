//! Slugs: how titles and file names become parts of URLs.

use tsubame_model::source::TableReader;

/// How much of a name a slug keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SlugMode {
    /// Lower-case ASCII with hyphens; other scripts are transliterated.
    #[default]
    On,
    /// As written, without what file systems refuse.
    Safe,
    /// As written.
    Off,
}

/// `[slugify]`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slugify {
    /// For pages.
    pub paths: SlugMode,
    /// Whether the date of a dated file name stays in its slug.
    pub paths_keep_dates: bool,
    /// For taxonomies and their terms.
    pub taxonomies: SlugMode,
    /// For heading ids.
    pub anchors: SlugMode,
}

impl SlugMode {
    /// The words for them in the file.
    const NAMES: [(&str, Self); 3] = [("on", Self::On), ("safe", Self::Safe), ("off", Self::Off)];
}

impl Slugify {
    /// Reads `[slugify]`; other keys are tolerated, as Zola does.
    pub(super) fn read(table: &mut TableReader<'_>) -> Self {
        table.tolerate_unknown();
        Self {
            paths: table.one_of("paths", &SlugMode::NAMES).unwrap_or_default(),
            paths_keep_dates: table.boolean("paths_keep_dates").unwrap_or_default(),
            taxonomies: table.one_of("taxonomies", &SlugMode::NAMES).unwrap_or_default(),
            anchors: table.one_of("anchors", &SlugMode::NAMES).unwrap_or_default(),
        }
    }
}

/// The characters Windows file systems refuse in names, `/` among them.
const REFUSED: &[char] = &['<', '>', ':', '"', '/', '\\', '|', '?', '*'];

/// The slug of a page, a taxonomy or a term.
pub fn slugify_path(name: &str, mode: SlugMode) -> String {
    match mode {
        SlugMode::On => slug::slugify(name),
        SlugMode::Safe => name.trim_end_matches([' ', '.']).replace(REFUSED, ""),
        SlugMode::Off => name.to_owned(),
    }
}

/// The id of a heading.
pub fn slugify_anchor(title: &str, mode: SlugMode) -> String {
    match mode {
        SlugMode::On => slug::slugify(title),
        SlugMode::Safe | SlugMode::Off => title.replace(|c: char| c.is_ascii_whitespace(), "_"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strategies() {
        for (name, on, safe, anchor) in [
            ("Hello, World!", "hello-world", "Hello, World!", "Hello,_World!"),
            ("C#", "c", "C#", "C#"),
            ("仙台の朝: その1?. ", "xian-tai-nozhao-sono1", "仙台の朝 その1", "仙台の朝:_その1?._"),
        ] {
            assert_eq!(slugify_path(name, SlugMode::On), on);
            assert_eq!(slugify_path(name, SlugMode::Safe), safe);
            assert_eq!(slugify_path(name, SlugMode::Off), name);
            assert_eq!(slugify_anchor(name, SlugMode::Safe), anchor);
        }
    }
}
