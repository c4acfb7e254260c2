//! The content API: the entries of a site as JSON files, with schemas and an OpenAPI document made from its types.
//!
//! | file | holds |
//! |---|---|
//! | `context` | the entries that it shows, and how it names things |
//! | `entry`, `collection` | one entry; all of a type in pages, counted by their values |
//! | `json_schema`, `openapi` | a type as JSON Schema; the OpenAPI document |
//! | `json` | JSON values made by hand, in the order in which they are to be read |
//!
//! It is made from what types declare and nothing else: drafts, pages that no list shows and fields that are marked
//! `api: false` never enter it. Only states that a type declares depend on the clock, that of the build, as pages do: the
//! same content at the same time gives the same bytes.

mod collection;
mod context;
mod entry;
mod json;
mod json_schema;
mod openapi;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use rayon::prelude::*;

pub(super) use self::context::ROOT;
use self::{
    collection::{Collection, write_collection},
    context::{ApiContext, ApiEntry},
    entry::{EntryWriter, id_of},
    json::{object, text},
    json_schema::schema_of,
    openapi::document,
};
use super::{
    TypedEntries, TypedEntry,
    context::{GeneratedFile, SiteContext},
    plan::RenderPlan,
};
use crate::{
    config::Config,
    content::{PageId, newest_first},
    templates::Bodies,
};
use tsubame_model::{
    schema::ContentType,
    source::{Data, Diagnostic, WithFaults, Wording},
};

/// Whether a path of the output is one of the API.
pub(super) fn is_path(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.starts_with('/'))
}

/// All files of the API by their paths; none where it is off.
pub(super) fn build_api(
    site: SiteContext<'_>,
    typed_entries: &TypedEntries,
    bodies: &Bodies,
) -> WithFaults<Vec<GeneratedFile>> {
    let config = site.config;
    let Some(settings) = config.tsubame.api.filter(|_| !typed_entries.types.is_empty()) else {
        return WithFaults::default();
    };
    let shown = list_shown(site, typed_entries, bodies);
    let context = ApiContext {
        config,
        now: &typed_entries.now,
        shown: shown.iter().map(|shown| (shown.typed.relative(), shown)).collect(),
    };
    let writer = EntryWriter { context: &context };
    let mut files: Vec<(String, Data)> = shown
        .par_iter()
        .map(|shown| (format!("{}/entries/{}.json", shown.kind.id, shown.id), writer.write(shown)))
        .collect();
    let mut collections = Vec::new();
    for kind in typed_entries.types.iter() {
        let own: Vec<&ApiEntry<'_>> = shown.iter().filter(|shown| shown.kind.id == kind.id).collect();
        collections.push(about_collection(kind, own.len(), &context));
        let collection = Collection { kind, shown: &own, per_page: settings.per_page };
        files.extend(write_collection(&collection, &context));
        files.push((
            format!("{}/schema.json", kind.id),
            schema_of(kind, &context.url(&format!("{}/schema.json", kind.id))),
        ));
    }
    files.push(("openapi.json".to_owned(), document(&typed_entries.types, &context)));
    files.push(("index.json".to_owned(), index(config, collections, &context)));
    WithFaults::new(files.into_par_iter().map(serialised).collect(), check_ids(&shown))
}

/// Finds entries that would have one name in their collection: only one of them could be read there.
fn check_ids(shown: &[ApiEntry<'_>]) -> Vec<Diagnostic> {
    let mut taken: HashMap<(&str, &str), &ApiEntry<'_>> = HashMap::new();
    let mut by_path: Vec<&ApiEntry<'_>> = shown.iter().collect();
    by_path.sort_unstable_by_key(|shown| &shown.page.file.path);
    let clash = |shown: &ApiEntry<'_>, other: &ApiEntry<'_>| {
        let path = &other.page.file.path;
        let message = Wording::new(
            format!("the content API would call this entry `{}`, as it calls {path}", shown.id),
            format!("コンテンツ API での名前 `{}` が、{path} と同じになります", shown.id),
        );
        let hint = Wording::new(
            "rename one of the two: in such a name, `__` stands for a slash",
            "どちらかの名前を変えてください。この名前では `/` が `__` になります",
        );
        Diagnostic::error("api-id", message).in_file(&shown.page.file.path).with_hint(hint)
    };
    let mut faults = Vec::new();
    for shown in by_path {
        match taken.get(&(shown.kind.id.as_str(), shown.id.as_str())) {
            Some(other) => faults.push(clash(shown, other)),
            None => drop(taken.insert((&shown.kind.id, &shown.id), shown)),
        }
    }
    faults
}

/// Data can always become JSON, so nothing is lost here.
fn serialised((path, data): (String, Data)) -> GeneratedFile {
    let bytes = serde_json::to_vec(&data).unwrap_or_default();
    (format!("{ROOT}/{path}"), Arc::from(bytes))
}

/// Whether rendered pages want a path of the API.
pub(super) fn check_paths(config: &Config, plan: &RenderPlan, files: &[GeneratedFile]) -> Option<Diagnostic> {
    let files: HashSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    // A page below a file would make a folder of that file.
    let above = |path| std::iter::successors(Some(path), |path: &&str| path.rsplit_once('/').map(|(folder, _)| folder));
    let taken = plan.paths().find(|path| above(*path).any(|path| files.contains(path)))?;
    let message = Wording::new(
        format!("the content API and a page both want the path {taken}"),
        format!("コンテンツ API とページのパスが重なっています: {taken}"),
    );
    let hint = Wording::new(
        "give the page another path, or switch the API off in [extra.tsubame.api]",
        "ページのパスを変えるか、[extra.tsubame.api] で API を使わない設定にしてください",
    );
    Some(Diagnostic::error("api-path", message).in_file(&config.file).with_hint(hint))
}

/// The entries of all types: newest first, then by path.
fn list_shown<'a>(site: SiteContext<'a>, typed_entries: &'a TypedEntries, bodies: &'a Bodies) -> Vec<ApiEntry<'a>> {
    let SiteContext { config, library, .. } = site;
    let typed: HashMap<&str, &TypedEntry> =
        typed_entries.entries.iter().map(|entry| (entry.relative(), &**entry)).collect();
    let is_shown = |id: &PageId| {
        let page = library.page(*id);
        page.meta.render && !page.meta.draft && !library.page_node(*id).hidden
    };
    let mut ids: Vec<PageId> = library.page_ids().filter(is_shown).collect();
    newest_first(library, &mut ids);
    let shown = ids.into_iter().filter_map(|id| {
        let page = library.page(id);
        let typed = *typed.get(page.file.relative.as_str())?;
        let kind = typed_entries.types.get(&typed.type_id)?;
        let body = bodies.pages.get(id.0 as usize)?.html();
        Some(ApiEntry { kind, typed, page, id: id_of(kind, page, config), body })
    });
    shown.collect()
}

fn about_collection(kind: &ContentType, total: usize, context: &ApiContext<'_>) -> Data {
    object([
        ("type", text(&kind.id)),
        ("label", text(&kind.label)),
        ("about", text(&kind.about)),
        ("total", json::count(total)),
        ("url", text(context.url(&format!("{}/index.json", kind.id)))),
        ("schema", text(context.url(&format!("{}/schema.json", kind.id)))),
    ])
}

fn index(config: &Config, collections: Vec<Data>, context: &ApiContext<'_>) -> Data {
    let language = config.default_language_config();
    let of_site = |value: Option<&String>| value.map_or(Data::Null, text);
    object([
        ("version", text("1")),
        ("title", of_site(language.and_then(|language| language.title.as_ref()))),
        ("description", of_site(language.and_then(|language| language.description.as_ref()))),
        ("language", text(config.default_language.as_str())),
        ("site", text(config.absolute_url("/"))),
        ("openapi", text(context.url("openapi.json"))),
        ("collections", Data::List(collections)),
    ])
}
