//! The values of all pages, sections, terms and settings: made when first asked for, then shared by every render.
//!
//! A page's *base* value has no pages beside it; its *full* value has the base values of its neighbours, which is why
//! making one never needs another full one, and nothing here can go round in circles. Cloning a value shares it.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use tera::{Value, value::Key};

use super::{
    fingerprint::{EntryFieldEncoder, Fingerprint},
    values::{
        Bodies, EntryFieldSink, MapBuilder, SharedBody, ValueContext, config_value, map_value, page_fields,
        section_fields, taxonomy_value, term_value,
    },
};
use crate::{
    config::{Config, Lang},
    content::{EntryId, Library, PageId, SectionId},
};
use tsubame_model::source::ProjectFiles;

/// The values of one entry and their fingerprints.
#[derive(Default)]
struct Cell {
    base: OnceLock<Value>,
    full: OnceLock<Value>,
    /// Of a section without its pages.
    head_fingerprint: OnceLock<Fingerprint>,
    base_fingerprint: OnceLock<Fingerprint>,
    full_fingerprint: OnceLock<Fingerprint>,
}

/// The values of a taxonomy and its terms.
#[derive(Default)]
struct TaxonomyCell {
    whole: OnceLock<Value>,
    terms: Vec<(OnceLock<Value>, OnceLock<Fingerprint>)>,
}

/// All values that templates see of the site's content and settings.
pub(super) struct Catalog {
    library: Arc<Library>,
    files: Arc<dyn ProjectFiles>,
    configs: BTreeMap<Lang, Value>,
    bodies: Option<Bodies>,
    no_body: SharedBody,
    section_paths: Vec<Value>,
    pages: Vec<Cell>,
    sections: Vec<Cell>,
    taxonomies: Vec<TaxonomyCell>,
}

impl Catalog {
    /// Takes the bodies over; everything else is made later.
    pub fn new(config: &Config, files: Arc<dyn ProjectFiles>, library: Arc<Library>, bodies: Option<Bodies>) -> Self {
        let taxonomy = |taxonomy: &crate::content::Taxonomy| TaxonomyCell {
            terms: taxonomy.terms.iter().map(|_| Default::default()).collect(),
            ..TaxonomyCell::default()
        };
        let configs = config.languages.keys().filter_map(|lang| Some((lang.clone(), config_value(config, lang)?)));
        Self {
            configs: configs.collect(),
            bodies: bodies.map(|bodies| bodies.with_backlinks(&library)),
            no_body: SharedBody::default(),
            section_paths: library.sections.iter().map(|section| Value::from(section.file.relative.as_str())).collect(),
            pages: library.pages.iter().map(|_| Cell::default()).collect(),
            sections: library.sections.iter().map(|_| Cell::default()).collect(),
            taxonomies: library.taxonomies.iter().map(taxonomy).collect(),
            files,
            library,
        }
    }

    /// Whether bodies are known; without them, content itself is being templated.
    pub fn is_rendered(&self) -> bool {
        self.bodies.is_some()
    }

    /// The settings as a language sees them.
    pub fn config(&self, lang: &Lang) -> Option<&Value> {
        self.configs.get(lang)
    }

    /// A page with its neighbours.
    pub fn page(&self, id: PageId) -> &Value {
        self.pages[id.0 as usize].full.get_or_init(|| {
            let node = self.library.page_node(id);
            let [lower, higher] = [node.lower, node.higher].map(|id| id.map(|id| self.page_base(id).clone()));
            with_neighbours(self.page_base(id), lower.as_ref(), higher.as_ref())
        })
    }

    /// An entry without its neighbours.
    pub fn base(&self, id: EntryId) -> &Value {
        match id {
            EntryId::Page(id) => self.page_base(id),
            EntryId::Section(id) => self.section_base(id),
        }
    }

    /// A page without its neighbours.
    pub fn page_base(&self, id: PageId) -> &Value {
        self.pages[id.0 as usize].base.get_or_init(|| self.page_fields(MapBuilder::with_capacity(30), id).finish())
    }

    fn page_fields<S: EntryFieldSink>(&self, fields: S, id: PageId) -> S {
        page_fields(fields, self.library.page(id), self.library.page_node(id), &self.material(EntryId::Page(id)))
    }

    /// A section with its pages and neighbours.
    pub fn section(&self, id: SectionId) -> &Value {
        self.sections[id.0 as usize].full.get_or_init(|| {
            let node = self.library.section_node(id);
            let [lower, higher] = [node.lower, node.higher].map(|id| id.map(|id| self.section_base(id).clone()));
            with_neighbours(self.section_base(id), lower.as_ref(), higher.as_ref())
        })
    }

    /// A section with its pages, without its neighbours. While content is being templated, it has no pages.
    pub fn section_base(&self, id: SectionId) -> &Value {
        self.sections[id.0 as usize].base.get_or_init(|| {
            let pages = if self.is_rendered() { self.pages(&self.library.section_node(id).pages) } else { Vec::new() };
            self.section_fields(MapBuilder::with_capacity(27), id, &Value::from(pages)).finish()
        })
    }

    fn section_fields<S: EntryFieldSink>(&self, fields: S, id: SectionId, pages: &Value) -> S {
        let (section, node) = (self.library.section(id), self.library.section_node(id));
        section_fields(fields, section, node, pages, &self.material(EntryId::Section(id)))
    }

    /// The full values of some pages.
    pub fn pages(&self, ids: &[PageId]) -> Vec<Value> {
        ids.iter().map(|id| self.page(*id).clone()).collect()
    }

    /// A taxonomy with its terms, by its place in the library.
    pub fn taxonomy(&self, at: usize) -> &Value {
        self.taxonomies[at].whole.get_or_init(|| taxonomy_value(&self.library.taxonomies[at], self.terms(at)))
    }

    /// The terms of a taxonomy.
    pub fn terms(&self, taxonomy: usize) -> Vec<Value> {
        (0..self.library.taxonomies[taxonomy].terms.len()).map(|at| self.term(taxonomy, at).clone()).collect()
    }

    /// A term with its pages.
    pub fn term(&self, taxonomy: usize, at: usize) -> &Value {
        self.taxonomies[taxonomy].terms[at].0.get_or_init(|| {
            let term = &self.library.taxonomies[taxonomy].terms[at];
            term_value(term, self.pages(&term.pages))
        })
    }

    /// The fingerprint of [`Catalog::page`].
    pub fn page_fingerprint(&self, id: PageId) -> Fingerprint {
        let node = self.library.page_node(id);
        let base = |id: PageId| {
            *self.pages[id.0 as usize].base_fingerprint.get_or_init(|| {
                // Without making the page's value: where nothing is rendered again, nobody asks for it.
                let own = self.page_fields(EntryFieldEncoder::default(), id).finish();
                Fingerprint::of_all([Some(own), Some(self.body(EntryId::Page(id)).fingerprint())])
            })
        };
        let all = || Fingerprint::of_all([Some(base(id)), node.lower.map(base), node.higher.map(base)]);
        *self.pages[id.0 as usize].full_fingerprint.get_or_init(all)
    }

    /// The fingerprint of a section without its pages and neighbours.
    pub fn section_head_fingerprint(&self, id: SectionId) -> Fingerprint {
        let head = || self.section_fields(EntryFieldEncoder::default(), id, &Value::none()).finish();
        *self.sections[id.0 as usize].head_fingerprint.get_or_init(head)
    }

    /// The fingerprint of [`Catalog::section`].
    pub fn section_fingerprint(&self, id: SectionId) -> Fingerprint {
        let node = self.library.section_node(id);
        let base = |id: SectionId| {
            *self.sections[id.0 as usize].base_fingerprint.get_or_init(|| {
                let own = self.section_head_fingerprint(id);
                let pages = self.library.section_node(id).pages.iter().map(|page| Some(self.page_fingerprint(*page)));
                Fingerprint::of_all(std::iter::once(Some(own)).chain(pages))
            })
        };
        let all = || Fingerprint::of_all([Some(base(id)), node.lower.map(base), node.higher.map(base)]);
        *self.sections[id.0 as usize].full_fingerprint.get_or_init(all)
    }

    /// The fingerprint of [`Catalog::taxonomy`].
    pub fn taxonomy_fingerprint(&self, at: usize) -> Fingerprint {
        let bare = taxonomy_value(&self.library.taxonomies[at], Vec::new());
        let own = Fingerprint::of_map_without(&bare, &["items"]);
        let terms = (0..self.library.taxonomies[at].terms.len()).map(|term| Some(self.term_fingerprint(at, term)));
        Fingerprint::of_all(std::iter::once(Some(own)).chain(terms))
    }

    /// The fingerprint of [`Catalog::term`].
    pub fn term_fingerprint(&self, taxonomy: usize, at: usize) -> Fingerprint {
        *self.taxonomies[taxonomy].terms[at].1.get_or_init(|| {
            let term = &self.library.taxonomies[taxonomy].terms[at];
            let own = Fingerprint::of_map_without(&term_value(term, Vec::new()), &["pages"]);
            let pages = term.pages.iter().map(|page| Some(self.page_fingerprint(*page)));
            Fingerprint::of_all(std::iter::once(Some(own)).chain(pages))
        })
    }

    /// The body of an entry; an empty one while content is being templated.
    fn body(&self, id: EntryId) -> &SharedBody {
        let body = self.bodies.as_ref().and_then(|bodies| match id {
            EntryId::Page(id) => bodies.pages.get(id.0 as usize),
            EntryId::Section(id) => bodies.sections.get(id.0 as usize),
        });
        body.unwrap_or(&self.no_body)
    }

    fn material(&self, id: EntryId) -> ValueContext<'_> {
        ValueContext {
            library: &self.library,
            files: &*self.files,
            is_rendered: self.is_rendered(),
            section_paths: &self.section_paths,
            body: self.body(id),
        }
    }
}

/// The value with what stands beside it; the very same value when nothing does.
fn with_neighbours(base: &Value, lower: Option<&Value>, higher: Option<&Value>) -> Value {
    let Some(map) = base.as_map().filter(|_| lower.is_some() || higher.is_some()) else { return base.clone() };
    let own = map.iter().map(|(key, value)| match key {
        Key::Str("lower") => (key.clone(), lower.unwrap_or(value).clone()),
        Key::Str("higher") => (key.clone(), higher.unwrap_or(value).clone()),
        _ => (key.clone(), value.clone()),
    });
    map_value(own)
}
