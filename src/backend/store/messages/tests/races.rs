//! Two who press the button at once, two replicas that feed at once, and a stop in between: each reader gets a message once. Without the
//! lock, somebody would get it twice.

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use super::{
    super::message_feed::MessageFeed, OFFER_HOURS, RATE, STAFF, go_on, hand_over_all, mails, readers, seated, started,
    tested,
};
use crate::{
    intake::{PersonId, messages::MessagePurpose},
    store::{
        MailState, MessageOutcome,
        test_support::{TestDatabase, keys},
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn many_who_send_at_two_replicas_begin_it_once() {
    for database in TestDatabase::each().await {
        let replicas = [database.replica().await, database.replica().await];
        seated(&replicas[0], 6).await;
        let message = tested(&replicas[0], MessagePurpose::Service).await;
        let mut sending = JoinSet::new();
        for number in 0..8 {
            let store = replicas[number % 2].clone();
            sending.spawn(async move { store.send_message(message, 1, RATE, STAFF).await.unwrap() });
        }
        let done = sending.join_all().await.into_iter().filter(|outcome| *outcome == MessageOutcome::Done).count();
        assert_eq!(done, 1, "{:?}", database.location);
        assert_eq!(replicas[0].count_audited("message.started").await, 1);
        assert_eq!(go_on(&replicas[1], message).await.len(), 6);
        assert_eq!(readers(&replicas[0], message).await.len(), 6);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_that_feed_at_once_write_each_mail_once() {
    for database in TestDatabase::each().await {
        let replicas = [database.replica().await, database.replica().await];
        seated(&replicas[0], 12).await;
        started(&replicas[0], MessagePurpose::Service).await;
        let mut feeding = JoinSet::new();
        for number in 0..12 {
            let store = replicas[number % 2].clone();
            let now = Timestamp::now() + SignedDuration::from_secs(3);
            feeding.spawn(async move { store.feed_messages(now).await.unwrap() });
        }
        let added: u64 = feeding.join_all().await.into_iter().sum();
        assert_eq!(added, 12, "{:?}", database.location);
        let mails = mails(&replicas[0], MailState::Waiting).await;
        let mut persons: Vec<_> = mails.iter().map(|mail| mail.person_id).collect();
        persons.sort();
        persons.dedup();
        assert_eq!((mails.len(), persons.len()), (12, 12));
        assert_eq!(replicas[0].broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn without_the_lock_a_reader_who_was_read_before_gets_it_twice() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        seated(&store, 1).await;
        let message = started(&store, MessagePurpose::Service).await;
        let early = readers(&store, message).await;
        let now = Timestamp::now();
        for is_guarded in [true, false] {
            assert_eq!(store.feed_messages(now).await.unwrap(), u64::from(is_guarded), "{:?}", database.location);
            let mut feed = MessageFeed::new(message, keys(), now);
            feed.unguarded = (!is_guarded).then(|| early.clone());
            let again = store.write(feed).await.unwrap();
            assert_eq!(again, u64::from(!is_guarded), "{:?}", database.location);
        }
        assert_eq!(mails(&store, MailState::Waiting).await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_amid_feeding_leaves_nothing_that_goes_out() {
    for database in TestDatabase::each().await {
        let replicas = [database.replica().await, database.replica().await];
        seated(&replicas[0], 30).await;
        let message = started(&replicas[0], MessagePurpose::Service).await;
        let mut working = JoinSet::new();
        for number in 0..6 {
            let store = replicas[number % 2].clone();
            working.spawn(async move {
                if number == 3 {
                    assert_eq!(store.stop_message(message, STAFF).await.unwrap(), MessageOutcome::Done);
                } else {
                    store.feed_messages(Timestamp::now()).await.unwrap();
                }
            });
        }
        working.join_all().await;
        assert_eq!(hand_over_all(&replicas[0]).await, [], "{:?}", database.location);
        replicas[1].resume_message(message, STAFF).await.unwrap();
        go_on(&replicas[0], message).await;
        let view = replicas[0].message(message).await.unwrap().unwrap();
        assert_eq!(view.counts.sent(), 30);
        assert_eq!(mails(&replicas[0], MailState::Sent).await.len(), 31, "with the one to whoever wrote it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_are_erased_amid_feeding_get_nothing_and_keep_nobody_waiting() {
    for database in TestDatabase::each().await {
        let replicas = [database.replica().await, database.replica().await];
        seated(&replicas[0], 12).await;
        let message = started(&replicas[0], MessagePurpose::Service).await;
        let before = readers(&replicas[0], message).await;
        let mut working = JoinSet::new();
        for number in 0..6 {
            let (feeding, erasing) = (replicas[number % 2].clone(), replicas[(number + 1) % 2].clone());
            let person = PersonId(before[number * 2].record_id);
            working.spawn(async move {
                feeding.feed_messages(Timestamp::now()).await.unwrap();
            });
            working.spawn(async move {
                erasing.erase_person(person, "visitor", OFFER_HOURS).await.unwrap().unwrap();
            });
        }
        working.join_all().await;
        go_on(&replicas[0], message).await;
        let view = replicas[0].message(message).await.unwrap().unwrap();
        let (sent, all) = (view.counts.sent(), view.counts.all());
        assert_eq!((sent + view.counts.skipped.values().sum::<u64>(), all), (12, 12), "{:?}", database.location);
        let left = readers(&replicas[0], message).await;
        assert!(before.iter().step_by(2).all(|gone| left.iter().all(|row| row.record_id != gone.record_id)));
    }
}
