//! Zola's template functions, one file a family. A function turns its arguments into a [`Query`] and asks it of the [`QueryContext`];
//! the same file holds how it is answered.

pub mod content;
pub mod data;
pub mod hash;
pub mod images;
pub mod language;
pub mod taxonomy;
pub mod url;
pub mod volatile;

use std::sync::Arc;

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::{query::Query, query_context::QueryContext, tera_report::refusal};

/// A function before it is bound to a site.
type FunctionBody = fn(&QueryContext, &Kwargs, &State) -> TeraResult<Value>;

const ALL: &[(&str, FunctionBody)] = &[
    ("get_page", content::get_page),
    ("get_section", content::get_section),
    ("get_taxonomy", taxonomy::get_taxonomy),
    ("get_taxonomy_term", taxonomy::get_taxonomy_term),
    ("get_taxonomy_url", taxonomy::get_taxonomy_url),
    ("get_url", url::get_url),
    ("get_hash", hash::get_hash),
    ("load_data", data::load_data),
    ("trans", language::trans),
    ("text_direction", language::text_direction),
    ("now", volatile::now),
    ("get_env", volatile::get_env),
    ("get_random", volatile::get_random),
    ("resize_image", images::resize_image),
    ("get_image_metadata", images::get_image_metadata),
];

/// Registers the names alone, because Tera checks names when templates are loaded, before there is anything to ask.
pub(super) fn register_names(tera: &mut Tera) {
    for (name, _) in ALL {
        let name = *name;
        tera.register_function(name, move |_: Kwargs, _: &State| -> TeraResult<Value> {
            Err(refusal(name, "called before there is a site"))
        });
    }
}

/// Registers the functions over their names.
pub(super) fn register(tera: &mut Tera, queries: &Arc<QueryContext>) {
    for (name, body) in ALL {
        let (queries, body) = (Arc::clone(queries), *body);
        tera.register_function(*name, move |arguments: Kwargs, state: &State| body(&queries, &arguments, state));
    }
}

/// Asks, with a refusal as Tera's error.
fn ask(queries: &QueryContext, function: &str, query: &Query) -> TeraResult<Value> {
    queries.ask(query).map_err(|reason| refusal(function, &reason))
}

/// Asks, with a refusal as nothing where the template allows that.
fn ask_or_none(queries: &QueryContext, function: &str, query: &Query, or_none: bool) -> TeraResult<Value> {
    match queries.ask(query) {
        Err(_) if or_none => Ok(Value::none()),
        answer => answer.map_err(|reason| refusal(function, &reason)),
    }
}

/// The language of the argument `lang`, else of what is being rendered, else the default one. Components do not see
/// the language of their caller unless it is passed on.
fn language(queries: &QueryContext, arguments: &Kwargs, state: &State) -> TeraResult<String> {
    match arguments.get::<String>("lang")? {
        Some(lang) => Ok(lang),
        None => scope_language(queries, state),
    }
}

fn scope_language(queries: &QueryContext, state: &State) -> TeraResult<String> {
    let lang = state.get::<String>("lang")?;
    Ok(lang.unwrap_or_else(|| queries.inputs.config.default_language.to_string()))
}

/// A switch that is off (or on) unless given.
fn switch(arguments: &Kwargs, name: &str, default: bool) -> TeraResult<bool> {
    Ok(arguments.get::<bool>(name)?.unwrap_or(default))
}
