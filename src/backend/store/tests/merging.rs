//! Staff put two persons together, and part them again within a day.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use tsubame_model::schema::FormAnswer;
use uuid::Uuid;

use super::{
    joining::{confirm, person, receive, sent_from, two_events},
    setup::{EVENT, TestDatabase, event, group_form, sealed_by, sealed_group, sent_by, sent_by_group},
};
use crate::{
    intake::{PersonId, RegistrationAction, RegistrationState, SubmissionId, TraitKind},
    store::{
        MergeOutcome, NoticeKind, Reception, SealedSubmission, Store, UndoOutcome,
        entities::{audit_record, person_merge, registration},
    },
};

const OFFER_HOURS: u32 = 48;

async fn state(store: &Store, submission: SubmissionId) -> RegistrationState {
    store.registration(submission).await.unwrap().unwrap().state
}

/// Taro, twice, both confirmed and both with a seat, and somebody who waits for one of the two seats.
struct TwoTaros {
    first: SubmissionId,
    second: SubmissionId,
    waiting: SubmissionId,
    persons: (PersonId, PersonId),
}

impl TwoTaros {
    async fn register(store: &Store) -> Self {
        store.update_event(event(2)).await.unwrap();
        let first = receive(store, &sent_from(1, "taro@example.jp", EVENT)).await;
        let second = receive(store, &sent_from(1, "taro+event@example.jp", EVENT)).await;
        let waiting = receive(store, &sent_by(3)).await;
        confirm(store, first).await;
        confirm(store, second).await;
        let persons = (person(store, first).await, person(store, second).await);
        assert_ne!(persons.0, persons.1, "plus addresses are never joined by themselves");
        Self { first, second, waiting, persons }
    }

    async fn merge(&self, store: &Store) -> Uuid {
        match store.merge_persons(self.persons.0, self.persons.1, "staff", OFFER_HOURS).await.unwrap() {
            MergeOutcome::Merged(merge) => merge,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn r29_the_pair_is_proposed_and_the_merge_keeps_both_histories_and_frees_the_later_seat() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let taros = TwoTaros::register(&store).await;
        assert_eq!(store.read_person_traits().await.unwrap(), 2);
        assert_eq!(store.read_person_traits().await.unwrap(), 0, "each once");
        let similar = store.similar_persons().await.unwrap();
        assert_eq!(similar.len(), 1, "{similar:?}");
        let mut pair = [taros.persons.0, taros.persons.1];
        pair.sort();
        assert_eq!([similar[0].first, similar[0].second], pair);
        assert_eq!(similar[0].shared, [TraitKind::Name, TraitKind::Mailbox].into());

        taros.merge(&store).await;
        assert_eq!(person(&store, taros.second).await, taros.persons.0);
        assert_eq!(store.similar_persons().await.unwrap(), [], "they are one already");
        assert_eq!(state(&store, taros.first).await, RegistrationState::Confirmed);
        assert_eq!(state(&store, taros.second).await, RegistrationState::Cancelled);
        assert_eq!(state(&store, taros.waiting).await, RegistrationState::Offered, "the later seat goes on");
        assert!(!store.waiting_mails().await.contains(&"seat-cancelled".to_owned()), "the person has a seat still");
        let data = store.personal_data(taros.second).await.unwrap().unwrap();
        assert_eq!(data.submissions.len(), 2, "both histories");
        let addresses: Vec<&str> = data.addresses.iter().map(|(address, _)| address.as_str()).collect();
        assert_eq!(addresses, ["taro+event@example.jp", "taro@example.jp"]);

        let audit = audit_record::Entity::find().all(store.readers()).await.unwrap();
        let by_staff: Vec<&str> =
            audit.iter().filter(|row| row.actor == "staff").map(|row| row.action.as_str()).collect();
        assert_eq!(by_staff, ["person.merged", "registration.changed", "registration.offered"]);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
        let again = store.merge_persons(taros.persons.1, taros.persons.0, "staff", OFFER_HOURS).await.unwrap();
        assert_eq!(again, MergeOutcome::Same);
    }
}

#[tokio::test]
async fn r29_a_merge_is_undone_within_a_day_and_not_later() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let taros = TwoTaros::register(&store).await;
        let merge = taros.merge(&store).await;
        for _ in 0..2 {
            assert_eq!(store.undo_merge(merge, "staff").await.unwrap(), UndoOutcome::Undone);
        }
        assert_eq!(person(&store, taros.second).await, taros.persons.1, "two persons again");
        let back = store.registration(taros.second).await.unwrap().unwrap();
        assert_eq!(
            (back.state, back.ahead),
            (RegistrationState::Waiting, Some(0)),
            "its seat is offered: first in line"
        );
        store.change_registration(taros.waiting, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        assert_eq!(state(&store, taros.second).await, RegistrationState::Offered);

        let merge = taros.merge(&store).await;
        let row = person_merge::Entity::find_by_id(merge).one(store.readers()).await.unwrap().unwrap();
        let mut row = row.into_active_model();
        row.merged_at = Set((Timestamp::now() - SignedDuration::from_hours(25)).as_millisecond());
        row.update(&store.databases.writer).await.unwrap();
        assert_eq!(store.undo_merge(merge, "staff").await.unwrap(), UndoOutcome::TooLate);
        assert_eq!(person(&store, taros.second).await, taros.persons.0);
        assert_eq!(store.undo_merge(Uuid::new_v4(), "staff").await.unwrap(), UndoOutcome::Unknown);
    }
}

#[tokio::test]
async fn r29_a_seat_that_is_free_still_is_given_again_and_one_that_cannot_be_is_told() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let taros = TwoTaros::register(&store).await;
        store.change_registration(taros.waiting, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        let merge = taros.merge(&store).await;
        assert_eq!(store.undo_merge(merge, "staff").await.unwrap(), UndoOutcome::Undone);
        assert_eq!(state(&store, taros.second).await, RegistrationState::Confirmed, "nobody else wanted it");

        let merge = taros.merge(&store).await;
        let again = receive(&store, &sent_from(7, "taro+event@example.jp", EVENT)).await;
        assert_eq!(state(&store, again).await, RegistrationState::Confirmed);
        assert_eq!(store.undo_merge(merge, "staff").await.unwrap(), UndoOutcome::Undone);
        assert_eq!(state(&store, taros.second).await, RegistrationState::Cancelled, "one address, one registration");
        let notices = store.person_notices().await.unwrap();
        assert_eq!(notices.iter().map(|notice| notice.kind).collect::<Vec<_>>(), [NoticeKind::NotGivenAgain]);
    }
}

/// Receives a group.
async fn receive_group(store: &Store, sealed: SealedSubmission) -> SubmissionId {
    match store.receive(sealed).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn r29_a_group_that_waits_for_more_than_the_person_has_keeps_its_place_and_staff_decide() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(3)).await.unwrap();
        let others = receive_group(&store, sealed_group(2, 2)).await;
        let single = receive(&store, &sent_from(1, "taro@example.jp", EVENT)).await;
        let mut sent = sent_by_group(1, 2);
        sent.answers.insert("email".to_owned(), FormAnswer::Email("taro+event@example.jp".to_owned()));
        let group = receive_group(&store, sealed_by(&group_form(), &sent)).await;
        confirm(&store, single).await;
        confirm(&store, group).await;
        let states = async || [state(&store, single).await, state(&store, group).await];
        let before = [RegistrationState::Confirmed, RegistrationState::Waiting];
        assert_eq!(states().await, before, "{:?}", database.location);
        let (kept, merged) = (person(&store, single).await, person(&store, group).await);
        let merge = async || match store.merge_persons(kept, merged, "staff", OFFER_HOURS).await.unwrap() {
            MergeOutcome::Merged(merge) => merge,
            other => panic!("{other:?}"),
        };

        let done = merge().await;
        assert_eq!(states().await, before, "nobody loses a seat, and no wish is dropped");
        let notices = store.person_notices().await.unwrap();
        let row = registration::Entity::find().filter(registration::Column::SubmissionId.eq(group.0));
        let row = row.one(store.readers()).await.unwrap().unwrap();
        assert_eq!(notices.len(), 1, "{notices:?}");
        let notice = (notices[0].kind, notices[0].person, notices[0].subject);
        assert_eq!(notice, (NoticeKind::TwoRegistrations, kept, row.id));

        assert_eq!(store.undo_merge(done, "staff").await.unwrap(), UndoOutcome::Undone);
        assert_eq!(states().await, before, "nothing was given back, so nothing is given again");
        assert_eq!(store.person_notices().await.unwrap(), [], "each has one registration");
        merge().await;
        assert_eq!(store.person_notices().await.unwrap().len(), 1, "and again two");
        store.change_registration(others, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        assert_eq!(states().await, [RegistrationState::Confirmed, RegistrationState::Offered], "it is in line still");
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn who_has_confirmed_nothing_and_who_is_not_there_is_not_merged() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let (first, second) = (receive(&store, &sent_by(1)).await, receive(&store, &sent_by(2)).await);
        confirm(&store, first).await;
        let (kept, merged) = (person(&store, first).await, person(&store, second).await);
        let merge = async |other| store.merge_persons(kept, other, "staff", OFFER_HOURS).await.unwrap();
        assert_eq!(merge(merged).await, MergeOutcome::NotVerified);
        assert_eq!(merge(PersonId(Uuid::new_v4())).await, MergeOutcome::Unknown);
        assert_eq!(merge(kept).await, MergeOutcome::Same);
        assert_eq!(person(&store, second).await, merged);
    }
}
