//! Parameters and bodies that many resources have.

use serde_json::{Value, json};

use super::json_shapes::text;
use crate::web::operation::OperationParameter;

/// The kind of every body.
pub(super) const JSON: &[&str] = &["application/json"];

/// Where the next page begins.
pub(super) const AFTER: OperationParameter = query_parameter("after", "What `next` of the page before says", text);

/// How many things a page has.
pub(super) const LIMIT: OperationParameter = query_parameter("limit", "How many at most; 50 unless it is said", limit);

/// A part of an address that narrows a list, or says what is meant.
pub(super) const fn query_parameter(
    name: &'static str,
    text: &'static str,
    schema: fn() -> Value,
) -> OperationParameter {
    OperationParameter { name, is_query: true, text, schema }
}

/// The shape of a limit.
pub(super) fn limit() -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": 100 })
}
