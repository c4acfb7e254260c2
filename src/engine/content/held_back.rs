//! Entries that the site leaves out for now because of a date in their front matter.

use std::collections::BTreeMap;

use super::library::Library;

/// Why an entry is held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldReason {
    /// Its time has not come.
    Early,
    /// Its time is over.
    Expired,
}

/// An entry that is held back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBack {
    /// Why.
    pub reason: HoldReason,
    /// When it comes, or when it went, as text.
    pub at: String,
    /// The field that says so, with the file where that is the section above: `publish_at`.
    pub field: String,
}

/// Held-back entries by their paths from the content folder.
pub type HeldEntries = BTreeMap<String, HeldBack>;

impl HeldBack {
    /// Why a lookup of the entry finds nothing, in one sentence.
    pub fn explain(&self, path: &str) -> String {
        let Self { at, field, .. } = self;
        match self.reason {
            HoldReason::Early => format!("`{path}` is not published before {at} (`{field}`)"),
            HoldReason::Expired => format!("`{path}` is not published any more, since {at} (`{field}`)"),
        }
    }
}

impl Library {
    /// The library with entries that it knows only as held back.
    #[must_use]
    pub fn with_held_back(self, held_back: HeldEntries) -> Self {
        Self { held_back, ..self }
    }

    /// Whether an entry, by its path from the content folder, is held back.
    pub fn find_held_back(&self, relative: &str) -> Option<&HeldBack> {
        self.held_back.get(relative)
    }

    /// Whether anything is held back.
    pub fn holds_back(&self) -> bool {
        !self.held_back.is_empty()
    }

    /// Where links to an expired entry lead instead: the address of the nearest section above it.
    pub fn stand_in(&self, relative: &str) -> Option<&str> {
        self.find_held_back(relative).filter(|held| held.reason == HoldReason::Expired)?;
        let (mut folder, name) = relative.rsplit_once('/').unwrap_or(("", relative));
        // `x.en.md` is English, and so is the section wanted.
        let lang = name.strip_suffix(".md")?.split_once('.').map_or("", |(_, lang)| lang);
        let ending = if lang.is_empty() { ".md".to_owned() } else { format!(".{lang}.md") };
        loop {
            let slash = if folder.is_empty() { "" } else { "/" };
            let found = [&ending, ".md"].into_iter().find_map(|end| self.find(&format!("{folder}{slash}_index{end}")));
            if let Some(id) = found {
                return Some(self.permalink(id));
            }
            folder = match folder.rsplit_once('/') {
                Some((above, _)) => above,
                None if folder.is_empty() => return None,
                None => "",
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::{BuildOptions, resolve},
        content::{assemble, parse_section},
    };
    use tsubame_model::source::SourcePath;

    #[test]
    fn expired_entries_are_stood_in_for_by_their_section() {
        let settings = "base_url = \"https://a.jp\"\ndefault_language = \"ja\"\n[languages.en]\n";
        let config = resolve(&SourcePath::new("zola.toml"), settings, &BuildOptions::default()).unwrap();
        let sections = ["jobs/_index.md", "jobs/_index.en.md"].map(|path| {
            parse_section(&SourcePath::new(format!("content/{path}")), "+++\n+++\n".to_owned(), &config).unwrap().entry
        });
        let held = |reason| HeldBack { reason, at: "then".to_owned(), field: "publish_at".to_owned() };
        let entries = [
            ("jobs/a.md", HoldReason::Expired),
            ("jobs/b/index.md", HoldReason::Expired),
            ("jobs/a.en.md", HoldReason::Expired),
            ("x/y/a.md", HoldReason::Expired),
            ("jobs/early.md", HoldReason::Early),
        ];
        let entries = entries.map(|(path, reason)| (path.to_owned(), held(reason))).into_iter().collect();
        let library = assemble(Vec::new(), sections.into(), &config).0.with_held_back(entries);
        for (path, found) in [
            ("jobs/a.md", Some("https://a.jp/jobs/")),
            ("jobs/b/index.md", Some("https://a.jp/jobs/")),
            ("jobs/a.en.md", Some("https://a.jp/en/jobs/")),
            ("x/y/a.md", Some("https://a.jp/")),
            ("jobs/early.md", None),
            ("jobs/other.md", None),
        ] {
            assert_eq!(library.stand_in(path), found, "{path}");
        }
    }
}
