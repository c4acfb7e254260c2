//! Two things that want the same URL path.

use std::collections::BTreeMap;

use super::library::Library;
use crate::config::Config;
use tsubame_model::source::{Diagnostic, SourcePath, Wording};

/// Who wants a path: an entry's file (with a word on how), or a taxonomy.
struct Claim {
    file: Option<SourcePath>,
    what: Wording,
}

/// One fault for every path that more than one page, section, alias, taxonomy or term claims, and for every `index.md`
/// that shares its folder with an `_index.md`.
pub(super) fn find_collisions(library: &Library, config: &Config) -> Vec<Diagnostic> {
    let mut claims: BTreeMap<String, Vec<Claim>> = BTreeMap::new();
    let mut claim = |path: &str, file: Option<&SourcePath>, what: Wording| {
        let path = format!("/{}/", path.trim_matches('/')).replace("//", "/");
        let claims = claims.entry(path).or_default();
        // An alias of a page's own path, or one written twice, harms nobody.
        if file.is_none() || !claims.iter().any(|claim| claim.file.as_ref() == file) {
            claims.push(Claim { file: file.cloned(), what });
        }
    };
    for page in library.pages.iter().filter(|page| page.meta.render) {
        let file = &page.file.path;
        claim(&page.path, Some(file), Wording::of_site(file.as_str()));
        page.meta.aliases.iter().for_each(|alias| claim(alias, Some(file), alias_in(file)));
    }
    for section in library.sections.iter().filter(|section| section.meta.render) {
        let file = &section.file.path;
        claim(&section.path, Some(file), Wording::of_site(file.as_str()));
        section.meta.aliases.iter().for_each(|alias| claim(alias, Some(file), alias_in(file)));
    }
    for taxonomy in library.taxonomies.iter().filter(|taxonomy| taxonomy.config.render) {
        let name = &taxonomy.config.name;
        claim(&taxonomy.path, None, Wording::new(format!("the taxonomy `{name}`"), format!("分類 `{name}`")));
        for term in &taxonomy.terms {
            let what = Wording::new(
                format!("the term `{}` of the taxonomy `{name}`", term.name),
                format!("分類 `{name}` の語 `{}`", term.name),
            );
            claim(&term.path, None, what);
        }
    }
    let collisions =
        claims.into_iter().filter(|(_, claims)| claims.len() > 1).map(|(path, claims)| describe(&path, &claims));
    collisions.chain(shared_folders(library, config)).collect()
}

fn alias_in(file: &SourcePath) -> Wording {
    Wording::new(format!("an alias in {file}"), format!("{file} の `aliases`"))
}

fn describe(path: &str, claims: &[Claim]) -> Diagnostic {
    let message = Wording::compose(|language| {
        let names: Vec<&str> = claims.iter().map(|claim| claim.what.in_language(language)).collect();
        language.choose(
            format!("the path {path} is wanted by {}", names.join(" and ")),
            format!("パス {path} が重なっています: {}", names.join("、")),
        )
    });
    let fault = Diagnostic::error("path-collision", message).with_hint(Wording::new(
        "give all but one of them another `slug`, `path`, alias or name",
        "一つを残して、ほかの `slug`、`path`、`aliases` か名前を変えてください",
    ));
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
        let message = Wording::new(
            format!("index.md makes the folder `{place}` a page, but it holds an _index.md, which makes it a section"),
            format!("フォルダー `{place}` に、ページにする index.md と、セクションにする _index.md の両方があります"),
        );
        let hint = Wording::new("rename one of the two files", "どちらかのファイルの名前を変えてください");
        Some(Diagnostic::error("index-beside-section", message).in_file(&file.path).with_hint(hint))
    })
}

/// Whether the page's own path is that of its folder, as Zola compares them.
fn is_same_path(page: &super::Page, own_folder: &str) -> bool {
    page.components().eq(own_folder.split('/'))
}
