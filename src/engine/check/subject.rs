//! What rules look at: a built site, with where its links lead.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use rayon::prelude::*;

use super::{
    Findings, Options,
    address::{Destination, SiteAddress},
    external::{Answers, ask},
    facts::Facts,
    judge::{Judge, Trouble},
    outputs::Outputs,
    uses::{Places, Use, collect_uses},
};
use crate::{
    config::Config,
    content::{EntryId, Library},
    markdown::{ExternalLink, InternalLink, PathLink},
    site::Project,
};
use tsubame_model::source::SourcePath;

/// The links of one text, as Markdown recorded them.
#[derive(Debug)]
pub(super) struct EntryLinks {
    pub id: EntryId,
    pub internal: Arc<[InternalLink]>,
    pub external: Arc<[ExternalLink]>,
    pub paths: Arc<[PathLink]>,
}

/// A rendered page.
#[derive(Debug)]
pub(super) struct Page {
    /// Its output path.
    pub path: String,
    /// The addresses it links to, each once.
    pub links: Vec<String>,
    /// What in it can be linked to.
    pub anchors: HashSet<String>,
    /// The address that `<base>` sets.
    pub base: Option<String>,
    /// What it tells search engines and asks of browsers.
    pub facts: Facts,
}

/// All files of a rendered site.
#[derive(Debug)]
pub(super) struct Rendered {
    /// Their paths.
    pub outputs: Outputs,
    /// The pages, by their paths.
    pub pages: Vec<Page>,
    /// Where files come from that are published as they are.
    pub sources: HashMap<String, SourcePath>,
    /// Raster images that the build made.
    pub images: HashMap<String, Raster>,
}

/// A raster image of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Raster {
    /// The length of its file.
    pub bytes: u64,
    pub width_px: u32,
}

/// A broken link of a rendered page.
#[derive(Debug)]
pub(super) struct HtmlTrouble {
    /// The place of its page in [`Rendered::pages`].
    pub page: usize,
    /// The address as written.
    pub written: String,
    /// Where it leads.
    pub destination: Destination,
    /// What is wrong with it.
    pub trouble: Trouble,
}

/// A site as rules see it.
pub(super) struct Subject<'a> {
    pub project: &'a Project,
    pub config: &'a Config,
    pub library: &'a Library,
    /// The address of the site.
    pub site: SiteAddress,
    /// The links of the texts, by entry.
    pub uses: Vec<Use>,
    /// `None` when the site has errors.
    pub rendered: Option<Rendered>,
    /// The links of texts into the site that are broken, by their places in `uses`.
    pub text_troubles: Vec<(usize, Trouble)>,
    /// The links of pages into the site that are broken, by page.
    pub html_troubles: Vec<HtmlTrouble>,
    /// What other sites answered.
    pub answers: Answers,
    html_links: usize,
}

impl<'a> Subject<'a> {
    /// A site without answers from other sites; `None` when its address is none, so that nothing can be resolved.
    pub fn new(
        project: &'a Project,
        config: &'a Config,
        library: &'a Library,
        (texts, rendered): (Vec<EntryLinks>, Option<Rendered>),
    ) -> Option<Self> {
        let site = SiteAddress::new(&config.base_url)?;
        let uses = collect_uses(project, config, &site, library, &texts);
        let (mut text_troubles, mut html_troubles, mut html_links) = (Vec::new(), Vec::new(), 0);
        if let Some(rendered) = &rendered {
            let judge = Judge::new(project, &site, rendered);
            let of_text = |(at, link): (usize, &Use)| Some((at, judge.judge(&link.destination)?));
            text_troubles = uses.par_iter().enumerate().filter_map(of_text).collect();
            let look = |(at, page): (usize, &Page)| look_at_page(&judge, &site, config, (at, page));
            let found: Vec<_> = rendered.pages.par_iter().enumerate().map(look).collect();
            html_links = found.iter().map(|(count, _)| count).sum();
            html_troubles = found.into_iter().flat_map(|(_, troubles)| troubles).collect();
        }
        let answers = Answers::default();
        Some(Self { project, config, library, site, uses, rendered, text_troubles, html_troubles, answers, html_links })
    }

    /// Asks other sites, unless they are to be left alone.
    pub fn with_external(self, options: &Options<'_>) -> Self {
        if options.skip_external {
            return self;
        }
        let answers = ask(&self.uses, self.config, &*self.project.world, options);
        Self { answers, ..self }
    }

    /// Finds places of links.
    pub fn places(&self) -> Places<'a> {
        Places::new(self.project, self.config, self.library)
    }

    /// Counts for the end of the run.
    pub fn counts(&self) -> Findings {
        let internal = self.uses.iter().filter(|link| matches!(link.destination, Destination::Own(_)));
        Findings {
            diagnostics: Vec::new(),
            internal_links: internal.count(),
            html_links: self.html_links,
            external_links: self.answers.links,
            cached_links: self.answers.cached,
            is_rendered: self.rendered.is_some(),
        }
    }
}

/// How many links of a page lead into the site, and which of them are broken.
fn look_at_page(
    judge: &Judge<'_>,
    site: &SiteAddress,
    config: &Config,
    (at, page): (usize, &Page),
) -> (usize, Vec<HtmlTrouble>) {
    let own = site.of_output(&page.path);
    let base = page.base.as_deref().and_then(|base| own.join(base).ok()).unwrap_or(own);
    let (mut count, mut troubles) = (0, Vec::new());
    for written in page.links.iter().filter(|written| !config.link_checker.skips(written)) {
        let destination = site.resolve(&base, written);
        count += usize::from(matches!(destination, Destination::Own(_)));
        if let Some(trouble) = judge.judge(&destination) {
            troubles.push(HtmlTrouble { page: at, written: written.clone(), destination, trouble });
        }
    }
    (count, troubles)
}
