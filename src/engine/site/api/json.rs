//! Making JSON values by hand, in the order in which they are to be read.

use tsubame_model::source::Data;

/// A table.
pub(super) fn object<const N: usize>(entries: [(&str, Data); N]) -> Data {
    Data::Map(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A text.
pub(super) fn text(text: impl Into<String>) -> Data {
    Data::Text(text.into())
}

/// A list of texts.
pub(super) fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Data {
    Data::List(texts.into_iter().map(text).collect())
}

/// A count.
pub(super) fn count(number: usize) -> Data {
    Data::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// A reference to another place of the same document.
pub(super) fn reference(path: &str) -> Data {
    object([("$ref", text(path))])
}
