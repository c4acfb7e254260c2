//! Pagination: a list of pages cut into pagers.

use super::id::PageId;

/// One pager of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pager {
    /// Its number, from 1.
    pub index: usize,
    /// Its URL path.
    pub path: String,
    /// Its address.
    pub permalink: String,
    /// Its pages.
    pub pages: Vec<PageId>,
}

/// A list of pages, cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// At most so many pages on a pager.
    pub page_size: usize,
    /// The path part before a pager's number; may be empty.
    pub pager_path: String,
    /// The address before a pager's number.
    pub base_url: String,
    /// All pages of all pagers.
    pub total: usize,
    /// At least one.
    pub pagers: Vec<Pager>,
}

impl Pagination {
    /// Cuts `pages` (all rendered, in order) of the list at `path` and `permalink`.
    pub fn new(pages: &[PageId], page_size: usize, pager_path: &str, path: &str, permalink: &str) -> Self {
        let part = if pager_path.is_empty() { String::new() } else { format!("{pager_path}/") };
        let pager = |(at, pages): (usize, &[PageId])| {
            let end = if at == 0 { String::new() } else { format!("{part}{}/", at + 1) };
            Pager {
                index: at + 1,
                path: format!("{path}{end}"),
                permalink: format!("{permalink}{end}"),
                pages: pages.to_vec(),
            }
        };
        let mut pagers: Vec<Pager> = pages.chunks(page_size.max(1)).enumerate().map(pager).collect();
        if pagers.is_empty() {
            pagers.push(pager((0, &[])));
        }
        Self {
            page_size,
            pager_path: pager_path.to_owned(),
            base_url: format!("{permalink}{part}"),
            total: pages.len(),
            pagers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts() {
        let pages: Vec<PageId> = (0..5).map(PageId).collect();
        for (count, sizes) in [(0, vec![0]), (1, vec![1]), (2, vec![2]), (3, vec![2, 1]), (5, vec![2, 2, 1])] {
            let cut = Pagination::new(&pages[..count], 2, "page", "/a/", "https://x/a/");
            assert_eq!(cut.pagers.iter().map(|pager| pager.pages.len()).collect::<Vec<_>>(), sizes);
            assert_eq!((cut.total, cut.pagers[0].path.as_str()), (count, "/a/"));
        }
        let cut = Pagination::new(&pages, 2, "page", "/a/", "https://x/a/");
        assert_eq!((cut.pagers[1].path.as_str(), cut.base_url.as_str()), ("/a/page/2/", "https://x/a/page/"));
        let cut = Pagination::new(&pages, 2, "", "/a/", "https://x/a/");
        assert_eq!((cut.pagers[1].permalink.as_str(), cut.base_url.as_str()), ("https://x/a/2/", "https://x/a/"));
    }
}
