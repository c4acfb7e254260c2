//! By what a list of persons is narrowed, as addresses and forms say it: values of forms' own choices, events, times, programmes.

use std::collections::BTreeMap;

use crate::intake::search::{Facet, FacetFilter, FacetKind};

/// The filters of a list. All values of one kind and name are one filter: having any of them is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PersonFilters(BTreeMap<(FacetKind, String), FacetFilter>);

impl PersonFilters {
    /// Reads what [`write_facet`] has written; what says nothing is left out.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut filters = Self::default();
        for facet in texts.into_iter().filter_map(read_facet) {
            filters.add(facet);
        }
        filters
    }

    /// Those of a selection that was kept.
    pub fn of(kept: &[FacetFilter]) -> Self {
        let mut filters = Self::default();
        kept.iter().flat_map(|filter| filter.0.iter().cloned()).for_each(|facet| filters.add(facet));
        filters
    }

    fn add(&mut self, facet: Facet) {
        self.0.entry((facet.kind, facet.name.clone())).or_default().0.insert(facet);
    }

    /// As the store takes them.
    pub fn to_vec(&self) -> Vec<FacetFilter> {
        self.0.values().cloned().collect()
    }

    /// Every value, in a fixed order.
    pub fn facets(&self) -> impl Iterator<Item = &Facet> {
        self.0.values().flat_map(|filter| &filter.0)
    }

    /// Whether a value is among them.
    pub fn has(&self, facet: &Facet) -> bool {
        self.0.get(&(facet.kind, facet.name.clone())).is_some_and(|filter| filter.0.contains(facet))
    }

    /// The same without a value.
    #[must_use]
    pub fn without(&self, facet: &Facet) -> Self {
        let mut filters = Self::default();
        self.facets().filter(|known| *known != facet).for_each(|known| filters.add(known.clone()));
        filters
    }

    /// The months by which it is narrowed.
    pub fn months(&self) -> Option<&FacetFilter> {
        self.0.get(&(FacetKind::Month, String::new()))
    }

    /// The same, whatever the month.
    #[must_use]
    pub fn of_any_month(&self) -> Self {
        let mut filters = self.clone();
        filters.0.remove(&(FacetKind::Month, String::new()));
        filters
    }

    /// The same within some months: in those that it is narrowed by already, if any of them is among these; else in all of these.
    #[must_use]
    pub fn within(&self, months: &FacetFilter) -> Self {
        let of_both = |own: &FacetFilter| FacetFilter(own.0.intersection(&months.0).cloned().collect());
        let own = self.months().map(of_both).filter(|both| !both.0.is_empty());
        let mut filters = self.of_any_month();
        own.unwrap_or_else(|| months.clone()).0.into_iter().for_each(|facet| filters.add(facet));
        filters
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A value in one word: kind, name and value, with a `~` between them and none within.
pub(super) fn write_facet(facet: &Facet) -> String {
    let plain = |text: &str| text.replace('%', "%25").replace('~', "%7E");
    format!("{}~{}~{}", facet.kind.name(), plain(&facet.name), plain(&facet.value))
}

fn read_facet(text: &str) -> Option<Facet> {
    let mut parts = text.splitn(3, '~');
    let kind = FacetKind::parse(parts.next()?)?;
    let plain = |text: &str| text.replace("%7E", "~").replace("%25", "%");
    let (name, value) = (plain(parts.next()?), plain(parts.next()?));
    Some(Facet { kind, name, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_back_as_they_were_written() {
        for (name, value) in [("", "event"), ("member/timing", "直ぐに"), ("a~b", "50%~"), ("%7E", "%25")] {
            let facet = Facet::named(FacetKind::Answer, name, value);
            assert_eq!(read_facet(&write_facet(&facet)), Some(facet));
        }
        for junk in ["", "form", "form~", "nothing~a~b", "~~"] {
            assert_eq!(read_facet(junk), None, "{junk}");
        }
    }

    #[test]
    fn values_of_one_name_are_one_filter() {
        let texts = ["answer~member/area~宮城", "answer~member/area~山形", "form~~member", "form~~member"];
        let filters = PersonFilters::parse(texts);
        let sizes: Vec<usize> = filters.to_vec().iter().map(|filter| filter.0.len()).collect();
        assert_eq!((sizes.as_slice(), filters.facets().count()), ([1, 2].as_slice(), 3));
        assert!(filters.has(&Facet::new(FacetKind::Form, "member")));
        assert_eq!(PersonFilters::of(&filters.to_vec()), filters);
        assert_eq!((filters.months(), filters.of_any_month()), (None, filters.clone()));
        let fewer = filters.without(&Facet::named(FacetKind::Answer, "member/area", "宮城"));
        assert!(fewer.facets().count() == 2 && fewer.has(&Facet::new(FacetKind::Form, "member")));
    }

    #[test]
    fn a_list_is_narrowed_to_the_months_of_a_year() {
        let months =
            |names: &[&str]| -> FacetFilter { names.iter().map(|name| Facet::new(FacetKind::Month, name)).collect() };
        let year = months(&["2026-04", "2026-05", "2027-03"]);
        for (ticked, within) in [
            (&[][..], &["2026-04", "2026-05", "2027-03"][..]),
            (&["month~~2026-05", "month~~2025-05"], &["2026-05"]),
            (&["month~~2025-05"], &["2026-04", "2026-05", "2027-03"]),
        ] {
            let filters = PersonFilters::parse(["form~~member"].into_iter().chain(ticked.iter().copied()));
            let narrowed = filters.within(&year);
            assert_eq!(narrowed.months(), Some(&months(within)), "{ticked:?}");
            assert_eq!(narrowed.of_any_month(), PersonFilters::parse(["form~~member"]));
        }
    }
}
