//! The front matter of a section.

use serde::Deserialize;

use super::page::deserialize_extra;
use crate::config::AnchorLinks;
use tsubame_model::source::Data;

/// How a section orders its pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// Newest first.
    Date,
    /// Last changed first.
    UpdateDate,
    /// By title, as people read it.
    Title,
    /// By title, byte for byte.
    TitleBytes,
    /// Lightest first.
    Weight,
    /// By slug, as people read it.
    Slug,
    /// By address.
    Permalink,
    /// In no order that means anything.
    #[default]
    None,
}

/// What the front matter of a section says. Keys that are not listed are errors.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table of settings")]
pub struct SectionMeta {
    /// The title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The order of its pages.
    pub sort_by: SortBy,
    /// Its place among its siblings.
    pub weight: usize,
    /// Whether it, and everything below it, is not ready.
    pub draft: bool,
    /// Its template.
    pub template: Option<String>,
    /// Pages on one pager; `None` or 0 for no pagination.
    pub paginate_by: Option<usize>,
    /// The path part before a pager's number; may be empty.
    pub paginate_path: String,
    /// Whether pagers begin with the last page.
    pub paginate_reversed: bool,
    /// Anchor links of headings, here and in its own pages.
    pub insert_anchor_links: Option<AnchorLinks>,
    /// Whether it becomes a page.
    pub render: bool,
    /// Where its address leads instead.
    pub redirect_to: Option<String>,
    /// Whether it can be found by searching.
    pub in_search_index: bool,
    /// Whether its pages are also those of the section above.
    pub transparent: bool,
    /// The template of pages below it.
    pub page_template: Option<String>,
    /// Other URL paths that lead here.
    pub aliases: Vec<String>,
    /// Whether it has feeds.
    pub generate_feeds: bool,
    /// Whether listings leave it and its pages out; `None` follows the section above.
    pub hidden: Option<bool>,
    /// The site's own fields.
    #[serde(deserialize_with = "deserialize_extra")]
    pub extra: Data,
}

impl Default for SectionMeta {
    fn default() -> Self {
        Self {
            title: None,
            description: None,
            sort_by: SortBy::None,
            weight: 0,
            draft: false,
            template: None,
            paginate_by: None,
            paginate_path: "page".to_owned(),
            paginate_reversed: false,
            insert_anchor_links: None,
            render: true,
            redirect_to: None,
            in_search_index: true,
            transparent: false,
            page_template: None,
            aliases: Vec::new(),
            generate_feeds: false,
            hidden: None,
            extra: Data::Map(Vec::new()),
        }
    }
}

impl SectionMeta {
    /// The page size, when the section is paginated.
    pub fn page_size(&self) -> Option<usize> {
        self.paginate_by.filter(|&size| size > 0)
    }
}
