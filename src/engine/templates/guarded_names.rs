//! Functions that read something beyond the site's entries. Texts of content call twins of them, which ask first whether
//! they may.

/// The functions.
const GUARDED: [&str; 6] = ["get_env", "get_hash", "get_image_metadata", "get_url", "load_data", "resize_image"];

/// What the names of the twins end with.
pub(super) const SUFFIX: &str = "_in_content";

/// Whether a function has a twin.
pub(super) fn is_guarded(function: &str) -> bool {
    GUARDED.contains(&function)
}
