//! Carrying out the plan: every render in parallel, each result handed over as soon as it is there.

use std::{
    string::FromUtf8Error,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use rayon::prelude::*;

use super::{
    Artifact, ArtifactData, Sink,
    context::SiteContext,
    memo::{KeptFile, Revision},
    minify::minify_html,
    outputs::{AddedOutputs, scan_page},
    phrases::PhraseMarker,
    plan::{FeedOf, Render, RenderJob, RenderPlan},
    search::SearchPages,
    sitemap::{ENTRIES_PER_FILE, collect_entries},
};
use crate::{
    config::Lang,
    templates::{Engine, FeedOwner, RenderTarget},
};
use tsubame_model::{encode::without_forbidden_xml, source::Diagnostic};

/// What all renders of a build share.
pub(super) struct ArtifactRenderer<'a> {
    pub site: SiteContext<'a>,
    pub plan: &'a RenderPlan,
    pub engine: &'a Engine,
    /// Takes the pages that full-text search needs, where it is on.
    pub search: Option<&'a SearchPages<'a>>,
    /// Looks at pages for the files that are made of all of them, where there are any.
    pub added: Option<&'a AddedOutputs<'a>>,
    /// Says where lines of Japanese may break, where that is wanted.
    pub phrases: Option<PhraseMarker<'a>>,
    /// Artifacts of earlier builds, where they are kept.
    pub memo: Option<&'a Revision<'a, KeptFile>>,
}

impl ArtifactRenderer<'_> {
    /// Renders all jobs. Every fault is collected; the others are still rendered, so that one run tells all.
    pub fn render(&self, sink: &dyn Sink) -> Vec<Diagnostic> {
        let found = Mutex::new(Vec::new());
        let accept = |path: String, result: Result<Bytes, Vec<Diagnostic>>| match result {
            Ok(bytes) => sink.accept(Artifact { path, content: ArtifactData::Bytes(bytes) }),
            Err(faults) => found.lock().unwrap_or_else(PoisonError::into_inner).extend(faults),
        };
        self.plan.jobs.par_iter().for_each(|job| {
            if let Render::Sitemap = job.render {
                return self.render_sitemap(&accept);
            }
            let result = self.render_job(job).inspect(|file| self.show(job, file));
            accept(job.path.clone(), result.map(|file| file.published));
        });
        found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows a page to those who make files of all pages.
    fn show(&self, job: &RenderJob, file: &KeptFile) {
        if let Some(search) = self.search {
            search.offer(&job.render, &job.path, file.rendered.as_ref().unwrap_or(&file.published));
        }
        if let (Some(added), Some(scan)) = (self.added, &file.scan) {
            added.offer(&job.render, &job.path, scan);
        }
    }

    /// The artifact as it is published, with what is made of its text alone. What is kept for long does not hold more
    /// memory than it fills, and not both texts of a page unless somebody asks for both.
    fn finish(&self, path: &str, text: Vec<u8>) -> KeptFile {
        let hold = |mut text: Vec<u8>| {
            if self.memo.is_some() {
                text.shrink_to_fit();
            }
            Bytes::from(text)
        };
        let scan = self.added.filter(|added| added.wants(path)).map(|_| Arc::new(scan_page(&text)));
        let is_page = path.ends_with(".html");
        let marked = self.phrases.as_ref().filter(|_| is_page).and_then(|phrases| phrases.mark(&text));
        let published = if is_page && self.site.config.minify_html {
            hold(minify_html(marked.as_ref().unwrap_or(&text)))
        } else if let Some(marked) = marked {
            hold(marked)
        } else {
            return KeptFile { rendered: None, published: hold(text), scan };
        };
        KeptFile { rendered: self.search.is_some().then(|| hold(text)), published, scan }
    }

    fn render_target(&self, target: &RenderTarget<'_>) -> Result<Bytes, Vec<Diagnostic>> {
        self.engine.render(target).map(|rendered| Bytes::from(finish_text(target, rendered.text)))
    }

    /// Takes the result from the memo or renders the target.
    fn make_target(&self, path: &str, target: &RenderTarget<'_>) -> Result<KeptFile, Vec<Diagnostic>> {
        let kept = self.memo.and_then(|memo| Some((memo, self.engine.root_fingerprint(target)?)));
        if let Some((memo, root)) = &kept
            && let Some(file) = memo.find(path, root)
        {
            return Ok(file);
        }
        let rendered = self.engine.render(target)?;
        let file = self.finish(path, finish_text(target, rendered.text));
        if let Some((memo, root)) = kept {
            memo.keep(path, root, rendered.trace, &file);
        }
        Ok(file)
    }

    fn render_job(&self, job: &RenderJob) -> Result<KeptFile, Vec<Diagnostic>> {
        let paginations = &self.plan.paginations;
        let target = match &job.render {
            Render::Page(id) => RenderTarget::Page(*id),
            Render::Section(id) => RenderTarget::Section(*id),
            Render::SectionPager { section, pagination, pager } => {
                RenderTarget::SectionPager { section: *section, pagination: &paginations[*pagination], pager: *pager }
            }
            Render::TaxonomyList(at) => RenderTarget::TaxonomyList(*at),
            Render::Term { taxonomy, term } => RenderTarget::Term { taxonomy: *taxonomy, term: *term },
            Render::TermPager { taxonomy, term, pagination, pager } => {
                let pagination = &paginations[*pagination];
                RenderTarget::TermPager { taxonomy: *taxonomy, term: *term, pagination, pager: *pager }
            }
            Render::Feed { file_name, feed_url, pages, owner } => {
                let (feed, (lang, owner)) = (&self.plan.feeds[*pages], self.feed_owner(owner));
                let last_updated = feed.last_updated.as_deref();
                RenderTarget::Feed { file_name, lang, feed_url, pages: &feed.pages, last_updated, owner }
            }
            Render::Robots => RenderTarget::Robots,
            Render::NotFound => RenderTarget::NotFound,
            Render::Redirect(url) => RenderTarget::Redirect(url),
            Render::Sitemap => RenderTarget::Sitemap(&[]),
        };
        self.make_target(&job.path, &target)
    }

    fn feed_owner<'a>(&'a self, owner: &'a FeedOf) -> (&'a Lang, FeedOwner) {
        match owner {
            FeedOf::Site(lang) => (lang, FeedOwner::Site),
            FeedOf::Section(id) => (&self.site.library.section(*id).file.lang, FeedOwner::Section(*id)),
            FeedOf::Term { taxonomy, term } => {
                let lang = &self.site.library.taxonomies[*taxonomy].lang;
                (lang, FeedOwner::Term { taxonomy: *taxonomy, term: *term })
            }
        }
    }

    /// One sitemap, or several with an index over them.
    fn render_sitemap(&self, accept: &dyn Fn(String, Result<Bytes, Vec<Diagnostic>>)) {
        let entries = collect_entries(self.site.library, self.site.config);
        if entries.len() < ENTRIES_PER_FILE {
            return accept("sitemap.xml".to_owned(), self.render_target(&RenderTarget::Sitemap(&entries)));
        }
        let mut urls = Vec::new();
        for (at, part) in entries.chunks(ENTRIES_PER_FILE).enumerate() {
            let name = format!("sitemap{}.xml", at + 1);
            urls.push(self.site.config.absolute_url(&name));
            accept(name, self.render_target(&RenderTarget::Sitemap(part)));
        }
        accept("sitemap.xml".to_owned(), self.render_target(&RenderTarget::SitemapIndex(&urls)));
    }
}

/// The text as it is published. Readers of feeds and sitemaps give up on a whole file for one character that XML forbids,
/// and such a character is pasted into a text more easily than it is seen there.
fn finish_text(target: &RenderTarget<'_>, text: Vec<u8>) -> Vec<u8> {
    match target {
        RenderTarget::Feed { .. } | RenderTarget::Sitemap(_) | RenderTarget::SitemapIndex(_) => String::from_utf8(text)
            .map_or_else(FromUtf8Error::into_bytes, |text| without_forbidden_xml(text).into_bytes()),
        _ => text,
    }
}
