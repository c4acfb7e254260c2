//! Zola's template functions, one file a family. A function turns its arguments into a [`Query`] and asks it of the
//! [`QueryContext`]; the same file holds how it is answered.
//!
//! | file | holds |
//! |---|---|
//! | `arguments` | asking, and the arguments that several functions have |
//! | `content`, `taxonomy` | pages and sections; taxonomies and terms |
//! | `url`, `hash` | `get_url` and `get_hash` |
//! | `data`, `next_slots` | `load_data`, and the next times of a booking, which no file holds |
//! | `images` | `resize_image` and `get_image_metadata` |
//! | `language` | `trans` and `text_direction` |
//! | `volatile` | what differs from run to run: the clock, the environment, chance |
//! | `guarded` | what texts of content may ask of functions |

mod arguments;
pub mod content;
pub mod data;
mod guarded;
pub mod hash;
pub mod images;
pub mod language;
mod next_slots;
pub mod taxonomy;
pub mod url;
pub mod volatile;

use std::sync::Arc;

use tera::{Kwargs, State, Tera, TeraResult, Value, value::Key};

use super::{
    fingerprint::Fingerprint,
    guarded_names::{SUFFIX, is_guarded},
    query::{DataFormat, Query},
    query_context::{Answerer, QueryAnswer, QueryContext, QueryResult},
    refusals::too_soon,
    section_heads,
    work::{refused, spend_bytes, spend_steps},
};
use tsubame_model::source::expanded_yaml;

/// A function before it is bound to a site.
type FunctionBody = fn(&QueryContext, &Kwargs, &State) -> TeraResult<Value>;

/// What a call counts for, in rounds of a loop.
const STEPS_PER_CALL: u64 = 10;

/// A byte of data in a template is so many bytes at most once it is read: `[0],` is a list in a list.
const BYTES_OF_DATA: usize = 40;

/// The same of TOML: `a.b.c.d = 1` is a table for every two bytes, each with a key that knows its place.
const BYTES_OF_TOML: usize = 400;

/// The same of YAML: its parser keeps every bracket, key and value of `{a: {a: {}}}` until all are read.
const BYTES_OF_YAML: usize = 150;

/// A value that an alias of YAML repeats is so many bytes: a name, or a map of one entry, with the entry.
const BYTES_OF_REPEATED: usize = 200;

/// What asking for an image counts for.
const STEPS_PER_IMAGE: u64 = 100;

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
        let refuse = move |_: Kwargs, _: &State| -> TeraResult<Value> { Err(too_soon(name)) };
        tera.register_function(name, refuse);
        if is_guarded(name) {
            tera.register_function(format!("{name}{SUFFIX}"), refuse);
        }
        if name == section_heads::FUNCTION {
            tera.register_function(format!("{name}{}", section_heads::SUFFIX), refuse);
        }
    }
}

/// Registers the functions over their names.
pub(super) fn register(tera: &mut Tera, queries: &Arc<QueryContext>) {
    for (name, body) in ALL {
        let (name, body) = (*name, *body);
        let site = Arc::clone(queries);
        let call = move |arguments: Kwargs, state: &State| {
            spend(name, &arguments)?;
            body(&site, &arguments, state)
        };
        tera.register_function(name, call);
        if is_guarded(name) {
            let site = Arc::clone(queries);
            let body = if name == "load_data" { data::load_data_of_content } else { body };
            let ask_first = move |arguments: Kwargs, state: &State| {
                spend(name, &arguments)?;
                guarded::check_call(&site, name, &arguments)?;
                body(&site, &arguments, state)
            };
            tera.register_function(format!("{name}{SUFFIX}"), ask_first);
        }
        if name == section_heads::FUNCTION {
            let site = Arc::clone(queries);
            let call = move |arguments: Kwargs, state: &State| {
                spend(name, &arguments)?;
                content::get_section_head(&site, &arguments, state)
            };
            tera.register_function(format!("{name}{}", section_heads::SUFFIX), call);
        }
    }
}

/// Counts the work of a call. Answers are kept for the length of a build, and images that are asked for are made.
fn spend(name: &str, arguments: &Kwargs) -> TeraResult<()> {
    let steps = if name == "resize_image" { STEPS_PER_IMAGE } else { STEPS_PER_CALL };
    let bytes = |(key, value): (&Key<'static>, &Value)| {
        let is_data = name == "load_data" && key.as_str() == Some("literal");
        value.as_str().map_or(0, |text| if is_data { bytes_of_data(text, arguments) } else { text.len() })
    };
    let texts = arguments.iter().map(bytes).fold(0, usize::saturating_add);
    spend_steps(steps).and_then(|()| spend_bytes(texts)).map_err(refused)
}

/// What a literal of `load_data` is at most once it is read.
fn bytes_of_data(text: &str, arguments: &Kwargs) -> usize {
    let format = arguments.get::<&str>("format").ok().flatten().and_then(DataFormat::parse);
    let own = |factor: usize| text.len().saturating_mul(factor);
    match format {
        Some(DataFormat::Toml) => own(BYTES_OF_TOML),
        Some(DataFormat::Yaml) => own(BYTES_OF_YAML).saturating_add(bytes_of_aliases(text)),
        _ => own(BYTES_OF_DATA),
    }
}

/// What a text of YAML is with all that its aliases repeat, if it has any.
fn bytes_of_aliases(text: &str) -> usize {
    expanded_yaml(text).map_or(0, |size| size.values.saturating_mul(BYTES_OF_REPEATED).saturating_add(size.bytes))
}

/// How queries are answered.
pub(super) const ANSWERER: Answerer = Answerer { answer, foretell };

/// The fingerprint of an answer that would take parsing.
fn foretell(queries: &QueryContext, query: &Query) -> Option<Fingerprint> {
    match query {
        Query::Data(data) => data::foretell_data(queries, data),
        _ => None,
    }
}

/// Works out the answer to a query.
fn answer(queries: &QueryContext, query: &Query) -> QueryResult {
    match query {
        Query::Config(lang) => queries.config(lang),
        Query::Page { path, lang } => content::find_page(queries, path, lang),
        Query::Section { path, lang } => content::find_section(queries, path, lang).map(QueryAnswer::Section),
        Query::SectionHead { path, lang } => content::find_section(queries, path, lang).map(QueryAnswer::SectionHead),
        Query::Taxonomy { kind, lang } => taxonomy::find_taxonomy(queries, kind, lang),
        Query::Term { kind, term, lang } => taxonomy::find_term(queries, kind, term, lang),
        Query::TermUrl { kind, term, lang } => taxonomy::find_term_url(queries, kind, term, lang),
        Query::Permalink(path) => url::find_permalink(queries, path),
        Query::Url(url) => url::resolve_url(queries, url),
        Query::Hash(hash) => hash::resolve_hash(queries, hash),
        Query::Data(data) => data::resolve_data(queries, data),
        Query::Translation { key, lang } => language::find_translation(queries, key, lang),
        Query::TextDirection(lang) => language::find_direction(lang),
        Query::Variable(name) => {
            Ok(QueryAnswer::Value(queries.inputs.world.variables.variable(name).map_or_else(Value::none, Value::from)))
        }
        Query::Clock { as_seconds } => Ok(QueryAnswer::Value(volatile::read_clock(queries, *as_seconds))),
        Query::Chance => Ok(QueryAnswer::Value(Value::none())),
        Query::ImageMetadata(path) => images::find_metadata(queries, path),
        Query::Resize(resize) => images::resolve_resize(queries, resize),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::LimitsConfig, templates::work::with_budget};
    use tera::Map;
    use tsubame_model::source::{StoppedWatch, Stopwatch};

    /// Whether a render of a million bytes may read a literal.
    fn may_read(literal: &str, format: &str) -> bool {
        let arguments = [("literal", literal), ("format", format)];
        let arguments: Map = arguments.into_iter().map(|(name, text)| (Key::Str(name), Value::from(text))).collect();
        let arguments = Kwargs::new(Arc::new(arguments));
        let limits = LimitsConfig { template_bytes: 1_000_000, ..LimitsConfig::default() };
        let watch: Arc<dyn Stopwatch> = Arc::new(StoppedWatch);
        with_budget(&limits, &watch, || spend("load_data", &arguments).is_ok()).0
    }

    #[test]
    fn literals_count_for_what_their_format_makes_of_them() {
        for (format, most) in [("json", 24_000), ("yaml", 6_600), ("toml", 2_400)] {
            assert!(may_read(&"1".repeat(most), format), "{format}");
            assert!(!may_read(&"1".repeat(most + most / 10), format), "{format}");
        }
    }

    #[test]
    fn what_aliases_repeat_counts_too() {
        let text = |aliases: usize| format!("a: &a [{}]\nb: [{}]\n", "1,".repeat(100), "*a,".repeat(aliases));
        assert!(may_read(&text(10), "yaml"));
        assert!(!may_read(&text(100), "yaml"));
    }
}
