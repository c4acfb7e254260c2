//! What can be rendered.

use std::borrow::Cow;

use crate::{
    config::Lang,
    content::{PageId, Pagination, SectionId},
};
use tsubame_model::source::Data;

/// A thing that templates render. The engine builds the variables of each.
#[derive(Clone, Copy, Debug)]
pub enum RenderTarget<'a> {
    /// A page.
    Page(PageId),
    /// A section that is not paginated.
    Section(SectionId),
    /// One pager of a section.
    SectionPager {
        /// The section.
        section: SectionId,
        /// All its pagers.
        pagination: &'a Pagination,
        /// Which of them, from 0.
        pager: usize,
    },
    /// The list of a taxonomy's terms, by the taxonomy's place in the library.
    TaxonomyList(usize),
    /// A term that is not paginated.
    Term {
        /// The taxonomy's place in the library.
        taxonomy: usize,
        /// The term's place in the taxonomy.
        term: usize,
    },
    /// One pager of a term.
    TermPager {
        /// The taxonomy's place in the library.
        taxonomy: usize,
        /// The term's place in the taxonomy.
        term: usize,
        /// All its pagers.
        pagination: &'a Pagination,
        /// Which of them, from 0.
        pager: usize,
    },
    /// A feed.
    Feed {
        /// The name of its file and its template.
        file_name: &'a str,
        /// Its language.
        lang: &'a Lang,
        /// Its own address.
        feed_url: &'a str,
        /// Its pages, newest first.
        pages: &'a [PageId],
        /// When something in it last changed, if it has a page.
        last_updated: Option<&'a str>,
        /// Whose feed it is.
        owner: FeedOwner,
    },
    /// The sitemap, or a part of it.
    Sitemap(&'a [SitemapEntry<'a>]),
    /// The list of the parts of a sitemap, by address.
    SitemapIndex(&'a [String]),
    /// `robots.txt`
    Robots,
    /// `404.html`
    NotFound,
    /// A page that leads to the given address.
    Redirect(&'a str),
}

/// Whose feed a feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedOwner {
    /// The whole site's, in one language.
    Site,
    /// A section's.
    Section(SectionId),
    /// A term's.
    Term {
        /// The taxonomy's place in the library.
        taxonomy: usize,
        /// The term's place in the taxonomy.
        term: usize,
    },
}

/// One address of the sitemap.
#[derive(Clone, Debug, PartialEq)]
pub struct SitemapEntry<'a> {
    /// The address.
    pub permalink: Cow<'a, str>,
    /// When it last changed.
    pub updated: Option<Cow<'a, str>>,
    /// The site's own fields of the page or section.
    pub extra: Option<&'a Data>,
}
