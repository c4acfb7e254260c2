//! A registration moves to another date of its series: to a seat or not at all, and what it leaves is offered.

use super::setup::{EVENT, TestDatabase, event, sealed, sent_by};
use crate::{
    intake::{RegistrationAction, RegistrationState, SeriesMoveDecision, SubmissionId},
    store::{EventFacts, Reception, Store},
};

const OTHER: &str = "events/shibuya-2";

fn date(id: &str, capacity: u32) -> EventFacts {
    EventFacts { id: id.to_owned(), series: Some("shibuya".to_owned()), ..event(capacity) }
}

async fn register(store: &Store, number: usize, at: &str) -> SubmissionId {
    let mut sent = sent_by(number);
    sent.references.insert("event".to_owned(), at.to_owned());
    match store.receive(sealed(&sent)).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

async fn move_on(store: &Store, submission: SubmissionId) -> SeriesMoveDecision {
    store.move_registration(submission, OTHER, 48).await.unwrap().unwrap().decision
}

#[tokio::test]
async fn r17_a_move_takes_the_seat_along_and_what_it_leaves_is_offered() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        for facts in [date(EVENT, 1), date(OTHER, 1), EventFacts { series: None, ..date("events/else", 9) }] {
            store.update_event(facts).await.unwrap();
        }
        let (moves, waits) = (register(&store, 1, EVENT).await, register(&store, 2, EVENT).await);
        let dates = store.other_dates(moves).await.unwrap();
        assert_eq!(dates.iter().map(|date| (date.event.as_str(), date.has_seat)).collect::<Vec<_>>(), [(OTHER, true)]);
        assert_eq!(store.move_registration(moves, "events/else", 48).await.unwrap(), None, "none of its series");
        assert!(matches!(move_on(&store, moves).await, SeriesMoveDecision::Moved { .. }));
        let view = store.registration(moves).await.unwrap().unwrap();
        assert_eq!((view.event.as_str(), view.state), (OTHER, RegistrationState::Confirmed));
        let next = store.registration(waits).await.unwrap().unwrap();
        assert_eq!(next.state, RegistrationState::Offered, "{:?}", database.location);
        // Who is offered a seat may wait for the other date instead; who has one may not lose it so.
        assert_eq!(
            move_on(&store, waits).await,
            SeriesMoveDecision::Moved {
                state: RegistrationState::Waiting,
                attendance: crate::intake::Attendance::Venue,
                admission: crate::intake::Admission::Line(1),
            }
        );
        let third = register(&store, 3, EVENT).await;
        assert_eq!(move_on(&store, third).await, SeriesMoveDecision::Full);
        let third = store.registration(third).await.unwrap().unwrap();
        assert_eq!((third.event.as_str(), third.state), (EVENT, RegistrationState::Confirmed), "nobody loses a seat");
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_many_who_move_at_once_at_two_replicas_share_out_the_seats_once() {
    for database in TestDatabase::each().await {
        let replicas = [database.replica().await, database.replica().await];
        replicas[0].update_event(date(EVENT, 12)).await.unwrap();
        replicas[0].update_event(date(OTHER, 5)).await.unwrap();
        let mut people = Vec::new();
        for number in 0..12 {
            people.push(register(&replicas[0], number, EVENT).await);
        }
        let moving: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(number, submission)| {
                let (store, submission) = (replicas[number % 2].clone(), *submission);
                tokio::spawn(async move { move_on(&store, submission).await })
            })
            .collect();
        let mut moved = 0;
        for decision in moving {
            match decision.await.unwrap() {
                SeriesMoveDecision::Moved { .. } => moved += 1,
                decision => assert_eq!(decision, SeriesMoveDecision::Full),
            }
        }
        assert_eq!(moved, 5, "{:?}", database.location);
    }
}

#[tokio::test]
async fn r22_who_gave_back_or_is_there_already_moves_nothing() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        for id in [EVENT, OTHER] {
            store.update_event(date(id, 5)).await.unwrap();
        }
        let gone = register(&store, 1, EVENT).await;
        store.change_registration(gone, RegistrationAction::Cancel, 48).await.unwrap();
        assert_eq!(move_on(&store, gone).await, SeriesMoveDecision::NotPossible);
        let twice = register(&store, 2, EVENT).await;
        register(&store, 2, OTHER).await;
        assert_eq!(move_on(&store, twice).await, SeriesMoveDecision::AlreadyThere);
    }
}
