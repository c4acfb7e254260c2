//! What functions share: asking, and the arguments that several of them have.

use tera::{Kwargs, State, TeraResult, Value};

use crate::templates::{query::Query, query_context::QueryContext, refusals::refusal};

/// Asks, with a refusal as Tera's error.
pub(super) fn ask(queries: &QueryContext, function: &str, query: &Query) -> TeraResult<Value> {
    queries.ask(query).map_err(|reason| refusal(function, &reason))
}

/// Asks, with a refusal as nothing where the template allows that.
pub(super) fn ask_or_none(queries: &QueryContext, function: &str, query: &Query, or_none: bool) -> TeraResult<Value> {
    match queries.ask(query) {
        Err(_) if or_none => Ok(Value::none()),
        answer => answer.map_err(|reason| refusal(function, &reason)),
    }
}

/// The language of the argument `lang`, else of what is being rendered, else the default one. Components do not see
/// the language of their caller unless it is passed on.
pub(super) fn language(queries: &QueryContext, arguments: &Kwargs, state: &State) -> TeraResult<String> {
    match arguments.get::<String>("lang")? {
        Some(lang) => Ok(lang),
        None => scope_language(queries, state),
    }
}

pub(super) fn scope_language(queries: &QueryContext, state: &State) -> TeraResult<String> {
    let lang = state.get::<String>("lang")?;
    Ok(lang.unwrap_or_else(|| queries.inputs.config.default_language.to_string()))
}

/// A switch that is off (or on) unless given.
pub(super) fn switch(arguments: &Kwargs, name: &str, default: bool) -> TeraResult<bool> {
    Ok(arguments.get::<bool>(name)?.unwrap_or(default))
}
