//! Where somebody came from, first and last: of all visits in which they sent something, those that say where they began.

use std::collections::BTreeMap;

/// What a page knew of a visit, by name: tags of a campaign, the page before, the first page.
pub type VisitSource = BTreeMap<String, String>;

/// The first and the last visit of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributionTouches {
    /// What brought them here.
    pub first: VisitSource,
    /// What brought them here last; the same as the first for who came once.
    pub last: VisitSource,
}

impl AttributionTouches {
    /// Of visits in the order of their times. Those that say nothing of where they began are passed over, since a visit
    /// without scripts must not hide the one before.
    pub fn of(visits: impl IntoIterator<Item = VisitSource>) -> Self {
        let mut known = visits.into_iter().filter(|visit| !visit.is_empty());
        let Some(first) = known.next() else { return Self::default() };
        let last = known.last().unwrap_or_else(|| first.clone());
        Self { first, last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_that_say_nothing_hide_none_that_do() {
        let visit = |source: &str| VisitSource::from([("utm_source".to_owned(), source.to_owned())]);
        let nothing = VisitSource::new;
        for (visits, first, last) in [
            (vec![], nothing(), nothing()),
            (vec![nothing()], nothing(), nothing()),
            (vec![visit("x")], visit("x"), visit("x")),
            (vec![nothing(), visit("x"), visit("y"), visit("z"), nothing()], visit("x"), visit("z")),
        ] {
            assert_eq!(AttributionTouches::of(visits), AttributionTouches { first, last });
        }
    }
}
