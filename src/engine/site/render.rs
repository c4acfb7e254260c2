//! Carrying out the plan: every render in parallel, each result handed over as soon as it is there.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::{
    Artifact, Content, Sink,
    extras::Extras,
    memo::Today,
    minify::minify_html,
    plan::{Job, Owner, Plan, Render},
    search::SearchPages,
    sitemap::{ENTRIES_PER_FILE, collect_entries},
};
use crate::{
    config::{Config, Lang},
    content::Library,
    templates::{Engine, FeedOwner, RenderTarget},
};
use tsubame_model::source::Diagnostic;

/// What all renders of a build share.
pub(super) struct ArtifactRenderer<'a> {
    pub plan: &'a Plan,
    pub engine: &'a Engine,
    pub config: &'a Config,
    pub library: &'a Library,
    /// Take what full-text search and the added files need, where they are on.
    pub onlookers: (Option<&'a SearchPages<'a>>, Option<&'a Extras<'a>>),
    /// Artifacts of earlier builds, before they are minified, where they are kept.
    pub memo: Option<&'a Today<'a, Arc<[u8]>>>,
}

impl ArtifactRenderer<'_> {
    /// Renders all jobs. Every fault is collected; the others are still rendered, so that one run tells all.
    pub fn render(&self, sink: &dyn Sink, faults: &mut Vec<Diagnostic>) {
        let found = Mutex::new(Vec::new());
        let accept = |path: String, result: Result<Content, Vec<Diagnostic>>| match result {
            Ok(content) => sink.accept(finish(path, content, self.config)),
            Err(faults) => found.lock().unwrap_or_else(PoisonError::into_inner).extend(faults),
        };
        self.plan.jobs.par_iter().for_each(|job| {
            if let Render::Sitemap = job.render {
                return self.render_sitemap(&accept);
            }
            let result = self.render_job(job);
            if let (Some(search), Ok(content)) = (self.onlookers.0, &result) {
                search.offer(&job.render, &job.path, content.bytes());
            }
            if let (Some(extras), Ok(content)) = (self.onlookers.1, &result) {
                extras.offer(&job.render, &job.path, content.bytes());
            }
            accept(job.path.clone(), result);
        });
        faults.extend(found.into_inner().unwrap_or_else(PoisonError::into_inner));
    }

    fn render_target(&self, target: &RenderTarget<'_>) -> Result<Content, Vec<Diagnostic>> {
        self.engine.render(target).map(|rendered| Content::Made(rendered.text))
    }

    /// Takes the result from the memo or renders the target.
    fn make_target(&self, path: &str, target: &RenderTarget<'_>) -> Result<Content, Vec<Diagnostic>> {
        let Some(memo) = self.memo else { return self.render_target(target) };
        let Some(root) = self.engine.root_fingerprint(target) else { return self.render_target(target) };
        if let Some(bytes) = memo.find(path, &root) {
            return Ok(Content::Shared(bytes));
        }
        let rendered = self.engine.render(target)?;
        let bytes = Arc::from(rendered.text);
        memo.keep(path, root, rendered.trace, &bytes);
        Ok(Content::Shared(bytes))
    }

    fn render_job(&self, job: &Job) -> Result<Content, Vec<Diagnostic>> {
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

    fn feed_owner<'a>(&'a self, owner: &'a Owner) -> (&'a Lang, FeedOwner) {
        match owner {
            Owner::Site(lang) => (lang, FeedOwner::Site),
            Owner::Section(id) => (&self.library.section(*id).file.lang, FeedOwner::Section(*id)),
            Owner::Term { taxonomy, term } => {
                let lang = &self.library.taxonomies[*taxonomy].lang;
                (lang, FeedOwner::Term { taxonomy: *taxonomy, term: *term })
            }
        }
    }

    /// One sitemap, or several with an index over them.
    fn render_sitemap(&self, accept: &dyn Fn(String, Result<Content, Vec<Diagnostic>>)) {
        let entries = collect_entries(self.library, self.config);
        if entries.len() < ENTRIES_PER_FILE {
            return accept("sitemap.xml".to_owned(), self.render_target(&RenderTarget::Sitemap(&entries)));
        }
        let mut urls = Vec::new();
        for (at, part) in entries.chunks(ENTRIES_PER_FILE).enumerate() {
            let name = format!("sitemap{}.xml", at + 1);
            urls.push(self.config.absolute_url(&name));
            accept(name, self.render_target(&RenderTarget::Sitemap(part)));
        }
        accept("sitemap.xml".to_owned(), self.render_target(&RenderTarget::SitemapIndex(&urls)));
    }
}

fn finish(path: String, content: Content, config: &Config) -> Artifact {
    let is_minified = config.minify_html && path.ends_with(".html");
    let content = if is_minified { Content::Made(minify_html(content.bytes())) } else { content };
    Artifact { path, content }
}
