//! `get_taxonomy`, `get_taxonomy_term` and `get_taxonomy_url`.

use tera::{Kwargs, State, TeraResult, Value};

use super::{
    arguments::{ask, ask_or_none, language, switch},
    content::too_early,
};
use crate::{
    config::slugify_path,
    templates::{
        query::Query,
        query_context::{QueryAnswer, QueryContext, QueryResult},
        refusals::refusal,
    },
};
use tsubame_model::source::Wording;

pub(super) fn get_taxonomy(queries: &QueryContext, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let query = Query::Taxonomy { kind: arguments.must_get("kind")?, lang: language(queries, arguments, state)? };
    ask_or_none(queries, "get_taxonomy", &query, !switch(arguments, "required", true)?)
}

pub(super) fn get_taxonomy_term(queries: &QueryContext, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let query = Query::Term {
        kind: arguments.must_get("kind")?,
        term: arguments.must_get("term")?,
        lang: language(queries, arguments, state)?,
    };
    ask_or_none(queries, "get_taxonomy_term", &query, !switch(arguments, "required", true)?)
}

/// `required=false` forgives an unknown taxonomy, but not an unknown term, as in Zola.
pub(super) fn get_taxonomy_url(queries: &QueryContext, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let kind: String = arguments.must_get("kind")?;
    let term = match arguments.get::<String>("term")? {
        Some(term) => term,
        None => arguments.get("name")?.ok_or_else(|| {
            let reason = Wording::new("the argument `term` is missing", "引数 `term` がありません");
            refusal("get_taxonomy_url", &reason)
        })?,
    };
    let lang = language(queries, arguments, state)?;
    if !switch(arguments, "required", true)? && position(queries, &kind, &lang).is_err() {
        // The query is recorded all the same: a later build may have the taxonomy.
        return ask_or_none(queries, "get_taxonomy_url", &Query::TermUrl { kind, term, lang }, true);
    }
    ask(queries, "get_taxonomy_url", &Query::TermUrl { kind, term, lang })
}

pub fn find_taxonomy(queries: &QueryContext, kind: &str, lang: &str) -> QueryResult {
    early(queries)?;
    position(queries, kind, lang).map(QueryAnswer::Taxonomy)
}

pub fn find_term(queries: &QueryContext, kind: &str, term: &str, lang: &str) -> QueryResult {
    early(queries)?;
    let taxonomy = position(queries, kind, lang)?;
    Ok(QueryAnswer::Term(taxonomy, term_position(queries, taxonomy, term)?))
}

/// Works also while content is being templated: addresses of terms are known before any text is.
pub fn find_term_url(queries: &QueryContext, kind: &str, term: &str, lang: &str) -> QueryResult {
    let taxonomy = position(queries, kind, lang)?;
    let term = term_position(queries, taxonomy, term)?;
    Ok(QueryAnswer::Value(Value::safe_string(&queries.inputs.library.taxonomies[taxonomy].terms[term].permalink)))
}

fn early(queries: &QueryContext) -> Result<(), Wording> {
    if queries.catalog.is_rendered() { Ok(()) } else { Err(too_early()) }
}

/// The place of a taxonomy in the library, by its name or its slug.
fn position(queries: &QueryContext, kind: &str, lang: &str) -> Result<usize, Wording> {
    let is_meant = |taxonomy: &crate::content::Taxonomy| {
        taxonomy.lang.as_str() == lang && (taxonomy.config.slug == kind || taxonomy.config.name == kind)
    };
    let found = queries.inputs.library.taxonomies.iter().position(is_meant);
    found.ok_or_else(|| {
        let english = format!("there is no taxonomy `{kind}` in the language `{lang}`");
        Wording::new(english, format!("言語 `{lang}` に分類 `{kind}` がありません"))
    })
}

fn term_position(queries: &QueryContext, taxonomy: usize, term: &str) -> Result<usize, Wording> {
    let taxonomy = &queries.inputs.library.taxonomies[taxonomy];
    let slug = slugify_path(term, queries.inputs.config.slugify.taxonomies);
    let found = taxonomy.terms.iter().position(|known| known.slug == slug);
    found.ok_or_else(|| {
        let name = &taxonomy.config.name;
        let english = format!("the taxonomy `{name}` has no term `{term}`");
        Wording::new(english, format!("分類 `{name}` に語 `{term}` がありません"))
    })
}
