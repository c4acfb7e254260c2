//! By which of somebody's addresses they get a message, or why they do not. It is asked when readers are fixed, and again just before
//! each mail.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::message_target::MessageTarget;
use crate::{
    intake::{
        PersonId, RegistrationState, SubmissionId,
        bookings::BookingState,
        messages::{MessagePurpose, SkipReason},
    },
    store::{
        Keys,
        entities::{booking, consent, person_address, registration, submission, subscription},
        event_day::{AttendeeAudience, read_attendances, unverified_walk_ins},
        persons::read_answers,
        search::LoadedPersons,
        unconfirmed::find_unconfirmed,
    },
};

/// The field of forms that says what somebody is called.
const NAME_FIELD: &str = "name";

/// What a message asks of whoever gets it.
pub(super) struct ReaderTerms {
    is_news: bool,
    event: Option<(String, AttendeeAudience)>,
    /// The registrations of those who came to the event.
    came: BTreeSet<Uuid>,
}

impl ReaderTerms {
    pub async fn of(
        target: &MessageTarget,
        purpose: MessagePurpose,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Self> {
        let event = match target {
            MessageTarget::Attendees { event, audience } => Some((event.clone(), *audience)),
            MessageTarget::Person(_) | MessageTarget::Segment(_) => None,
        };
        let came = match &event {
            Some((event, _)) => read_attendances(event, db).await?.into_keys().collect(),
            None => BTreeSet::new(),
        };
        Ok(Self { is_news: purpose == MessagePurpose::News, event, came })
    }
}

/// How somebody gets a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ChosenReader {
    /// The record whose address it is, and what they sent from there.
    pub record: PersonId,
    pub submission: SubmissionId,
    /// The keyed hash of the address.
    pub lookup: Vec<u8>,
    /// What they are called; empty where no form has asked.
    pub name: String,
}

/// That, or why they do not.
pub(super) type ReaderChoice = Result<ChosenReader, SkipReason>;

/// What is asked of something that was sent, and why nothing of it will do.
type ChoiceStep<'a> = (SkipReason, &'a dyn Fn(&submission::Model) -> bool);

/// Some persons, with what decides it.
pub(super) struct KnownReaders {
    loaded: LoadedPersons,
    sent: BTreeMap<Uuid, Vec<submission::Model>>,
    /// Submissions of which nobody knows yet that they are of whose address they have.
    unconfirmed: BTreeSet<Uuid>,
    /// Submissions whose consent was taken back.
    withdrawn: BTreeSet<Uuid>,
    /// Addresses whose owners want news.
    subscribed: BTreeSet<Vec<u8>>,
}

impl KnownReaders {
    pub async fn read(persons: &BTreeSet<Uuid>, keys: &Keys, db: &impl ConnectionTrait) -> anyhow::Result<Self> {
        let mut loaded = LoadedPersons::read(persons, keys, db).await?;
        let submissions: Vec<submission::Model> = std::mem::take(&mut loaded.submissions);
        let ids: Vec<Uuid> = submissions.iter().map(|row| row.id).collect();
        let mut unconfirmed = find_unconfirmed(&ids, db).await?;
        unconfirmed.extend(unverified_walk_ins(ids.iter().copied(), db).await?);
        let is_open = |row: &&_| is_unconfirmed(row);
        unconfirmed.extend(loaded.registrations.iter().filter(is_open).map(|row| row.submission_id));
        let asked: Vec<Uuid> = booking::Entity::find()
            .select_only()
            .column(booking::Column::SubmissionId)
            .filter(booking::Column::SubmissionId.is_in(ids.iter().copied()))
            .filter(booking::Column::State.eq(BookingState::Unconfirmed.name()))
            .into_tuple()
            .all(db)
            .await?;
        unconfirmed.extend(asked);
        let withdrawn: Vec<Uuid> = consent::Entity::find()
            .select_only()
            .column(consent::Column::SubmissionId)
            .filter(consent::Column::SubmissionId.is_in(ids))
            .filter(consent::Column::WithdrawnAt.is_not_null())
            .into_tuple()
            .all(db)
            .await?;
        let lookups = loaded.addresses.iter().map(|row| row.lookup.clone());
        let wanting = subscription::Entity::find().filter(subscription::Column::Lookup.is_in(lookups));
        let subscribed = wanting.all(db).await?.into_iter().map(|row| row.lookup).collect();
        let mut sent: BTreeMap<Uuid, Vec<submission::Model>> = BTreeMap::new();
        for row in submissions {
            if let Some(person) = loaded.person_of(row.person_id) {
                sent.entry(person).or_default().push(row);
            }
        }
        Ok(Self { loaded, sent, unconfirmed, withdrawn: withdrawn.into_iter().collect(), subscribed })
    }

    /// By what one of them gets a message of these terms: by the last of what they sent that will do.
    pub fn choose(&self, person: Uuid, terms: &ReaderTerms) -> anyhow::Result<ReaderChoice> {
        if !self.loaded.rows.contains_key(&person) {
            return Ok(Err(SkipReason::Erased));
        }
        let mut sent: Vec<&submission::Model> = self.sent.get(&person).into_iter().flatten().collect();
        let steps: [ChoiceStep<'_>; 7] = [
            (SkipReason::Ended, &|row| self.loaded.keys.of(PersonId(row.person_id)).is_some()),
            (SkipReason::NotComing, &|row| self.is_meant(row.id, terms)),
            (SkipReason::Unconfirmed, &|row| !row.is_held && !self.unconfirmed.contains(&row.id)),
            (SkipReason::ConsentWithdrawn, &|row| !self.withdrawn.contains(&row.id)),
            (SkipReason::NoAddress, &|row| self.address(row).is_some()),
            (SkipReason::Bounced, &|row| self.address(row).is_some_and(|address| address.bounced_at.is_none())),
            (SkipReason::NotSubscribed, &|row| !terms.is_news || self.is_subscribed(row)),
        ];
        for (reason, will_do) in steps {
            sent.retain(|row| will_do(row));
            if sent.is_empty() {
                return Ok(Err(reason));
            }
        }
        let Some((row, address)) = sent.first().and_then(|row| Some((*row, self.address(row)?))) else {
            return Ok(Err(SkipReason::NoAddress));
        };
        let answers = read_answers(row, &self.loaded.keys)?.unwrap_or_default();
        let name = answers.get(NAME_FIELD).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let (record, submission) = (PersonId(row.person_id), SubmissionId(row.id));
        Ok(Ok(ChosenReader { record, submission, lookup: address.lookup.clone(), name }))
    }

    /// The address of whoever sent something: one that takes mail, if there is one.
    fn address(&self, row: &submission::Model) -> Option<&person_address::Model> {
        let own = || self.loaded.addresses.iter().filter(|address| address.person_id == row.person_id);
        own().find(|address| address.bounced_at.is_none()).or_else(|| own().next())
    }

    fn is_subscribed(&self, row: &submission::Model) -> bool {
        self.address(row).is_some_and(|address| self.subscribed.contains(&address.lookup))
    }

    /// Whether what was sent is of somebody in the list of the event, where a message is to that.
    fn is_meant(&self, submission: Uuid, terms: &ReaderTerms) -> bool {
        terms.event.as_ref().is_none_or(|(event, audience)| {
            let mut own = self.loaded.registrations.iter().filter(|row| row.submission_id == submission);
            own.any(|row| row.event_id == *event && audience.is_for(row, terms.came.contains(&row.id)))
        })
    }
}

fn is_unconfirmed(row: &registration::Model) -> bool {
    row.state == RegistrationState::Unconfirmed.name()
}
