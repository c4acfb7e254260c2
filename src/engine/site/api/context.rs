//! What all parts of the API are made from: the entries that it shows, and how it names things.

use std::collections::HashMap;

use jiff::Zoned;

use crate::{config::Config, content::Page, site::TypedEntry};
use tsubame_model::encode::{encode_address, encode_path};
use tsubame_model::schema::{Choice, ContentType, Field, State};

/// Where the API lies in the output.
pub(in crate::site) const ROOT: &str = "api/v1";

/// One entry that the API shows.
pub(super) struct ApiEntry<'a> {
    pub kind: &'a ContentType,
    pub typed: &'a TypedEntry,
    pub page: &'a Page,
    pub id: String,
    pub body: &'a str,
}

impl ApiEntry<'_> {
    /// Which of its choices a state of the entry's type is in.
    pub fn state<'s>(&self, state: &'s State, context: &ApiContext<'_>) -> Option<&'s Choice> {
        state.of(&self.typed.subject(context.now))
    }
}

/// What all parts of the API are made from.
pub(super) struct ApiContext<'a> {
    pub config: &'a Config,
    /// The time by which states are told.
    pub now: &'a Zoned,
    /// All entries by their paths below `content/`.
    pub shown: HashMap<&'a str, &'a ApiEntry<'a>>,
}

impl ApiContext<'_> {
    /// The address of a file of the API.
    pub fn url(&self, path: &str) -> String {
        encode_address(&self.config.absolute_url(&format!("{ROOT}/{}", encode_path(path))))
    }
}

/// The fields of a type that the API shows, but for the body, which has a place of its own.
pub(super) fn shown_fields(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| field.api && field.key != "body")
}

/// The name of a field in the API: its key without the table that front matter needs.
pub(super) fn name_of(field: &Field) -> &str {
    let key = field.key.as_str();
    key.strip_prefix("extra.").or_else(|| key.strip_prefix("taxonomies.")).unwrap_or(key)
}
