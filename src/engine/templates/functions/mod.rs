//! Zola's template functions, one file a family. A function turns its arguments into a [`Question`] and asks the desk;
//! the same file holds how the desk answers it.

pub mod chance;
pub mod content;
pub mod data;
pub mod hash;
pub mod images;
pub mod language;
pub mod taxonomy;
pub mod url;

use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::{desk::Desk, question::Question};

/// A function before it is bound to a desk.
type Body = fn(&Desk, &Kwargs, &State) -> TeraResult<Value>;

const ALL: &[(&str, Body)] = &[
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
    ("now", chance::now),
    ("get_env", chance::get_env),
    ("get_random", chance::get_random),
    ("resize_image", images::resize_image),
    ("get_image_metadata", images::get_image_metadata),
];

/// Registers the names alone, because Tera checks names when templates are loaded, before there is anything to ask.
pub(super) fn register_names(tera: &mut Tera) {
    for (name, _) in ALL {
        let name = *name;
        tera.register_function(name, move |_: Kwargs, _: &State| -> TeraResult<Value> {
            Err(Error::message(format!("`{name}` was called before there is a site")))
        });
    }
}

/// Registers the functions over their names.
pub(super) fn register(tera: &mut Tera, desk: &Arc<Desk>) {
    for (name, body) in ALL {
        let (desk, body) = (Arc::clone(desk), *body);
        tera.register_function(*name, move |arguments: Kwargs, state: &State| body(&desk, &arguments, state));
    }
}

/// Asks, with a refusal as Tera's error.
fn ask(desk: &Desk, function: &str, question: &Question) -> TeraResult<Value> {
    desk.ask(question).map_err(|reason| refuse(function, &reason))
}

/// Asks, with a refusal as nothing where the template allows that.
fn ask_or_none(desk: &Desk, function: &str, question: &Question, or_none: bool) -> TeraResult<Value> {
    match desk.ask(question) {
        Err(_) if or_none => Ok(Value::none()),
        answer => answer.map_err(|reason| refuse(function, &reason)),
    }
}

fn refuse(function: &str, reason: &str) -> Error {
    Error::message(format!("`{function}`: {reason}"))
}

/// The language of the argument `lang`, else of what is being rendered, else the default one. Components do not see
/// the language of their caller unless it is passed on.
fn language(desk: &Desk, arguments: &Kwargs, state: &State) -> TeraResult<String> {
    match arguments.get::<String>("lang")? {
        Some(lang) => Ok(lang),
        None => scope_language(desk, state),
    }
}

fn scope_language(desk: &Desk, state: &State) -> TeraResult<String> {
    let lang = state.get::<String>("lang")?;
    Ok(lang.unwrap_or_else(|| desk.facts.config.default_language.to_string()))
}

/// A switch that is off (or on) unless given.
fn switch(arguments: &Kwargs, name: &str, default: bool) -> TeraResult<bool> {
    Ok(arguments.get::<bool>(name)?.unwrap_or(default))
}
