//! What an index says of a page or section, in all formats.

use tsubame_model::source::Date;

/// One document of an index.
pub(super) struct Document<'a> {
    pub url: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub date: Option<&'a Date>,
    pub path: &'a str,
    pub html: &'a str,
}
