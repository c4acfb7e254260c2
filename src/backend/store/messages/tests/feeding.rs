//! Mails of messages go out evenly, behind all others, and stop when somebody says so.

use jiff::{SignedDuration, Timestamp};

use super::{RATE, STAFF, go_on, hand_over_all, mails, readers, seated, started, tested};
use crate::{
    intake::{
        MailKind,
        messages::{MessagePurpose, MessageState},
    },
    store::{
        MailOutcome, MailState, MessageOutcome, SendRefusal,
        test_support::{TestDatabase, sealed, sent_by},
    },
};

#[tokio::test]
async fn everybody_gets_it_once_and_no_more_go_out_within_a_minute_than_may() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        seated(&store, 20).await;
        let message = tested(&store, MessagePurpose::Service).await;
        // Ten a minute are one in each look.
        assert_eq!(store.send_message(message, 1, 10, STAFF).await.unwrap(), MessageOutcome::Done);
        let (start, mut added) = (Timestamp::now(), Vec::new());
        for look in 0..20 {
            added.push(store.feed_messages(start + SignedDuration::from_secs(look * 3)).await.unwrap());
            hand_over_all(&store).await;
        }
        assert_eq!(added.iter().sum::<u64>(), 10, "{:?}: {added:?}", database.location);
        assert!(added.iter().all(|added| *added <= 1), "{added:?}");
        let view = store.message(message).await.unwrap().unwrap();
        assert_eq!((view.state, view.counts.pending, view.counts.sent()), (MessageState::Sending, 10, 10));
        go_on(&store, message).await;
        let view = store.message(message).await.unwrap().unwrap();
        assert_eq!((view.state, view.counts.all(), view.counts.sent()), (MessageState::Sent, 20, 20));
        assert!(view.ended_at.is_some());
        let mut addresses: Vec<_> = readers(&store, message).await.into_iter().filter_map(|row| row.lookup).collect();
        addresses.sort();
        addresses.dedup();
        assert_eq!(addresses.len(), 20);
        assert_eq!(store.count_audited("message.queued").await, 20);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_server_that_takes_nothing_gets_no_more_than_a_minutes_worth() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        seated(&store, 9).await;
        let message = tested(&store, MessagePurpose::Service).await;
        store.send_message(message, 1, 4, STAFF).await.unwrap();
        let mut now = Timestamp::now();
        for _ in 0..9 {
            store.feed_messages(now).await.unwrap();
            now += SignedDuration::from_mins(2);
        }
        assert_eq!(mails(&store, MailState::Waiting).await.len(), 4, "{:?}", database.location);
    }
}

#[tokio::test]
async fn a_confirmation_is_never_behind_a_message() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        seated(&store, 3).await;
        started(&store, MessagePurpose::Service).await;
        assert_eq!(store.feed_messages(Timestamp::now()).await.unwrap(), 3);
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
        store.receive(sealed(&sent_by(50))).await.unwrap();
        let first = store.claim_mails(1).await.unwrap().remove(0);
        assert_eq!(first.kind, MailKind::SeatConfirmed, "{:?}: it came last", database.location);
        assert_eq!(store.claim_mails(9).await.unwrap().len(), 3, "then the others");
    }
}

#[tokio::test]
async fn a_stop_holds_what_is_not_handed_over_and_it_goes_on_where_it_was() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        seated(&store, 8).await;
        let message = started(&store, MessagePurpose::Service).await;
        assert_eq!(store.feed_messages(Timestamp::now()).await.unwrap(), 3);
        let under_way = store.claim_mails(1).await.unwrap().remove(0);
        assert_eq!(other.stop_message(message, STAFF).await.unwrap(), MessageOutcome::Done);
        let not_now = MessageOutcome::Refused(SendRefusal::NotNow);
        assert_eq!(store.stop_message(message, STAFF).await.unwrap(), not_now, "pressed twice");
        assert_eq!(store.claim_mails(9).await.unwrap(), [], "{:?}", database.location);
        assert_eq!(store.feed_messages(Timestamp::now()).await.unwrap(), 0);
        // The server did not take what was under way: it does not go out by itself either.
        let later =
            MailOutcome { state: MailState::Waiting, due_at: Some(Timestamp::now()), is_uncertain: false, reply: None };
        store.finish_mail(under_way.clone(), later).await.unwrap();
        other.feed_messages(Timestamp::now()).await.unwrap();
        assert_eq!(
            (mails(&store, MailState::Withdrawn).await.len(), store.claim_mails(9).await.unwrap().len()),
            (3, 0)
        );
        assert_eq!(other.resume_message(message, STAFF).await.unwrap(), MessageOutcome::Done);
        assert_eq!(store.resume_message(message, STAFF).await.unwrap(), not_now);
        let again = store.claim_mails(9).await.unwrap();
        let same = again.iter().find(|mail| mail.id == under_way.id).unwrap();
        assert_eq!((again.len(), same.attempts), (3, 2), "it keeps its name and how often it was tried");
        for mail in again {
            let sent = MailOutcome { state: MailState::Sent, due_at: None, is_uncertain: false, reply: None };
            store.finish_mail(mail, sent).await.unwrap();
        }
        go_on(&store, message).await;
        let view = store.message(message).await.unwrap().unwrap();
        assert_eq!((view.state, view.counts.sent()), (MessageState::Sent, 8));
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn two_messages_at_once_keep_to_what_one_may() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        seated(&store, 20).await;
        let (first, second) =
            (started(&store, MessagePurpose::Service).await, started(&store, MessagePurpose::Service).await);
        let (start, mut added) = (Timestamp::now(), 0);
        for look in 0..19 {
            added += store.feed_messages(start + SignedDuration::from_secs(look * 3)).await.unwrap();
            hand_over_all(&store).await;
        }
        assert_eq!(added, 40, "{:?}: each reads both", database.location);
        assert!(added <= u64::from(RATE));
        for message in [first, second] {
            assert_eq!(store.message(message).await.unwrap().unwrap().counts.sent(), 20);
        }
    }
}
