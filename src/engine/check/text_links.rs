//! The links of the texts, each with where it leads and where it stands.

use std::{collections::HashMap, sync::Arc};

use super::address::Destination;
use crate::{
    config::{Config, is_of_web},
    content::{EntryId, Library},
    markdown::{ExternalLink, InternalLink, PathLink},
    site::{BodyText, Project, SiteUrl},
};
use tsubame_model::source::{Place, SourcePath, Span};

/// The links of one text, as Markdown recorded them.
#[derive(Debug)]
pub(super) struct EntryLinks {
    pub id: EntryId,
    pub internal: Arc<[InternalLink]>,
    pub external: Arc<[ExternalLink]>,
    pub paths: Arc<[PathLink]>,
}

/// One link of a content file.
#[derive(Clone, Debug)]
pub(super) struct TextLink {
    /// Whose file.
    pub entry: EntryId,
    /// The address as written.
    pub written: String,
    /// Where it leads.
    pub destination: Destination,
    /// Whether it names a content file (`@/…`), whose anchors the build itself looks for.
    pub names_content: bool,
    /// Where in the file.
    spot: Spot,
}

#[derive(Clone, Debug)]
enum Spot {
    /// In the body: the span of the link, and how many links to the same address stand before it.
    Body { span: Span, number: usize },
    /// In the front matter.
    FrontMatter,
}

/// All links of the texts but those that the site wants left alone.
pub(super) fn collect_text_links(
    project: &Project,
    config: &Config,
    site: &SiteUrl,
    library: &Library,
    texts: &[EntryLinks],
) -> Vec<TextLink> {
    let is_checked = |entry: EntryId| {
        let file = &library.file(entry).path;
        config.link_checker.ignored_files.is_empty()
            || !config.link_checker.ignores(file, &project.world.files.locate(file).to_string_lossy())
    };
    let mut text_links = Vec::new();
    for text in texts.iter().filter(|text| is_checked(text.id)) {
        let entry = Entry { id: text.id, library, site };
        entry.collect(text, &mut text_links);
    }
    text_links.retain(|link| !is_skipped(link, config));
    text_links
}

/// Whether a link of a text is to be left alone.
fn is_skipped(link: &TextLink, config: &Config) -> bool {
    match &link.destination {
        Destination::Ignored => true,
        Destination::External(url) => {
            config.link_checker.skips(&link.written) || config.link_checker.skips(url.as_str())
        }
        _ => config.link_checker.skips(&link.written),
    }
}

struct Entry<'a> {
    id: EntryId,
    library: &'a Library,
    site: &'a SiteUrl,
}

impl Entry<'_> {
    fn collect(&self, text: &EntryLinks, text_links: &mut Vec<TextLink>) {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let file = self.library.file(self.id);
        let page = self.site.of_output(output_path(self.library, self.id));
        let mut push = |written: String, address: &str, span: &Span, names_content: bool| {
            let count = counts.entry(written.clone()).or_default();
            let spot = Spot::Body { span: span.clone(), number: *count };
            *count += 1;
            let destination = Destination::of(self.site, &page, address);
            text_links.push(TextLink { entry: self.id, written, destination, names_content, spot });
        };
        for link in &*text.internal {
            // A link to a place on the same page says nothing about whether the page is there.
            let Some(target) = self.library.find(&link.target).filter(|_| link.target != file.relative) else {
                continue;
            };
            let anchor = link.anchor.as_ref().map_or_else(String::new, |anchor| format!("#{anchor}"));
            let address = format!("{}{anchor}", self.library.permalink(target));
            push(format!("@/{}{anchor}", link.target), &address, &link.span, true);
        }
        for link in &*text.paths {
            push(link.written.clone(), &link.url, &link.span, false);
        }
        for link in &*text.external {
            push(link.url.clone(), &link.url, &link.span, false);
        }
        if let EntryId::Section(id) = self.id
            && let Some(target) = &self.library.section(id).meta.redirect_to
            && is_of_web(target)
        {
            let destination = Destination::of(self.site, &page, target);
            let (written, spot) = (target.clone(), Spot::FrontMatter);
            text_links.push(TextLink { entry: self.id, written, destination, names_content: false, spot });
        }
    }
}

/// The output folder of an entry, with a slash at its end.
pub(super) fn output_path(library: &Library, id: EntryId) -> &str {
    let path = match id {
        EntryId::Page(id) => &library.page(id).path,
        EntryId::Section(id) => &library.section(id).path,
    };
    path.trim_start_matches('/')
}

/// Finds the places of links; a file is read when the first of its links is asked for.
pub(super) struct LinkPlaces<'a> {
    project: &'a Project,
    config: &'a Config,
    library: &'a Library,
    read: Option<(EntryId, Option<BodyText<'static>>)>,
}

impl<'a> LinkPlaces<'a> {
    /// Has read nothing yet.
    pub fn new(project: &'a Project, config: &'a Config, library: &'a Library) -> Self {
        Self { project, config, library, read: None }
    }

    /// The file of a link and its place there. Links of one file are best asked for together.
    pub fn find(&mut self, link: &TextLink) -> (&'a SourcePath, Option<Place>) {
        let file = self.library.file(link.entry);
        let place = match &link.spot {
            Spot::Body { span, number } => {
                if self.read.as_ref().is_none_or(|(id, _)| *id != link.entry) {
                    self.read = Some((link.entry, BodyText::read(self.project, self.config, file)));
                }
                let text = self.read.as_ref().and_then(|(_, text)| text.as_ref());
                text.and_then(|text| text.place_of_link(span, &link.written, *number))
            }
            Spot::FrontMatter => self.project.read_text(&file.path).ok().and_then(|text| {
                let at = text.find(&link.written)?;
                Some(Place::of(&text, &(at..at + link.written.len())))
            }),
        };
        (&file.path, place)
    }
}
