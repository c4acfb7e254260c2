//! The pages of feeds.

use crate::{
    config::Config,
    content::{Library, PageId, newest_first},
};

/// What a feed lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FeedPages {
    /// The pages, newest first, at most as many as `feed_limit` allows.
    pub pages: Vec<PageId>,
    /// The latest of the newest page's date and all changes, as text; `None` without dated pages.
    pub last_updated: Option<String>,
}

impl FeedPages {
    /// The dated and rendered ones among `pages`.
    pub fn new(library: &Library, mut pages: Vec<PageId>, config: &Config) -> Self {
        pages.retain(|id| {
            let page = library.page(*id);
            page.meta.date.is_some() && page.meta.render && page.meta.include_in_feeds && !library.page_node(*id).hidden
        });
        newest_first(library, &mut pages);
        let changes = pages.iter().filter_map(|id| library.page(*id).meta.updated.as_ref());
        let newest = pages.first().and_then(|id| library.page(*id).meta.date.as_ref());
        let last_updated = changes.chain(newest).map(|date| date.text.clone()).max();
        pages.truncate(config.feed_limit.unwrap_or(usize::MAX));
        Self { pages, last_updated }
    }
}
