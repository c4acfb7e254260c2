//! `get_url`: addresses of content, of files beside content and of paths of the site.

use tera::{Kwargs, State, TeraResult, Value};

use super::{ask, hash::short_hash, scope_language, switch};
use crate::{
    config::Config,
    content::EntryId,
    templates::{
        desk::{Answer, Desk, Reply},
        files::Found,
        question::{Question, UrlQuestion},
    },
};
use tsubame_model::source::SourcePath;

pub(super) fn get_url(desk: &Desk, arguments: &Kwargs, state: &State) -> TeraResult<Value> {
    let question = UrlQuestion {
        path: arguments.must_get("path")?,
        lang: arguments.get("lang")?,
        scope_lang: scope_language(desk, state)?,
        trailing_slash: switch(arguments, "trailing_slash", false)?,
        cachebust: switch(arguments, "cachebust", false)?,
    };
    ask(desk, "get_url", &Question::Url(question))
}

/// The address of a content file, for links in Markdown.
pub fn find_permalink(desk: &Desk, relative: &str) -> Reply {
    let url = permalink_of(desk, relative).ok_or_else(|| why_missing(desk, relative))?;
    Ok(Answer::Value(Value::from(url)))
}

/// Why a content file has no address.
fn why_missing(desk: &Desk, relative: &str) -> String {
    let held = desk.facts.library.find_held_back(relative);
    held.map_or_else(|| format!("there is no content file `{relative}`"), |held| held.explain(relative))
}

/// The address of a content file, or of a file published beside one in the default language. That of an expired entry
/// is its section's: a site that is built anew because a date has passed must not fail for the links that are left.
pub fn permalink_of(desk: &Desk, relative: &str) -> Option<String> {
    let library = &desk.facts.library;
    if let Some(id) = library.find(relative) {
        return Some(library.permalink(id).to_owned());
    }
    if let Some(url) = library.stand_in(relative) {
        return Some(url.to_owned());
    }
    let lang = desk.facts.config.default_language.as_str();
    asset_url(desk, relative, lang).ok().flatten().map(|(url, _)| url)
}

pub fn resolve_url(desk: &Desk, question: &UrlQuestion) -> Reply {
    let url = match question.path.strip_prefix("@/") {
        Some(path) => content_url(desk, question, path)?,
        None => site_url(desk, question)?,
    };
    Ok(Answer::Value(Value::safe_string(&url)))
}

fn content_url(desk: &Desk, question: &UrlQuestion, path: &str) -> Result<String, String> {
    let lang = question.lang.as_deref().unwrap_or(&question.scope_lang);
    if desk.lang(lang).is_none() {
        return Err(format!("the site has no language `{lang}`"));
    }
    let (file, anchor) = path.split_once('#').map_or((path, None), |(file, anchor)| (file, Some(anchor)));
    let localized = localized(file, lang, &desk.facts.config);
    let Some(id) = desk.facts.library.find(&localized) else {
        if let Some(url) = desk.facts.library.stand_in(&localized) {
            return Ok(url.to_owned());
        }
        let missing = || match desk.facts.library.find_held_back(&localized) {
            Some(held) => held.explain(&question.path),
            None => format!("there is no content file `@/{localized}`"),
        };
        let (url, path) = asset_url(desk, file, lang)?.ok_or_else(missing)?;
        if !question.cachebust {
            return Ok(url);
        }
        return Ok(format!("{url}?h={}", short_hash(&desk.read_file(&Found::Project(path))?)));
    };
    check_rendered(desk, id, &localized)?;
    let permalink = desk.facts.library.permalink(id);
    Ok(anchor.map_or_else(|| permalink.to_owned(), |anchor| format!("{permalink}#{anchor}")))
}

/// `a.md` is `a.en.md` in English, unless English is the default language.
fn localized(file: &str, lang: &str, config: &Config) -> String {
    match file.rsplit_once('.') {
        Some((stem, end)) if lang != config.default_language.as_str() => format!("{stem}.{lang}.{end}"),
        _ => file.to_owned(),
    }
}

fn check_rendered(desk: &Desk, id: EntryId, path: &str) -> Result<(), String> {
    let is_rendered = match id {
        EntryId::Page(id) => desk.facts.library.page(id).meta.render,
        EntryId::Section(id) => desk.facts.library.section(id).meta.render,
    };
    if is_rendered {
        Ok(())
    } else {
        Err(format!("`@/{path}` has no address, because its front matter says `render = false`"))
    }
}

/// The address and path of a file that is published with a page or section: it lies beside the page in the page's
/// language, or in the default language when there is no translation.
fn asset_url(desk: &Desk, file: &str, lang: &str) -> Result<Option<(String, SourcePath)>, String> {
    let path = SourcePath::new(format!("content/{file}"));
    if file.is_empty() || path.extension() == Some("md") || desk.facts.files.binary_search(&path).is_err() {
        return Ok(None);
    }
    let Some((owner, name)) = asset_owner(desk, file, lang) else { return Ok(None) };
    check_rendered(desk, owner, &desk.facts.library.file(owner).relative)?;
    Ok(Some((format!("{}{name}", desk.facts.library.permalink(owner)), path)))
}

/// The entry that publishes a file, and the file's path from the entry. A page publishes all that lies below its
/// folder, a section only what lies directly in it.
fn asset_owner<'a>(desk: &Desk, file: &'a str, lang: &str) -> Option<(EntryId, &'a str)> {
    let find = |folder: &str, name: &str| {
        let base = if folder.is_empty() { format!("{name}.md") } else { format!("{folder}/{name}.md") };
        let localized = localized(&base, lang, &desk.facts.config);
        desk.facts.library.find(&localized).or_else(|| desk.facts.library.find(&base))
    };
    let cuts = file.rmatch_indices('/').map(|(at, _)| (&file[..at], &file[at + 1..]));
    let page = cuts.clone().find_map(|(folder, name)| Some((find(folder, "index")?, name)));
    page.or_else(|| {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        Some((find(folder, "_index")?, name))
    })
}

fn site_url(desk: &Desk, question: &UrlQuestion) -> Result<String, String> {
    let config = &desk.facts.config;
    let path = with_language(&question.path, question.lang.as_deref(), config);
    let mut url = config.permalink(&path);
    let is_language_root = question.path == "/" && path != question.path;
    if !question.trailing_slash && !is_language_root && url.ends_with('/') {
        url.pop();
    }
    if question.cachebust {
        let found =
            desk.find_file(&path)?.ok_or_else(|| format!("the file `{path}` does not exist, so it has no hash"))?;
        url = format!("{url}?h={}", short_hash(&desk.read_file(&found)?));
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
