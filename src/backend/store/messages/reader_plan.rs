//! All who are to get a message, as things stand at a moment: each person once, and each address.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::{
    message_target::{MessageTarget, purpose_of},
    reader_choice::{KnownReaders, ReaderChoice, ReaderTerms},
};
use crate::{
    intake::{
        PersonId,
        messages::{MessagePurpose, SkipReason},
    },
    store::{
        Keys, Store,
        audit::AuditEntry,
        entities::message,
        event_day::{read_attendances, read_registrations},
        persons::persons_of,
        search::find_everybody,
    },
};

/// How many persons are looked at together.
pub(super) const READERS_AT_ONCE: usize = 500;

/// How many readers a preview has.
const SHOWN: usize = 3;

/// Somebody to whom a message is, and how they get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlannedReader {
    pub person: PersonId,
    pub choice: ReaderChoice,
}

/// Who would get a message at this moment, for whoever writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessagePlan {
    /// How many get it.
    pub readers: u64,
    /// How many do not, and why.
    pub skipped: BTreeMap<SkipReason, u64>,
    /// What the first of its readers are called.
    pub first: Vec<String>,
    /// How many readers have no name that is known.
    pub nameless: u64,
}

/// All to whom a message is, in the order of their ids.
pub(super) async fn plan_readers(
    target: &MessageTarget,
    purpose: MessagePurpose,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<PlannedReader>> {
    let terms = ReaderTerms::of(target, purpose, db).await?;
    let persons: Vec<Uuid> = candidates(target, db).await?.into_iter().collect();
    let (mut planned, mut known) = (Vec::new(), BTreeSet::new());
    for part in persons.chunks(READERS_AT_ONCE) {
        let readers = KnownReaders::read(&part.iter().copied().collect(), keys, db).await?;
        for person in part {
            let mut choice = readers.choose(*person, &terms)?;
            if let Ok(chosen) = &choice
                && !known.insert(chosen.lookup.clone())
            {
                choice = Err(SkipReason::SameAddress);
            }
            planned.push(PlannedReader { person: PersonId(*person), choice });
        }
    }
    Ok(planned)
}

async fn candidates(target: &MessageTarget, db: &impl ConnectionTrait) -> anyhow::Result<BTreeSet<Uuid>> {
    let records: Vec<PersonId> = match target {
        MessageTarget::Person(record) => vec![*record],
        MessageTarget::Segment(query) => find_everybody(query, db).await?.into_iter().map(PersonId).collect(),
        MessageTarget::Attendees { event, audience } => {
            let came = read_attendances(event, db).await?;
            let mut rows = read_registrations(event, db).await?;
            rows.retain(|row| audience.is_for(row, came.contains_key(&row.id)));
            rows.into_iter().map(|row| PersonId(row.person_id)).collect()
        }
    };
    let mut persons = BTreeSet::new();
    for part in records.chunks(READERS_AT_ONCE) {
        persons.extend(persons_of(part.iter().copied(), db).await?.into_values().map(|person| person.0));
    }
    Ok(persons)
}

impl Store {
    /// Who would get a message, for an account that is written down; `None` if there is no such message.
    pub async fn plan_message(&self, message: Uuid, actor: &str) -> anyhow::Result<Option<MessagePlan>> {
        let readers = &self.databases.readers;
        let Some(row) = message::Entity::find_by_id(message).one(readers).await? else { return Ok(None) };
        let (target, purpose) = (MessageTarget::of(&row)?, purpose_of(&row)?);
        let (at, actor, action) = (Timestamp::now(), actor.to_owned(), "message.previewed");
        self.write(AuditEntry { at, actor, action, person: None, subject: Some(message) }).await?;
        let mut plan = MessagePlan::default();
        for planned in plan_readers(&target, purpose, &self.keys, readers).await? {
            match planned.choice {
                Ok(chosen) => {
                    plan.readers += 1;
                    plan.nameless += u64::from(chosen.name.is_empty());
                    if plan.first.len() < SHOWN {
                        plan.first.push(chosen.name);
                    }
                }
                Err(reason) => *plan.skipped.entry(reason).or_default() += 1,
            }
        }
        Ok(Some(plan))
    }
}
