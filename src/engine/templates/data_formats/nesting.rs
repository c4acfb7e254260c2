//! How deep data may be nested.

/// Formats whose parsers call themselves for every level of nesting are not given more than this many levels.
pub(super) const DEEPEST: usize = 200;
