//! `[link_checker]`: what the check of links leaves alone.

use super::{Globs, Level, raw::RawLinkChecker, source_text::ConfigSource};
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
    pub(super) fn resolve(raw: RawLinkChecker, source: ConfigSource<'_>) -> (Self, Vec<Diagnostic>) {
        let path = ["link_checker", "ignored_files"];
        let (ignored_files, faults) = Globs::compile(source, &path, raw.ignored_files);
        let checker = Self {
            skip_prefixes: raw.skip_prefixes,
            skip_anchor_prefixes: raw.skip_anchor_prefixes,
            external_level: raw.external_level,
            ignored_files,
        };
        (checker, faults)
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
