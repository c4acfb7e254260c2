//! Taxonomies as configured.

use serde::Serialize;

/// One `[[taxonomies]]` entry with its slug.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TaxonomyConfig {
    /// The name front matter uses, and the folder of its own templates.
    pub name: String,
    /// The name in URLs.
    pub slug: String,
    /// Pages on one pager of a term; `None` or 0 for no pagination.
    pub paginate_by: Option<usize>,
    /// The path part before a pager's number, when it is not `page`.
    pub paginate_path: Option<String>,
    /// Whether the list and its terms have pages.
    pub render: bool,
    /// Whether every term has feeds.
    pub feed: bool,
}

impl TaxonomyConfig {
    /// The page size, when terms are paginated.
    pub fn page_size(&self) -> Option<usize> {
        self.paginate_by.filter(|&size| size > 0)
    }

    /// The path part before a pager's number; may be empty.
    pub fn pager_path(&self) -> &str {
        self.paginate_path.as_deref().unwrap_or("page")
    }
}
