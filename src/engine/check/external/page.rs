//! A page of another site that is asked for.

use std::collections::BTreeSet;

/// A page of another site, and the elements that links expect in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ExternalPage {
    /// The address without its fragment.
    pub url: String,
    /// Fragments, as in the addresses.
    pub anchors: BTreeSet<String>,
    /// Whether some link needs only the page.
    pub is_linked_whole: bool,
}

/// Under which name the answer to a link is kept: the address with the fragment looked for.
pub(super) fn key(url: &str, anchor: Option<&str>) -> String {
    anchor.map_or_else(|| url.to_owned(), |anchor| format!("{url}#{anchor}"))
}
