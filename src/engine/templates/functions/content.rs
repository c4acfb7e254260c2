//! `get_page` and `get_section`.

use std::path::{Component, Path, PathBuf};

use tera::{Kwargs, State, TeraResult, Value};

use super::arguments::{ask_or_none, language, switch};
use crate::{
    content::{EntryId, SectionId},
    templates::{
        query::Query,
        query_context::{QueryAnswer, QueryContext, QueryResult},
    },
};
use tsubame_model::source::{SourcePath, Wording};

/// What lookups of entries answer while content itself is being templated; stock Zola finds nothing then either.
pub(super) fn too_early() -> Wording {
    Wording::new(
        "pages, sections and terms cannot be looked up from inside content, which is templated before they exist",
        "文章の中からは、ページ、セクション、分類の語を調べられません。文章はそれらより先に処理されます",
    )
}

pub(super) fn get_page(queries: &QueryContext, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let query = Query::Page { path: arguments.must_get("path")?, lang: language(queries, arguments, state)? };
    ask_or_none(queries, "get_page", &query, switch(arguments, "allow_missing", false)?)
}

pub(super) fn get_section(queries: &QueryContext, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let query = Query::Section { path: arguments.must_get("path")?, lang: language(queries, arguments, state)? };
    ask_or_none(queries, "get_section", &query, switch(arguments, "allow_missing", false)?)
}

/// The twin of [`get_section`] for templates that read neither pages nor neighbours of the answer.
pub(super) fn get_section_head(queries: &QueryContext, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let query = Query::SectionHead { path: arguments.must_get("path")?, lang: language(queries, arguments, state)? };
    ask_or_none(queries, "get_section", &query, switch(arguments, "allow_missing", false)?)
}

pub fn find_page(queries: &QueryContext, path: &str, lang: &str) -> QueryResult {
    match find(queries, path, lang, ["page", "ページ"])? {
        EntryId::Page(id) => Ok(QueryAnswer::Page(id)),
        EntryId::Section(_) => Err(Wording::new(
            format!("`{path}` is a section, not a page; ask `get_section`"),
            format!("`{path}` はページではなくセクションです。`get_section` を使ってください"),
        )),
    }
}

pub fn find_section(queries: &QueryContext, path: &str, lang: &str) -> Result<SectionId, Wording> {
    match find(queries, path, lang, ["section", "セクション"])? {
        EntryId::Section(id) => Ok(id),
        EntryId::Page(_) => Err(Wording::new(
            format!("`{path}` is a page, not a section; ask `get_page`"),
            format!("`{path}` はセクションではなくページです。`get_page` を使ってください"),
        )),
    }
}

/// The path from the content folder, without `.` and doubled slashes; it may be given as the whole path of the file, as
/// templates see it in `translations`.
fn content_path(queries: &QueryContext, path: &str) -> String {
    let content = queries.inputs.world.files.locate(&SourcePath::new("content"));
    let inside = Path::new(path).strip_prefix(&content).unwrap_or(Path::new(path));
    let parts: Vec<_> = inside.components().filter(|part| *part != Component::CurDir).collect();
    parts.iter().collect::<PathBuf>().to_string_lossy().into_owned()
}

/// The entry of a file, in the language asked for.
fn find(queries: &QueryContext, path: &str, lang: &str, kind: [&str; 2]) -> Result<EntryId, Wording> {
    let [kind, kind_japanese] = kind;
    if !queries.catalog.is_rendered() {
        return Err(too_early());
    }
    let library = &queries.inputs.library;
    let relative = content_path(queries, path);
    let named = library.find(&relative).ok_or_else(|| match library.find_unpublished(&relative) {
        Some(held) => {
            let why = held.explain(path);
            Wording::new(
                format!("{}; with `allow_missing=true` the answer is none", why.english()),
                format!("{}。`allow_missing=true` を付けると、なくてもよくなります", why.japanese()),
            )
        }
        None => Wording::new(
            format!("there is no {kind} `{path}` in content/"),
            format!("{kind_japanese} `{path}` が content/ にありません"),
        ),
    })?;
    let file = library.file(named);
    if file.lang.as_str() == lang {
        return Ok(named);
    }
    let translated = library.translations(file).find(|id| library.file(*id).lang.as_str() == lang);
    translated.ok_or_else(|| {
        let english = format!("the {kind} `{path}` does not exist in the language `{lang}`");
        Wording::new(english, format!("{kind_japanese} `{path}` の、言語 `{lang}` のものがありません"))
    })
}
