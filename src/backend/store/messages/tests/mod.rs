//! Messages to people, on both databases.

mod about_events;
mod endings;
mod feeding;
mod races;
mod words;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    intake::{
        AccountId, SubmissionId,
        messages::{MessagePurpose, MessageState},
    },
    store::{
        AttendeeAudience, ClaimedMail, MailOutcome, MailState, MessageDraft, MessageOutcome, MessageTarget, Store,
        entities::{message_recipient, outbox_mail},
        test_support::{EVENT, event, sealed, sealed_with_news, sent_by},
    },
};

/// The account that does everything here.
pub(super) const STAFF: &str = "staff";

pub(super) const OFFER_HOURS: u32 = 48;

/// How many mails go out within a minute.
pub(super) const RATE: u32 = 60;

/// People with a seat at an event, and the mails about that sent.
pub(super) async fn seated(store: &Store, people: usize) -> Vec<SubmissionId> {
    store.update_event(event(90)).await.unwrap();
    let mut sent = Vec::new();
    for number in 1..=people {
        let sealed = sealed(&sent_by(number));
        sent.push(sealed.id);
        store.receive(sealed).await.unwrap();
    }
    hand_over_all(store).await;
    sent
}

/// People with a seat who want news.
pub(super) async fn subscribed(store: &Store, people: usize) -> Vec<SubmissionId> {
    store.update_event(event(90)).await.unwrap();
    let mut sent = Vec::new();
    for number in 1..=people {
        let sealed = sealed_with_news(number);
        sent.push(sealed.id);
        store.receive(sealed).await.unwrap();
        assert!(store.subscribe(sent[number - 1]).await.unwrap());
    }
    hand_over_all(store).await;
    sent
}

/// A message to those with a seat.
pub(super) fn draft(purpose: MessagePurpose) -> MessageDraft {
    MessageDraft {
        target: MessageTarget::Attendees { event: EVENT.to_owned(), audience: AttendeeAudience::Confirmed },
        programme: None,
        purpose,
        subject: "{{ event.title }}のお礼".to_owned(),
        text: "{{ recipient.name | 皆さま }} 様\nありがとうございました。".to_owned(),
    }
}

/// The same, written and looked at.
pub(super) async fn tested(store: &Store, purpose: MessagePurpose) -> Uuid {
    let message = store.write_message(draft(purpose), STAFF).await.unwrap().unwrap();
    let account = AccountId(Uuid::new_v4());
    assert_eq!(store.try_message(message, 1, account).await.unwrap(), MessageOutcome::Done);
    hand_over_all(store).await;
    message
}

/// The same, being sent.
pub(super) async fn started(store: &Store, purpose: MessagePurpose) -> Uuid {
    let message = tested(store, purpose).await;
    assert_eq!(store.send_message(message, 1, RATE, STAFF).await.unwrap(), MessageOutcome::Done);
    message
}

/// Everything that waits is taken by a server, whenever it was written.
pub(super) async fn hand_over_all(store: &Store) -> Vec<ClaimedMail> {
    store.make_mails_due().await;
    let mut taken = Vec::new();
    while let Some(mail) = store.claim_mails(1).await.unwrap().pop() {
        let is_wanted = store.is_mail_wanted(&mail, Timestamp::now()).await.unwrap();
        let state = if is_wanted { MailState::Sent } else { MailState::Dropped };
        let outcome = MailOutcome { state, due_at: None, is_uncertain: false, reply: None };
        store.finish_mail(mail.clone(), outcome).await.unwrap();
        taken.push(mail);
    }
    taken
}

/// Lets a message go on for as many looks as that takes, each a while after the one before, with a server that takes all.
pub(super) async fn go_on(store: &Store, message: Uuid) -> Vec<ClaimedMail> {
    let (mut now, mut taken) = (Timestamp::now(), Vec::new());
    for _ in 0..40 {
        if store.message(message).await.unwrap().unwrap().state != MessageState::Sending {
            break;
        }
        store.feed_messages(now).await.unwrap();
        taken.extend(hand_over_all(store).await);
        now += SignedDuration::from_secs(61);
    }
    taken.retain(|mail| mail.kind.is_message());
    taken
}

/// The readers of a message, in a fixed order.
pub(super) async fn readers(store: &Store, message: Uuid) -> Vec<message_recipient::Model> {
    message_recipient::Entity::find()
        .filter(message_recipient::Column::MessageId.eq(message))
        .order_by_asc(message_recipient::Column::RecordId)
        .all(store.readers())
        .await
        .unwrap()
}

/// The mails of messages that are in a state.
pub(super) async fn mails(store: &Store, state: MailState) -> Vec<outbox_mail::Model> {
    outbox_mail::Entity::find()
        .filter(outbox_mail::Column::Kind.is_in(["message", "message-event", "message-news"]))
        .filter(outbox_mail::Column::State.eq(state.name()))
        .all(store.readers())
        .await
        .unwrap()
}
