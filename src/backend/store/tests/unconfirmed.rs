//! What is sent through a form with `double_opt_in`, and has no seat, counts once its sender has pressed the button, and else ends
//! without a trace.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use tsubame_model::schema::{FormAnswer, FormField, Submission};

use super::{
    joining::{confirm, person, receive, sent_from},
    setup::{EVENT, TestDatabase, event, form, keys, sent_by},
};
use crate::{
    intake::{SubmissionId, Suspicion},
    store::{
        Reception, ReleaseOutcome, SealedSubmission, SeatReceipt, Store,
        entities::{
            audit_record, counted_submission, outbox_mail, person as persons, person_address, person_key, repeat_key,
            submission, unconfirmed_submission,
        },
        persons::{AnswerTallies, RetentionSweep, UnconfirmedSweep},
    },
};

const OFFER_HOURS: u32 = 48;

/// What somebody with this number sends who asks for no seat.
fn question(number: usize, address: &str) -> Submission {
    let mut sent = sent_from(number, address, EVENT);
    sent.references.clear();
    sent
}

/// The same through a form that wants it confirmed.
fn must_confirm(sent: &Submission) -> SealedSubmission {
    let mut form = form();
    form.double_opt_in = true;
    SealedSubmission::seal(&form, sent, "個人情報の取り扱い".to_owned(), false, &keys()).unwrap()
}

async fn take(store: &Store, sealed: SealedSubmission) -> SubmissionId {
    match store.receive(sealed).await.unwrap() {
        Reception::Received { submission, receipt } => {
            assert!(matches!(receipt, SeatReceipt::None | SeatReceipt::Held));
            submission
        }
        other => panic!("{other:?}"),
    }
}

async fn mails(store: &Store, submission: SubmissionId) -> Vec<String> {
    let of_submission = outbox_mail::Column::SubmissionId.eq(submission.0);
    let rows = outbox_mail::Entity::find().filter(of_submission).all(store.readers()).await.unwrap();
    let mut kinds: Vec<String> = rows.into_iter().map(|row| row.kind).collect();
    kinds.sort();
    kinds
}

/// How many rows of somebody there are.
async fn rows(store: &Store) -> [usize; 7] {
    let db = store.readers();
    [
        persons::Entity::find().all(db).await.unwrap().len(),
        person_key::Entity::find().all(db).await.unwrap().len(),
        person_address::Entity::find().all(db).await.unwrap().len(),
        submission::Entity::find().all(db).await.unwrap().len(),
        repeat_key::Entity::find().all(db).await.unwrap().len(),
        outbox_mail::Entity::find().all(db).await.unwrap().len(),
        unconfirmed_submission::Entity::find().all(db).await.unwrap().len(),
    ]
}

async fn counted(store: &Store) -> usize {
    counted_submission::Entity::find().all(store.readers()).await.unwrap().len()
}

fn in_hours(hours: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(hours)
}

#[tokio::test]
async fn it_counts_once_its_sender_has_pressed_the_button() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let first = take(&store, must_confirm(&question(1, "taro@example.jp"))).await;
        assert_eq!(mails(&store, first).await, ["please-confirm"], "{:?}", database.location);
        let until = store.confirmation_deadline(first).await.unwrap().unwrap();
        assert!(until > in_hours(23) && until < in_hours(25), "{until}");
        let row = persons::Entity::find().one(store.readers()).await.unwrap().unwrap();
        assert_eq!(row.verified_at, None, "anybody can type an address");
        for _ in 0..2 {
            confirm(&store, first).await;
            assert_eq!(mails(&store, first).await, ["form-received", "please-confirm"], "once");
            assert_eq!(store.confirmation_deadline(first).await.unwrap(), None);
        }
        let second = take(&store, must_confirm(&question(2, "taro@example.jp"))).await;
        assert_ne!(person(&store, first).await, person(&store, second).await);
        confirm(&store, second).await;
        assert_eq!(person(&store, first).await, person(&store, second).await);
        assert_eq!(store.end_unconfirmed(in_hours(1000)).await.unwrap(), 0, "what is confirmed stays");
        let said = audit_record::Entity::find().filter(audit_record::Column::Action.eq("submission.confirmed"));
        assert_eq!(said.all(store.readers()).await.unwrap().len(), 2);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_nobody_confirms_ends_and_leaves_nothing_to_count() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let sent = question(1, "taro@example.jp");
        let id = take(&store, must_confirm(&sent)).await;
        assert_eq!(store.end_unconfirmed(in_hours(23)).await.unwrap(), 0);
        assert_eq!(store.end_unconfirmed(in_hours(25)).await.unwrap(), 1);
        assert_eq!(store.end_unconfirmed(in_hours(25)).await.unwrap(), 0);
        assert_eq!(rows(&store).await, [0; 7], "{:?}", database.location);
        assert_eq!(counted(&store).await, 0);
        // Whoever presses the button late finds nothing, and may send the same again at once.
        confirm(&store, id).await;
        assert_eq!(store.record_of(id).await.unwrap(), None);
        let again = take(&store, must_confirm(&sent)).await;
        assert_ne!(again, id);
        confirm(&store, again).await;
        let said = audit_record::Entity::find().filter(audit_record::Column::Action.eq("submission.unconfirmed"));
        assert_eq!(said.all(store.readers()).await.unwrap().len(), 1);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_setting_says_how_long_that_takes() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let mut sealed = must_confirm(&question(1, "taro@example.jp"));
        sealed.set_confirm_hours(72);
        take(&store, sealed).await;
        assert_eq!(store.end_unconfirmed(in_hours(71)).await.unwrap(), 0);
        assert_eq!(store.end_unconfirmed(in_hours(73)).await.unwrap(), 1, "{:?}", database.location);
        // A form that wants nothing confirmed has nothing to set.
        let id = receive(&store, &question(2, "hanako@example.jp")).await;
        assert_eq!(mails(&store, id).await, ["form-received"]);
        assert_eq!(store.end_unconfirmed(in_hours(1000)).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_button_that_is_pressed_while_the_sweep_begins_is_faster() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        let mut ids = Vec::new();
        for number in 0..2 {
            ids.push(take(&store, must_confirm(&question(number, &format!("visitor{number}@example.jp")))).await);
        }
        // The sweep has found both before the button is pressed at another replica.
        let submissions: Vec<_> = ids.iter().map(|id| id.0).collect();
        confirm(&other, ids[0]).await;
        let sweep = UnconfirmedSweep { submissions: submissions.clone(), now: in_hours(25) };
        assert_eq!(store.write(sweep).await.unwrap(), 1, "{:?}", database.location);
        assert!(store.record_of(ids[0]).await.unwrap().is_some());
        assert_eq!(store.record_of(ids[1]).await.unwrap(), None);
        // The twin, which does not look again, ends what was confirmed.
        let blind = RetentionSweep { submissions, tallies: AnswerTallies::default(), now: in_hours(25) };
        assert_eq!(store.write(blind).await.unwrap(), 1);
        assert_eq!(store.record_of(ids[0]).await.unwrap(), None);
    }
}

#[tokio::test]
async fn presses_and_sweeps_at_once_leave_either_all_of_it_or_nothing() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        for number in 0..10 {
            let id = take(&store, must_confirm(&question(number, &format!("visitor{number}@example.jp")))).await;
            let sweep = store.end_unconfirmed(in_hours(25));
            let (ended, ()) = tokio::join!(sweep, confirm(&other, id));
            assert_eq!(store.confirmation_deadline(id).await.unwrap(), None);
            let kinds = mails(&store, id).await;
            if ended.unwrap() == 0 {
                assert_eq!(kinds, ["form-received", "please-confirm"], "{:?}", database.location);
                assert!(store.record_of(id).await.unwrap().is_some());
            } else {
                assert_eq!(kinds, [] as [&str; 0], "{:?}", database.location);
                assert_eq!(store.record_of(id).await.unwrap(), None);
            }
        }
    }
}

#[tokio::test]
async fn who_sends_again_minutes_later_gets_the_mail_again_and_known_addresses_are_answered_alike() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let sent = question(1, "taro@example.jp");
        let first = store.receive(must_confirm(&sent)).await.unwrap();
        let Reception::Received { submission: id, receipt } = first else { panic!("{first:?}") };
        assert_eq!(store.receive(must_confirm(&sent)).await.unwrap(), first, "sent twice");
        assert_eq!(mails(&store, id).await, ["please-confirm"], "pressed twice is one mail");
        let row = unconfirmed_submission::Entity::find_by_id(id.0).one(store.readers()).await.unwrap().unwrap();
        let mut row = row.into_active_model();
        row.expires_at = Set(Some((in_hours(24) - SignedDuration::from_mins(11)).as_millisecond()));
        row.update(&store.databases.writer).await.unwrap();
        for _ in 0..2 {
            assert_eq!(store.receive(must_confirm(&sent)).await.unwrap(), first);
        }
        // The window of ten minutes may end between the two.
        let count = mails(&store, id).await.len();
        assert!((2..=3).contains(&count), "{count}");
        confirm(&store, id).await;
        let before = mails(&store, id).await.len();
        assert_eq!(store.receive(must_confirm(&sent)).await.unwrap(), first);
        assert_eq!(mails(&store, id).await.len(), before, "nothing is left to confirm");
        // Something else from the same address, which is known now, is asked for as anybody's is.
        let other = store.receive(must_confirm(&question(2, "taro@example.jp"))).await.unwrap();
        let Reception::Received { submission: second, receipt: second_receipt } = other else { panic!("{other:?}") };
        assert_ne!(second, id);
        assert_eq!((mails(&store, second).await, second_receipt), (vec!["please-confirm".to_owned()], receipt));
    }
}

#[tokio::test]
async fn what_is_held_is_asked_once_somebody_has_looked() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let mut sealed = must_confirm(&question(1, "taro@example.jp"));
        sealed.hold(Suspicion::Trap);
        let id = take(&store, sealed).await;
        assert_eq!(mails(&store, id).await, [] as [&str; 0]);
        assert_eq!(store.confirmation_deadline(id).await.unwrap(), None, "nobody was asked");
        assert_eq!(store.end_unconfirmed(in_hours(1000)).await.unwrap(), 0, "it waits for staff");
        assert_eq!(store.release_held(id, "staff").await.unwrap(), ReleaseOutcome::Released);
        assert_eq!(mails(&store, id).await, ["please-confirm"], "{:?}", database.location);
        assert_eq!(store.end_unconfirmed(in_hours(25)).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn who_is_erased_or_over_the_term_before_it_is_confirmed_was_never_counted() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let erased = take(&store, must_confirm(&question(1, "taro@example.jp"))).await;
        let record = store.record_of(erased).await.unwrap().unwrap();
        store.erase_person(record, "visitor", OFFER_HOURS).await.unwrap().unwrap();
        let over = take(&store, must_confirm(&question(2, "hanako@example.jp"))).await;
        let submissions = vec![over.0];
        let sweep = RetentionSweep { submissions, tallies: AnswerTallies::default(), now: Timestamp::now() };
        assert_eq!(store.write(sweep).await.unwrap(), 1);
        assert_eq!((rows(&store).await, counted(&store).await), ([0; 7], 0), "{:?}", database.location);
        // The twin: what is confirmed counts.
        let counts = take(&store, must_confirm(&question(3, "jiro@example.jp"))).await;
        confirm(&store, counts).await;
        let record = store.record_of(counts).await.unwrap().unwrap();
        store.erase_person(record, "visitor", OFFER_HOURS).await.unwrap().unwrap();
        assert_eq!(counted(&store).await, 1);
    }
}

#[tokio::test]
async fn answers_that_nobody_has_confirmed_are_in_no_tally() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let mut ids = Vec::new();
        for number in 0..5 {
            ids.push(take(&store, must_confirm(&question(number, &format!("visitor{number}@example.jp")))).await);
        }
        // Four are fewer than five, whatever a fifth has sent.
        for id in &ids[..4] {
            confirm(&store, *id).await;
        }
        let record = store.record_of(ids[0]).await.unwrap().unwrap();
        store.erase_person(record, "staff", OFFER_HOURS).await.unwrap().unwrap();
        let answers = crate::store::entities::counted_answer::Entity::find().all(store.readers()).await.unwrap();
        assert_eq!(answers.iter().map(|row| row.value.as_str()).collect::<Vec<_>>(), ["*"], "{:?}", database.location);
    }
}

#[tokio::test]
async fn the_button_for_newsletters_says_whose_the_address_is_too() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let mut form = form();
        form.double_opt_in = true;
        let phase = form.fields().find(|field| field.name == "phase").unwrap().clone();
        form.groups[0].fields.push(FormField { name: "news".to_owned(), ..phase });
        let mut sent = question(1, "taro@example.jp");
        sent.answers.insert("news".to_owned(), FormAnswer::Choices(vec!["events".to_owned()]));
        let sealed = SealedSubmission::seal(&form, &sent, String::new(), false, &keys()).unwrap();
        let id = take(&store, sealed).await;
        assert_eq!(mails(&store, id).await, ["please-confirm", "please-subscribe"]);
        let asks = store.newest_mails(9).await.unwrap();
        let asks = asks.into_iter().find(|entry| entry.mail.kind.name() == "please-confirm").unwrap().mail;
        assert!(store.is_mail_wanted(&asks, Timestamp::now()).await.unwrap());
        store.subscribe(id).await.unwrap();
        assert_eq!(store.confirmation_deadline(id).await.unwrap(), None, "{:?}", database.location);
        assert_eq!(store.end_unconfirmed(in_hours(25)).await.unwrap(), 0);
        assert!(!store.is_mail_wanted(&asks, Timestamp::now()).await.unwrap(), "there is nothing to confirm any more");
    }
}

#[tokio::test]
async fn who_has_a_seat_already_leaves_nothing_by_typing_the_address_again() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(9)).await.unwrap();
        let seated = must_confirm(&sent_by(1));
        let first = seated.id;
        store.receive(seated).await.unwrap();
        confirm(&store, first).await;
        let mut changed = sent_by(1);
        changed.answers.remove("phase");
        let again = must_confirm(&changed);
        let second = again.id;
        store.receive(again).await.unwrap();
        assert_eq!(mails(&store, second).await, ["already-registered"]);
        assert_eq!(store.end_unconfirmed(in_hours(25)).await.unwrap(), 1, "{:?}", database.location);
        assert_eq!(store.record_of(second).await.unwrap(), None);
        assert!(store.registration(first).await.unwrap().is_some(), "the seat has a state of its own");
        assert_eq!(counted(&store).await, 0);
    }
}
