//! Who did not come is not asked how it was.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    check_ins::let_in,
    groups::register,
    setup::{TestDatabase, event_today, keys},
    surveys::form,
};
use crate::{
    intake::{RegistrationId, SubmissionId},
    store::{
        Store, Survey, UndoneCheckIn,
        entities::{attendance, survey_invitation},
        survey_invites::InviteAfterEvents,
    },
};

/// Asks those who were at the event, and gives who was, sorted.
async fn ask(store: &Store, asks_absent: bool) -> Vec<SubmissionId> {
    let form = form(|_| {});
    let surveys =
        vec![Survey { form: form.form.clone(), label: form.label.clone(), terms: form.survey.clone().unwrap() }];
    let now = event_today(1).ends_at + SignedDuration::from_hours(21);
    let (programmes, key) = (BTreeSet::new(), keys().index);
    store.write(InviteAfterEvents { surveys, programmes, now, key, asks_absent }).await.unwrap();
    let asked = survey_invitation::Entity::find().all(store.readers()).await.unwrap();
    let mut asked: Vec<SubmissionId> = asked.into_iter().map(|row| SubmissionId(row.submission_id)).collect();
    asked.sort_unstable();
    asked
}

/// An event with three who have a seat, of whom some were let in.
async fn came(store: &Store, people: usize) -> Vec<SubmissionId> {
    store.update_event(event_today(5)).await.unwrap();
    let mut seated = Vec::new();
    for number in 1..=3 {
        seated.push(register(store, number, 1).await);
    }
    for submission in &seated[..people] {
        let_in(store, store.registration_of(*submission).await).await;
    }
    seated.sort_unstable();
    seated
}

#[tokio::test]
async fn who_was_not_let_in_is_not_asked() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let seated = came(&store, 1).await;
        let asked = ask(&store, false).await;
        assert!(asked.len() == 1 && seated.contains(&asked[0]), "{:?}", database.location);
    }
}

#[tokio::test]
async fn without_that_whoever_did_not_come_is_asked_how_it_was() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let seated = came(&store, 1).await;
        assert_eq!(ask(&store, true).await, seated, "{:?}", database.location);
    }
}

#[tokio::test]
async fn where_nobody_stood_at_the_door_all_with_a_seat_are_asked() {
    for (people, is_undone) in [(0, false), (1, true)] {
        for database in TestDatabase::each().await {
            let store = database.replica().await;
            let seated = came(&store, people).await;
            if is_undone {
                let came = attendance::Entity::find().one(store.readers()).await.unwrap().unwrap();
                let registration = RegistrationId(came.registration_id);
                let undone =
                    UndoneCheckIn { registration, reason: "別の方でした".to_owned(), request: Uuid::new_v4() };
                store.undo_check_in(undone, "desk").await.unwrap();
            }
            assert_eq!(ask(&store, false).await, seated, "{:?} {is_undone}", database.location);
        }
    }
}
