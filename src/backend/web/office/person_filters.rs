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
        let fewer = filters.without(&Facet::named(FacetKind::Answer, "member/area", "宮城"));
        assert!(fewer.facets().count() == 2 && fewer.has(&Facet::new(FacetKind::Form, "member")));
    }
}
