//! Messages of staff at a mail server: what they say, what they lead to, and a stop.

use jiff::{SignedDuration, Timestamp};

use super::{PATIENT, over_time::sent, worker};
use crate::{
    intake::{
        AccountId,
        messages::{MessagePurpose, SkipReason},
    },
    outbox::smtp::responder::{Act, Responder, Script},
    store::{
        AttendeeAudience, MailState, MessageDraft, MessageOutcome, MessageTarget, MessageView, Store,
        test_support::{EVENT, TestDatabase, event, sealed_with_news},
    },
};

const STAFF: &str = "staff";

/// People who come to an event and want news, and a message to them that was looked at.
async fn written(store: &Store, people: usize, purpose: MessagePurpose) -> MessageView {
    store.update_event(event(90)).await.unwrap();
    for number in 1..=people {
        let asked = sealed_with_news(number);
        let id = asked.id;
        store.receive(asked).await.unwrap();
        store.subscribe(id).await.unwrap();
    }
    sent(store).await;
    let draft = MessageDraft {
        target: MessageTarget::Attendees { event: EVENT.to_owned(), audience: AttendeeAudience::Confirmed },
        programme: None,
        purpose,
        subject: "{{ event.title }}のお礼".to_owned(),
        text: "{{ recipient.name | 皆さま }} 様\nお越しください。".to_owned(),
    };
    let message = store.write_message(draft, STAFF).await.unwrap().unwrap();
    store.try_message(message, 1, AccountId(message)).await.unwrap();
    // Nobody has that account, so nothing of it is sent.
    assert_eq!(sent(store).await.len(), 0);
    assert_eq!(store.send_message(message, 1, 60, STAFF).await.unwrap(), MessageOutcome::Done);
    store.message(message).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_message_reads_its_readers_own_words_and_news_alone_have_a_way_out() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        for (purpose, has_way_out) in [(MessagePurpose::Service, false), (MessagePurpose::News, true)] {
            written(&store, 2, purpose).await;
            store.feed_messages(Timestamp::now() + SignedDuration::from_mins(2)).await.unwrap();
            store.make_mails_due().await;
            let server = Responder::start(Script::FINE).await;
            worker(&store, server.address.port(), PATIENT).send_due().await.unwrap();
            let mails = server.heard().mails;
            assert_eq!(mails.len(), 2, "{:?}", database.location);
            for mail in &mails {
                assert_eq!(mail.contains("<https://site.example.jp/api/u/"), has_way_out, "{mail}");
                assert_eq!(mail.contains("List-Unsubscribe-Post"), has_way_out);
                assert!(!mail.contains("recipient.name") && !mail.contains("text/calendar"), "{mail}");
            }
        }
    }
}

#[tokio::test]
async fn an_address_that_nobody_has_is_marked_and_the_next_message_leaves_it_out() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let message = written(&store, 1, MessagePurpose::Service).await;
        store.feed_messages(Timestamp::now()).await.unwrap();
        let refusing = Script { recipients: &[Act::Say("550 5.1.1 no such user")], ..Script::FINE };
        let server = Responder::start(refusing).await;
        worker(&store, server.address.port(), PATIENT).send_due().await.unwrap();
        let counts = store.message(message.id).await.unwrap().unwrap().counts;
        assert_eq!(counts.mails, [(MailState::Bounced, 1)].into(), "{:?}", database.location);
        let mail = store.newest_mails(1).await.unwrap().remove(0);
        let tries = store.mail_tries(mail.mail.id).await.unwrap();
        assert_eq!(tries.iter().map(|tried| tried.outcome.as_str()).collect::<Vec<_>>(), ["address-refused 550 5.1.1"]);
        let next = MessageDraft {
            target: MessageTarget::Attendees { event: EVENT.to_owned(), audience: AttendeeAudience::Confirmed },
            programme: None,
            purpose: MessagePurpose::Service,
            subject: "次".to_owned(),
            text: "次".to_owned(),
        };
        let next = store.write_message(next, STAFF).await.unwrap().unwrap();
        let plan = store.plan_message(next, STAFF).await.unwrap().unwrap();
        assert_eq!((plan.readers, plan.skipped), (0, [(SkipReason::Bounced, 1)].into()));
    }
}

#[tokio::test]
async fn a_message_that_is_stopped_does_not_reach_the_server() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let message = written(&store, 5, MessagePurpose::Service).await;
        store.feed_messages(Timestamp::now()).await.unwrap();
        store.stop_message(message.id, STAFF).await.unwrap();
        let server = Responder::start(Script::FINE).await;
        let mut worker = worker(&store, server.address.port(), PATIENT);
        assert_eq!(worker.send_due().await.unwrap(), 0, "{:?}", database.location);
        store.resume_message(message.id, STAFF).await.unwrap();
        for minute in 0..3 {
            store.feed_messages(Timestamp::now() + SignedDuration::from_mins(2 * minute)).await.unwrap();
            store.make_mails_due().await;
            worker.send_due().await.unwrap();
        }
        assert_eq!(server.heard().mails.len(), 5);
    }
}
