//! The build: the files of a project → artifacts and diagnostics, by phases in one order.
//!
//! ```text
//! configure:  files → Config
//! build:      files + Config → [Entry] → Library → Bodies → artifacts, handed to a Sink as they are made
//! ```
//!
//! Each phase is a function that takes the values of the phases before it and makes a new one; nothing is written back.
//! This room never touches the disk: `disk` feeds it and consumes what it makes.

mod api;
mod artifact;
mod bodies;
mod body_text;
mod configure;
mod entries;
mod extras;
mod feeds;
mod held_links;
mod images;
mod links;
mod memo;
mod minify;
mod plan;
mod project;
mod render;
mod sass;
mod schedule;
mod search;
mod sitemap;
mod statics;
mod template_files;
mod typed;

use std::{collections::HashMap, sync::Arc};

pub use artifact::{Artifact, Content, Phase, Sink};
pub use body_text::{BodyText, find_whole_addresses};
pub use configure::configure;
pub use memo::Memo;
pub use project::Project;
pub use schedule::NextChange;
pub use typed::{Stock, TypedEntry};

use self::{
    bodies::BodyRenderer,
    entries::{Texts, read_entries},
    extras::{Built, Extras},
    memo::Today,
    render::ArtifactRenderer,
    search::SearchPages,
    template_files::read_templates,
};
use crate::{
    config::Config,
    content::{Library, assemble},
    images::ImageQueue,
    markdown::Highlighter,
    templates::{Bodies, Engine, Inputs},
};
use tsubame_model::{
    schema::Types,
    source::{Diagnostic, sort_diagnostics},
};

/// What came of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Pages of the site.
    pub pages: usize,
    /// Pages that belong to no section.
    pub orphans: usize,
    /// Sections of the site, without the roots that no file makes.
    pub sections: usize,
    /// When the site changes next by a date of its content.
    pub next_change: Option<NextChange>,
    /// How many files were taken as an earlier build had made them, without rendering anything.
    pub reused: usize,
    /// Whether the sink has seen every file of the site, though links in its texts may be broken.
    pub is_rendered: bool,
    /// Faults, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Whether nothing stands against publishing.
    pub fn is_clean(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Builds the site. Artifacts reach the sink in any order, each path once; when the report is not clean, the sink has
/// not seen all of them and must not publish.
pub fn build(project: &Project, config: &Arc<Config>, sink: &dyn Sink) -> Report {
    build_with(project, config, sink, &mut Memo::off())
}

/// Builds the site as [`build`] does, with the same result; what an earlier build has put into the memo and what still
/// holds is not made again.
pub fn build_with(project: &Project, config: &Arc<Config>, sink: &dyn Sink, memo: &mut Memo) -> Report {
    let mut report = Report { diagnostics: project.faults.clone(), ..Report::default() };
    build_phases(project, config, sink, (memo, &mut report));
    sort_diagnostics(&mut report.diagnostics);
    if report.is_clean() {
        project.world.image_cache.remove_unused();
    }
    report
}

/// Reads the content types of a project, with the faults of their files and of forms.
pub fn read_types(project: &Project) -> (Types, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let types = typed::read_types(project, &mut faults);
    (types, faults)
}

/// Reads types and entries, as a build begins, and checks them; nothing is rendered.
pub fn read_stock(project: &Project, config: &Config) -> (Stock, Vec<Diagnostic>) {
    let mut faults = project.faults.clone();
    let types = typed::read_types(project, &mut faults);
    let entries = read_entries(project, config, &types, &mut Memo::off(), &mut faults);
    let stock = typed::take_stock(project, config, types, &entries, &mut faults);
    sort_diagnostics(&mut faults);
    (stock, faults)
}

fn build_phases(project: &Project, config: &Arc<Config>, sink: &dyn Sink, state: (&mut Memo, &mut Report)) {
    let (memo, report) = state;
    let faults = &mut report.diagnostics;
    let highlighter = memo.begin(project, config);
    faults.extend(highlighter.check(&config.file));
    faults.extend(search::check_search(project, config));

    sink.begin(Phase::Read, 0);
    let (library, texts, stock) = read_library((project, config), &highlighter, memo, report);
    let faults = &mut report.diagnostics;
    let templates = read_templates(project, config, faults).map(|files| memo.load_templates(files, config));
    let templates = templates.and_then(|result| result.map_err(|found| faults.extend(found)).ok());
    faults.extend(templates.iter().flat_map(|set| set.warnings().iter().cloned()));
    faults.extend(templates.iter().flat_map(|set| typed::check_templates(project, &stock.types, set)));
    let generated = generated_files(project, config, &highlighter, faults);

    let Some(templates) = templates.filter(|_| !faults.iter().any(Diagnostic::is_error)) else { return };
    let library = Arc::new(library);
    let wanted = Arc::new(ImageQueue::default());
    let inputs = |generated: &Generated, bodies| Inputs {
        config: Arc::clone(config),
        world: project.world.clone(),
        library: Arc::clone(&library),
        highlighter: Arc::clone(&highlighter),
        generated: Arc::clone(generated),
        files: Arc::clone(&project.files),
        images: Arc::clone(&wanted),
        bodies,
    };
    sink.begin(Phase::Bodies, report.pages);
    let engine = templates.bind(inputs(&generated, None)).with_tracing(memo.is_on());
    let bodies = make_bodies((config, &library, &highlighter), &engine, texts, memo, faults);
    links::check_anchors(project, config, &library, &bodies, faults);
    held_links::check_held_links(project, config, (&library, &bodies), faults);
    sink.inspect(&library, &bodies);
    if stand_in_the_way(faults) {
        return;
    }
    let api = api::build_api(config, &stock, &library, &bodies);
    let generated = with_content_files(&generated, &api, search::build_indices(config, &library, &bodies));
    drop(engine);
    let engine = templates.bind(inputs(&generated, Some(bodies))).with_tracing(memo.is_on());
    let mut statics = statics::list(project, config, &library);
    let plan = plan::plan(&library, config, &statics);
    faults.extend(plan.faults.iter().cloned().chain(api::check_paths(config, &plan, &api)));
    let search = SearchPages::new(config, &library);
    let taken = || plan.paths().chain(generated.keys().map(String::as_str));
    faults.extend(search.iter().filter_map(|search| search.check_paths(taken())));
    sink.begin(Phase::Render, plan.jobs.len());
    let extras = Extras::new(config, &library);
    let onlookers = (search.as_ref(), extras.as_ref());
    let renderer = ArtifactRenderer { plan: &plan, engine: &engine, config, library: &library, onlookers, memo: None };
    report.reused = render_artifacts(&renderer, memo, sink, faults);
    if stand_in_the_way(faults) {
        return;
    }
    if let Some(search) = search {
        search.emit(sink, faults);
    }
    if let Some(extras) = extras {
        extras.emit(&Built { project, plan: &plan, generated: &generated }, &mut statics, sink, faults);
    }
    faults.extend(images::make_images(&wanted, &project.world, sink));
    statics::emit(statics, &generated, sink);
    report.is_rendered = true;
    // Giving back a large site's values takes a while, and nobody needs to wait for it.
    rayon::spawn(move || drop((engine, plan, library)));
}

/// Renders the bodies, but for those that the memo has.
fn make_bodies(
    (config, library, highlighter): (&Config, &Library, &Highlighter),
    engine: &Engine,
    texts: Texts,
    memo: &mut Memo,
    faults: &mut Vec<Diagnostic>,
) -> Bodies {
    let today = memo.bodies.open(engine);
    let bodies = BodyRenderer { config, engine, library, highlighter, memo: today.as_ref() }.render(texts, faults);
    if let Some(news) = today.map(Today::finish) {
        memo.bodies.close(news);
    }
    bodies
}

/// Renders what is planned, but for what the memo has, and says how much that was.
fn render_artifacts(
    renderer: &ArtifactRenderer<'_>,
    memo: &mut Memo,
    sink: &dyn Sink,
    faults: &mut Vec<Diagnostic>,
) -> usize {
    let today = memo.artifacts.open(renderer.engine);
    ArtifactRenderer { memo: today.as_ref(), ..*renderer }.render(sink, faults);
    let Some(today) = today else { return 0 };
    let found = today.found();
    let news = today.finish();
    memo.artifacts.close(news);
    found
}

/// Broken links leave a text as it was written, so the faults of later phases can be found in the same run.
const LEFT_AS_WRITTEN: [&str; 4] = ["link-empty-url", "link-held-back", "link-missing-anchor", "link-missing-page"];

/// Whether later phases would lack what a fault has kept from being made.
fn stand_in_the_way(faults: &[Diagnostic]) -> bool {
    faults.iter().any(|fault| fault.is_error() && !LEFT_AS_WRITTEN.contains(&fault.code))
}

/// All entries with how they hang together, their texts, and what their types say of them.
fn read_library(
    (project, config): (&Project, &Config),
    highlighter: &Arc<Highlighter>,
    memo: &mut Memo,
    report: &mut Report,
) -> (Library, Texts, Stock) {
    let faults = &mut report.diagnostics;
    let types = typed::read_types(project, faults);
    let mut entries = read_entries(project, config, &types, memo, faults);
    let stock = typed::take_stock(project, config, types, &entries, faults);
    if config.markdown.highlighting.is_some() && entries.have_code() {
        // Loading the grammars takes as long as rendering hundreds of pages, so it begins beside the serial phases.
        let highlighter = Arc::clone(highlighter);
        rayon::spawn(move || highlighter.warm_up());
    }
    report.pages = entries.pages.len();
    report.sections = entries.sections.len();
    report.next_change = entries.next_change.take();
    let held_back = std::mem::take(&mut entries.held_back);
    let (pages, sections, texts) = entries.with_assets(project, config);
    let (library, found) = assemble(pages, sections, config);
    faults.extend(found);
    report.orphans = library.page_nodes.iter().filter(|node| node.ancestors.is_empty()).count();
    (library.with_held_back(held_back), texts, stock)
}

/// Files made before any page is rendered, by output path.
type Generated = Arc<HashMap<String, Arc<[u8]>>>;

/// One of them.
type GeneratedFile = (String, Arc<[u8]>);

/// The generated files with those made from content: the content API and search indices.
fn with_content_files(generated: &Generated, api: &[GeneratedFile], indices: Vec<GeneratedFile>) -> Generated {
    let mut all = HashMap::clone(generated);
    all.extend(indices);
    all.extend(api.iter().cloned());
    Arc::new(all)
}

/// Style sheets made from Sass and from the colour themes of code, by output path.
fn generated_files(
    project: &Project,
    config: &Config,
    highlighter: &Highlighter,
    faults: &mut Vec<Diagnostic>,
) -> Generated {
    let mut files = sass::compile(project, config, faults);
    let sheets = highlighter.style_sheets().into_iter();
    files.extend(sheets.map(|(name, css)| (name.to_owned(), Arc::from(css.into_bytes()))));
    Arc::new(files)
}
