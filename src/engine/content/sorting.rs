//! The order of pages.

use std::cmp::{Ordering, Reverse};

use lexical_sort::natural_lexical_cmp;

use super::{entry::Page, front_matter::SortBy, id::PageId, library::Library};

/// Whether a page has what `sort_by` needs.
pub(super) fn can_sort(page: &Page, sort_by: SortBy) -> bool {
    match sort_by {
        SortBy::Date => page.meta.date.is_some(),
        SortBy::UpdateDate => page.meta.date.is_some() || page.meta.updated.is_some(),
        SortBy::Title | SortBy::TitleBytes => page.meta.title.is_some(),
        SortBy::Weight => page.meta.weight.is_some(),
        SortBy::Slug | SortBy::Permalink | SortBy::None => true,
    }
}

/// Orders pages that all have what `sort_by` needs. Ties go by address; by date, the later address comes first.
pub(super) fn sort_pages(library: &Library, pages: &mut [PageId], sort_by: SortBy) {
    pages.sort_by(|a, b| {
        let (a, b) = (library.page(*a), library.page(*b));
        compare(a, b, sort_by).then_with(|| match sort_by {
            SortBy::Date => b.permalink.cmp(&a.permalink),
            _ => a.permalink.cmp(&b.permalink),
        })
    });
}

/// Orders pages newest first; those without a date come last, in their own order.
pub fn newest_first(library: &Library, pages: &mut Vec<PageId>) {
    let (mut dated, undated): (Vec<PageId>, Vec<PageId>) =
        pages.drain(..).partition(|id| can_sort(library.page(*id), SortBy::Date));
    sort_pages(library, &mut dated, SortBy::Date);
    pages.extend(dated);
    pages.extend(undated);
}

fn compare(a: &Page, b: &Page, sort_by: SortBy) -> Ordering {
    let text = |page: &Page| page.meta.title.clone().unwrap_or_default();
    let date = |page: &Page| page.meta.date.as_ref().map(|date| date.instant);
    let latest = |page: &Page| date(page).max(page.meta.updated.as_ref().map(|date| date.instant));
    match sort_by {
        SortBy::Date => Reverse(date(a)).cmp(&Reverse(date(b))),
        SortBy::UpdateDate => Reverse(latest(a)).cmp(&Reverse(latest(b))),
        SortBy::Title => natural_lexical_cmp(&text(a), &text(b)),
        SortBy::TitleBytes => a.meta.title.cmp(&b.meta.title),
        SortBy::Weight => a.meta.weight.cmp(&b.meta.weight),
        SortBy::Slug => natural_lexical_cmp(&a.slug, &b.slug),
        SortBy::Permalink => a.permalink.cmp(&b.permalink),
        SortBy::None => Ordering::Equal,
    }
}
