//! Messages as the office sees them: which there are, how far each has come, and with whom it did not.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

use super::{
    message_facts::{MessageEvent, read_event},
    message_target::{MessageTarget, purpose_of, state_of},
    message_words::read_words,
    reader_state::RecipientState,
};
use crate::{
    intake::{
        SubmissionId,
        messages::{MessagePurpose, MessageState, SkipReason},
        staff::ProgrammeScope,
    },
    store::{
        MailState, Store,
        entities::{message, message_recipient, outbox_mail},
        programme_filter::of_programmes,
    },
};

/// How many ids one question names.
const IDS_AT_ONCE: usize = 500;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    /// What it is called by the program.
    pub id: Uuid,
    /// To whom it is.
    pub target: MessageTarget,
    /// The question that it answers.
    pub question: Option<SubmissionId>,
    /// For which programme; none for the whole office.
    pub programme: Option<String>,
    /// What it is for.
    pub purpose: MessagePurpose,
    /// How far it has come.
    pub state: MessageState,
    /// What it says: subject and text. In lists, what is to one person says nothing.
    pub words: Option<(String, String)>,
    /// The event that it is about, where there is one still.
    pub event: Option<MessageEvent>,
    /// How often its words were written.
    pub version: i32,
    /// How many mails go out within a minute.
    pub per_minute: u32,
    /// The account that wrote it last.
    pub account: String,
    /// When that was.
    pub written_at: Timestamp,
    /// When its sending began.
    pub started_at: Option<Timestamp>,
    /// When it had ended.
    pub ended_at: Option<Timestamp>,
    /// How far it has come with its readers.
    pub counts: MessageCounts,
}

/// How many readers a message has, by what became of it with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageCounts {
    /// They are to get it.
    pub pending: u64,
    /// Mails by what became of them.
    pub mails: BTreeMap<MailState, u64>,
    /// It went out to them, and nothing more is known: what they had sent is over its term, or they are erased.
    pub ended: u64,
    /// They do not get it.
    pub skipped: BTreeMap<SkipReason, u64>,
}

impl MessageCounts {
    /// All to whom it was to go.
    pub fn all(&self) -> u64 {
        self.pending + self.queued() + self.skipped.values().sum::<u64>()
    }

    /// Those whose mail was written.
    pub fn queued(&self) -> u64 {
        self.mails.values().sum::<u64>() + self.ended
    }

    /// Those to whom it was handed over.
    pub fn sent(&self) -> u64 {
        self.mails.get(&MailState::Sent).copied().unwrap_or_default() + self.ended
    }
}

impl Store {
    /// The newest messages of some programmes.
    pub async fn messages(&self, scope: &ProgrammeScope, most: u64) -> anyhow::Result<Vec<MessageView>> {
        let db = &self.databases.readers;
        let rows = message::Entity::find()
            .filter(of_programmes(message::Column::Programme, scope))
            .order_by_desc(message::Column::Id)
            .limit(most)
            .all(db)
            .await?;
        let mut counts = read_counts(&rows.iter().map(|row| row.id).collect::<Vec<_>>(), db).await?;
        let mut views = Vec::new();
        for row in rows {
            let words = row.subject.clone().zip(row.text.clone());
            let (event, counts) = (read_event(&row, db).await?, counts.remove(&row.id).unwrap_or_default());
            views.push(view(&row, words, event, counts)?);
        }
        Ok(views)
    }

    /// Those of some messages that are of some programmes.
    pub async fn own_messages(&self, messages: &[Uuid], scope: &ProgrammeScope) -> anyhow::Result<BTreeSet<Uuid>> {
        let mut own = BTreeSet::new();
        for part in messages.chunks(IDS_AT_ONCE) {
            let found: Vec<Uuid> = message::Entity::find()
                .select_only()
                .column(message::Column::Id)
                .filter(message::Column::Id.is_in(part.iter().copied()))
                .filter(of_programmes(message::Column::Programme, scope))
                .into_tuple()
                .all(&self.databases.readers)
                .await?;
            own.extend(found);
        }
        Ok(own)
    }

    /// One message; `None` if there is none, or its person is erased.
    pub async fn message(&self, message: Uuid) -> anyhow::Result<Option<MessageView>> {
        let db = &self.databases.readers;
        let Some(row) = message::Entity::find_by_id(message).one(db).await? else { return Ok(None) };
        let Some(words) = read_words(&row, &self.keys, db).await? else { return Ok(None) };
        let counts = read_counts(&[row.id], db).await?.remove(&row.id).unwrap_or_default();
        Ok(Some(view(&row, Some(words), read_event(&row, db).await?, counts)?))
    }
}

fn view(
    row: &message::Model,
    words: Option<(String, String)>,
    event: Option<MessageEvent>,
    counts: MessageCounts,
) -> anyhow::Result<MessageView> {
    Ok(MessageView {
        id: row.id,
        target: MessageTarget::of(row)?,
        question: row.question_id.map(SubmissionId),
        programme: row.programme.clone(),
        purpose: purpose_of(row)?,
        state: state_of(row)?,
        words,
        event,
        version: row.version,
        per_minute: u32::try_from(row.rate_per_minute)?,
        account: row.account.clone(),
        written_at: Timestamp::from_millisecond(row.written_at)?,
        started_at: row.started_at.map(Timestamp::from_millisecond).transpose()?,
        ended_at: row.ended_at.map(Timestamp::from_millisecond).transpose()?,
        counts,
    })
}

async fn read_counts(messages: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<BTreeMap<Uuid, MessageCounts>> {
    let mut counts: BTreeMap<Uuid, MessageCounts> = BTreeMap::new();
    let of_messages = || message_recipient::Column::MessageId.is_in(messages.iter().copied());
    let readers: Vec<(Uuid, String, Option<String>, i64)> = message_recipient::Entity::find()
        .select_only()
        .columns([
            message_recipient::Column::MessageId,
            message_recipient::Column::State,
            message_recipient::Column::Reason,
        ])
        .expr(Expr::col(message_recipient::Column::RecordId).count())
        .filter(of_messages())
        .group_by(message_recipient::Column::MessageId)
        .group_by(message_recipient::Column::State)
        .group_by(message_recipient::Column::Reason)
        .into_tuple()
        .all(db)
        .await?;
    for (message, state, reason, count) in readers {
        let (found, count) = (counts.entry(message).or_default(), u64::try_from(count)?);
        match RecipientState::parse(&state).context("the state of a reader is unknown")? {
            RecipientState::Pending => found.pending += count,
            RecipientState::Queued => found.ended += count,
            RecipientState::Skipped => {
                let reason = reason.as_deref().and_then(SkipReason::parse).unwrap_or(SkipReason::Erased);
                *found.skipped.entry(reason).or_default() += count;
            }
        }
    }
    // Of those in the outbox, what became of the mail says more, as long as it is there.
    for (message, state, count) in read_mail_counts(messages, db).await? {
        let (found, count) = (counts.entry(message).or_default(), u64::try_from(count)?);
        let state = MailState::of_name(&state).with_context(|| format!("a mail cannot be {state}"))?;
        found.ended = found.ended.saturating_sub(count);
        *found.mails.entry(state).or_default() += count;
    }
    Ok(counts)
}

/// How many mails of messages there are in each state.
async fn read_mail_counts(messages: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<Vec<(Uuid, String, i64)>> {
    let reader = |column: message_recipient::Column| (message_recipient::Entity, column);
    let mail = |column: outbox_mail::Column| (outbox_mail::Entity, column);
    let counted = Query::select()
        .column(reader(message_recipient::Column::MessageId))
        .column(mail(outbox_mail::Column::State))
        .expr(Expr::col(mail(outbox_mail::Column::Id)).count())
        .from(message_recipient::Entity)
        .inner_join(
            outbox_mail::Entity,
            Expr::col(reader(message_recipient::Column::MailId)).equals(mail(outbox_mail::Column::Id)),
        )
        .and_where(Expr::col(reader(message_recipient::Column::MessageId)).is_in(messages.iter().copied()))
        .and_where(Expr::col(reader(message_recipient::Column::State)).eq(RecipientState::Queued.name()))
        .group_by_col(reader(message_recipient::Column::MessageId))
        .group_by_col(mail(outbox_mail::Column::State))
        .to_owned();
    let rows = db.query_all(&counted).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?))).collect()
}
