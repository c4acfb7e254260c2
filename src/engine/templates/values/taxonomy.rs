//! Taxonomies and terms as templates see them.

use tera::Value;

use super::{MapBuilder, taxonomy_config_value};
use crate::content::{Taxonomy, Term};

/// A term with the values of its pages.
pub fn term_value(term: &Term, pages: Vec<Value>) -> Value {
    MapBuilder::with_capacity(6)
        .set("name", term.name.as_str())
        .set("slug", term.slug.as_str())
        .set("path", term.path.as_str())
        .set("permalink", term.permalink.as_str())
        .set("pages", pages)
        .set("page_count", term.pages.len())
        .finish()
}

/// A taxonomy with the values of its terms.
pub fn taxonomy_value(taxonomy: &Taxonomy, terms: Vec<Value>) -> Value {
    MapBuilder::with_capacity(4)
        .set("kind", taxonomy_config_value(&taxonomy.config))
        .set("lang", taxonomy.lang.as_str())
        .set("permalink", taxonomy.permalink.as_str())
        .set("items", terms)
        .finish()
}
