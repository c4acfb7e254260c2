//! What is held waits in the list, mails nobody and takes no seat; who is released has sent when they sent.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use sea_orm_migration::MigratorTrait;

use super::setup::{EVENT, TestDatabase, event, form, keys, sealed, sent_by};
use crate::{
    intake::{Attendance, MailKind, RegistrationAction, RegistrationState, SubmissionId, Suspicion},
    store::{
        Reception, ReleaseOutcome, SealedSubmission, SeatReceipt, Store,
        entities::{audit_record, held_submission, outbox_mail, registration, submission},
        migrations::Migrations,
    },
};

/// What somebody sends whose browser has filled in the trap.
fn trapped(number: usize) -> SealedSubmission {
    let mut submission = sent_by(number);
    submission.is_suspicious = true;
    sealed(&submission)
}

async fn received(store: &Store, sealed: SealedSubmission) -> (SubmissionId, SeatReceipt) {
    match store.receive(sealed).await.unwrap() {
        Reception::Received { submission, receipt } => (submission, receipt),
        other => panic!("{other:?}"),
    }
}

async fn mails(store: &Store, submission: SubmissionId) -> Vec<String> {
    let of_submission = outbox_mail::Column::SubmissionId.eq(submission.0);
    let rows = outbox_mail::Entity::find().filter(of_submission).all(store.readers()).await.unwrap();
    rows.into_iter().map(|row| row.kind).collect()
}

async fn registration_of(store: &Store, submission: SubmissionId) -> registration::Model {
    let of_submission = registration::Column::SubmissionId.eq(submission.0);
    registration::Entity::find().filter(of_submission).one(store.readers()).await.unwrap().unwrap()
}

async fn sent_at(store: &Store, submission: SubmissionId) -> (i64, bool) {
    let row = submission::Entity::find_by_id(submission.0).one(store.readers()).await.unwrap().unwrap();
    (row.received_at, row.is_held)
}

#[tokio::test]
async fn r11_a_sprung_trap_holds_and_one_call_releases_with_the_original_time() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(20)).await.unwrap();
        let (id, receipt) = received(&store, trapped(1)).await;
        assert_eq!(receipt, SeatReceipt::Held);
        let held = store.held_submissions(10).await.unwrap();
        assert_eq!(held.len(), 1, "{:?}", database.location);
        assert_eq!((held[0].submission, held[0].form.as_str()), (id, "event"));
        assert_eq!(held[0].suspicions, [Suspicion::Trap]);
        assert_eq!(store.count_held().await.unwrap(), 1);
        assert!(mails(&store, id).await.is_empty(), "nobody is written to");
        assert_eq!(store.seats(EVENT).await.unwrap().unwrap()[&Attendance::Venue].left, Some(20), "and no seat taken");
        let (original, is_held) = sent_at(&store, id).await;
        assert!(is_held && original == held[0].received_at.as_millisecond());

        assert_eq!(store.release_held(id, "staff").await.unwrap(), ReleaseOutcome::Released);
        assert_eq!(store.release_held(id, "staff").await.unwrap(), ReleaseOutcome::ReleasedBefore, "pressed twice");
        assert_eq!(sent_at(&store, id).await, (original, false));
        let row = registration_of(&store, id).await;
        assert_eq!((row.state.as_str(), row.seat, row.created_at), ("confirmed", Some(1), original));
        assert_eq!(mails(&store, id).await, [MailKind::SeatConfirmed.name()], "once");
        assert_eq!(store.count_held().await.unwrap(), 0);
        let released = audit_record::Entity::find().filter(audit_record::Column::Action.eq("submission.released"));
        let released = released.all(store.readers()).await.unwrap();
        assert!(released.len() == 1 && released[0].actor == "staff" && released[0].subject == Some(id.0));
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
        // Their address is taken now.
        let (again, _) = received(&store, sealed(&changed(1))).await;
        assert_eq!(mails(&store, again).await, [MailKind::AlreadyRegistered.name()]);
        let unknown = SubmissionId(uuid::Uuid::nil());
        assert_eq!(store.release_held(unknown, "staff").await.unwrap(), ReleaseOutcome::NotHeld);
    }
}

/// The same person with another answer.
fn changed(number: usize) -> tsubame_model::schema::Submission {
    let mut submission = sent_by(number);
    submission.answers.remove("phase");
    submission
}

#[tokio::test]
async fn r11_who_is_released_into_a_full_room_stands_where_they_came() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(1)).await.unwrap();
        let (seated, _) = received(&store, sealed(&sent_by(1))).await;
        let (held, _) = received(&store, trapped(2)).await;
        let (later, _) = received(&store, sealed(&sent_by(3))).await;
        store.release_held(held, "staff").await.unwrap();
        assert_eq!(mails(&store, held).await, [MailKind::SeatWaitlisted.name()]);
        let view = store.registration(held).await.unwrap().unwrap();
        assert_eq!((view.state, view.ahead), (RegistrationState::Waiting, Some(0)));
        assert_eq!(store.registration(later).await.unwrap().unwrap().ahead, Some(1));
        store.change_registration(seated, RegistrationAction::Cancel, 48).await.unwrap();
        let state = store.registration(held).await.unwrap().unwrap().state;
        assert_eq!(state, RegistrationState::Offered, "{:?}: the seat is theirs", database.location);
    }
}

#[tokio::test]
async fn r11_who_was_held_and_came_again_keeps_the_second() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(20)).await.unwrap();
        let (held, _) = received(&store, trapped(1)).await;
        let (again, receipt) = received(&store, sealed(&changed(1))).await;
        assert_eq!(receipt, SeatReceipt::Seat, "who was held keeps nobody out, least of all themselves");
        store.release_held(held, "staff").await.unwrap();
        assert_eq!(store.registration(held).await.unwrap().unwrap().state, RegistrationState::Lapsed);
        assert_eq!(mails(&store, held).await, [MailKind::AlreadyRegistered.name()]);
        assert_eq!(store.registration(again).await.unwrap().unwrap().state, RegistrationState::Confirmed);
    }
}

#[tokio::test]
async fn r11_a_released_registration_that_must_confirm_is_asked_to() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(20)).await.unwrap();
        let (mut form, mut submission) = (form(), sent_by(1));
        form.double_opt_in = true;
        submission.is_suspicious = true;
        let sealed = SealedSubmission::seal(&form, &submission, String::new(), true, &keys()).unwrap();
        let (id, _) = received(&store, sealed).await;
        let row = held_submission::Entity::find_by_id(id.0).one(store.readers()).await.unwrap().unwrap();
        assert_eq!((row.reasons.as_str(), row.must_confirm), ("origin,trap", true));
        store.release_held(id, "staff").await.unwrap();
        assert_eq!(store.registration(id).await.unwrap().unwrap().state, RegistrationState::Unconfirmed);
        assert_eq!(mails(&store, id).await, [MailKind::AddressConfirmation.name()]);
    }
}

#[tokio::test]
async fn r11_what_asks_for_no_seat_is_held_and_released_too() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let mut submission = sent_by(1);
        submission.references.clear();
        submission.is_suspicious = true;
        let (id, receipt) = received(&store, sealed(&submission)).await;
        assert_eq!((receipt, mails(&store, id).await), (SeatReceipt::Held, Vec::new()));
        store.release_held(id, "staff").await.unwrap();
        assert_eq!(mails(&store, id).await, [MailKind::FormReceived.name()]);
    }
}

#[tokio::test]
async fn r11_what_an_older_version_held_is_in_the_list() {
    for database in TestDatabase::each().await {
        let old = database.connect().await;
        Migrations::up(&old, Some(1)).await.unwrap();
        let id = SubmissionId(uuid::Uuid::new_v4());
        for (id, is_held) in [(id.0, true), (uuid::Uuid::new_v4(), false)] {
            let row = submission::ActiveModel {
                id: Set(id),
                person_id: Set(uuid::Uuid::nil()),
                form: Set("event".to_owned()),
                received_at: Set(1_000),
                is_held: Set(is_held),
                origin: Set("{}".to_owned()),
                sealed: Set(Vec::new()),
                ..Default::default()
            };
            submission::Entity::insert(row).exec_without_returning(&old).await.unwrap();
        }
        let held = database.replica().await.held_submissions(10).await.unwrap();
        assert_eq!(held.len(), 1, "{:?}", database.location);
        assert_eq!((held[0].submission, held[0].received_at.as_millisecond()), (id, 1_000));
        assert_eq!(held[0].suspicions, [Suspicion::Origin]);
    }
}
