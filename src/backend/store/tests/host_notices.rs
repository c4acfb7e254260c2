//! Whoever expects somebody is told once that they do not come, when that person is erased, and is told nothing of them.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    backups::TestBackups,
    booking_setup::{at, book, held_wish, taken_cells, unconfirmed_wish, wish},
    setup::TestDatabase,
};
use crate::{
    intake::{
        SubmissionId,
        bookings::{BookingAction, BookingState},
    },
    store::{
        ClaimedMail, MailOutcome, MailState, Store,
        entities::{booking, host_notice, outbox_mail, person_key},
        persons::{AnswerTallies, RetentionSweep},
    },
};

const OFFER_HOURS: u32 = 48;

async fn erase(store: &Store, submission: SubmissionId) {
    let record = store.record_of(submission).await.unwrap().unwrap();
    store.erase_person(record, "visitor", OFFER_HOURS).await.unwrap().unwrap();
}

/// All mails to the other side that a booking is off, those that are sent included.
async fn told(store: &Store) -> Vec<outbox_mail::Model> {
    let mails = outbox_mail::Entity::find().filter(outbox_mail::Column::Kind.eq("host-cancelled"));
    mails.all(store.readers()).await.unwrap()
}

/// Has a server taken all mails that are due.
async fn send_all(store: &Store) {
    for mail in store.claim_mails(99).await.unwrap() {
        finish(store, mail).await;
    }
}

async fn finish(store: &Store, mail: ClaimedMail) {
    let outcome = MailOutcome { state: MailState::Sent, due_at: None, is_uncertain: false, reply: None };
    store.finish_mail(mail, outcome).await.unwrap();
}

#[tokio::test]
async fn who_expects_somebody_is_told_once_that_they_are_erased_and_nothing_of_them() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let gone = book(&store, wish(1, &["sato"], "10:00")).await;
        book(&store, wish(2, &["sato"], "12:00")).await;
        let without_address = book(&store, wish(3, &["ito"], "10:00")).await;
        let id = booking::Entity::find().filter(booking::Column::SubmissionId.eq(gone.0));
        let id = id.one(store.readers()).await.unwrap().unwrap().id;
        erase(&store, gone).await;
        erase(&store, without_address).await;
        assert_eq!(store.end_retention(&[]).await.unwrap(), 0);

        let mails = told(&store).await;
        assert_eq!(mails.len(), 1, "{:?}", database.location);
        assert_eq!((mails[0].person_id, mails[0].submission_id), (Uuid::nil(), Uuid::nil()));
        assert!(!mails[0].once.contains(&gone.0.to_string()), "{}", mails[0].once);
        let entry = store.find_mail(mails[0].id).await.unwrap().unwrap();
        let facts = store.mail_facts(&entry.mail).await.unwrap().unwrap();
        assert_eq!((facts.address.as_str(), facts.name.as_str()), ("sato@desk.example.jp", ""));
        let told_of = facts.booking.unwrap();
        assert_eq!((told_of.id, told_of.sequence, told_of.join_address), (id, 1, None));
        assert_eq!((told_of.view.title.as_str(), told_of.view.starts_at), ("相談（佐藤）", at("10:00")));
        assert!(store.is_mail_wanted(&entry.mail, Timestamp::now()).await.unwrap());
    }
}

#[tokio::test]
async fn what_a_host_was_never_told_of_or_is_over_is_told_to_nobody() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let unconfirmed = book(&store, unconfirmed_wish(1, &["sato"], "10:00")).await;
        let held = book(&store, held_wish(2, &["sato"], "12:00")).await;
        let over = book(&store, wish(3, &["sato"], "14:00")).await;
        let row = booking::Entity::find().filter(booking::Column::SubmissionId.eq(over.0));
        let mut row = row.one(store.readers()).await.unwrap().unwrap().into_active_model();
        row.starts_at = Set(1);
        row.update(&store.databases.writer).await.unwrap();
        for submission in [unconfirmed, held, over] {
            erase(&store, submission).await;
        }
        assert!(told(&store).await.is_empty(), "{:?}", database.location);
    }
}

#[tokio::test]
async fn what_was_given_back_before_the_erasure_is_told_once_too() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (sent, waiting) =
            (book(&store, wish(1, &["sato"], "10:00")).await, book(&store, wish(2, &["sato"], "12:00")).await);
        let sending = book(&store, wish(3, &["sato"], "14:00")).await;
        store.change_booking(sent, BookingAction::Cancel).await.unwrap();
        send_all(&store).await;
        store.change_booking(sending, BookingAction::Cancel).await.unwrap();
        let claimed = store.claim_mails(99).await.unwrap();
        store.change_booking(waiting, BookingAction::Cancel).await.unwrap();
        for submission in [sent, waiting, sending] {
            erase(&store, submission).await;
        }
        // The one that was sent has ended with its person; the other two are there, each under the name that it had.
        let mut states: Vec<String> = told(&store).await.into_iter().map(|mail| mail.state).collect();
        states.sort();
        assert_eq!(states, ["sending", "waiting"], "{:?}", database.location);
        for mail in claimed.into_iter().filter(|mail| mail.kind.is_to_host()) {
            let facts = store.mail_facts(&mail).await.unwrap().unwrap();
            assert_eq!(facts.booking.as_ref().map(|booking| booking.view.starts_at), Some(at("14:00")));
            finish(&store, mail).await;
        }
        let waiting = store.claim_mails(99).await.unwrap();
        assert_eq!(waiting.len(), 1);
        let facts = store.mail_facts(&waiting[0]).await.unwrap().unwrap();
        assert_eq!(facts.booking.as_ref().map(|booking| booking.view.starts_at), Some(at("12:00")));
        assert!(person_key::Entity::find().all(store.readers()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_term_that_is_over_tells_whoever_still_expects_somebody() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let submission = book(&store, wish(1, &["sato"], "10:00")).await;
        let (submissions, tallies) = (vec![submission.0], AnswerTallies::default());
        let sweep = RetentionSweep { submissions, tallies, now: Timestamp::now() };
        assert_eq!(store.write(sweep).await.unwrap(), 1);
        assert_eq!(store.waiting_mails().await, ["host-cancelled"], "{:?}", database.location);
        // A month after its time, nothing is left of it.
        for (hours, left) in [(24 * 30, 1), (24 * 32, 0)] {
            let now = at("11:00") + SignedDuration::from_hours(hours);
            let sweep = RetentionSweep { submissions: Vec::new(), tallies: AnswerTallies::default(), now };
            store.write(sweep).await.unwrap();
            assert_eq!(told(&store).await.len(), left, "{hours}");
            let notices = host_notice::Entity::find().all(store.readers()).await.unwrap();
            assert_eq!(notices.len(), left, "{hours}");
        }
    }
}

#[tokio::test]
async fn who_takes_a_consent_back_gives_the_time_back_and_the_other_side_hears_of_it() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let submission = book(&store, wish(1, &["sato"], "10:00")).await;
        for _ in 0..2 {
            assert!(store.withdraw_consent(submission, OFFER_HOURS).await.unwrap());
            let view = store.booking(submission).await.unwrap().unwrap();
            assert_eq!((view.state, told(&store).await.len()), (BookingState::Cancelled, 1), "{:?}", database.location);
        }
        assert_eq!(taken_cells(&store).await, 0);
        // The erasure that follows keeps the mail that waits.
        erase(&store, submission).await;
        assert_eq!(store.waiting_mails().await, ["host-cancelled"]);
    }
}

#[tokio::test]
async fn a_restore_that_erases_again_mails_nobody() {
    for (source, target) in TestDatabase::each().await.into_iter().zip(TestDatabase::each().await) {
        let store = source.replica().await;
        let submission = book(&store, wish(1, &["sato"], "10:00")).await;
        let place = TestBackups::new();
        let older = place.backup(&source).await;
        erase(&store, submission).await;
        // Its keyring is the newest, and knows who is erased.
        place.backup(&source).await;
        place.restore(&older, &target).await;
        let restored = target.replica().await;
        let states: Vec<String> = told(&restored).await.into_iter().map(|mail| mail.state).collect();
        assert_eq!(states, ["dead"], "staff decide: {:?}", target.location);
        assert_eq!(restored.waiting_mails().await, Vec::<String>::new());
    }
}
