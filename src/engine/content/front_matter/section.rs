//! The front matter of a section.

use super::{
    FrontMatter,
    address_check::{AddressValue, check_addresses, check_redirect},
};
use crate::config::AnchorLinks;
use tsubame_model::source::{Data, Diagnostic, SourcePath, TableReader};

/// How a section orders its pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq)]
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

impl SortBy {
    /// The words for them in front matter.
    const NAMES: [(&str, Self); 8] = [
        ("date", Self::Date),
        ("update_date", Self::UpdateDate),
        ("title", Self::Title),
        ("title_bytes", Self::TitleBytes),
        ("weight", Self::Weight),
        ("slug", Self::Slug),
        ("permalink", Self::Permalink),
        ("none", Self::None),
    ];
}

impl SectionMeta {
    /// Reads the front matter; a value at fault is as if it were not there.
    pub(in crate::content) fn read(table: &mut TableReader<'_>) -> Self {
        Self {
            title: table.text("title"),
            description: table.text("description"),
            sort_by: table.one_of("sort_by", &SortBy::NAMES).unwrap_or_default(),
            weight: table.integer("weight").unwrap_or_default(),
            draft: table.boolean("draft").unwrap_or_default(),
            template: table.text("template"),
            paginate_by: table.integer("paginate_by"),
            paginate_path: table.text("paginate_path").unwrap_or_else(|| "page".to_owned()),
            paginate_reversed: table.boolean("paginate_reversed").unwrap_or_default(),
            insert_anchor_links: table.one_of("insert_anchor_links", &AnchorLinks::NAMES),
            render: table.boolean("render").unwrap_or(true),
            redirect_to: table.text("redirect_to"),
            in_search_index: table.boolean("in_search_index").unwrap_or(true),
            transparent: table.boolean("transparent").unwrap_or_default(),
            page_template: table.text("page_template"),
            aliases: table.texts("aliases").unwrap_or_default(),
            generate_feeds: table.boolean("generate_feeds").unwrap_or_default(),
            hidden: table.boolean("hidden"),
            extra: table.data_table("extra").unwrap_or(Data::Map(Vec::new())),
        }
    }

    /// Finds what can be in no address, and what would lead elsewhere than it looks.
    pub(in crate::content) fn check(&self, front: &FrontMatter<'_>, path: &SourcePath) -> Vec<Diagnostic> {
        let texts = [("paginate_path", Some(&self.paginate_path)), ("redirect_to", self.redirect_to.as_ref())];
        let aliases = self.aliases.iter().map(|alias| ("aliases", Some(alias)));
        let mut faults = check_addresses(&AddressValue::list(texts.into_iter().chain(aliases)), front, path);
        let target = self.redirect_to.as_deref();
        faults.extend(target.and_then(|target| check_redirect(target, front, path)));
        faults
    }

    /// The page size, when the section is paginated.
    pub fn page_size(&self) -> Option<usize> {
        self.paginate_by.filter(|&size| size > 0)
    }
}
