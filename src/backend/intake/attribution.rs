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

/// What brought somebody, as far as the visit says: the source that a link named, else the host of the page before.
pub fn channel_of(visit: &VisitSource) -> Option<&str> {
    let named = |name: &str| visit.get(name).map(String::as_str).filter(|text| !text.is_empty());
    named("utm_source").or_else(|| host_of(named("referrer")?))
}

fn host_of(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    rest.split(['/', '?', '#', ':']).next().filter(|host| !host.is_empty())
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
    #[test]
    fn a_channel_is_what_a_link_named_else_the_host_before_and_never_a_whole_address() {
        for (visit, expected) in [
            (vec![], None),
            (vec![("utm_source", "x"), ("referrer", "https://a.example.jp/")], Some("x")),
            (vec![("utm_source", ""), ("referrer", "https://a.example.jp:8080/q?name=taro")], Some("a.example.jp")),
            (vec![("referrer", "https://")], None),
            (vec![("referrer", "a.example.jp")], None),
            (vec![("landing_page", "/events/")], None),
        ] {
            let visit = visit.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            assert_eq!(channel_of(&visit), expected, "{visit:?}");
        }
    }
}
