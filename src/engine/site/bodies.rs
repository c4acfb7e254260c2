//! Texts → bodies: each is templated if it has to be, then rendered as Markdown.

use std::borrow::Cow;

use memchr::memmem;
use rayon::prelude::*;

use super::{BodyText, entries::Texts, links::MOST_FAULTS, memo::Today};
use crate::{
    config::{AnchorLinks, Config},
    content::{EntryFile, EntryId, Library, Text},
    markdown::{self, BodyFault, Highlighter, MarkdownContext},
    templates::{Bodies, Engine, Fingerprint, SharedBody},
};
use tsubame_model::source::Diagnostic;

/// What all bodies of a site are rendered with.
pub(super) struct BodyRenderer<'a> {
    pub config: &'a Config,
    pub engine: &'a Engine,
    pub library: &'a Library,
    pub highlighter: &'a Highlighter,
    /// Bodies of earlier builds, where they are kept.
    pub memo: Option<&'a Today<'a, SharedBody>>,
}

/// One text on its way.
struct Job<'a> {
    id: EntryId,
    file: &'a EntryFile,
    permalink: &'a str,
    anchor_links: AnchorLinks,
    text: Text,
}

impl BodyRenderer<'_> {
    /// Renders the bodies of all entries.
    pub fn render(&self, mut texts: Texts, faults: &mut Vec<Diagnostic>) -> Bodies {
        let mut render_all = |ids: Vec<EntryId>| {
            let jobs = ids.into_iter().map(|id| self.make_job(id, &mut texts));
            // Texts with code wait for the grammars, which another thread is loading, so they come last.
            let (plain, coded): (Vec<Job<'_>>, Vec<Job<'_>>) = jobs.partition(|job| !has_code(&job.text));
            let render = |job: Job<'_>| (job.id, self.make_body(&job));
            let mut results: Vec<_> = plain.into_par_iter().map(render).collect();
            results.par_extend(coded.into_par_iter().map(render));
            results.sort_by_key(|(id, _)| *id);
            let results = results.into_iter().map(|(_, result)| result);
            let (bodies, found): (Vec<SharedBody>, Vec<Vec<Diagnostic>>) = results.unzip();
            faults.extend(found.into_iter().flatten());
            bodies
        };
        let pages = render_all(self.library.page_ids().map(EntryId::Page).collect());
        let sections = render_all(self.library.section_ids().map(EntryId::Section).collect());
        Bodies { pages, sections }
    }

    fn make_job(&self, id: EntryId, texts: &mut Texts) -> Job<'_> {
        let file = self.library.file(id);
        let anchor_links = match id {
            EntryId::Page(id) => self.library.page_node(id).anchor_links,
            EntryId::Section(id) => {
                let own = self.library.section(id).meta.insert_anchor_links;
                own.unwrap_or(self.config.markdown.insert_anchor_links)
            }
        };
        let text = texts.remove(&file.path).unwrap_or_default();
        Job { id, file, permalink: self.library.permalink(id), anchor_links, text }
    }

    /// Takes the body from the memo or renders it. Only bodies without faults are kept, so that faults are found anew.
    fn make_body(&self, job: &Job<'_>) -> (SharedBody, Vec<Diagnostic>) {
        let places = BodyText::new(&job.text, job.file, self.config);
        let Some(memo) = self.memo else { return self.render_body(job, &places) };
        let root = self.root_fingerprint(job, &places);
        let key = job.file.path.as_str();
        if let Some(body) = memo.find(key, &root) {
            return (body, Vec::new());
        }
        let ((body, faults), trace) = self.engine.record(|| self.render_body(job, &places));
        if faults.is_empty() {
            memo.keep(key, root, trace, &body);
        }
        (body, faults)
    }

    /// Of all that a body is made from beside what it asks for.
    fn root_fingerprint(&self, job: &Job<'_>, places: &BodyText<'_>) -> Fingerprint {
        let anchor_links = format!("{:?}", job.anchor_links);
        let texts = [job.text.body(), job.permalink, &anchor_links, job.file.lang.as_str(), &job.file.relative];
        let own = places.is_templated().then(|| self.engine.content_fingerprint(job.id));
        Fingerprint::of_all([Some(Fingerprint::of_texts(texts)), own])
    }

    fn render_body(&self, job: &Job<'_>, places: &BodyText<'_>) -> (SharedBody, Vec<Diagnostic>) {
        let text = if places.is_templated() {
            match self.engine.render_content(job.id, &job.text) {
                Ok(rendered) => Cow::Owned(rendered.text),
                Err(faults) => return (SharedBody::default(), faults),
            }
        } else {
            Cow::Borrowed(job.text.body())
        };
        let context = MarkdownContext {
            config: self.config,
            highlighter: self.highlighter,
            links: self.engine.links(),
            hooks: self.engine.hooks(),
            lang: &job.file.lang,
            permalink: job.permalink,
            relative: &job.file.relative,
            anchor_links: job.anchor_links,
        };
        let mut body = markdown::render(&text, &context);
        let mut faults = std::mem::take(&mut body.faults);
        faults.truncate(MOST_FAULTS);
        (body.into(), faults.into_iter().map(|fault| place_fault(fault, job, places)).collect())
    }
}

/// Whether a text has a fenced code block, or looks like it.
pub(super) fn has_code(text: &Text) -> bool {
    ["```", "~~~"].iter().any(|fence| memmem::find(text.body().as_bytes(), fence.as_bytes()).is_some())
}

/// Finds a fault's place in the file: by its span, or by the words it quotes when templates moved the text around.
fn place_fault(fault: BodyFault, job: &Job<'_>, text: &BodyText<'_>) -> Diagnostic {
    let BodyFault { diagnostic, span } = fault;
    let place = if text.is_templated() {
        diagnostic.message.split('`').nth(1).and_then(|word| text.place_of_words(word))
    } else {
        span.and_then(|span| text.place(&span))
    };
    let place = place.or(diagnostic.place.clone());
    let diagnostic =
        if diagnostic.file.is_some() { diagnostic } else { diagnostic.in_file(&job.file.path).with_place(place) };
    if diagnostic.file.as_ref() == Some(&job.file.path) {
        return diagnostic;
    }
    diagnostic.with_note("while rendering", &job.file.path, None)
}
