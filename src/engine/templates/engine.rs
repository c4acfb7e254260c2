//! Templates bound to a site: what renders.

use std::{
    cell::Cell,
    collections::BTreeMap,
    fmt,
    sync::{Arc, Weak},
};

use tera::{Context, ErrorKind, Tera};

use super::{
    body_template::{self, ShieldedBody},
    builtins,
    counted_templates::TemplateInsertions,
    filters,
    fingerprint::Fingerprint,
    functions,
    query::Query,
    query_context::{Inputs, QueryContext},
    render_plan::{PlannedRender, RenderPlanner},
    render_stack::with_room,
    render_target::RenderTarget,
    template_file::TemplateFile,
    template_set::TemplateSet,
    tera_diagnostics::{Sources, diagnose},
    trace::{self, Recording, Trace},
    work::{CountedWriter, TextOf, count_work, with_budget},
    work_faults::WorkFault,
};
use crate::{
    config::Lang,
    content::{ContentText, EntryId},
    markdown::{ContentLinks, TemplateHooks},
};
use tsubame_model::source::{Diagnostic, SourcePath, Wording};

/// The code of faults found while rendering.
const CODE: &str = "template-render";

/// Renders for Markdown may nest (the filter `markdown` inside `summary-cutoff.html`), but not without end.
const DEEPEST_NESTING: u32 = 4;

/// Room for the parts of a page that are not its content.
const FRAME_BYTES: usize = 8 * 1024;

/// Templates bound to a site.
pub struct Engine {
    renderer: Arc<Renderer>,
    is_tracing: bool,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("is_tracing", &self.is_tracing).finish_non_exhaustive()
    }
}

/// A text, and what it was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered<T = String> {
    /// The text: a `String`, or the bytes of one where it goes straight to a file.
    pub text: T,
    /// What was asked for; empty unless the engine traces, and inside [`Engine::record`], which gathers it all.
    pub trace: Trace,
}

/// What functions and filters share with the engine.
pub(super) struct Renderer {
    tera: Tera,
    queries: Arc<QueryContext>,
    files: Arc<BTreeMap<String, TemplateFile>>,
    /// Where counting words were put into the templates.
    insertions: Arc<TemplateInsertions>,
}

/// Why a render failed: what Tera says, and what was used up, if that is why.
struct RenderFailure {
    error: tera::Error,
    work: Option<WorkFault>,
}

impl RenderFailure {
    /// The same failure, told of the words that the author wrote, if those cannot be parsed.
    fn syntax_error_of(&self, body: &ShieldedBody<'_>) -> Option<Self> {
        let is_of_syntax = matches!(self.error.kind(), ErrorKind::SyntaxError(_));
        let error = is_of_syntax.then(|| body.syntax_error()).flatten()?;
        Some(Self { error, work: None })
    }
}

impl TemplateSet {
    /// Binds the templates to a site.
    pub fn bind(&self, inputs: Inputs) -> Engine {
        Engine::new(self, inputs)
    }
}

impl Engine {
    fn new(set: &TemplateSet, inputs: Inputs) -> Self {
        let queries = Arc::new(QueryContext::new(inputs, functions::ANSWERER));
        let renderer = Arc::new_cyclic(|renderer: &Weak<Renderer>| {
            let counted = if queries.catalog.is_rendered() { set.for_targets() } else { set.for_content() };
            let mut tera = counted.tera.clone();
            functions::register(&mut tera, &queries);
            filters::register(&mut tera, &queries, renderer.clone());
            Renderer { tera, queries, files: Arc::clone(&set.files), insertions: Arc::clone(&counted.insertions) }
        });
        Self { renderer, is_tracing: false }
    }

    /// Turns the recording of queries on or off. Nothing is hashed while it is off, as it is at first.
    #[must_use]
    pub fn with_tracing(self, is_tracing: bool) -> Self {
        Self { is_tracing, ..self }
    }

    /// Renders a target. The faults name the template and the content file that was being rendered.
    pub fn render(&self, target: &RenderTarget<'_>) -> Result<Rendered<Vec<u8>>, Vec<Diagnostic>> {
        self.traced(|| {
            let has = |name: &str| self.renderer.has(name);
            self.renderer.render_plan(RenderPlanner { queries: &self.renderer.queries, has: &has }.plan(target))
        })
    }

    /// Templates the body of a content file, which is not escaped. Places of faults are those in the whole file.
    pub fn render_content(&self, entry: EntryId, text: &ContentText) -> Result<Rendered, Vec<Diagnostic>> {
        self.traced(|| {
            let planner = RenderPlanner { queries: &self.renderer.queries, has: &|_| false };
            let path = &self.renderer.queries.inputs.library.file(entry).path;
            self.renderer.render_body(&planner.content_context(entry), path, text)
        })
    }

    /// Whether a body has to go through [`Engine::render_content`] at all.
    pub fn needs_templating(body: &str) -> bool {
        body_template::needs_templating(body)
    }

    /// Does some work and says what it asked for, the renders in it among it. The trace is empty unless the engine
    /// traces.
    pub fn record<T>(&self, work: impl FnOnce() -> T) -> (T, Trace) {
        let recording = self.is_tracing.then(Recording::start);
        let result = work();
        (result, recording.map(Recording::finish).unwrap_or_default())
    }

    /// Whether the engine traces.
    pub fn is_tracing(&self) -> bool {
        self.is_tracing
    }

    /// The fingerprint of what a render of the target is made from beside the templates and what it asks for; `None`
    /// for targets that get values which are no answers.
    pub fn root_fingerprint(&self, target: &RenderTarget<'_>) -> Option<Fingerprint> {
        let has = |name: &str| self.renderer.has(name);
        let root = RenderPlanner { queries: &self.renderer.queries, has: &has }.root(target)?;
        Some(Fingerprint::of_value(&root))
    }

    /// The fingerprint of what a body that is itself a template sees of its own entry.
    pub fn content_fingerprint(&self, entry: EntryId) -> Fingerprint {
        Fingerprint::of_value(self.renderer.queries.catalog.base(entry))
    }

    /// Does what asking a query does beside getting an answer: an image that is asked for is made.
    pub fn repeat(&self, query: &Query) {
        if let Query::Resize(resize) = query {
            functions::images::enqueue_resize(&self.renderer.queries, resize);
        }
    }

    /// Tells the plan of images who asks for one, as the render did that a trace is of.
    pub fn note_images(&self, images: &[(String, SourcePath)]) {
        for (path, asker) in images {
            self.renderer.queries.inputs.images.note_asker(path, asker);
        }
    }

    /// Today's fingerprint of an answer, for comparing it with a recorded one.
    pub fn fingerprint(&self, query: &Query) -> Fingerprint {
        self.renderer.queries.fingerprint(query)
    }

    /// What Markdown needs from templates.
    pub fn hooks(&self) -> &dyn TemplateHooks {
        &*self.renderer
    }

    /// What Markdown needs from the library.
    pub fn links(&self) -> &dyn ContentLinks {
        &*self.renderer.queries
    }

    fn traced<T>(&self, render: impl FnOnce() -> Result<T, Vec<Diagnostic>>) -> Result<Rendered<T>, Vec<Diagnostic>> {
        if trace::is_active() {
            return Ok(Rendered { text: render()?, trace: Trace::default() });
        }
        let (text, trace) = self.record(render);
        Ok(Rendered { text: text?, trace })
    }
}

impl Renderer {
    fn has(&self, template: &str) -> bool {
        self.tera.contains_template(template)
    }

    fn render_plan(&self, mut plan: PlannedRender) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let mut template = plan.template.as_str();
        if !self.has(template) {
            if !builtins::has_placeholder(template) {
                return Err(vec![missing_template(&plan)]);
            }
            plan.context.insert_value("filename", template.into());
            template = builtins::PLACEHOLDER;
        }
        let capacity_bytes = plan.capacity_bytes + FRAME_BYTES;
        self.render_template(template, &plan.context, capacity_bytes).map_err(|failure| {
            let (label, path) = &plan.subject;
            let add_subject = |fault: Diagnostic| {
                let fault = if fault.file.is_some() { fault } else { self.in_template(fault, template) };
                fault.with_note(label.clone(), path, None)
            };
            self.faults(&failure, CODE, self.sources()).into_iter().map(add_subject).collect()
        })
    }

    fn sources(&self) -> Sources<'_> {
        Sources { insertions: Some(&self.insertions), ..Sources::of(&self.files) }
    }

    /// Everything that a failure says.
    fn faults(&self, failure: &RenderFailure, code: &'static str, sources: Sources<'_>) -> Vec<Diagnostic> {
        let faults = diagnose(&failure.error, code, sources);
        match &failure.work {
            Some(work) => vec![work.diagnostic(faults.into_iter().next(), &self.files, sources)],
            None => faults,
        }
    }

    /// Renders with room on the stack and a budget of work.
    fn render_counted<T>(&self, render: impl FnOnce() -> Result<T, tera::Error>) -> Result<T, RenderFailure> {
        let inputs = &self.queries.inputs;
        let limits = &inputs.config.tsubame.limits;
        let (result, used_up) = with_budget(limits, &inputs.world.stopwatch, || with_room(render));
        result.map_err(|error| RenderFailure { error, work: used_up.map(|(what, at)| WorkFault { what, at }) })
    }

    fn render_body(&self, context: &Context, path: &SourcePath, text: &ContentText) -> Result<String, Vec<Diagnostic>> {
        let shielded = ShieldedBody::new(text.body());
        let (counted, insertions) = count_work(&shielded.text, TextOf::Content);
        let rendered = self.render_counted(|| self.tera.render_str(&counted, context, false)).map_err(|failure| {
            let own_words = failure.syntax_error_of(&shielded);
            let content_insertions = own_words.is_none().then_some(&insertions);
            let failure = own_words.unwrap_or(failure);
            let sources = Sources { content: Some((path, text)), content_insertions, ..self.sources() };
            let add_subject = |fault: Diagnostic| match &fault.file {
                Some(file) if file == path => fault,
                Some(_) => fault.with_note(templating_content(), path, None),
                None => fault.in_file(path),
            };
            self.faults(&failure, "content-template", sources).into_iter().map(add_subject).collect::<Vec<_>>()
        })?;
        Ok(shielded.restore(rendered))
    }

    fn render_template(&self, name: &str, context: &Context, capacity_bytes: usize) -> Result<Vec<u8>, RenderFailure> {
        let mut bytes = Vec::with_capacity(capacity_bytes);
        self.render_counted(|| self.tera.render_to(name, context, &mut CountedWriter(&mut bytes)))?;
        Ok(bytes)
    }

    /// Puts a fault without a place in the file of the template that was asked for.
    fn in_template(&self, fault: Diagnostic, name: &str) -> Diagnostic {
        let mut files = self.files.values();
        let named = files.find(|file| file.name == name || file.name.ends_with(&format!("/templates/{name}")));
        match named {
            Some(file) => fault.in_file(&file.path),
            None => fault,
        }
    }

    fn render_hook(&self, template: &str, context: &Context) -> Result<String, Diagnostic> {
        let _nesting = NestedRender::enter(template)?;
        let rendered = self.render_template(template, context, 256).and_then(|bytes| {
            String::from_utf8(bytes).map_err(|error| RenderFailure { error: error.into(), work: None })
        });
        rendered.map_err(|failure| {
            let fault = self.faults(&failure, CODE, self.sources()).into_iter().next();
            fault.unwrap_or_else(|| {
                let english = failure.error.to_string();
                let japanese = format!("テンプレートを処理できません（Tera の報告: {english}）");
                Diagnostic::error(CODE, Wording::new(english, japanese))
            })
        })
    }
}

impl TemplateHooks for Renderer {
    fn anchor_link(&self, id: &str, level: u32, lang: &Lang) -> Result<String, Diagnostic> {
        let mut context = Context::new();
        context.insert_value("id", id.into());
        context.insert_value("level", level.into());
        context.insert_value("lang", lang.as_str().into());
        self.render_hook("anchor-link.html", &context)
    }

    fn summary_cutoff(&self, summary: &str, lang: &Lang) -> Result<String, Diagnostic> {
        let mut context = Context::new();
        context.insert_value("summary", summary.into());
        context.insert_value("lang", lang.as_str().into());
        self.render_hook("summary-cutoff.html", &context)
    }
}

fn missing_template(plan: &PlannedRender) -> Diagnostic {
    let (label, path) = &plan.subject;
    let template = &plan.template;
    let message = Wording::new(
        format!("the template `{template}` does not exist, but was asked for {}", label.english()),
        format!("{}に使うテンプレート `{template}` がありません", label.japanese()),
    );
    let hint = Wording::new(
        format!("write templates/{template}, or name another template"),
        format!("templates/{template} をつくるか、別のテンプレートの名前を書いてください"),
    );
    Diagnostic::error("template-missing", message).in_file(path).with_hint(hint)
}

fn templating_content() -> Wording {
    Wording::new("while templating this content", "この文章の中のテンプレートを処理しているとき")
}

thread_local! {
    static NESTED: Cell<u32> = const { Cell::new(0) };
}

/// Counts the renders for Markdown that are under way on this thread, one inside the other.
struct NestedRender;

impl NestedRender {
    fn enter(template: &str) -> Result<Self, Diagnostic> {
        let depth = NESTED.get();
        if depth >= DEEPEST_NESTING {
            let message = Wording::new(
                format!("`{template}` renders Markdown that needs `{template}` again, without end"),
                format!("`{template}` で処理する Markdown がまた `{template}` を使うので、終わりません"),
            );
            let hint = Wording::new(
                "do not use the filter `markdown` on the whole text in this template",
                "このテンプレートでは、文章全体にフィルター `markdown` を使わないでください",
            );
            return Err(Diagnostic::error("template-recursion", message).with_hint(hint));
        }
        NESTED.set(depth + 1);
        Ok(Self)
    }
}

impl Drop for NestedRender {
    fn drop(&mut self) {
        NESTED.set(NESTED.get().saturating_sub(1));
    }
}
