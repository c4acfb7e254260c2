//! What a message says: written, changed, tried, and read by whom it is to.

use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{OFFER_HOURS, RATE, STAFF, draft, go_on, hand_over_all, seated, started};
use crate::{
    intake::{
        AccountId, MailKind, PersonId, SubmissionId,
        cases::Viewer,
        messages::{MessagePurpose, MessageState},
        staff::ProgrammeScope,
    },
    store::{
        MessageDraft, MessageEdit, MessageOutcome, MessageTarget, SendRefusal, Store, TimelineKind, entities::message,
        staff::tests::member, test_support::TestDatabase,
    },
};

fn edit(message: Uuid, version: i32) -> MessageEdit {
    let (subject, text) = ("別の件名".to_owned(), "別の本文".to_owned());
    MessageEdit { message, version, purpose: MessagePurpose::Service, subject, text }
}

#[tokio::test]
async fn a_message_to_many_is_sent_only_as_somebody_has_looked_at_it() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        seated(&store, 1).await;
        let message = store.write_message(draft(MessagePurpose::Service), STAFF).await.unwrap().unwrap();
        let send = |version| store.send_message(message, version, RATE, STAFF);
        let not_tested = MessageOutcome::Refused(SendRefusal::NotTested);
        assert_eq!(send(1).await.unwrap(), not_tested, "{:?}", database.location);
        let account = AccountId(Uuid::new_v4());
        assert_eq!(store.try_message(message, 9, account).await.unwrap(), MessageOutcome::Stale);
        assert_eq!(store.try_message(message, 1, account).await.unwrap(), MessageOutcome::Done);
        assert_eq!(store.message(message).await.unwrap().unwrap().state, MessageState::Testing);
        // Whoever changes it has to look again, and whoever has not seen that cannot.
        assert_eq!(store.edit_message(edit(message, 9), STAFF).await.unwrap(), MessageOutcome::Stale);
        assert_eq!(store.edit_message(edit(message, 1), STAFF).await.unwrap(), MessageOutcome::Done);
        assert_eq!(send(2).await.unwrap(), not_tested);
        store.try_message(message, 2, account).await.unwrap();
        assert_eq!(send(1).await.unwrap(), MessageOutcome::Stale);
        assert_eq!(send(2).await.unwrap(), MessageOutcome::Done);
        let not_now = MessageOutcome::Refused(SendRefusal::NotNow);
        assert_eq!(send(2).await.unwrap(), not_now);
        assert_eq!(store.edit_message(edit(message, 2), STAFF).await.unwrap(), not_now);
        assert_eq!(store.delete_message(message, STAFF).await.unwrap(), not_now);
        assert_eq!(store.send_message(Uuid::nil(), 1, RATE, STAFF).await.unwrap(), MessageOutcome::Unknown);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn whoever_writes_a_message_reads_it_first_at_their_own_address() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        seated(&store, 1).await;
        member(&store, "staff@example.jp", &["coordinator"]).await;
        let account = store.account_of("staff@example.jp").await.unwrap().unwrap();
        let message = store.write_message(draft(MessagePurpose::News), STAFF).await.unwrap().unwrap();
        store.try_message(message, 1, account.id).await.unwrap();
        let mail = store.claim_mails(1).await.unwrap().remove(0);
        assert_eq!(mail.kind, MailKind::MessageNews);
        assert!(store.is_mail_wanted(&mail, jiff::Timestamp::now()).await.unwrap());
        let facts = store.mail_facts(&mail).await.unwrap().unwrap();
        assert_eq!((facts.address.as_str(), facts.name), ("staff@example.jp", account.name));
        let words = facts.message.unwrap();
        assert!(words.is_trial && words.event.unwrap().title.contains("渋谷"), "{:?}", database.location);
        assert_eq!(store.delete_message(message, STAFF).await.unwrap(), MessageOutcome::Done);
        assert_eq!(store.mail_facts(&mail).await.unwrap(), None, "it says nothing any more");
    }
}

/// A message to whoever sent this alone.
async fn to_one(store: &Store, sent: SubmissionId) -> (Uuid, PersonId) {
    let person = store.person_of(store.record_of(sent).await.unwrap().unwrap()).await.unwrap();
    let (subject, text) = ("面談のお礼（見本）".to_owned(), "秘密の本文（見本）".to_owned());
    let target = MessageTarget::Person(person);
    let draft = MessageDraft { target, programme: None, purpose: MessagePurpose::Service, subject, text };
    (store.write_message(draft, STAFF).await.unwrap().unwrap(), person)
}

#[tokio::test]
async fn what_is_written_to_one_person_is_theirs_alone_and_goes_out_at_once() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let sent = seated(&store, 1).await;
        let (message, person) = to_one(&store, sent[0]).await;
        let row = message::Entity::find_by_id(message).one(store.readers()).await.unwrap().unwrap();
        assert_eq!((row.subject, row.text), (None, None), "{:?}: nothing lies in clear", database.location);
        let view = store.message(message).await.unwrap().unwrap();
        assert_eq!(view.words.unwrap().1, "秘密の本文（見本）");
        assert_eq!(store.messages(&ProgrammeScope::All, 9).await.unwrap()[0].words, None, "nor in a list");
        assert_eq!(store.send_message(message, 1, RATE, STAFF).await.unwrap(), MessageOutcome::Done);
        let mail = store.claim_mails(1).await.unwrap().remove(0);
        let facts = store.mail_facts(&mail).await.unwrap().unwrap();
        assert_eq!((mail.kind, facts.message.unwrap().text.as_str()), (MailKind::Message, "秘密の本文（見本）"));
        let viewer = Viewer { account: STAFF.to_owned(), sees_counselling: false };
        let page = store.person_page(person, &viewer).await.unwrap().unwrap();
        let told = page.timeline.iter().find_map(|entry| match &entry.kind {
            TimelineKind::Message { words, is_own, .. } => Some((words.text.as_str(), *is_own)),
            _ => None,
        });
        assert_eq!(told, Some(("秘密の本文（見本）", true)));
        let is_mail = |kind: &TimelineKind| matches!(kind, TimelineKind::Mail { kind, .. } if kind == "message");
        assert!(!page.timeline.iter().any(|entry| is_mail(&entry.kind)), "it is told once");
        store.erase_person(person, "visitor", OFFER_HOURS).await.unwrap().unwrap();
        assert_eq!(store.message(message).await.unwrap(), None);
        assert_eq!(message::Entity::find().one(store.readers()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_is_written_to_one_person_does_not_wait_for_what_is_written_to_many() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let sent = seated(&store, 2).await;
        started(&store, MessagePurpose::Service).await;
        assert_eq!(store.feed_messages(jiff::Timestamp::now()).await.unwrap(), 2);
        let (message, _) = to_one(&store, sent[0]).await;
        assert_eq!(store.send_message(message, 1, RATE, STAFF).await.unwrap(), MessageOutcome::Done);
        let first = store.claim_mails(1).await.unwrap().remove(0);
        let words = store.mail_facts(&first).await.unwrap().unwrap().message.unwrap();
        assert_eq!(words.text, "秘密の本文（見本）", "{:?}", database.location);
        assert_eq!(store.claim_mails(9).await.unwrap().len(), 2, "the others come after it");
    }
}

#[tokio::test]
async fn nobody_is_left_to_write_to_once_they_are_erased() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let sent = seated(&store, 1).await;
        let (message, person) = to_one(&store, sent[0]).await;
        store.erase_person(person, "visitor", OFFER_HOURS).await.unwrap().unwrap();
        assert_eq!(store.send_message(message, 1, RATE, STAFF).await.unwrap(), MessageOutcome::Unknown);
        let edited = store.edit_message(edit(message, 1), STAFF).await.unwrap();
        assert_eq!(edited, MessageOutcome::Unknown, "{:?}", database.location);
    }
}

#[tokio::test]
async fn a_message_to_many_stands_on_the_line_of_time_of_each_as_it_was_written() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let sent = seated(&store, 2).await;
        let message = started(&store, MessagePurpose::Service).await;
        assert_eq!(go_on(&store, message).await.len(), 2);
        hand_over_all(&store).await;
        for submission in sent {
            let record = store.record_of(submission).await.unwrap().unwrap();
            let viewer = Viewer { account: STAFF.to_owned(), sees_counselling: false };
            let page = store.person_page(record, &viewer).await.unwrap().unwrap();
            let told: Vec<_> = page
                .timeline
                .iter()
                .filter_map(|entry| match &entry.kind {
                    TimelineKind::Message { words, reader, is_own: false, .. } => Some((words, reader.as_str())),
                    _ => None,
                })
                .collect();
            assert!(told.len() == 1 && told[0].0.subject.contains("お礼"), "{:?}: {told:?}", database.location);
            assert!(told[0].0.event.is_some() && told[0].1.starts_with("山田"), "{told:?}");
        }
    }
}
