//! What full-text search is made from, as long as it waits to be made.

use bytes::Bytes;

use crate::config::PagefindConfig;
use tsubame_model::source::SourcePath;

/// All that full-text search is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchInput {
    pub(super) settings: PagefindConfig,
    /// Named by faults.
    pub(super) config_file: SourcePath,
    /// Output paths with the HTML as rendered, sorted.
    pub(super) pages: Vec<(String, Bytes)>,
}
