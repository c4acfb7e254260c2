//! `get_url`: addresses of content, of files beside content and of paths of the site.

use tera::{Kwargs, State, TeraResult, Value};

use super::{
    arguments::{ask, scope_language, switch},
    hash::short_hash,
};
use crate::{
    config::Config,
    content::EntryId,
    markdown::ContentLinks,
    templates::{
        file_lookup::FoundFile,
        query::{Query, UrlQuery},
        query_context::{QueryAnswer, QueryContext, QueryResult, no_language},
        trace,
    },
};
use tsubame_model::source::{SourcePath, Wording};

pub(super) fn get_url(queries: &QueryContext, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let query = UrlQuery {
        path: arguments.must_get("path")?,
        lang: arguments.get("lang")?,
        scope_lang: scope_language(queries, state)?,
        trailing_slash: switch(arguments, "trailing_slash", false)?,
        cachebust: switch(arguments, "cachebust", false)?,
    };
    ask(queries, "get_url", &Query::Url(query))
}

/// The address of a content file, for links in Markdown.
pub fn find_permalink(queries: &QueryContext, relative: &str) -> QueryResult {
    let url = permalink_of(queries, relative).ok_or_else(|| why_missing(queries, relative))?;
    Ok(QueryAnswer::Value(Value::from(url)))
}

impl ContentLinks for QueryContext {
    fn permalink(&self, relative: &str) -> Option<String> {
        if trace::is_active() {
            let answer = self.ask(&Query::Permalink(relative.to_owned())).ok()?;
            return answer.as_str().map(str::to_owned);
        }
        permalink_of(self, relative)
    }

    fn why_missing(&self, relative: &str) -> Option<Wording> {
        self.inputs.library.find_unpublished(relative).map(|held| held.explain(relative))
    }
}

/// Why a content file has no address.
fn why_missing(queries: &QueryContext, relative: &str) -> Wording {
    let held = queries.inputs.library.find_unpublished(relative);
    held.map_or_else(|| no_content_file(relative), |held| held.explain(relative))
}

fn no_content_file(path: &str) -> Wording {
    Wording::new(format!("there is no content file `{path}`"), format!("コンテンツのファイル `{path}` がありません"))
}

/// The address of a content file, or of a file published beside one in the default language. That of an expired entry
/// is its section's: a site that is built anew because a date has passed must not fail for the links that are left.
pub fn permalink_of(queries: &QueryContext, relative: &str) -> Option<String> {
    let library = &queries.inputs.library;
    if let Some(id) = library.find(relative) {
        return Some(library.permalink(id).to_owned());
    }
    if let Some(url) = library.stand_in(relative) {
        return Some(url.to_owned());
    }
    let lang = queries.inputs.config.default_language.as_str();
    asset_url(queries, relative, lang).ok().flatten().map(|(url, _)| url)
}

pub fn resolve_url(queries: &QueryContext, query: &UrlQuery) -> QueryResult {
    let url = match query.path.strip_prefix("@/") {
        Some(path) => content_url(queries, query, path)?,
        None => site_url(queries, query)?,
    };
    Ok(QueryAnswer::Value(Value::safe_string(&url)))
}

fn content_url(queries: &QueryContext, query: &UrlQuery, path: &str) -> Result<String, Wording> {
    let lang = query.lang.as_deref().unwrap_or(&query.scope_lang);
    if queries.lang(lang).is_none() {
        return Err(no_language(lang));
    }
    let (file, anchor) = path.split_once('#').map_or((path, None), |(file, anchor)| (file, Some(anchor)));
    let localized = localized(file, lang, &queries.inputs.config);
    let Some(id) = queries.inputs.library.find(&localized) else {
        if let Some(url) = queries.inputs.library.stand_in(&localized) {
            return Ok(url.to_owned());
        }
        let missing = || match queries.inputs.library.find_unpublished(&localized) {
            Some(held) => held.explain(&query.path),
            None => no_content_file(&format!("@/{localized}")),
        };
        let (url, path) = asset_url(queries, file, lang)?.ok_or_else(missing)?;
        if !query.cachebust {
            return Ok(url);
        }
        return Ok(format!("{url}?h={}", short_hash(&queries.read_file(&FoundFile::Project(path))?)));
    };
    check_rendered(queries, id, &localized)?;
    let permalink = queries.inputs.library.permalink(id);
    Ok(anchor.map_or_else(|| permalink.to_owned(), |anchor| format!("{permalink}#{anchor}")))
}

/// `a.md` is `a.en.md` in English, unless English is the default language.
fn localized(file: &str, lang: &str, config: &Config) -> String {
    match file.rsplit_once('.') {
        Some((stem, end)) if lang != config.default_language.as_str() => format!("{stem}.{lang}.{end}"),
        _ => file.to_owned(),
    }
}

fn check_rendered(queries: &QueryContext, id: EntryId, path: &str) -> Result<(), Wording> {
    let is_rendered = match id {
        EntryId::Page(id) => queries.inputs.library.page(id).meta.render,
        EntryId::Section(id) => queries.inputs.library.section(id).meta.render,
    };
    if is_rendered {
        Ok(())
    } else {
        Err(Wording::new(
            format!("`@/{path}` has no address, because its front matter says `render = false`"),
            format!("`@/{path}` にはアドレスがありません。フロントマターに `render = false` とあります"),
        ))
    }
}

/// The address and path of a file that is published with a page or section: it lies beside the page in the page's
/// language, or in the default language when there is no translation.
fn asset_url(queries: &QueryContext, file: &str, lang: &str) -> Result<Option<(String, SourcePath)>, Wording> {
    let path = SourcePath::new(format!("content/{file}"));
    if file.is_empty() || path.extension() == Some("md") || queries.inputs.files.binary_search(&path).is_err() {
        return Ok(None);
    }
    let Some((owner, name)) = asset_owner(queries, file, lang) else { return Ok(None) };
    check_rendered(queries, owner, &queries.inputs.library.file(owner).relative)?;
    Ok(Some((format!("{}{name}", queries.inputs.library.permalink(owner)), path)))
}

/// The entry that publishes a file, and the file's path from the entry. A page publishes all that lies below its
/// folder, a section only what lies directly in it.
fn asset_owner<'a>(queries: &QueryContext, file: &'a str, lang: &str) -> Option<(EntryId, &'a str)> {
    let find = |folder: &str, name: &str| {
        let base = if folder.is_empty() { format!("{name}.md") } else { format!("{folder}/{name}.md") };
        let localized = localized(&base, lang, &queries.inputs.config);
        queries.inputs.library.find(&localized).or_else(|| queries.inputs.library.find(&base))
    };
    let cuts = file.rmatch_indices('/').map(|(at, _)| (&file[..at], &file[at + 1..]));
    let page = cuts.clone().find_map(|(folder, name)| Some((find(folder, "index")?, name)));
    page.or_else(|| {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        Some((find(folder, "_index")?, name))
    })
}

fn site_url(queries: &QueryContext, query: &UrlQuery) -> Result<String, Wording> {
    let config = &queries.inputs.config;
    let path = with_language(&query.path, query.lang.as_deref(), config);
    let mut url = config.permalink(&path);
    let is_language_root = query.path == "/" && path != query.path;
    if !query.trailing_slash && !is_language_root && url.ends_with('/') {
        url.pop();
    }
    if query.cachebust {
        let found = queries.find_file(&path)?.ok_or_else(|| {
            let english = format!("the file `{path}` does not exist, so it has no hash");
            Wording::new(english, format!("ファイル `{path}` がないので、ハッシュを付けられません"))
        })?;
        url = format!("{url}?h={}", short_hash(&queries.read_file(&found)?));
    }
    Ok(url)
}

/// The path below the folder of a language that was asked for by name, unless it is there already.
fn with_language(path: &str, lang: Option<&str>, config: &Config) -> String {
    let bare = path.strip_prefix('/').unwrap_or(path);
    match lang {
        Some(lang) if lang != config.default_language.as_str() && bare.split('/').next() != Some(lang) => {
            format!("{lang}/{bare}")
        }
        _ => path.to_owned(),
    }
}
