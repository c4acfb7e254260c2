//! Zola's own filters. Those of `tera-contrib` need nothing of the site and are in `registry`.
//!
//! | file | holds |
//! |---|---|
//! | `markdown`, `num_format`, `group_by`, `json_encode` | the filters of these names |
//! | `bounded` | filters of Tera and `tera-contrib` whose result can be many times as long, with a look at that beforehand |
//! | `patterns` | regular expressions, with an end to what a pattern takes |

mod bounded;
mod group_by;
mod json_encode;
pub mod markdown;
mod num_format;
mod patterns;

use std::sync::{Arc, Weak};

use tera::{Kwargs, State, Tera, TeraResult, Value};

use self::markdown::SharedHooks;
use super::{functions::volatile::register_shuffle, query_context::QueryContext, refusals::too_soon};

/// Registers the names alone, because Tera checks names when templates are loaded.
pub(super) fn register_names(tera: &mut Tera) {
    group_by::register(tera);
    bounded::register(tera);
    patterns::register(tera);
    tera.register_filter("json_encode", json_encode::json_encode);
    for name in ["markdown", "num_format", "shuffle"] {
        tera.register_filter(name, move |_: &Value, _: Kwargs, _: &State| -> TeraResult<Value> { Err(too_soon(name)) });
    }
}

/// Registers the filters over their names.
pub(super) fn register(tera: &mut Tera, queries: &Arc<QueryContext>, hooks: Weak<SharedHooks>) {
    register_shuffle(tera, queries);
    num_format::register(tera, queries.inputs.config.default_language.as_str());
    markdown::register(tera, queries, hooks);
}
