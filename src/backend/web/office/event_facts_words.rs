//! What a change of an event changes, side by side.

use super::times::{day, day_and_time, local_day, takes_whole_days, today};
use crate::{intake::Attendance, store::EventFacts};

/// One thing that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FactChange {
    pub label: &'static str,
    pub before: String,
    pub after: String,
}

/// What is different, in words.
pub(super) fn changed_facts(before: &EventFacts, after: &EventFacts) -> Vec<FactChange> {
    let (before, after) = (facts(before), facts(after));
    let pairs = before.into_iter().zip(after).filter(|((_, was), (_, is))| was != is);
    pairs.map(|((label, before), (_, after))| FactChange { label, before, after }).collect()
}

fn facts(facts: &EventFacts) -> [(&'static str, String); 8] {
    let seats = |attendance: Attendance| match facts.places.get(&attendance) {
        Some(Some(seats)) => format!("{seats}名"),
        Some(None) => "制限なし".to_owned(),
        None => "なし".to_owned(),
    };
    let (start, end) = if takes_whole_days(facts.starts_at, facts.ends_at) {
        let last = today(facts.ends_at);
        (day(facts.starts_at), local_day(last.yesterday().unwrap_or(last)))
    } else {
        (day_and_time(facts.starts_at), day_and_time(facts.ends_at))
    };
    [
        ("名前", facts.title.clone()),
        ("開催", if facts.is_on { "する".to_owned() } else { "中止または延期".to_owned() }),
        ("開始", start),
        ("終了", end),
        ("締切", day_and_time(facts.closes_at)),
        ("場所", facts.place.clone()),
        ("会場の定員", seats(Attendance::Venue)),
        ("オンラインの定員", seats(Attendance::Online)),
    ]
}
