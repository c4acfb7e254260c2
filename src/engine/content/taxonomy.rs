//! Taxonomies and their terms.

use super::id::PageId;
use crate::config::{Config, Lang, TaxonomyConfig, slugify_path};

/// A taxonomy of one language with its terms.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    /// Its settings.
    pub config: TaxonomyConfig,
    /// Its language.
    pub lang: Lang,
    /// The URL path of its list.
    pub path: String,
    /// The address of its list.
    pub permalink: String,
    /// Its terms, by slug.
    pub terms: Vec<Term>,
}

/// A term with its pages.
#[derive(Clone, Debug)]
pub struct Term {
    /// The spelling of its first page.
    pub name: String,
    /// The name in URLs.
    pub slug: String,
    /// Its URL path.
    pub path: String,
    /// Its address.
    pub permalink: String,
    /// Its pages, newest first, those without a date last.
    pub pages: Vec<PageId>,
}

impl Taxonomy {
    /// The term of the given name, or of any name with the same slug.
    pub fn term(&self, name: &str, config: &Config) -> Option<&Term> {
        let slug = slugify_path(name, config.slugify.taxonomies);
        self.terms.iter().find(|term| term.slug == slug)
    }
}
