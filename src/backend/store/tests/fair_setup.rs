//! A fair with three tables, and people who wish to talk there.

use jiff::{SignedDuration, Timestamp};
use sea_orm::EntityTrait;

use super::setup::{event, sealed, sent_by};
use crate::{
    intake::{
        SubmissionId,
        fair::{FairPart, FairPlan, FairTable},
    },
    store::{
        EventFacts, Reception, SealedSubmission, Store, TalkWishes,
        entities::{booking_cell, fair_talk},
    },
};

/// Four times of a quarter of an hour with five minutes between them, at three tables, of which one has two seats.
pub fn fair_plan() -> FairPlan {
    let table = |company: &str, label: &str, parallel| FairTable {
        company: company.to_owned(),
        label: label.to_owned(),
        parallel,
    };
    FairPlan {
        starts_at: "2099-12-18T10:00:00Z".parse().unwrap(),
        ends_at: "2099-12-18T11:20:00Z".parse().unwrap(),
        minutes: 15,
        pause_minutes: 5,
        talks_each: 2,
        tables: vec![table("robo", "杜のロボ", 1), table("aoba", "青葉設計", 1), table("umi", "海データ", 2)],
    }
}

/// The event of tests as a fair, with so many seats.
pub fn fair(capacity: u32) -> EventFacts {
    EventFacts { fair: Some(fair_plan()), ..event(capacity) }
}

/// The same fair, which began about half an hour ago.
pub fn fair_now(capacity: u32) -> EventFacts {
    // At an edge of the cells in which time is counted, as plans of sites are.
    let now = Timestamp::from_second(Timestamp::now().as_second() / 300 * 300).unwrap();
    let start = now - SignedDuration::from_mins(30);
    let at = |minutes| start + SignedDuration::from_mins(minutes);
    let plan = FairPlan { starts_at: at(0), ends_at: at(80), ..fair_plan() };
    EventFacts { starts_at: at(0), ends_at: at(90), closes_at: at(80), fair: Some(plan), ..event(capacity) }
}

/// What somebody with this number sends who wishes to talk with these.
pub fn wishing(number: usize, companies: &[&str]) -> SealedSubmission {
    wishing_in(number, companies, FairPart::Any)
}

/// The same of somebody who can in a part of it.
pub fn wishing_in(number: usize, companies: &[&str], part: FairPart) -> SealedSubmission {
    let companies = companies.iter().map(|company| (*company).to_owned()).collect();
    sealed(&sent_by(number)).with_talks(TalkWishes { companies, part })
}

/// The submission of what was received.
pub async fn send(store: &Store, sealed: SealedSubmission) -> SubmissionId {
    match store.receive(sealed).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

/// The talks of somebody: companies with the minutes after the beginning of the fair, by their time.
pub async fn talks_of(store: &Store, submission: SubmissionId) -> Vec<(String, i64)> {
    let visit = store.registration(submission).await.unwrap().unwrap().visit;
    let start = fair_plan().starts_at;
    visit.talks.into_iter().map(|talk| (talk.company, talk.starts_at.duration_since(start).as_mins())).collect()
}

/// All talks, whatever became of them.
pub async fn all_talks(store: &Store) -> Vec<fair_talk::Model> {
    fair_talk::Entity::find().all(store.readers()).await.unwrap()
}

/// How many cells are taken.
pub async fn taken_cells(store: &Store) -> usize {
    booking_cell::Entity::find().all(store.readers()).await.unwrap().len()
}
