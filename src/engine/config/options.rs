//! What the caller of a build asks for beside the configuration file.

use serde::Serialize;

/// Which command runs; templates see it as `config.mode`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RunMode {
    /// `tsubame build`
    #[default]
    Build,
    /// `tsubame serve`
    Serve,
    /// `tsubame check`
    Check,
}

/// What one run asks for. Nothing of it is ever written into a `Config`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildOptions {
    /// Stands in for `base_url`.
    pub base_url: Option<String>,
    /// Whether drafts are part of the site.
    pub drafts: bool,
    /// Whether HTML is minified even if the configuration does not ask for it.
    pub minify: bool,
    /// Which command runs.
    pub mode: RunMode,
}
