//! Two things that want the same URL path.

use std::collections::BTreeMap;

use super::library::Library;
use crate::config::Config;
use tsubame_model::source::{Diagnostic, SourcePath};

/// Who wants a path: an entry's file (with a word on how), or a taxonomy.
struct Claim {
    file: Option<SourcePath>,
    what: String,
}

/// One fault for every path that more than one page, section, alias, taxonomy or term claims, and for every `index.md`
/// that shares its folder with an `_index.md`.
pub(super) fn find_collisions(library: &Library, config: &Config) -> Vec<Diagnostic> {
    let mut claims: BTreeMap<String, Vec<Claim>> = BTreeMap::new();
    let mut claim = |path: &str, file: Option<&SourcePath>, what: &str| {
        let path = format!("/{}/", path.trim_matches('/')).replace("//", "/");
        let what = file.map_or_else(|| what.to_owned(), |file| format!("{what}{file}"));
        let claims = claims.entry(path).or_default();
        // An alias of a page's own path, or one written twice, harms nobody.
        if file.is_none() || !claims.iter().any(|claim| claim.file.as_ref() == file) {
            claims.push(Claim { file: file.cloned(), what });
        }
    };
    for page in library.pages.iter().filter(|page| page.meta.render) {
        claim(&page.path, Some(&page.file.path), "");
        page.meta.aliases.iter().for_each(|alias| claim(alias, Some(&page.file.path), "an alias in "));
    }
    for section in library.sections.iter().filter(|section| section.meta.render) {
        claim(&section.path, Some(&section.file.path), "");
        section.meta.aliases.iter().for_each(|alias| claim(alias, Some(&section.file.path), "an alias in "));
    }
    for taxonomy in library.taxonomies.iter().filter(|taxonomy| taxonomy.config.render) {
        claim(&taxonomy.path, None, &format!("the taxonomy `{}`", taxonomy.config.name));
        for term in &taxonomy.terms {
            claim(&term.path, None, &format!("the term `{}` of the taxonomy `{}`", term.name, taxonomy.config.name));
        }
    }
    let collisions =
        claims.into_iter().filter(|(_, claims)| claims.len() > 1).map(|(path, claims)| describe(&path, &claims));
    collisions.chain(shared_folders(library, config)).collect()
}

fn describe(path: &str, claims: &[Claim]) -> Diagnostic {
    let names: Vec<&str> = claims.iter().map(|claim| claim.what.as_str()).collect();
    let fault = Diagnostic::error("path-collision", format!("the path {path} is wanted by {}", names.join(" and ")))
        .with_hint("give all but one of them another `slug`, `path`, alias or name");
    match claims.iter().find_map(|claim| claim.file.as_ref()) {
        Some(file) => fault.in_file(file),
        None => fault,
    }
}

/// Pages named `index.md` whose folder is a section too. Paths alone do not tell: under `slugify.paths = "on"` a folder
/// name that is not ASCII gives the two different paths.
fn shared_folders<'a>(library: &'a Library, config: &'a Config) -> impl Iterator<Item = Diagnostic> + 'a {
    let is_shared = |folder: &str| {
        let section = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        config.languages.keys().any(|lang| library.find(&section(&super::file::root_index(lang, config))).is_some())
    };
    library.pages.iter().filter_map(move |page| {
        let file = &page.file;
        let own_folder = file.relative.rsplit_once('/').map_or("", |(folder, _)| folder);
        if file.name != "index" || !is_shared(own_folder) || (!own_folder.is_empty() && !is_same_path(page, own_folder))
        {
            return None;
        }
        let place = if own_folder.is_empty() { "content" } else { own_folder };
        let message =
            format!("index.md makes the folder `{place}` a page, but it holds an _index.md, which makes it a section");
        Some(
            Diagnostic::error("index-beside-section", message)
                .in_file(&file.path)
                .with_hint("rename one of the two files"),
        )
    })
}

/// Whether the page's own path is that of its folder, as Zola compares them.
fn is_same_path(page: &super::Page, own_folder: &str) -> bool {
    page.components().eq(own_folder.split('/'))
}
