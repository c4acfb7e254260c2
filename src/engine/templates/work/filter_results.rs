//! What filters give back, from their names alone.

/// Filters that give back a part of what they get, or a number; what they are given is counted where it is made.
const PASSING_FILTERS: &[&str] = &["abs", "default", "first", "float", "get", "int", "last", "nth", "round"];

/// Filters that make a number, and look at all of what they get for it.
const LENGTH_FILTERS: &[&str] = &["length", "wordcount"];

/// Filters of this program that count what they make.
const COUNTED_FILTERS: &[&str] = &["group_by", "indent", "join", "pairs", "replace", "split"];

/// What a filter gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FilterResult {
    /// A part of what it gets, or what it counts itself.
    Known,
    /// A number, for which it looks at all of what it gets.
    Number,
    /// Something new.
    New,
}

/// What the filter of a name gives back.
pub(super) fn filter_result(name: &str) -> FilterResult {
    if PASSING_FILTERS.contains(&name) || COUNTED_FILTERS.contains(&name) {
        FilterResult::Known
    } else if LENGTH_FILTERS.contains(&name) {
        FilterResult::Number
    } else {
        FilterResult::New
    }
}
