//! Rendered bodies as values that templates share, and the links between entries that bodies reveal.

use std::{
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

use tera::{Value, value::Key};

use super::{data::toc_value, map_builder::MapBuilder};
use crate::{
    content::{EntryId, Library},
    markdown::{Body, ExternalLink, InternalLink, PathLink},
    templates::fingerprint::Fingerprint,
};

/// The rendered bodies of all entries, by `PageId` and `SectionId`.
#[derive(Debug, Default)]
pub struct Bodies {
    /// Of pages.
    pub pages: Vec<SharedBody>,
    /// Of sections.
    pub sections: Vec<SharedBody>,
}

/// One rendered body, its texts in the form that templates share. A copy shares everything.
#[derive(Clone, Debug)]
pub struct SharedBody {
    /// Links to content of the site, in the order of the text.
    pub internal_links: Arc<[InternalLink]>,
    /// Links that leave the site, in the order of the text.
    pub external_links: Arc<[ExternalLink]>,
    /// Links and images by a path of the site, in the order of the text.
    pub path_links: Arc<[PathLink]>,
    pub(super) content: Value,
    pub(super) summary: Value,
    pub(super) toc: Value,
    pub(super) backlinks: Value,
    /// Of the three texts; a body that is kept from build to build is hashed once.
    fingerprint: Arc<OnceLock<Fingerprint>>,
}

impl From<Body> for SharedBody {
    /// Copies each text once, into its value. Done right after a body is rendered, the copy comes out of the cache, and
    /// the room that rendering took serves the next body.
    fn from(body: Body) -> Self {
        Self {
            content: Value::from(body.html),
            summary: body.summary.map_or_else(Value::none, Value::from),
            toc: toc_value(&body.toc),
            backlinks: Value::from(Vec::<Value>::new()),
            internal_links: body.internal_links.into(),
            external_links: body.external_links.into(),
            path_links: body.path_links.into(),
            fingerprint: Arc::default(),
        }
    }
}

impl Default for SharedBody {
    fn default() -> Self {
        Self::from(Body::default())
    }
}

impl SharedBody {
    /// The whole text as HTML.
    pub fn html(&self) -> &str {
        self.content.as_str().unwrap_or_default()
    }

    /// The fingerprint of what templates see of the body, but for who links to it.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        let texts = [&self.content, &self.summary, &self.toc];
        let fingerprint = || Fingerprint::of_all(texts.map(|text| Some(Fingerprint::of_value(text))));
        *self.fingerprint.get_or_init(fingerprint)
    }

    /// Whether the table of contents has a heading with that id.
    pub fn has_heading(&self, id: &str) -> bool {
        has_heading(&self.toc, id)
    }
}

fn has_heading(headings: &Value, id: &str) -> bool {
    let field = |heading: &Value, name| heading.as_map().and_then(|map| map.get(&Key::Str(name)).cloned());
    let is_or_holds = |heading: &Value| {
        field(heading, "id").is_some_and(|own| own.as_str() == Some(id))
            || field(heading, "children").is_some_and(|children| has_heading(&children, id))
    };
    headings.as_array().is_some_and(|headings| headings.iter().any(is_or_holds))
}

impl Bodies {
    /// Adds to each body the entries that link to it; the links themselves have then served.
    pub(crate) fn with_backlinks(self, library: &Library) -> Self {
        let (pages, sections) = backlinks(&self, library);
        let join = |(body, linking): (SharedBody, BTreeSet<EntryId>)| {
            let backlinks = if linking.is_empty() { body.backlinks } else { backlinks_value(&linking, library) };
            let (internal_links, external_links, path_links) = Default::default();
            SharedBody { internal_links, external_links, path_links, backlinks, ..body }
        };
        let pages = self.pages.into_iter().zip(pages).map(join).collect();
        let sections = self.sections.into_iter().zip(sections).map(join).collect();
        Self { pages, sections }
    }
}

/// For each page and section, the entries whose bodies link to it.
fn backlinks(bodies: &Bodies, library: &Library) -> (Vec<BTreeSet<EntryId>>, Vec<BTreeSet<EntryId>>) {
    let mut pages = vec![BTreeSet::new(); bodies.pages.len()];
    let mut sections = vec![BTreeSet::new(); bodies.sections.len()];
    let of_pages = library.page_ids().map(EntryId::Page).zip(&bodies.pages);
    let of_sections = library.section_ids().map(EntryId::Section).zip(&bodies.sections);
    for (source, body) in of_pages.chain(of_sections) {
        for target in body.internal_links.iter().filter_map(|link| library.find(&link.target)) {
            let linking = match target {
                EntryId::Page(id) => pages.get_mut(id.0 as usize),
                EntryId::Section(id) => sections.get_mut(id.0 as usize),
            };
            if let Some(linking) = linking {
                linking.insert(source);
            }
        }
    }
    (pages, sections)
}

fn backlinks_value(linking: &BTreeSet<EntryId>, library: &Library) -> Value {
    let mut linking: Vec<EntryId> = linking.iter().copied().collect();
    linking.sort_by_key(|id| library.permalink(*id));
    let value = |id: EntryId| {
        MapBuilder::with_capacity(2).set("permalink", library.permalink(id)).set("title", library.title(id)).finish()
    };
    Value::from(linking.into_iter().map(value).collect::<Vec<Value>>())
}
