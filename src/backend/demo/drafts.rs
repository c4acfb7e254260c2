//! Messages that staff have begun. None is sent: nobody has the addresses of people who do not exist.

use jiff::Timestamp;

use crate::{
    intake::messages::MessagePurpose,
    store::{AttendeeAudience, EventFacts, MessageDraft, MessageTarget, SegmentQuery, Store},
};

/// One to those who were at the last event, and one with news for everybody who wants them; gives how many.
pub(super) async fn begin_messages(
    store: &Store,
    events: &[EventFacts],
    now: Timestamp,
    actor: &str,
) -> anyhow::Result<usize> {
    let mut drafts = vec![MessageDraft {
        target: MessageTarget::Segment(SegmentQuery::default()),
        programme: None,
        purpose: MessagePurpose::News,
        subject: "次のイベントのご案内（見本）".to_owned(),
        text: "{{ recipient.name | 皆さま }} 様\n\n次のイベントの日程が決まりました。\n{{ programme.url }}".to_owned(),
    }];
    let over = events.iter().filter(|event| event.ends_at < now).max_by_key(|event| event.ends_at);
    drafts.extend(over.map(|event| MessageDraft {
        target: MessageTarget::Attendees { event: event.id.clone(), audience: AttendeeAudience::CheckedIn },
        programme: None,
        purpose: MessagePurpose::Service,
        subject: "「{{ event.title }}」へのご参加のお礼（見本）".to_owned(),
        text: "{{ recipient.name | ご参加の皆さま }} 様\n\nお越しいただき、ありがとうございました。".to_owned(),
    }));
    let count = drafts.len();
    for draft in drafts {
        store.write_message(draft, actor).await?;
    }
    Ok(count)
}
