//! The mails of a message go to the outbox a few at a time. Each reader is looked at once more: who was erased, has left, has no
//! address that takes mail or turned out to be somebody who has it already, does not get it, and the row says why.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::{
    message_facts::mail_kind,
    message_target::{MessageTarget, purpose_of},
    reader_choice::{ChosenReader, KnownReaders, ReaderTerms},
    reader_state::RecipientState,
};
use crate::{
    intake::{
        MailKind, PersonId,
        messages::{FEED_S, MessagePurpose, MessageState, SkipReason, feed_allowance},
    },
    store::{
        Keys, MailState,
        audit::AuditEntry,
        entities::{message, message_recipient, newsletter_mail, outbox_mail},
        mails::{MailOf, add_mails},
        persons::{lock_persons, persons_of, records_of},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// How many readers are looked at beside those who get it, so that many who do not hold nobody up.
const LOOKED_AT: u64 = 50;

/// A few mails of a message.
pub(super) struct MessageFeed {
    message: Uuid,
    keys: Keys,
    now: Timestamp,
    /// Readers that were read before, and are believed; for the test that shows what the lock is for.
    pub unguarded: Option<Vec<message_recipient::Model>>,
}

impl MessageFeed {
    /// Those that have room at `now`.
    pub fn new(message: Uuid, keys: Keys, now: Timestamp) -> Self {
        Self { message, keys, now, unguarded: None }
    }
}

impl StoreChange for MessageFeed {
    /// How many mails were added.
    type Made = u64;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<u64> {
        let Some(row) = message::Entity::find_by_id(self.message).one(db).await? else { return Ok(0) };
        let share = u64::try_from(row.rate_per_minute)? * u64::from(FEED_S) / 60 + LOOKED_AT;
        let early = self.pending().limit(share).all(db).await?;
        lock_readers(&early, db).await?;
        // All that are being sent, so that together they are no more than one may be.
        let sending = message::Entity::find()
            .filter(message::Column::State.eq(MessageState::Sending.name()))
            .order_by_asc(message::Column::Id)
            .lock_exclusive()
            .all(db)
            .await?;
        let Some(row) = sending.into_iter().find(|row| row.id == self.message) else { return Ok(0) };
        let batch = if let Some(known) = &self.unguarded {
            known.clone()
        } else {
            let ids = early.iter().map(|reader| reader.record_id);
            self.pending().filter(message_recipient::Column::RecordId.is_in(ids)).all(db).await?
        };
        let allowance = match row.record_id {
            Some(_) => 1,
            None => self.allowance(&row, db).await?,
        };
        let added = self.feed(&row, &batch, allowance, log, db).await?;
        self.end_if_done(row, db).await?;
        Ok(added)
    }
}

/// Locks readers with their persons, in the order of their ids, as whoever erases or joins them does.
async fn lock_readers(readers: &[message_recipient::Model], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let persons = persons_of(readers.iter().map(|reader| PersonId(reader.record_id)), db).await?;
    let all: BTreeSet<PersonId> = persons.into_iter().flat_map(|(record, person)| [record, person]).collect();
    lock_persons(&all, db).await?;
    Ok(())
}

impl MessageFeed {
    fn pending(&self) -> Select<message_recipient::Entity> {
        message_recipient::Entity::find()
            .filter(message_recipient::Column::MessageId.eq(self.message))
            .filter(message_recipient::Column::State.eq(RecipientState::Pending.name()))
            .order_by_asc(message_recipient::Column::RecordId)
    }

    /// How many may be added, by what went to the outbox within the last minute and what lies there untried, of all messages.
    async fn allowance(&self, row: &message::Model, db: &impl ConnectionTrait) -> anyhow::Result<u64> {
        let minute_ago = self.now.checked_sub(SignedDuration::from_mins(1))?.as_millisecond();
        let queued = message_recipient::Entity::find()
            .filter(message_recipient::Column::QueuedAt.gt(minute_ago))
            .count(db)
            .await?;
        let kinds = MailKind::ALL.iter().filter(|kind| kind.is_message()).map(|kind| kind.name());
        let waiting = outbox_mail::Entity::find()
            .filter(outbox_mail::Column::State.eq(MailState::Waiting.name()))
            .filter(outbox_mail::Column::Attempts.eq(0))
            .filter(outbox_mail::Column::Kind.is_in(kinds))
            .count(db)
            .await?;
        Ok(feed_allowance(u32::try_from(row.rate_per_minute)?, queued, waiting))
    }

    async fn feed(
        &self,
        row: &message::Model,
        batch: &[message_recipient::Model],
        allowance: u64,
        log: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<u64> {
        if allowance == 0 || batch.is_empty() {
            return Ok(0);
        }
        let purpose = purpose_of(row)?;
        let terms = ReaderTerms::of(&MessageTarget::of(row)?, purpose, db).await?;
        let owners = persons_of(batch.iter().map(|reader| PersonId(reader.record_id)), db).await?;
        let persons = owners.values().map(|person| person.0).collect();
        let known = KnownReaders::read(&persons, &self.keys, db).await?;
        let mut added = 0;
        for reader in batch {
            if added >= allowance {
                break;
            }
            let record = PersonId(reader.record_id);
            let person = owners.get(&record).copied().unwrap_or(record);
            let choice = match known.choose(person.0, &terms)? {
                Ok(chosen) => self.is_first(reader, person, &chosen, db).await?.map(|()| chosen),
                Err(reason) => Err(reason),
            };
            match choice {
                Ok(chosen) => {
                    self.queue(reader, &chosen, purpose, db).await?;
                    log.audit.push(AuditEntry {
                        at: self.now,
                        actor: row.account.clone(),
                        action: "message.queued",
                        person: Some(person),
                        subject: Some(self.message),
                    });
                    added += 1;
                }
                Err(reason) => skip(reader, reason, db).await?,
            }
        }
        Ok(added)
    }

    /// Whether no other record of the person and nobody else with the address has it.
    async fn is_first(
        &self,
        reader: &message_recipient::Model,
        person: PersonId,
        chosen: &ChosenReader,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Result<(), SkipReason>> {
        let others = || {
            message_recipient::Entity::find()
                .filter(message_recipient::Column::MessageId.eq(self.message))
                .filter(message_recipient::Column::State.eq(RecipientState::Queued.name()))
                .filter(message_recipient::Column::RecordId.ne(reader.record_id))
        };
        let records = records_of(person, db).await?.into_iter().map(|record| record.0);
        if others().filter(message_recipient::Column::RecordId.is_in(records)).one(db).await?.is_some() {
            return Ok(Err(SkipReason::SamePerson));
        }
        let same = others().filter(message_recipient::Column::Lookup.eq(chosen.lookup.clone()));
        Ok(if same.one(db).await?.is_some() { Err(SkipReason::SameAddress) } else { Ok(()) })
    }

    async fn queue(
        &self,
        reader: &message_recipient::Model,
        chosen: &ChosenReader,
        purpose: MessagePurpose,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let of = MailOf { person: chosen.record, submission: chosen.submission };
        let once = if self.unguarded.is_none() { self.message } else { Uuid::new_v4() };
        let mail = of.row(mail_kind(purpose), &once.simple().to_string(), self.now);
        if purpose == MessagePurpose::News {
            // The way out of it is that of newsletters.
            let (mail_id, newsletter_id, lookup) = (mail.id, self.message, chosen.lookup.clone());
            let row = newsletter_mail::Model { mail_id, newsletter_id, lookup };
            newsletter_mail::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
        }
        let mut queued = reader.clone().into_active_model();
        queued.state = Set(RecipientState::Queued.name().to_owned());
        queued.mail_id = Set(Some(mail.id));
        queued.lookup = Set(Some(chosen.lookup.clone()));
        queued.queued_at = Set(Some(self.now.as_millisecond()));
        queued.update(db).await?;
        add_mails(vec![mail], db).await
    }

    /// Everybody has it once no mail is left that nobody has tried to hand over.
    async fn end_if_done(&self, row: message::Model, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let untried = outbox_mail::Entity::find()
            .select_only()
            .column(outbox_mail::Column::Id)
            .filter(outbox_mail::Column::State.eq(MailState::Waiting.name()))
            .filter(outbox_mail::Column::Attempts.eq(0))
            .into_query();
        let is_left = self.pending().one(db).await?.is_some()
            || message_recipient::Entity::find()
                .filter(message_recipient::Column::MessageId.eq(self.message))
                .filter(message_recipient::Column::MailId.in_subquery(untried))
                .one(db)
                .await?
                .is_some();
        if !is_left {
            let mut row = row.into_active_model();
            row.state = Set(MessageState::Sent.name().to_owned());
            row.ended_at = Set(Some(self.now.as_millisecond()));
            row.update(db).await?;
        }
        Ok(())
    }
}

/// Writes down why somebody does not get it.
async fn skip(reader: &message_recipient::Model, reason: SkipReason, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let mut skipped = reader.clone().into_active_model();
    skipped.state = Set(RecipientState::Skipped.name().to_owned());
    skipped.reason = Set(Some(reason.name().to_owned()));
    skipped.update(db).await?;
    Ok(())
}
