//! Which artifacts templates make: the list of all renders of a build, each with its output path.

use std::collections::{BTreeMap, HashMap};

use super::{feeds::FeedPages, statics::Statics};
use crate::{
    config::{Config, Lang},
    content::{EntryId, Library, PageId, Pagination, SectionId},
};
use tsubame_model::source::Diagnostic;

/// What one render makes. Numbers are places in the lists of [`Plan`] or [`Library`].
#[derive(Clone, Debug)]
pub(super) enum Render {
    Page(PageId),
    Section(SectionId),
    SectionPager { section: SectionId, pagination: usize, pager: usize },
    TaxonomyList(usize),
    Term { taxonomy: usize, term: usize },
    TermPager { taxonomy: usize, term: usize, pagination: usize, pager: usize },
    Feed { file_name: String, feed_url: String, pages: usize, owner: Owner },
    Sitemap,
    Robots,
    NotFound,
    Redirect(String),
}

/// Whose feed it is.
#[derive(Clone, Debug)]
pub(super) enum Owner {
    Site(Lang),
    Section(SectionId),
    Term { taxonomy: usize, term: usize },
}

/// One render and where its result goes.
#[derive(Clone, Debug)]
pub(super) struct Job {
    /// The output path, without a leading slash.
    pub path: String,
    pub render: Render,
}

/// All renders of a build.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub jobs: Vec<Job>,
    pub paginations: Vec<Pagination>,
    pub feeds: Vec<FeedPages>,
    pub faults: Vec<Diagnostic>,
    taken: HashMap<String, Taken>,
}

/// Who has an output path already.
#[derive(Clone, Copy, Debug)]
enum Taken {
    /// A static file or an asset, which wins over what would be rendered.
    Static,
    /// A render, for the entry whose file to name when something else wants the path too.
    Render(Option<EntryId>),
}

fn in_owner(fault: Diagnostic, owner: Option<EntryId>, library: &Library) -> Diagnostic {
    match owner {
        Some(id) => fault.in_file(&library.file(id).path),
        None => fault,
    }
}

/// Lists all renders, but none whose path a static file or an asset has: those win, as with Zola. When two renders want
/// one path, which can only be pagers, feeds and special files (all else was checked before), that is a fault.
pub(super) fn plan(library: &Library, config: &Config, statics: &Statics) -> Plan {
    let mut plan =
        Plan { taken: statics.paths().map(|path| (path.to_owned(), Taken::Static)).collect(), ..Plan::default() };
    plan.add("404.html", Render::NotFound, None, library);
    if config.generate_robots_txt {
        plan.add("robots.txt", Render::Robots, None, library);
    }
    plan_pages(&mut plan, library);
    for id in library.section_ids() {
        plan_section(&mut plan, library, config, id);
    }
    for taxonomy in 0..library.taxonomies.len() {
        plan_taxonomy(&mut plan, library, config, taxonomy);
    }
    for (lang, settings) in config.languages.iter().filter(|(_, settings)| settings.generate_feeds) {
        let of_language = library.page_ids().filter(|id| library.page(*id).file.lang == *lang);
        let pages = FeedPages::new(library, of_language.collect(), config);
        let root = config.language_root(lang);
        plan.add_feeds(pages, &root, &Owner::Site(lang.clone()), (&settings.feed_filenames, config, library));
    }
    plan_redirects(&mut plan, library);
    if config.generate_sitemap {
        plan.add("sitemap.xml", Render::Sitemap, None, library);
    }
    plan.check_folders(library);
    plan
}

impl Plan {
    /// All output paths, those of static files and assets among them, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.taken.keys().map(String::as_str)
    }

    /// Adds a render at a URL path (or file name), unless the path is taken. A path that leaves the site is a fault.
    fn add(&mut self, path: &str, render: Render, owner: Option<EntryId>, library: &Library) {
        let path = path.trim_start_matches('/');
        let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        if path.split('/').any(|part| part == ".." || part == ".") || path.contains(['\0', '\\']) {
            let fault = Diagnostic::error("path-outside", format!("`{path}` is not a path inside the site"))
                .with_hint("paths, aliases and slugs may not hold `.` or `..` parts or backslashes");
            self.faults.push(in_owner(fault, owner, library));
            return;
        }
        let path = normal(&path);
        match self.taken.get(&path) {
            None => {
                self.taken.insert(path.clone(), Taken::Render(owner));
                self.jobs.push(Job { path, render });
            }
            // An alias of a page's own path, or one written twice, harms nobody.
            Some(Taken::Render(first)) if first.is_some() && *first == owner => {}
            Some(Taken::Render(first)) => {
                let of = first.map_or_else(String::new, |id| format!(" of {}", library.file(id).path));
                let message = format!("`{path}` would be made twice; the first time it is a file{of}");
                let fault = Diagnostic::error("path-collision", message)
                    .with_hint("give one of the two another `slug`, `path`, alias or `paginate_path`");
                self.faults.push(in_owner(fault, owner, library));
            }
            Some(Taken::Static) => {}
        }
    }

    /// Files that stand where another path of the site needs a folder.
    fn check_folders(&mut self, library: &Library) {
        let paths: BTreeMap<&String, &Taken> = self.taken.iter().collect();
        let mut faults = Vec::new();
        for (path, taken) in &paths {
            let above = path.match_indices('/').map(|(at, _)| &path[..at]);
            let Some(file) = above.into_iter().find(|folder| self.taken.contains_key(*folder)) else { continue };
            let message = format!("`{file}` is a file of the site, but `{path}` needs a folder of that name");
            let fault = Diagnostic::error("path-collision", message).with_hint("rename one of the two");
            let owner = [*taken, &self.taken[file]].into_iter().find_map(|taken| match taken {
                Taken::Render(owner) => *owner,
                Taken::Static => None,
            });
            faults.push(in_owner(fault, owner, library));
        }
        self.faults.extend(faults);
    }

    fn add_feeds(&mut self, pages: FeedPages, path: &str, owner: &Owner, site: (&[String], &Config, &Library)) {
        let (file_names, config, library) = site;
        let at = self.feeds.len();
        self.feeds.push(pages);
        for file_name in file_names {
            let path = format!("{path}{file_name}");
            let feed_url = config.permalink(&path);
            let render = Render::Feed { file_name: file_name.clone(), feed_url, pages: at, owner: owner.clone() };
            self.add(&path, render, None, library);
        }
    }
}

/// Without empty parts: an empty `paginate_path` or a slug of nothing doubles slashes.
fn normal(path: &str) -> String {
    path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// Every page that a section lists, or that belongs to none. Pages their section could not sort have no page.
fn plan_pages(plan: &mut Plan, library: &Library) {
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
        plan.add(&library.page(id).path, Render::Page(id), Some(EntryId::Page(id)), library);
    }
}

fn plan_section(plan: &mut Plan, library: &Library, config: &Config, id: SectionId) {
    let (section, node) = (library.section(id), library.section_node(id));
    if let Some(settings) = config.languages.get(&section.file.lang).filter(|_| section.meta.generate_feeds) {
        let pages = FeedPages::new(library, node.pages.clone(), config);
        plan.add_feeds(pages, &section.path, &Owner::Section(id), (&settings.feed_filenames, config, library));
    }
    if !section.meta.render {
        return;
    }
    let owner = Some(EntryId::Section(id));
    if let Some(target) = &section.meta.redirect_to {
        let target = if is_external(target) { target.clone() } else { config.permalink(target) };
        plan.add(&section.path, Render::Redirect(target), owner, library);
    } else if let Some(size) = section.meta.page_size() {
        let mut pages = node.pages.clone();
        if section.meta.paginate_reversed {
            pages.reverse();
        }
        let cut = Pagination::new(&pages, size, &section.meta.paginate_path, &section.path, &section.permalink);
        add_pagers(plan, cut, owner, library, |pagination, pager| Render::SectionPager {
            section: id,
            pagination,
            pager,
        });
    } else {
        plan.add(&section.path, Render::Section(id), owner, library);
    }
}

fn plan_taxonomy(plan: &mut Plan, library: &Library, config: &Config, at: usize) {
    let taxonomy = &library.taxonomies[at];
    if !taxonomy.config.render || taxonomy.terms.is_empty() {
        return;
    }
    plan.add(&taxonomy.path, Render::TaxonomyList(at), None, library);
    for (term_at, term) in taxonomy.terms.iter().enumerate() {
        let (taxonomy_at, pager_path) = (at, taxonomy.config.pager_path());
        if let Some(size) = taxonomy.config.page_size() {
            let cut = Pagination::new(&term.pages, size, pager_path, &term.path, &term.permalink);
            let render =
                |pagination, pager| Render::TermPager { taxonomy: taxonomy_at, term: term_at, pagination, pager };
            add_pagers(plan, cut, None, library, render);
        } else {
            plan.add(&term.path, Render::Term { taxonomy: at, term: term_at }, None, library);
        }
        if let Some(settings) = config.languages.get(&taxonomy.lang).filter(|_| taxonomy.config.feed) {
            let pages = FeedPages::new(library, term.pages.clone(), config);
            let owner = Owner::Term { taxonomy: at, term: term_at };
            plan.add_feeds(pages, &term.path, &owner, (&settings.feed_filenames, config, library));
        }
    }
}

/// Adds all pagers of a list, and the redirect from its first pager's number to the list itself.
fn add_pagers(
    plan: &mut Plan,
    cut: Pagination,
    owner: Option<EntryId>,
    library: &Library,
    render: impl Fn(usize, usize) -> Render,
) {
    let at = plan.paginations.len();
    for (number, pager) in cut.pagers.iter().enumerate() {
        plan.add(&pager.path, render(at, number), owner, library);
    }
    let first = &cut.pagers[0];
    plan.add(
        &format!("{}{}/1/", first.path, cut.pager_path),
        Render::Redirect(first.permalink.clone()),
        owner,
        library,
    );
    plan.paginations.push(cut);
}

fn plan_redirects(plan: &mut Plan, library: &Library) {
    let pages = library.page_ids().map(|id| (EntryId::Page(id), &library.page(id).meta.aliases));
    let sections = library.section_ids().map(|id| (EntryId::Section(id), &library.section(id).meta.aliases));
    for (id, aliases) in pages.chain(sections) {
        for alias in aliases {
            let path =
                if alias.ends_with(".html") { alias.clone() } else { format!("{}/", alias.trim_end_matches('/')) };
            plan.add(&path, Render::Redirect(library.permalink(id).to_owned()), Some(id), library);
        }
    }
}

/// Whether a link leaves the site.
fn is_external(link: &str) -> bool {
    link.starts_with("http:") || link.starts_with("https:")
}
