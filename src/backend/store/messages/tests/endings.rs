//! Somebody is erased, leaves, takes a consent back, turns out to be somebody else or to have no address, while a message is being sent:
//! nobody gets it who is not to, and each has a reason.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::EntityTrait;

use super::{
    OFFER_HOURS, RATE, STAFF, draft, go_on, hand_over_all, mails, readers, seated, started, subscribed, tested,
};
use crate::{
    intake::{
        PersonId, RegistrationAction, SubmissionId, UnsubscribeWay,
        messages::{MessagePurpose, MessageState, SkipReason},
        search::{Facet, FacetKind},
    },
    store::{
        MailState, MergeOutcome, MessageDraft, MessageOutcome, MessageTarget, ReportVerdict, SegmentQuery, SendRefusal,
        Store,
        entities::{message_recipient, newsletter_mail, outbox_mail},
        test_support::{EVENT, TestDatabase, event},
        tests::joining::{OTHER, confirm, receive, sent_from, two_events},
    },
};

async fn record(store: &Store, submission: SubmissionId) -> PersonId {
    store.record_of(submission).await.unwrap().unwrap()
}

async fn skipped(store: &Store, message: uuid::Uuid) -> BTreeMap<SkipReason, u64> {
    store.message(message).await.unwrap().unwrap().counts.skipped
}

/// Somebody's address turns out to take no mail.
async fn bounce(store: &Store, number: usize, submission: SubmissionId) {
    let of = record(store, submission).await;
    let all = outbox_mail::Entity::find().all(store.readers()).await.unwrap();
    let mail = all.iter().find(|mail| mail.person_id == of.0).unwrap().id.simple().to_string();
    store.apply_report(&mail, &format!("visitor{number}@example.jp"), ReportVerdict::AddressRefused).await.unwrap();
}

#[tokio::test]
async fn whoever_is_not_to_get_it_has_a_reason_before_anything_goes_out() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let sent = seated(&store, 5).await;
        bounce(&store, 1, sent[0]).await;
        store.withdraw_consent(sent[1], OFFER_HOURS).await.unwrap();
        store.change_registration(sent[2], RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        hand_over_all(&store).await;
        let message = tested(&store, MessagePurpose::Service).await;
        let plan = store.plan_message(message, STAFF).await.unwrap().unwrap();
        assert_eq!((plan.readers, plan.nameless), (2, 0), "{:?}", database.location);
        assert_eq!(plan.skipped, [(SkipReason::Bounced, 1)].into(), "who has no seat is not in that list");
        assert_eq!(plan.first.len(), 2);
        store.send_message(message, 1, RATE, STAFF).await.unwrap();
        assert_eq!(go_on(&store, message).await.len(), 2);
        assert_eq!(skipped(&store, message).await, plan.skipped);
        // Nobody wants news here: it is not even begun.
        let news = tested(&store, MessagePurpose::News).await;
        let plan = store.plan_message(news, STAFF).await.unwrap().unwrap();
        assert_eq!(plan.skipped, [(SkipReason::Bounced, 1), (SkipReason::NotSubscribed, 2)].into());
        let refused = store.send_message(news, 1, RATE, STAFF).await.unwrap();
        assert_eq!(refused, MessageOutcome::Refused(SendRefusal::NoReader));
    }
}

#[tokio::test]
async fn whoever_is_erased_meanwhile_gets_nothing_and_leaves_only_a_count() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let sent = seated(&store, 5).await;
        let message = started(&store, MessagePurpose::Service).await;
        assert_eq!(store.feed_messages(Timestamp::now()).await.unwrap(), 3);
        let before = readers(&store, message).await;
        let is_queued = |row: &&message_recipient::Model| row.mail_id.is_some();
        let queued = before.iter().find(is_queued).unwrap().record_id;
        let waiting = before.iter().find(|row| row.mail_id.is_none()).unwrap().record_id;
        for erased in [queued, waiting] {
            store.erase_person(PersonId(erased), "visitor", OFFER_HOURS).await.unwrap().unwrap();
        }
        let taken = go_on(&store, message).await;
        assert_eq!(taken.len(), 3, "{:?}", database.location);
        let after = readers(&store, message).await;
        assert_eq!(after.len(), sent.len(), "what is counted does not shrink");
        assert!(after.iter().all(|row| row.record_id != queued && row.record_id != waiting));
        let reasons = skipped(&store, message).await;
        assert_eq!(reasons, [(SkipReason::Ended, 1), (SkipReason::Erased, 1)].into());
        let left = outbox_mail::Entity::find().all(store.readers()).await.unwrap();
        assert!(left.iter().all(|mail| mail.person_id != queued && mail.person_id != waiting));
    }
}

#[tokio::test]
async fn whoever_was_erased_between_looking_and_sending_leaves_nothing() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let sent = seated(&store, 2).await;
        let message = tested(&store, MessagePurpose::Service).await;
        store.plan_message(message, STAFF).await.unwrap().unwrap();
        let gone = record(&store, sent[0]).await;
        store.erase_person(gone, "visitor", OFFER_HOURS).await.unwrap().unwrap();
        store.send_message(message, 1, RATE, STAFF).await.unwrap();
        assert_eq!(go_on(&store, message).await.len(), 1, "{:?}", database.location);
        assert!(readers(&store, message).await.iter().all(|row| row.record_id != gone.0));
    }
}

#[tokio::test]
async fn whoever_leaves_the_news_meanwhile_gets_none_any_more() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        subscribed(&store, 7).await;
        let first = started(&store, MessagePurpose::News).await;
        assert_eq!(go_on(&store, first).await.len(), 7, "{:?}", database.location);
        let of_first = readers(&store, first).await;
        let second = started(&store, MessagePurpose::News).await;
        assert_eq!(store.feed_messages(Timestamp::now() + jiff::SignedDuration::from_hours(1)).await.unwrap(), 3);
        let now = readers(&store, second).await;
        // One leaves whose mail waits, and one whose mail is not written yet, by the links of the first.
        let waiting = now.iter().find(|row| row.mail_id.is_some()).unwrap().record_id;
        let not_yet = now.iter().find(|row| row.mail_id.is_none()).unwrap().record_id;
        for leaving in [waiting, not_yet] {
            let mail = of_first.iter().find(|row| row.record_id == leaving).unwrap().mail_id.unwrap();
            assert_eq!(store.is_subscribed_by(mail).await.unwrap(), Some(true));
            assert!(store.unsubscribe(mail, UnsubscribeWay::OneClick).await.unwrap());
        }
        go_on(&store, second).await;
        let view = store.message(second).await.unwrap().unwrap();
        assert_eq!((view.state, view.counts.sent()), (MessageState::Sent, 5));
        assert_eq!(view.counts.skipped, [(SkipReason::NotSubscribed, 2)].into());
        assert_eq!(mails(&store, MailState::Dropped).await.len(), 1);
        let rows = newsletter_mail::Entity::find().all(store.readers()).await.unwrap();
        assert_eq!(rows.iter().filter(|row| row.newsletter_id == second).count(), 6);
    }
}

#[tokio::test]
async fn two_who_turn_out_to_be_one_get_it_once() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(90)).await.unwrap();
        let mut persons = Vec::new();
        for address in ["taro@example.jp", "taro+event@example.jp", "taro+two@example.jp"] {
            let sent = receive(&store, &sent_from(1, address, EVENT)).await;
            confirm(&store, sent).await;
            persons.push(record(&store, sent).await);
        }
        hand_over_all(&store).await;
        let message = started(&store, MessagePurpose::Service).await;
        let merged = store.merge_persons(persons[0], persons[1], STAFF, OFFER_HOURS).await.unwrap();
        assert!(matches!(merged, MergeOutcome::Merged(_)), "{merged:?}");
        assert_eq!(go_on(&store, message).await.len(), 2, "{:?}", database.location);
        assert_eq!(skipped(&store, message).await, [(SkipReason::SamePerson, 1)].into());
    }
}

#[tokio::test]
async fn one_address_gets_it_once_however_many_have_typed_it() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        // As long as nobody has confirmed that, these are two who have typed one address.
        for event in [EVENT, OTHER] {
            receive(&store, &sent_from(1, "taro@example.jp", event)).await;
        }
        store.index_persons().await.unwrap();
        let filter = [Facet::new(FacetKind::Form, "event")].into_iter().collect();
        let target = MessageTarget::Segment(SegmentQuery { filters: vec![filter], scope: None });
        let subject = "件名".to_owned();
        let segment = MessageDraft { target, subject, ..draft(MessagePurpose::Service) };
        let message = store.write_message(segment, STAFF).await.unwrap().unwrap();
        let plan = store.plan_message(message, STAFF).await.unwrap().unwrap();
        assert_eq!(plan.readers, 1, "{:?}", database.location);
        assert_eq!(plan.skipped, [(SkipReason::SameAddress, 1)].into());
    }
}

#[tokio::test]
async fn what_somebody_sent_ends_before_their_mail_goes_out() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        seated(&store, 2).await;
        let message = started(&store, MessagePurpose::Service).await;
        assert_eq!(store.feed_messages(Timestamp::now()).await.unwrap(), 2);
        let over = [("event".to_owned(), "2101-01-01T00:00:00Z".parse::<Timestamp>().unwrap())];
        assert_eq!(store.end_retention(&over).await.unwrap(), 2);
        assert_eq!(go_on(&store, message).await.len(), 0, "{:?}", database.location);
        let view = store.message(message).await.unwrap().unwrap();
        assert_eq!((view.counts.all(), view.counts.skipped), (2, [(SkipReason::Ended, 2)].into()));
    }
}
