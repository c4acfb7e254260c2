//! Slugs: how titles and file names become parts of URLs.

use serde::Deserialize;

/// How much of a name a slug keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strategy {
    /// Lower-case ASCII with hyphens; other scripts are transliterated.
    #[default]
    On,
    /// As written, without what file systems refuse.
    Safe,
    /// As written.
    Off,
}

/// `[slugify]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, expecting = "a table")]
pub struct Slugify {
    /// For pages.
    pub paths: Strategy,
    /// Whether the date of a dated file name stays in its slug.
    pub paths_keep_dates: bool,
    /// For taxonomies and their terms.
    pub taxonomies: Strategy,
    /// For heading ids.
    pub anchors: Strategy,
}

/// The characters Windows file systems refuse in names, `/` among them.
const REFUSED: &[char] = &['<', '>', ':', '"', '/', '\\', '|', '?', '*'];

/// The slug of a page, a taxonomy or a term.
pub fn slugify_path(name: &str, strategy: Strategy) -> String {
    match strategy {
        Strategy::On => slug::slugify(name),
        Strategy::Safe => name.trim_end_matches([' ', '.']).replace(REFUSED, ""),
        Strategy::Off => name.to_owned(),
    }
}

/// The id of a heading.
pub fn slugify_anchor(title: &str, strategy: Strategy) -> String {
    match strategy {
        Strategy::On => slug::slugify(title),
        Strategy::Safe | Strategy::Off => title.replace(|c: char| c.is_ascii_whitespace(), "_"),
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
            assert_eq!(slugify_path(name, Strategy::On), on);
            assert_eq!(slugify_path(name, Strategy::Safe), safe);
            assert_eq!(slugify_path(name, Strategy::Off), name);
            assert_eq!(slugify_anchor(name, Strategy::Safe), anchor);
        }
    }
}
