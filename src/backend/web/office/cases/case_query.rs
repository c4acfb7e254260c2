//! Which cases a page shows, as its address says it: names of pipelines, statuses, accounts and times, and nothing of a person.

use jiff::{ToSpan, civil::Date};
use serde::Deserialize;
use url::form_urlencoded;

use crate::{
    intake::cases::Casework,
    store::{CaseFilter, CaseOrder, DueFilter, EndFilter, OwnerFilter},
};

/// The query of the list and of the board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(in crate::web) struct CaseQuery {
    #[serde(default)]
    pub pipeline: String,
    #[serde(default)]
    pub status: String,
    /// `me`, `nobody`, or an account.
    #[serde(default)]
    pub owner: String,
    /// `late`, `week` or `none`.
    #[serde(default)]
    pub due: String,
    /// `over` or `any`; else those that go on.
    #[serde(default)]
    pub ends: String,
    /// The fiscal year in which they began.
    #[serde(default)]
    pub year: String,
    /// By what a list is ordered: `latest`, `newest` or `oldest`; else those that are due soonest come first.
    #[serde(default)]
    pub order: String,
    /// The case with which the page before ended.
    #[serde(default)]
    pub after: String,
    /// `board`; else a list.
    #[serde(default)]
    pub view: String,
}

impl CaseQuery {
    /// What is asked for on this day by this account.
    pub fn filter(&self, today: Date, account: &str) -> CaseFilter {
        let named = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        CaseFilter {
            pipeline: named(&self.pipeline),
            status: named(&self.status),
            owner: match self.owner.as_str() {
                "" => OwnerFilter::Any,
                "me" => OwnerFilter::Account(account.to_owned()),
                "nobody" => OwnerFilter::Nobody,
                owner => OwnerFilter::Account(owner.to_owned()),
            },
            due: match self.due.as_str() {
                "late" => DueFilter::Until(today.yesterday().unwrap_or(today)),
                "week" => DueFilter::Between(today, end_of_week(today)),
                "none" => DueFilter::NoDay,
                _ => DueFilter::Any,
            },
            ends: match self.ends.as_str() {
                "over" => EndFilter::Over,
                "any" => EndFilter::Any,
                _ => EndFilter::Open,
            },
            // When a year begins, the settings say.
            opened: None,
            order: self.order(),
        }
    }

    /// The same as far as the site knows what it names. A board is one of a pipeline: the first, where none is named.
    #[must_use]
    pub fn known(mut self, casework: &Casework) -> Self {
        if !casework.pipelines.contains_key(&self.pipeline) {
            self.pipeline.clear();
        }
        if self.is_board()
            && self.pipeline.is_empty()
            && let Some(first) = casework.pipelines.keys().next()
        {
            self.pipeline.clone_from(first);
        }
        let pipeline = casework.pipelines.get(&self.pipeline);
        if self.is_board() || self.order() == CaseOrder::default() {
            self.order.clear();
        }
        if self.is_board() || pipeline.is_none_or(|pipeline| pipeline.status(&self.status).is_none()) {
            self.status.clear();
        }
        self
    }

    /// Which come first.
    pub fn order(&self) -> CaseOrder {
        match self.order.as_str() {
            "latest" => CaseOrder::DueLatest,
            "newest" => CaseOrder::OpenedLast,
            "oldest" => CaseOrder::OpenedFirst,
            _ => CaseOrder::DueSoonest,
        }
    }

    /// The same from its first page on, in another order.
    pub fn ordered(&self, order: &str) -> Self {
        Self { order: order.to_owned(), after: String::new(), ..self.clone() }
    }

    /// Whether it is a board.
    pub fn is_board(&self) -> bool {
        self.view == "board"
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let named = [
            ("view", &self.view),
            ("pipeline", &self.pipeline),
            ("status", &self.status),
            ("owner", &self.owner),
            ("due", &self.due),
            ("ends", &self.ends),
            ("year", &self.year),
            ("order", &self.order),
            ("after", &self.after),
        ];
        for (name, value) in named.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() { "/cases".to_owned() } else { format!("/cases?{query}") }
    }
}

/// The Sunday that a week ends with.
fn end_of_week(day: Date) -> Date {
    let left = 7 - day.weekday().to_monday_one_offset();
    day.checked_add(left.days()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_which_cases_are_meant() {
        let wednesday: Date = "2026-12-02".parse().unwrap();
        let [tuesday, sunday] = ["2026-12-01", "2026-12-06"].map(|day| day.parse::<Date>().unwrap());
        for (due, expected) in [
            ("", DueFilter::Any),
            ("late", DueFilter::Until(tuesday)),
            ("week", DueFilter::Between(wednesday, sunday)),
            ("none", DueFilter::NoDay),
            ("junk", DueFilter::Any),
        ] {
            let query = CaseQuery { due: due.to_owned(), ..CaseQuery::default() };
            assert_eq!(query.filter(wednesday, "a").due, expected, "{due}");
        }
        assert_eq!(end_of_week(sunday), sunday);
        for (owner, expected) in [
            ("", OwnerFilter::Any),
            ("me", OwnerFilter::Account("a".to_owned())),
            ("nobody", OwnerFilter::Nobody),
            ("b", OwnerFilter::Account("b".to_owned())),
        ] {
            let query = CaseQuery { owner: owner.to_owned(), ..CaseQuery::default() };
            assert_eq!(query.filter(wednesday, "a").owner, expected, "{owner}");
        }
        for (ends, expected) in [("", EndFilter::Open), ("over", EndFilter::Over), ("any", EndFilter::Any)] {
            let query = CaseQuery { ends: ends.to_owned(), ..CaseQuery::default() };
            assert_eq!(query.filter(wednesday, "a").ends, expected, "{ends}");
        }
    }

    #[test]
    fn what_the_site_does_not_know_is_not_asked_for() {
        let query = CaseQuery {
            pipeline: "gone".to_owned(),
            status: "gone".to_owned(),
            view: "board".to_owned(),
            ..CaseQuery::default()
        };
        let known = query.known(&Casework::default());
        assert_eq!((known.pipeline.as_str(), known.status.as_str()), ("", ""));
        assert_eq!(known.address(), "/cases?view=board");
        let of_year = CaseQuery { year: "2026".to_owned(), ..CaseQuery::default() };
        assert_eq!(of_year.address(), "/cases?year=2026");
        assert_eq!(CaseQuery::default().address(), "/cases");
    }
}
