//! What came of what somebody sent, for the person who asks for all that is kept: messages to them, their cases with the steps of these,
//! and whether they get news. What staff wrote about them is not in it, as with `PersonalData`: notes, tasks and tags can speak of
//! others too, so that staff look at them first and hand them over themselves.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use super::{
    MessageEvent, MessageFacts, Store,
    entities::{case_change, event, message, message_recipient, person_case, submission, subscription},
    messages::open_words,
    persons::{RecordKeys, read_answers, records_of},
};
use crate::intake::PersonId;

/// The field of forms that says what somebody is called.
const NAME_FIELD: &str = "name";

/// What came of what somebody sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonalDealings {
    /// Messages of staff that were sent to them, oldest first.
    pub messages: Vec<ToldMessage>,
    /// Their cases, oldest first.
    pub cases: Vec<ToldCase>,
    /// Since when they get news; `None` if they do not.
    pub news_since: Option<Timestamp>,
}

/// A message as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldMessage {
    /// What it says, with placeholders.
    pub words: MessageFacts,
    /// What they are called in it; empty where no form has asked.
    pub reader: String,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// A case with its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldCase {
    /// Its pipeline.
    pub pipeline: String,
    /// The key of the company that it is about.
    pub organisation: Option<String>,
    /// The statuses that it had, each with the time at which that began.
    pub steps: Vec<(String, Timestamp)>,
}

impl Store {
    /// What came of what somebody sent. The audit log knows that all of theirs was read.
    pub async fn personal_dealings(&self, person: PersonId) -> anyhow::Result<PersonalDealings> {
        let records = records_of(person, &self.databases.readers).await?;
        let ids: Vec<Uuid> = records.iter().map(|record| record.0).collect();
        Ok(PersonalDealings {
            messages: self.told_messages(&records, &ids).await?,
            cases: self.told_cases(&ids).await?,
            news_since: self.news_since(&ids).await?,
        })
    }

    async fn told_messages(&self, records: &[PersonId], ids: &[Uuid]) -> anyhow::Result<Vec<ToldMessage>> {
        let db = &self.databases.readers;
        let own = message_recipient::Column::RecordId.is_in(ids.iter().copied());
        let readers = message_recipient::Entity::find()
            .filter(own)
            .filter(message_recipient::Column::MailId.is_not_null())
            .order_by_asc(message_recipient::Column::QueuedAt)
            .all(db)
            .await?;
        if readers.is_empty() {
            return Ok(Vec::new());
        }
        let of = message::Column::Id.is_in(readers.iter().map(|row| row.message_id));
        let messages: BTreeMap<Uuid, message::Model> =
            message::Entity::find().filter(of).all(db).await?.into_iter().map(|row| (row.id, row)).collect();
        let events = messages.values().filter_map(|row| row.event_id.clone());
        let events = event::Entity::find().filter(event::Column::Id.is_in(events)).all(db).await?;
        let sent = submission::Entity::find()
            .filter(submission::Column::PersonId.is_in(ids.iter().copied()))
            .order_by_desc(submission::Column::ReceivedAt)
            .all(db)
            .await?;
        let keys = RecordKeys::read(records, &self.keys, db).await?;
        let mut told = Vec::new();
        for reader in readers {
            let (Some(row), Some(sent_at)) = (messages.get(&reader.message_id), reader.queued_at) else { continue };
            let Some((subject, text)) = open_words(row, &keys)? else { continue };
            let event = events.iter().find(|event| Some(&event.id) == row.event_id.as_ref());
            let words =
                MessageFacts { subject, text, event: event.map(MessageEvent::of).transpose()?, is_trial: false };
            let last = sent.iter().find(|row| row.person_id == reader.record_id);
            let answers = last.map(|row| read_answers(row, &keys)).transpose()?.flatten().unwrap_or_default();
            let reader = answers.get(NAME_FIELD).and_then(Value::as_str).unwrap_or_default().to_owned();
            told.push(ToldMessage { words, reader, sent_at: Timestamp::from_millisecond(sent_at)? });
        }
        Ok(told)
    }

    async fn told_cases(&self, ids: &[Uuid]) -> anyhow::Result<Vec<ToldCase>> {
        let db = &self.databases.readers;
        let cases = person_case::Entity::find()
            .filter(person_case::Column::RecordId.is_in(ids.iter().copied()))
            .order_by_asc(person_case::Column::OpenedAt)
            .all(db)
            .await?;
        let steps = case_change::Entity::find()
            .filter(case_change::Column::CaseId.is_in(cases.iter().map(|case| case.id)))
            .order_by_asc(case_change::Column::At)
            .all(db)
            .await?;
        let told = |case: person_case::Model| {
            let own = steps.iter().filter(|step| step.case_id == case.id);
            let own = own.map(|step| Ok((step.to_status.clone(), Timestamp::from_millisecond(step.at)?)));
            Ok(ToldCase {
                steps: own.collect::<anyhow::Result<_>>()?,
                pipeline: case.pipeline,
                organisation: case.organisation,
            })
        };
        cases.into_iter().map(told).collect()
    }

    async fn news_since(&self, ids: &[Uuid]) -> anyhow::Result<Option<Timestamp>> {
        let own = subscription::Column::PersonId.is_in(ids.iter().copied());
        let found = subscription::Entity::find().filter(own).order_by_asc(subscription::Column::Since);
        let found = found.one(&self.databases.readers).await?;
        Ok(found.map(|row| Timestamp::from_millisecond(row.since)).transpose()?)
    }
}
