//! Entries that the site leaves out for now because of a date in their front matter.

use std::collections::BTreeMap;

use tsubame_model::source::Wording;

/// Why an entry is held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnpublishedReason {
    /// Its time has not come.
    Early,
    /// Its time is over.
    Expired,
}

/// An entry that is held back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpublished {
    /// Why.
    pub reason: UnpublishedReason,
    /// When it comes, or when it went, as text.
    pub at: String,
    /// The field that says so, with the file where that is the section above: `publish_at`.
    pub field: Wording,
}

/// Held-back entries by their paths from the content folder.
pub type UnpublishedEntries = BTreeMap<String, Unpublished>;

impl Unpublished {
    /// Why a lookup of the entry finds nothing, in one sentence.
    pub fn explain(&self, path: &str) -> Wording {
        let Self { at, field, .. } = self;
        let [english, japanese] = [field.english(), field.japanese()];
        match self.reason {
            UnpublishedReason::Early => Wording::new(
                format!("`{path}` is not published before {at} (`{english}`)"),
                format!("`{path}` が公開されるのは {at} からです（`{japanese}`）"),
            ),
            UnpublishedReason::Expired => Wording::new(
                format!("`{path}` is not published any more, since {at} (`{english}`)"),
                format!("`{path}` の公開は {at} に終わりました（`{japanese}`）"),
            ),
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
        let held = |reason| Unpublished { reason, at: "then".to_owned(), field: Wording::of_site("publish_at") };
        let entries = [
            ("jobs/a.md", UnpublishedReason::Expired),
            ("jobs/b/index.md", UnpublishedReason::Expired),
            ("jobs/a.en.md", UnpublishedReason::Expired),
            ("x/y/a.md", UnpublishedReason::Expired),
            ("jobs/early.md", UnpublishedReason::Early),
        ];
        let entries = entries.map(|(path, reason)| (path.to_owned(), held(reason))).into_iter().collect();
        let library = assemble(Vec::new(), sections.into(), &config).0.with_unpublished(entries);
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
