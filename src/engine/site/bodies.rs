//! Texts → bodies: each is templated if it has to be, then rendered as Markdown.

use std::borrow::Cow;

use rayon::prelude::*;

use super::{
    body_text::{BodyText, has_code},
    context::SiteContext,
    entries::EntryTexts,
    links::MOST_FAULTS,
    memo::Revision,
};
use crate::{
    config::AnchorLinks,
    content::{ContentText, EntryFile, EntryId},
    markdown::{self, BodyFault, Highlighter, MarkdownContext},
    templates::{Bodies, Engine, Fingerprint, SharedBody},
};
use tsubame_model::source::{Diagnostic, WithFaults, Wording};

/// What all bodies of a site are rendered with.
pub(super) struct BodyRenderer<'a> {
    pub site: SiteContext<'a>,
    pub engine: &'a Engine,
    pub highlighter: &'a Highlighter,
    /// Bodies of earlier builds, where they are kept.
    pub memo: Option<&'a Revision<'a, SharedBody>>,
}

/// One text on its way.
struct BodyJob<'a> {
    id: EntryId,
    file: &'a EntryFile,
    permalink: &'a str,
    anchor_links: AnchorLinks,
    text: ContentText,
}

impl BodyRenderer<'_> {
    /// Renders the bodies of all entries.
    pub fn render(&self, mut texts: EntryTexts) -> WithFaults<Bodies> {
        let mut faults = Vec::new();
        let mut render_all = |ids: Vec<EntryId>| {
            let jobs = ids.into_iter().map(|id| self.make_job(id, &mut texts));
            // Texts with code wait for the grammars, which another thread is loading, so they come last.
            let (plain, coded): (Vec<BodyJob<'_>>, Vec<BodyJob<'_>>) = jobs.partition(|job| !has_code(&job.text));
            let render = |job: BodyJob<'_>| (job.id, self.make_body(&job));
            let mut results: Vec<_> = plain.into_par_iter().map(render).collect();
            results.par_extend(coded.into_par_iter().map(render));
            results.sort_by_key(|(id, _)| *id);
            results.into_iter().map(|(_, body)| body).collect::<WithFaults<Vec<_>>>().unpack(&mut faults)
        };
        let pages = render_all(self.site.library.page_ids().map(EntryId::Page).collect());
        let sections = render_all(self.site.library.section_ids().map(EntryId::Section).collect());
        WithFaults::new(Bodies { pages, sections }, faults)
    }

    fn make_job(&self, id: EntryId, texts: &mut EntryTexts) -> BodyJob<'_> {
        let file = self.site.library.file(id);
        let anchor_links = match id {
            EntryId::Page(id) => self.site.library.page_node(id).anchor_links,
            EntryId::Section(id) => {
                let own = self.site.library.section(id).meta.insert_anchor_links;
                own.unwrap_or(self.site.config.markdown.insert_anchor_links)
            }
        };
        let text = texts.remove(&file.path).unwrap_or_default();
        BodyJob { id, file, permalink: self.site.library.permalink(id), anchor_links, text }
    }

    /// Takes the body from the memo or renders it. Only bodies without faults are kept, so that faults are found anew.
    fn make_body(&self, job: &BodyJob<'_>) -> WithFaults<SharedBody> {
        let places = BodyText::new(&job.text, job.file, self.site.config);
        let Some(memo) = self.memo else { return self.render_body(job, &places) };
        let root = self.root_fingerprint(job, &places);
        let key = job.file.path.as_str();
        if let Some(body) = memo.find(key, &root) {
            return WithFaults::new(body, Vec::new());
        }
        let (rendered, trace) = self.engine.record(|| self.render_body(job, &places));
        if rendered.faults.is_empty() {
            memo.keep(key, root, trace, &rendered.value);
        }
        rendered
    }

    /// Of all that a body is made from beside what it asks for.
    fn root_fingerprint(&self, job: &BodyJob<'_>, places: &BodyText<'_>) -> Fingerprint {
        let anchor_links = format!("{:?}", job.anchor_links);
        let texts = [job.text.body(), job.permalink, &anchor_links, job.file.lang.as_str(), &job.file.relative];
        let own = places.is_templated().then(|| self.engine.content_fingerprint(job.id));
        Fingerprint::of_all([Some(Fingerprint::of_texts(texts)), own])
    }

    fn render_body(&self, job: &BodyJob<'_>, places: &BodyText<'_>) -> WithFaults<SharedBody> {
        let text = if places.is_templated() {
            match self.engine.render_content(job.id, &job.text) {
                Ok(rendered) => Cow::Owned(rendered.text),
                Err(faults) => return WithFaults::new(SharedBody::default(), faults),
            }
        } else {
            Cow::Borrowed(job.text.body())
        };
        let context = MarkdownContext {
            config: self.site.config,
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
        WithFaults::new(body.into(), faults.into_iter().map(|fault| place_fault(fault, job, places, &text)).collect())
    }
}

/// Finds a fault's place in the file. Where templates moved the text around, what stands at its span in the text that
/// Markdown was `given` is looked for in the file; it is not there when a template wrote it.
fn place_fault(fault: BodyFault, job: &BodyJob<'_>, text: &BodyText<'_>, given: &str) -> Diagnostic {
    let BodyFault { diagnostic, span } = fault;
    let place = if text.is_templated() {
        span.and_then(|span| text.place_of_words(given.get(span)?.trim_end()))
    } else {
        span.and_then(|span| text.place(&span))
    };
    let place = place.or(diagnostic.place.clone());
    let diagnostic =
        if diagnostic.file.is_some() { diagnostic } else { diagnostic.in_file(&job.file.path).with_place(place) };
    if diagnostic.file.as_ref() == Some(&job.file.path) {
        return diagnostic;
    }
    let label = Wording::new("while rendering", "このファイルを表示しているときに見つかりました");
    diagnostic.with_note(label, &job.file.path, None)
}
