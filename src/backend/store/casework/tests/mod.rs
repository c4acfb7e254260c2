//! What staff know of people, on both databases.

mod case_mails;
mod cases;
mod endings;
mod follow_ups;
mod listings;
mod notes;
mod person_page;

use jiff::civil::Date;
use tsubame_model::{schema::parse_pipeline, source::SourcePath};

use crate::{
    intake::{
        PersonId,
        calendar::{BusinessCalendar, Holidays},
        cases::{Pipeline, Viewer},
    },
    store::{
        CaseRules, CaseView, NewCase, Store,
        test_support::EVENT,
        tests::joining::{confirm, person, receive, sent_from, two_events},
    },
};

/// The account that does everything here, and sees everything.
pub(super) const STAFF: &str = "staff";

/// A pipeline of the repository, by its name.
pub(super) fn pipeline(name: &str) -> Pipeline {
    let text = match name {
        "placement" => include_str!("../../../../../data/pipelines/placement.yaml"),
        _ => include_str!("../../../../../data/pipelines/casual-interview.yaml"),
    };
    let path = SourcePath::new(format!("data/pipelines/{name}.yaml"));
    let (pipeline, faults) = parse_pipeline(&path, text, &|mail| mail == "case-arranging");
    assert_eq!(faults, []);
    pipeline.unwrap()
}

/// Somebody who has confirmed this address.
pub(super) async fn somebody(store: &Store, number: usize) -> PersonId {
    two_events(store).await;
    let sent = receive(store, &sent_from(number, &format!("visitor{number}@example.jp"), EVENT)).await;
    confirm(store, sent).await;
    person(store, sent).await
}

pub(super) fn new_case(person: PersonId) -> NewCase {
    NewCase {
        person, organisation: None, owner: Some(STAFF.to_owned()), note: Some("はじめの話（見本）".to_owned())
    }
}

/// Opens a case of somebody.
pub(super) async fn open(store: &Store, person: PersonId, pipeline: &Pipeline) -> CaseView {
    let holidays = Holidays::default();
    let calendar = BusinessCalendar::national(&holidays);
    let rules = CaseRules { pipeline, calendar: &calendar };
    store.open_case(new_case(person), rules, STAFF).await.unwrap().unwrap()
}

/// Who looks: a counsellor, or somebody else.
pub(super) fn viewer(sees_counselling: bool) -> Viewer {
    Viewer { account: if sees_counselling { "counsellor" } else { "clerk" }.to_owned(), sees_counselling }
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}
