//! `get_taxonomy`, `get_taxonomy_term` and `get_taxonomy_url`.

use tera::{Error, Kwargs, State, TeraResult, Value};

use super::{ask, ask_or_none, content::TOO_EARLY, language, switch};
use crate::{
    config::slugify_path,
    templates::{
        desk::{Answer, Desk, Reply},
        question::Question,
    },
};

pub(super) fn get_taxonomy(desk: &Desk, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let question = Question::Taxonomy { kind: arguments.must_get("kind")?, lang: language(desk, arguments, state)? };
    ask_or_none(desk, "get_taxonomy", &question, !switch(arguments, "required", true)?)
}

pub(super) fn get_taxonomy_term(desk: &Desk, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let question = Question::Term {
        kind: arguments.must_get("kind")?,
        term: arguments.must_get("term")?,
        lang: language(desk, arguments, state)?,
    };
    ask_or_none(desk, "get_taxonomy_term", &question, !switch(arguments, "required", true)?)
}

/// `required=false` forgives an unknown taxonomy, but not an unknown term, as in Zola.
pub(super) fn get_taxonomy_url(desk: &Desk, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let kind: String = arguments.must_get("kind")?;
    let term = match arguments.get::<String>("term")? {
        Some(term) => term,
        None => arguments
            .get("name")?
            .ok_or_else(|| Error::message("`get_taxonomy_url`: the argument `term` is missing"))?,
    };
    let lang = language(desk, arguments, state)?;
    if !switch(arguments, "required", true)? && position(desk, &kind, &lang).is_err() {
        // The question is recorded all the same: a later build may have the taxonomy.
        return ask_or_none(desk, "get_taxonomy_url", &Question::TermUrl { kind, term, lang }, true);
    }
    ask(desk, "get_taxonomy_url", &Question::TermUrl { kind, term, lang })
}

pub fn find_taxonomy(desk: &Desk, kind: &str, lang: &str) -> Reply {
    early(desk)?;
    position(desk, kind, lang).map(Answer::Taxonomy)
}

pub fn find_term(desk: &Desk, kind: &str, term: &str, lang: &str) -> Reply {
    early(desk)?;
    let taxonomy = position(desk, kind, lang)?;
    Ok(Answer::Term(taxonomy, term_position(desk, taxonomy, term)?))
}

/// Works also while content is being templated: addresses of terms are known before any text is.
pub fn find_term_url(desk: &Desk, kind: &str, term: &str, lang: &str) -> Reply {
    let taxonomy = position(desk, kind, lang)?;
    let term = term_position(desk, taxonomy, term)?;
    Ok(Answer::Value(Value::safe_string(&desk.facts.library.taxonomies[taxonomy].terms[term].permalink)))
}

fn early(desk: &Desk) -> Result<(), String> {
    if desk.catalog.is_rendered() { Ok(()) } else { Err(TOO_EARLY.to_owned()) }
}

/// The place of a taxonomy in the library, by its name or its slug.
fn position(desk: &Desk, kind: &str, lang: &str) -> Result<usize, String> {
    let is_meant = |taxonomy: &crate::content::Taxonomy| {
        taxonomy.lang.as_str() == lang && (taxonomy.config.slug == kind || taxonomy.config.name == kind)
    };
    let found = desk.facts.library.taxonomies.iter().position(is_meant);
    found.ok_or_else(|| format!("there is no taxonomy `{kind}` in the language `{lang}`"))
}

fn term_position(desk: &Desk, taxonomy: usize, term: &str) -> Result<usize, String> {
    let taxonomy = &desk.facts.library.taxonomies[taxonomy];
    let slug = slugify_path(term, desk.facts.config.slugify.taxonomies);
    let found = taxonomy.terms.iter().position(|known| known.slug == slug);
    found.ok_or_else(|| format!("the taxonomy `{}` has no term `{term}`", taxonomy.config.name))
}
