//! What rules look at: a built site, with where its links lead.

use rayon::prelude::*;

use super::{
    CheckOptions, Findings,
    address::Destination,
    external::{ExternalLinkResults, check_external},
    link_resolver::{BrokenLink, LinkResolver},
    rendered_site::{RenderedPage, RenderedSite},
    text_links::{EntryLinks, LinkPlaces, TextLink, collect_text_links},
};
use crate::{
    config::Config,
    content::Library,
    site::{Project, SiteUrl},
};

/// A broken link of a rendered page.
#[derive(Debug)]
pub(super) struct BrokenPageLink {
    /// The place of its page in [`RenderedSite::pages`].
    pub page: usize,
    /// The address as written.
    pub written: String,
    /// Where it leads.
    pub destination: Destination,
    /// What is wrong with it.
    pub fault: BrokenLink,
}

/// A site as rules see it.
pub(super) struct CheckContext<'a> {
    pub project: &'a Project,
    pub config: &'a Config,
    pub library: &'a Library,
    /// The address of the site.
    pub site: SiteUrl,
    /// The links of the texts, by entry.
    pub text_links: Vec<TextLink>,
    /// `None` when the site has errors.
    pub rendered: Option<RenderedSite>,
    /// The links of texts into the site that are broken, by their places in `text_links`.
    pub broken_in_texts: Vec<(usize, BrokenLink)>,
    /// The links of pages into the site that are broken, by page.
    pub broken_in_pages: Vec<BrokenPageLink>,
    /// What other sites answered.
    pub external_links: ExternalLinkResults,
    html_links: usize,
}

impl<'a> CheckContext<'a> {
    /// A site that has not asked other sites; `None` when its address is none, so that nothing can be resolved.
    pub fn new(
        project: &'a Project,
        config: &'a Config,
        library: &'a Library,
        texts: &[EntryLinks],
        rendered: Option<RenderedSite>,
    ) -> Option<Self> {
        let site = SiteUrl::new(&config.base_url)?;
        let text_links = collect_text_links(project, config, &site, library, texts);
        let (mut broken_in_texts, mut broken_in_pages, mut html_links) = (Vec::new(), Vec::new(), 0);
        if let Some(rendered) = &rendered {
            let resolver = LinkResolver::new(project, config, &site, rendered);
            let of_text = |(at, link): (usize, &TextLink)| Some((at, resolver.find_fault(&link.destination)?));
            broken_in_texts = text_links.par_iter().enumerate().filter_map(of_text).collect();
            let of_page = |(at, page): (usize, &RenderedPage)| check_page(&resolver, &site, config, at, page);
            let checked: Vec<_> = rendered.pages.par_iter().enumerate().map(of_page).collect();
            html_links = checked.iter().map(|(count, _)| count).sum();
            broken_in_pages = checked.into_iter().flat_map(|(_, broken)| broken).collect();
        }
        let external_links = ExternalLinkResults::default();
        Some(Self {
            project,
            config,
            library,
            site,
            text_links,
            rendered,
            broken_in_texts,
            broken_in_pages,
            external_links,
            html_links,
        })
    }

    /// Asks other sites, unless they are to be left alone.
    pub fn with_external(self, options: &CheckOptions<'_>) -> Self {
        if options.skip_external {
            return self;
        }
        let external_links = check_external(&self.text_links, self.config, &self.project.world, options);
        Self { external_links, ..self }
    }

    /// Finds places of links.
    pub fn places(&self) -> LinkPlaces<'a> {
        LinkPlaces::new(self.project, self.config, self.library)
    }

    /// Counts for the end of the run.
    pub fn counts(&self) -> Findings {
        let internal = self.text_links.iter().filter(|link| matches!(link.destination, Destination::Own(_)));
        Findings {
            diagnostics: Vec::new(),
            internal_links: internal.count(),
            html_links: self.html_links,
            external_links: self.external_links.links,
            cached_links: self.external_links.cached,
            is_rendered: self.rendered.is_some(),
        }
    }
}

/// How many links of a page lead into the site, and which of them are broken.
fn check_page(
    resolver: &LinkResolver<'_>,
    site: &SiteUrl,
    config: &Config,
    at: usize,
    page: &RenderedPage,
) -> (usize, Vec<BrokenPageLink>) {
    let base = page.base_address(site);
    let (mut count, mut broken) = (0, Vec::new());
    for written in page.links.iter().filter(|written| !config.link_checker.skips(written)) {
        let destination = Destination::of(site, &base, written);
        count += usize::from(matches!(destination, Destination::Own(_)));
        if let Some(fault) = resolver.find_fault(&destination) {
            broken.push(BrokenPageLink { page: at, written: written.clone(), destination, fault });
        }
    }
    (count, broken)
}
