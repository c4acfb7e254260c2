//! Messages about an event itself: to those of it, as long as they come, with what holds of their seat.

use jiff::Timestamp;
use sea_orm::{EntityTrait, QueryOrder};
use sea_orm_migration::MigratorTrait;

use super::{OFFER_HOURS, RATE, STAFF, draft, go_on, hand_over_all, started};
use crate::{
    intake::{
        AccountId, MailKind, RegistrationAction, SubmissionId,
        messages::{MessagePurpose, MessageState, SkipReason},
    },
    store::{
        AttendeeAudience, ClaimedMail, MessageDraft, MessageOutcome, MessageTarget, Store, WalkIn,
        entities::{message, message_recipient, outbox_mail},
        migrations::Migrations,
        test_support::{EVENT, TestDatabase, event_today},
        tests::{check_ins::let_in, groups::register, walk_ins::walk_in},
    },
};

/// A message about the event to those of it.
fn about(audience: AttendeeAudience) -> MessageDraft {
    let target = MessageTarget::Attendees { event: EVENT.to_owned(), audience };
    MessageDraft { target, ..draft(MessagePurpose::Event) }
}

/// Sends it, and gives what those who get it had sent.
async fn send(store: &Store, draft: MessageDraft) -> Vec<SubmissionId> {
    let message = store.write_message(draft, STAFF).await.unwrap().unwrap();
    assert_eq!(store.try_message(message, 1, AccountId(uuid::Uuid::new_v4())).await.unwrap(), MessageOutcome::Done);
    hand_over_all(store).await;
    assert_eq!(store.send_message(message, 1, RATE, STAFF).await.unwrap(), MessageOutcome::Done);
    let taken = go_on(store, message).await;
    assert!(taken.iter().all(|mail| mail.kind == MailKind::MessageEvent), "{taken:?}");
    let mut read: Vec<SubmissionId> = taken.into_iter().map(|mail| mail.submission).collect();
    read.sort_unstable();
    read
}

#[tokio::test]
async fn each_audience_is_written_to_and_nobody_of_whom_nobody_knows_whose_address_it_is() {
    use AttendeeAudience::{Absent, CheckedIn, Confirmed, Waiting};
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(4)).await.unwrap();
        let (came, absent) = (register(&store, 1, 1).await, register(&store, 2, 1).await);
        let gone = register(&store, 4, 1).await;
        store.change_registration(gone, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        let said = WalkIn { email: Some("hanako@example.jp".to_owned()), ..walk_in(1) };
        store.register_walk_in(EVENT, said, "desk").await.unwrap();
        let waits = register(&store, 5, 2).await;
        let_in(&store, store.registration_of(came).await).await;
        for (audience, expected) in
            [(Confirmed, vec![came, absent]), (Waiting, vec![waits]), (CheckedIn, vec![came]), (Absent, vec![absent])]
        {
            assert_eq!(send(&store, about(audience)).await, expected, "{audience:?} {:?}", database.location);
        }
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn it_says_how_a_seat_stands_and_holds_as_long_as_somebody_comes() {
    for (purpose, kind) in
        [(MessagePurpose::Event, MailKind::MessageEvent), (MessagePurpose::Service, MailKind::Message)]
    {
        for database in TestDatabase::each().await {
            let store = database.replica().await;
            store.update_event(event_today(5)).await.unwrap();
            let submission = register(&store, 1, 1).await;
            let message = started(&store, purpose).await;
            assert_eq!(store.feed_messages(Timestamp::now()).await.unwrap(), 1);
            let mails: Vec<ClaimedMail> = store.claim_mails(9).await.unwrap();
            let mail = mails.iter().find(|mail| mail.kind == kind).unwrap();
            let facts = store.mail_facts(mail).await.unwrap().unwrap();
            let is_about_event = purpose == MessagePurpose::Event;
            assert_eq!(facts.registration.is_some(), is_about_event, "{:?}", database.location);
            assert!(facts.message.unwrap().text.contains("ありがとう"));
            assert!(store.is_mail_wanted(mail, Timestamp::now()).await.unwrap());
            store.change_registration(submission, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
            let is_wanted = store.is_mail_wanted(mail, Timestamp::now()).await.unwrap();
            assert_eq!(is_wanted, !is_about_event, "what is about something else goes out all the same");
            if is_about_event {
                let outcome = super::MailOutcome {
                    state: super::MailState::Dropped,
                    due_at: None,
                    is_uncertain: false,
                    reply: None,
                };
                store.finish_mail(mail.clone(), outcome).await.unwrap();
                let counts = store.message(message).await.unwrap().unwrap().counts;
                assert_eq!(counts.skipped, [(SkipReason::NotComing, 1)].into());
            }
        }
    }
}

#[tokio::test]
async fn notices_of_an_older_version_are_messages() {
    let known = [
        "INSERT INTO event_notices (id, event_id, audience, title, text, written_at, written_by) \
         VALUES (ID, 'events/shibuya', 'waiting', '受付の場所', '受付は2階です。', 5, 'staff')",
        "INSERT INTO outbox_mails (id, kind, once, person_id, submission_id, due_at, created_at, state, attempts, uncertain) \
         VALUES (ID, 'event-notice', 'a', ID, ID, 5, 5, 'sent', 1, 0)",
        "INSERT INTO outbox_mails (id, kind, once, person_id, submission_id, due_at, created_at, state, attempts, uncertain) \
         VALUES (OTHER, 'event-notice', 'b', ID, OTHER, 5, 6, 'sent', 1, 0)",
        "INSERT INTO event_notice_mails (mail_id, notice_id) VALUES (ID, ID)",
        "INSERT INTO event_notice_mails (mail_id, notice_id) VALUES (OTHER, ID)",
    ];
    let before = Migrations::migrations().iter().take_while(|known| known.name() != "m0035_message_links").count();
    let [sqlite, postgres] = TestDatabase::each().await;
    for (database, id, other) in [
        (sqlite, "x'00000000000000000000000000000001'", "x'00000000000000000000000000000002'"),
        (postgres, "'00000000-0000-0000-0000-000000000001'", "'00000000-0000-0000-0000-000000000002'"),
    ] {
        let known = known.map(|row| row.replace("ID", id).replace("OTHER", other));
        database.of_older_version(u32::try_from(before).unwrap(), &known.each_ref().map(String::as_str)).await;
        let store = database.replica().await;
        let found = message::Entity::find().one(store.readers()).await.unwrap().unwrap();
        let view = store.message(found.id).await.unwrap().unwrap();
        let target = MessageTarget::Attendees { event: EVENT.to_owned(), audience: AttendeeAudience::Waiting };
        assert_eq!((view.target, view.state, view.purpose), (target, MessageState::Sent, MessagePurpose::Event));
        assert_eq!(view.words, Some(("受付の場所".to_owned(), "受付は2階です。".to_owned())));
        assert_eq!(view.counts.sent(), 1, "{:?}", database.location);
        let readers = message_recipient::Entity::find().all(store.readers()).await.unwrap();
        assert_eq!(readers.iter().map(|row| row.mail_id.unwrap().as_u128()).collect::<Vec<_>>(), [1]);
        let mails =
            outbox_mail::Entity::find().order_by_asc(outbox_mail::Column::Id).all(store.readers()).await.unwrap();
        assert!(mails.iter().all(|mail| mail.kind == MailKind::MessageEvent.name()), "{mails:?}");
    }
}
