//! Which artifacts templates make: the list of all renders of a build, each with its output path.

use std::collections::{BTreeMap, HashMap};

use super::{context::SiteContext, feeds::FeedPages, statics::StaticFiles};
use crate::{
    config::{Config, Lang, LanguageConfig, is_of_web},
    content::{EntryId, Library, PageId, Pagination, SectionId},
};
use tsubame_model::{
    encode::encode_file_name,
    source::{Diagnostic, SourcePath, WithFaults, Wording},
};

/// What one render makes. Numbers are places in the lists of [`RenderPlan`] or [`Library`].
#[derive(Clone, Debug)]
pub(super) enum Render {
    Page(PageId),
    Section(SectionId),
    SectionPager { section: SectionId, pagination: usize, pager: usize },
    TaxonomyList(usize),
    Term { taxonomy: usize, term: usize },
    TermPager { taxonomy: usize, term: usize, pagination: usize, pager: usize },
    Feed { file_name: String, feed_url: String, pages: usize, owner: FeedOf },
    Sitemap,
    Robots,
    NotFound,
    Redirect(String),
}

/// Whose feed it is.
#[derive(Clone, Debug)]
pub(super) enum FeedOf {
    Site(Lang),
    Section(SectionId),
    Term { taxonomy: usize, term: usize },
}

/// One render and where its result goes.
#[derive(Clone, Debug)]
pub(super) struct RenderJob {
    /// The output path, without a leading slash.
    pub path: String,
    pub render: Render,
}

/// All renders of a build.
#[derive(Debug, Default)]
pub(super) struct RenderPlan {
    pub jobs: Vec<RenderJob>,
    pub paginations: Vec<Pagination>,
    pub feeds: Vec<FeedPages>,
    taken: HashMap<String, PathOwner>,
}

/// Who has an output path already.
#[derive(Clone, Copy, Debug)]
enum PathOwner {
    /// A static file or an asset, which wins over what would be rendered.
    Static,
    /// A render, for the entry whose file to name when something else wants the path too.
    Render(Option<EntryId>),
}

impl RenderPlan {
    /// All output paths, those of static files and assets among them, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.taken.keys().map(String::as_str)
    }
}

/// Lists all renders, but none whose path a static file or an asset has: those win, as with Zola. When two renders want
/// one path, which can only be pagers, feeds and special files (all else was checked before), that is a fault.
pub(super) fn plan_renders(site: SiteContext<'_>, statics: &StaticFiles) -> WithFaults<RenderPlan> {
    let taken = statics.paths().map(|path| (path.to_owned(), PathOwner::Static)).collect();
    let plan = RenderPlan { taken, ..RenderPlan::default() };
    let mut planner = Planner { site, plan, faults: Vec::new() };
    let SiteContext { config, library, .. } = site;
    planner.add("404.html", Render::NotFound, None);
    if config.generate_robots_txt {
        planner.add("robots.txt", Render::Robots, None);
    }
    planner.plan_pages();
    for id in library.section_ids() {
        planner.plan_section(id);
    }
    for taxonomy in 0..library.taxonomies.len() {
        planner.plan_taxonomy(taxonomy);
    }
    for (lang, settings) in config.languages.iter().filter(|(_, settings)| settings.generate_feeds) {
        let of_language = library.page_ids().filter(|id| library.page(*id).file.lang == *lang);
        let root = config.language_root(lang);
        planner.add_feeds(of_language.collect(), &root, &FeedOf::Site(lang.clone()), &settings.feed_filenames);
    }
    planner.plan_redirects();
    if config.generate_sitemap {
        planner.add("sitemap.xml", Render::Sitemap, None);
    }
    planner.check_folders();
    WithFaults::new(planner.plan, planner.faults)
}

/// A plan on its way.
struct Planner<'a> {
    site: SiteContext<'a>,
    plan: RenderPlan,
    faults: Vec<Diagnostic>,
}

impl Planner<'_> {
    fn in_owner(&self, fault: Diagnostic, owner: Option<EntryId>) -> Diagnostic {
        match owner {
            Some(id) => fault.in_file(&self.site.library.file(id).path),
            None => fault,
        }
    }

    /// Adds a render at a URL path (or file name), unless the path is taken. A path that leaves the site is a fault.
    fn add(&mut self, path: &str, render: Render, owner: Option<EntryId>) {
        let path = path.trim_start_matches('/');
        let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        if path.split('/').any(|part| part == ".." || part == ".") || path.contains(['\0', '\\']) {
            self.faults.push(self.in_owner(outside(&path), owner));
            return;
        }
        let path = normal(&path);
        match self.plan.taken.get(&path) {
            None => {
                self.plan.taken.insert(path.clone(), PathOwner::Render(owner));
                self.plan.jobs.push(RenderJob { path, render });
            }
            // An alias of a page's own path, or one written twice, harms nobody.
            Some(PathOwner::Render(first)) if first.is_some() && *first == owner => {}
            Some(PathOwner::Render(first)) => {
                let fault = made_twice(&path, first.map(|id| &self.site.library.file(id).path));
                self.faults.push(self.in_owner(fault, owner));
            }
            Some(PathOwner::Static) => {}
        }
    }

    /// Files that stand where another path of the site needs a folder.
    fn check_folders(&mut self) {
        let taken = &self.plan.taken;
        let paths: BTreeMap<&String, &PathOwner> = taken.iter().collect();
        let mut faults = Vec::new();
        for (path, owner) in &paths {
            let above = path.match_indices('/').map(|(at, _)| &path[..at]);
            let Some(file) = above.into_iter().find(|folder| taken.contains_key(*folder)) else { continue };
            let message = Wording::new(
                format!("`{file}` is a file of the site, but `{path}` needs a folder of that name"),
                format!("`{file}` というファイルがありますが、`{path}` には同じ名前のフォルダーが要ります"),
            );
            let hint = Wording::new("rename one of the two", "どちらかの名前を変えてください");
            let fault = Diagnostic::error("path-collision", message).with_hint(hint);
            let owner = [*owner, &taken[file]].into_iter().find_map(|owner| match owner {
                PathOwner::Render(owner) => *owner,
                PathOwner::Static => None,
            });
            faults.push(self.in_owner(fault, owner));
        }
        self.faults.extend(faults);
    }

    /// Adds the feeds of these pages, one a file name, at a URL path.
    fn add_feeds(&mut self, pages: Vec<PageId>, path: &str, owner: &FeedOf, file_names: &[String]) {
        let at = self.plan.feeds.len();
        self.plan.feeds.push(FeedPages::new(self.site.library, pages, self.site.config));
        for file_name in file_names {
            let path = format!("{path}{file_name}");
            let feed_url = self.site.config.permalink(&path);
            let render = Render::Feed { file_name: file_name.clone(), feed_url, pages: at, owner: owner.clone() };
            self.add(&path, render, None);
        }
    }

    /// Every page that a section lists, or that belongs to none. Pages their section could not sort have no page.
    fn plan_pages(&mut self) {
        let library = self.site.library;
        let mut has_page: Vec<bool> = library
            .page_nodes
            .iter()
            .zip(&library.pages)
            .map(|(node, page)| node.ancestors.is_empty() && page.meta.render)
            .collect();
        for node in &library.section_nodes {
            node.pages.iter().chain(&node.hidden_pages).for_each(|id| has_page[id.0 as usize] = true);
        }
        for id in library.page_ids().filter(|id| has_page[id.0 as usize]) {
            self.add(&library.page(id).path, Render::Page(id), Some(EntryId::Page(id)));
        }
    }

    fn plan_section(&mut self, id: SectionId) {
        let SiteContext { config, library, .. } = self.site;
        let (section, node) = (library.section(id), library.section_node(id));
        // The feed of the site stands where that of a language's root would, and holds all that it would hold.
        let is_of_site = |settings: &&LanguageConfig| section.is_index() && settings.generate_feeds;
        let settings = config.languages.get(&section.file.lang).filter(|settings| !is_of_site(settings));
        if let Some(settings) = settings.filter(|_| section.meta.generate_feeds) {
            self.add_feeds(node.pages.clone(), &section.path, &FeedOf::Section(id), &settings.feed_filenames);
        }
        if !section.meta.render {
            return;
        }
        let owner = Some(EntryId::Section(id));
        if let Some(target) = &section.meta.redirect_to {
            let target = if is_of_web(target) { target.clone() } else { config.permalink(target) };
            self.add(&section.path, Render::Redirect(target), owner);
        } else if let Some(size) = section.meta.page_size() {
            let mut pages = node.pages.clone();
            if section.meta.paginate_reversed {
                pages.reverse();
            }
            let cut = Pagination::new(&pages, size, &section.meta.paginate_path, &section.path, &section.permalink);
            self.add_pagers(cut, owner, |pagination, pager| Render::SectionPager { section: id, pagination, pager });
        } else {
            self.add(&section.path, Render::Section(id), owner);
        }
    }

    fn plan_taxonomy(&mut self, at: usize) {
        let SiteContext { config, library, .. } = self.site;
        let taxonomy = &library.taxonomies[at];
        if !taxonomy.config.render || taxonomy.terms.is_empty() {
            return;
        }
        self.add(&taxonomy.path, Render::TaxonomyList(at), None);
        for (term_at, term) in taxonomy.terms.iter().enumerate() {
            let (taxonomy_at, pager_path) = (at, taxonomy.config.pager_path());
            if let Some(size) = taxonomy.config.page_size() {
                let cut = Pagination::new(&term.pages, size, pager_path, &term.path, &term.permalink);
                let render =
                    |pagination, pager| Render::TermPager { taxonomy: taxonomy_at, term: term_at, pagination, pager };
                self.add_pagers(cut, None, render);
            } else {
                self.add(&term.path, Render::Term { taxonomy: at, term: term_at }, None);
            }
            if let Some(settings) = config.languages.get(&taxonomy.lang).filter(|_| taxonomy.config.feed) {
                let owner = FeedOf::Term { taxonomy: at, term: term_at };
                self.add_feeds(term.pages.clone(), &term.path, &owner, &settings.feed_filenames);
            }
        }
    }

    /// Adds all pagers of a list, and the redirect from its first pager's number to the list itself.
    fn add_pagers(&mut self, cut: Pagination, owner: Option<EntryId>, render: impl Fn(usize, usize) -> Render) {
        let at = self.plan.paginations.len();
        for (number, pager) in cut.pagers.iter().enumerate() {
            self.add(&pager.path, render(at, number), owner);
        }
        let first = &cut.pagers[0];
        let numbered = format!("{}{}/1/", first.path, cut.pager_path);
        let target = own_address(self.site.config, &first.path, &first.permalink);
        self.add(&numbered, Render::Redirect(target), owner);
        self.plan.paginations.push(cut);
    }

    fn plan_redirects(&mut self) {
        let SiteContext { config, library, .. } = self.site;
        let pages = library.page_ids().map(|id| (EntryId::Page(id), &library.page(id).meta.aliases));
        let sections = library.section_ids().map(|id| (EntryId::Section(id), &library.section(id).meta.aliases));
        for (id, aliases) in pages.chain(sections) {
            for alias in aliases {
                let path =
                    if alias.ends_with(".html") { alias.clone() } else { format!("{}/", alias.trim_end_matches('/')) };
                self.add(&path, Render::Redirect(address_of_entry(id, library, config)), Some(id));
            }
        }
    }
}

fn outside(path: &str) -> Diagnostic {
    let message = Wording::new(
        format!("`{path}` is not a path inside the site"),
        format!("`{path}` はサイトの中のパスではありません"),
    );
    let hint = Wording::new(
        "paths, aliases and slugs may not hold `.` or `..` parts or backslashes",
        "`path`、`aliases`、`slug` に、`.` や `..` だけの部分や `\\` は書けません",
    );
    Diagnostic::error("path-outside", message).with_hint(hint)
}

/// The fault of a path that something has already, perhaps an entry in this file.
fn made_twice(path: &str, first: Option<&SourcePath>) -> Diagnostic {
    let of = first.map_or_else(String::new, |file| format!(" of {file}"));
    let of_japanese = first.map_or_else(String::new, |file| format!("（{file}）"));
    let message = Wording::new(
        format!("`{path}` would be made twice; the first time it is a file{of}"),
        format!("`{path}` が、先に作られるファイル{of_japanese}と重なっています"),
    );
    let hint = Wording::new(
        "give one of the two another `slug`, `path`, alias or `paginate_path`",
        "どちらかの `slug`、`path`、`aliases` か `paginate_path` を変えてください",
    );
    Diagnostic::error("path-collision", message).with_hint(hint)
}

/// Without empty parts: an empty `paginate_path` or a slug of nothing doubles slashes.
fn normal(path: &str) -> String {
    path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// The address at which browsers find what the site makes at a path. The permalink is that address too, unless something
/// in the path means something else in an address; a plain Zola site has it even then, as Zola writes it.
fn own_address(config: &Config, path: &str, permalink: &str) -> String {
    let means_itself = !path.contains(['%', '?', '#', '\\']) || !config.tsubame.is_there;
    if means_itself && !path.contains("//") {
        return permalink.to_owned();
    }
    config.permalink(&format!("{}/", encode_file_name(&normal(path))))
}

/// The same of an entry.
pub(super) fn address_of_entry(id: EntryId, library: &Library, config: &Config) -> String {
    let path = match id {
        EntryId::Page(id) => &library.page(id).path,
        EntryId::Section(id) => &library.section(id).path,
    };
    own_address(config, path, library.permalink(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BuildOptions, resolve};

    #[test]
    fn redirects_lead_to_what_is_made() {
        for (base_url, path, expected, of_zola) in [
            ("https://a.jp", "/春/", "https://a.jp/春/", "https://a.jp/春/"),
            ("https://a.jp", "/50%/", "https://a.jp/50%25/", "https://a.jp/50%/"),
            ("https://a.jp/sub/", "/a?b#c%41/", "https://a.jp/sub/a%3Fb%23c%2541/", "https://a.jp/sub/a?b#c%41/"),
            ("https://a.jp", "//e.jp/", "https://a.jp/e.jp/", "https://a.jp/e.jp/"),
            ("/", "//e.jp/", "/e.jp/", "/e.jp/"),
            ("/", "/\\e.jp/", "/%5Ce.jp/", "/\\e.jp/"),
        ] {
            for (extra, expected) in [("[extra.tsubame]", expected), ("", of_zola)] {
                let settings = format!("base_url = \"{base_url}\"\n{extra}\n");
                let config = resolve(&SourcePath::new("zola.toml"), &settings, &BuildOptions::default()).unwrap();
                assert_eq!(own_address(&config, path, &config.permalink(path)), expected, "{path}");
            }
        }
    }
}
