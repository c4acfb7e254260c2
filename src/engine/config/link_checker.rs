//! `[link_checker]`: what the check of links leaves alone.

use super::{Globs, Level, raw::RawLinkChecker};
use tsubame_model::source::{Diagnostic, SourcePath};

/// The settings of the check of links, as meant. `internal_level` is in [`super::Config::internal_links`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkChecker {
    /// Starts of addresses that are not checked.
    pub skip_prefixes: Vec<String>,
    /// Starts of addresses whose fragment is not looked for.
    pub skip_anchor_prefixes: Vec<String>,
    /// Whether a broken link to another site is an error.
    pub external_level: Level,
    /// Content files whose links are not checked, by their absolute path as in Zola, or from the project's root.
    pub ignored_files: Globs,
}

impl LinkChecker {
    pub(super) fn resolve(raw: &RawLinkChecker, faults: &mut Vec<Diagnostic>) -> Self {
        Self {
            skip_prefixes: raw.skip_prefixes.clone(),
            skip_anchor_prefixes: raw.skip_anchor_prefixes.clone(),
            external_level: raw.external_level,
            ignored_files: Globs::compile("ignored_files", &raw.ignored_files, faults),
        }
    }

    /// Whether an address is not to be checked at all.
    pub fn skips(&self, address: &str) -> bool {
        starts_with_any(address, &self.skip_prefixes)
    }

    /// Whether the fragment of an address is not to be looked for.
    pub fn skips_anchor(&self, address: &str) -> bool {
        starts_with_any(address, &self.skip_anchor_prefixes)
    }

    /// Whether the links of a content file are not to be checked; `absolute` is its place in the file system.
    pub fn ignores(&self, file: &SourcePath, absolute: &str) -> bool {
        self.ignored_files.matches(file.as_str()) || self.ignored_files.matches(absolute)
    }
}

fn starts_with_any(address: &str, prefixes: &[String]) -> bool {
    prefixes.iter().any(|prefix| address.starts_with(prefix.as_str()))
}
