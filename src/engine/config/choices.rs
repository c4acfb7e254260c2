//! Settings of `zola.toml` that are one of a few words.

use serde::Serialize;

/// Whether a broken link stops the build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// It does.
    #[default]
    Error,
    /// It is only reported.
    Warn,
}

/// `exclude_paginated_pages_in_sitemap`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SitemapPagers {
    /// No pager is left out.
    #[default]
    None,
    /// All pagers are left out.
    All,
}

impl Level {
    /// The words for them in the file.
    pub(super) const NAMES: [(&str, Self); 2] = [("error", Self::Error), ("warn", Self::Warn)];
}

impl SitemapPagers {
    /// The words for them in the file.
    pub(super) const NAMES: [(&str, Self); 2] = [("none", Self::None), ("all", Self::All)];
}
