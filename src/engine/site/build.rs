//! The build itself: one function a phase, called in the order in which each needs the values of those before it.

use std::sync::Arc;

use super::{
    Memo, Phase, Project, Report, Sink, api,
    bodies::BodyRenderer,
    context::{BuildContext, GeneratedFile, GeneratedFiles, RenderStage},
    entries::{EntryTexts, read_entries},
    images, links,
    memo::Revision,
    outputs::{AddedOutputs, RenderedFiles},
    phrases::PhraseMarker,
    plan::{RenderPlan, plan_renders},
    read::{SiteContent, generate_files, read_content, read_templates},
    render::ArtifactRenderer,
    search::{self, SearchPages},
    statics::{self, StaticFiles},
    typed_entries::{self, TypedEntries, check_typed_entries},
    unpublished_links,
};
use crate::{
    config::Config,
    templates::{Bodies, Engine},
};
use tsubame_model::{
    schema::Types,
    source::{Diagnostic, WithFaults, sort_diagnostics},
};

/// Builds the site. Artifacts reach the sink in any order, each path once; when the report is not clean, the sink has
/// not seen all of them and must not publish.
pub fn build(project: &Project, config: &Arc<Config>, sink: &dyn Sink) -> Report {
    build_with(project, config, sink, &mut Memo::off())
}

/// Builds the site as [`build`] does, with the same result; what an earlier build has put into the memo and what still
/// holds is not made again.
pub fn build_with(project: &Project, config: &Arc<Config>, sink: &dyn Sink, memo: &mut Memo) -> Report {
    let highlighter = memo.begin(project, config);
    let mut report = run_phases(&BuildContext { project, config, sink, highlighter, images: Arc::default() }, memo);
    sort_diagnostics(&mut report.diagnostics);
    if report.is_clean() {
        project.world.image_cache.remove_unused();
    }
    report
}

/// Reads the content types of a project, with the faults of their files and of forms.
pub fn read_types(project: &Project, config: &Config) -> WithFaults<Types> {
    typed_entries::read_types(project, config)
}

/// Reads types and entries, as a build begins, and checks them; nothing is rendered.
pub fn read_typed_entries(project: &Project, config: &Config) -> WithFaults<TypedEntries> {
    let types = read_types(project, config);
    let mut memo = Memo::off();
    let WithFaults { value: entries, faults } = read_entries(project, config, &types.value, &mut memo);
    let mut checked = check_typed_entries(project, config, WithFaults::new(&entries, faults), types, &mut memo);
    checked.faults.extend(project.faults.iter().cloned());
    sort_diagnostics(&mut checked.faults);
    checked
}

fn run_phases(build: &BuildContext<'_>, memo: &mut Memo) -> Report {
    let mut report = Report { diagnostics: check_settings(build), ..Report::default() };
    build.sink.begin(Phase::Read, 0);
    let content = report.note(read_content(build, memo));
    report.count(&content);
    let templates = report.note(read_templates(build, &content.typed.types, memo));
    let generated = report.note(generate_files(build, memo));
    let Some(templates) = templates.filter(|_| report.is_clean()) else { return report };

    let SiteContent { library, texts, typed, .. } = content;
    let stage = RenderStage { build, library: &library, templates: &templates, is_tracing: memo.is_on() };
    let bodies = report.note(render_bodies(&stage, texts, &generated, memo));
    build.sink.inspect(&library, &bodies);
    if report.stops_later_phases() {
        return report;
    }
    let planned = report.note(plan_outputs(&stage, &typed, &generated, bodies));
    report.reused = report.note(render_pages(&stage, &planned, memo));
    if report.stops_later_phases() {
        return report;
    }
    let Planned { engine, plan, .. } = report.note(finish_outputs(build, planned, memo));
    report.is_rendered = true;
    // Giving back a large site's values takes a while, and nobody needs to wait for it.
    rayon::spawn(move || drop((engine, plan, library)));
    report
}

/// What stands against the settings before anything is read with them.
fn check_settings(build: &BuildContext<'_>) -> Vec<Diagnostic> {
    let mut faults = build.project.faults.clone();
    faults.extend(build.highlighter.check(&build.config.file));
    faults.extend(search::check_search(build.config));
    faults
}

/// Renders the bodies, but for those that the memo has, and checks the links in them.
fn render_bodies(
    stage: &RenderStage<'_>,
    texts: EntryTexts,
    generated: &GeneratedFiles,
    memo: &mut Memo,
) -> WithFaults<Bodies> {
    stage.build.sink.begin(Phase::Bodies, stage.library.pages.len());
    let engine = stage.engine(generated, None);
    let revision = memo.bodies.begin_revision(&engine);
    let site = stage.site();
    let renderer =
        BodyRenderer { site, engine: &engine, highlighter: &stage.build.highlighter, memo: revision.as_ref() };
    let bodies = renderer.render(texts);
    if let Some(inserts) = revision.map(Revision::finish) {
        memo.bodies.apply(inserts);
    }
    let broken = links::check_anchors(site, &bodies.value);
    let expired = unpublished_links::check_unpublished_links(site, &bodies.value);
    bodies.with_faults(broken).with_faults(expired)
}

/// All that is to be made of a site whose bodies are rendered.
struct Planned<'a> {
    engine: Engine,
    plan: RenderPlan,
    statics: StaticFiles,
    /// Those of earlier phases and those made from content: the content API and search indices.
    generated: GeneratedFiles,
    search: Option<SearchPages<'a>>,
    added: Option<AddedOutputs<'a>>,
}

/// Works out which files the site has, and whether two of them want one path.
fn plan_outputs<'a>(
    stage: &RenderStage<'a>,
    typed: &TypedEntries,
    generated: &GeneratedFiles,
    bodies: Bodies,
) -> WithFaults<Planned<'a>> {
    let site = stage.site();
    let WithFaults { value: api, faults: clashes } = api::build_api(site, typed, &bodies);
    let indices = search::build_indices(site.config, site.library, &bodies);
    let generated = with_content_files(generated, &api, indices);
    let engine = stage.engine(&generated, Some(bodies));
    let statics = statics::list(site);
    let WithFaults { value: plan, mut faults } = plan_renders(site, &statics);
    faults.extend(clashes);
    faults.extend(api::check_paths(site.config, &plan, &api));
    let search = SearchPages::new(site.config, site.library);
    let taken = || plan.paths().chain(generated.keys().map(String::as_str));
    faults.extend(search.iter().filter_map(|search| search.check_paths(taken())));
    let added = AddedOutputs::new(site);
    WithFaults::new(Planned { engine, plan, statics, generated, search, added }, faults)
}

/// The generated files with those made from content.
fn with_content_files(
    generated: &GeneratedFiles,
    api: &[GeneratedFile],
    indices: Vec<GeneratedFile>,
) -> GeneratedFiles {
    let mut all = std::collections::HashMap::clone(generated);
    all.extend(indices);
    all.extend(api.iter().cloned());
    Arc::new(all)
}

/// Renders what is planned, but for what the memo has, and says how much that was.
fn render_pages(stage: &RenderStage<'_>, planned: &Planned<'_>, memo: &mut Memo) -> WithFaults<usize> {
    let sink = stage.build.sink;
    sink.begin(Phase::Render, planned.plan.jobs.len());
    let revision = memo.artifacts.begin_revision(&planned.engine);
    let renderer = ArtifactRenderer {
        site: stage.site(),
        plan: &planned.plan,
        engine: &planned.engine,
        search: planned.search.as_ref(),
        added: planned.added.as_ref(),
        phrases: stage.build.config.tsubame.phrases.as_ref().map(PhraseMarker::new),
        memo: revision.as_ref(),
    };
    let faults = renderer.render(sink);
    let reused = revision.as_ref().map_or(0, Revision::found);
    if let Some(inserts) = revision.map(Revision::finish) {
        memo.artifacts.apply(inserts);
    }
    WithFaults::new(reused, faults)
}

/// Makes what needs all rendered pages, and hands over what is published as it is.
fn finish_outputs<'a>(build: &BuildContext<'_>, mut planned: Planned<'a>, memo: &mut Memo) -> WithFaults<Planned<'a>> {
    let BuildContext { project, sink, .. } = *build;
    let mut faults = Vec::new();
    if let Some(search) = planned.search.take() {
        faults.extend(search.emit(sink));
    }
    if let Some(added) = planned.added.take() {
        let rendered = RenderedFiles { project, plan: &planned.plan, generated: &planned.generated };
        faults.extend(added.emit(&rendered, &mut planned.statics, sink));
    }
    faults.extend(images::make_images(&build.images, &project.world, sink, memo.images()));
    statics::emit(std::mem::take(&mut planned.statics), &planned.generated, sink);
    WithFaults::new(planned, faults)
}
