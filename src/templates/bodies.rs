//! Rendered bodies, turned into values that templates share, and the links between entries that bodies reveal.

use std::collections::BTreeSet;

use rayon::prelude::*;
use tera::Value;

use super::values::{Fields, toc_value};
use crate::{
    content::{EntryId, Library},
    markdown::Body,
};

/// The rendered bodies of all entries, by `PageId` and `SectionId`.
#[derive(Debug, Default)]
pub struct Bodies {
    /// Of pages.
    pub pages: Vec<Body>,
    /// Of sections.
    pub sections: Vec<Body>,
}

/// One body as templates see it.
pub(super) struct BodyValue {
    pub content: Value,
    pub summary: Value,
    pub toc: Value,
    pub backlinks: Value,
}

/// All bodies as templates see them.
pub(super) struct BodyValues {
    pub pages: Vec<BodyValue>,
    pub sections: Vec<BodyValue>,
}

impl BodyValue {
    /// The body of an entry that has none yet.
    pub fn empty() -> Self {
        let list = || Value::from(Vec::<Value>::new());
        Self { content: Value::from(""), summary: Value::none(), toc: list(), backlinks: list() }
    }
}

impl BodyValues {
    /// Takes the texts over; each is copied once, into the value, and dropped.
    pub fn new(bodies: Bodies, library: &Library) -> Self {
        let (pages, sections) = backlinks(&bodies, library);
        let value = |(body, linking): (Body, BTreeSet<EntryId>)| BodyValue {
            content: Value::from(body.html),
            summary: body.summary.map_or_else(Value::none, Value::from),
            toc: toc_value(&body.toc),
            backlinks: backlinks_value(&linking, library),
        };
        let pages = bodies.pages.into_par_iter().zip(pages).map(value).collect();
        let sections = bodies.sections.into_par_iter().zip(sections).map(value).collect();
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
        Fields::with_capacity(2).set("permalink", library.permalink(id)).set("title", library.title(id)).finish()
    };
    Value::from(linking.into_iter().map(value).collect::<Vec<Value>>())
}
