//! Which records belong to one person: each leads to the one that it belongs to, and the last of them is the person.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    intake::{PersonId, SubmissionId},
    store::entities::{person, person_join, registration, submission},
};

/// Why a record belongs to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JoinReason {
    /// Its address was confirmed, which was somebody's already.
    Confirmed,
    /// Staff said so.
    Merged,
}

impl JoinReason {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Merged => "merged",
        }
    }
}

/// The person that a record belongs to. The way there is as long as merges were made, which is a few steps at most.
pub(in crate::store) async fn person_of(record: PersonId, db: &impl ConnectionTrait) -> anyhow::Result<PersonId> {
    let mut person = record;
    while let Some(join) = person_join::Entity::find_by_id(person.0).one(db).await? {
        person = PersonId(join.into_id);
    }
    Ok(person)
}

/// The persons that many records belong to, by record; one statement for each step of the longest way.
pub(in crate::store) async fn persons_of(
    records: impl IntoIterator<Item = PersonId>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<PersonId, PersonId>> {
    let mut persons: BTreeMap<PersonId, PersonId> = records.into_iter().map(|record| (record, record)).collect();
    let mut newest: BTreeSet<Uuid> = persons.keys().map(|record| record.0).collect();
    while !newest.is_empty() {
        let joins = person_join::Entity::find().filter(person_join::Column::RecordId.is_in(newest)).all(db).await?;
        let joins: BTreeMap<Uuid, Uuid> = joins.into_iter().map(|join| (join.record_id, join.into_id)).collect();
        for person in persons.values_mut() {
            if let Some(into) = joins.get(&person.0) {
                *person = PersonId(*into);
            }
        }
        newest = joins.into_values().collect();
    }
    Ok(persons)
}

/// All records of a person, its own first; one statement for each step.
pub(in crate::store) async fn records_of(person: PersonId, db: &impl ConnectionTrait) -> anyhow::Result<Vec<PersonId>> {
    let mut records = vec![person];
    let mut newest = vec![person.0];
    while !newest.is_empty() {
        let joined = person_join::Entity::find()
            .select_only()
            .column(person_join::Column::RecordId)
            .filter(person_join::Column::IntoId.is_in(newest))
            .order_by_asc(person_join::Column::JoinedAt)
            .order_by_asc(person_join::Column::RecordId);
        newest = joined.into_tuple().all(db).await?;
        records.extend(newest.iter().copied().map(PersonId));
    }
    Ok(records)
}

/// The record that a submission lies in; `None` if the submission is gone.
pub(in crate::store) async fn record_of(
    submission: SubmissionId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<PersonId>> {
    Ok(submission::Entity::find_by_id(submission.0).one(db).await?.map(|row| PersonId(row.person_id)))
}

/// Locks persons, always in the order of their ids, and gives those that are there.
pub(in crate::store) async fn lock_persons(
    persons: &BTreeSet<PersonId>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<person::Model>> {
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(persons.iter().map(|person| person.0)))
        .order_by_asc(person::Column::Id)
        .lock_exclusive();
    Ok(rows.all(db).await?)
}

/// All submissions of records, oldest first.
pub(super) async fn submissions_of(
    records: &[PersonId],
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<submission::Model>> {
    let rows = submission::Entity::find()
        .filter(submission::Column::PersonId.is_in(records.iter().map(|record| record.0)))
        .order_by_asc(submission::Column::ReceivedAt)
        .order_by_asc(submission::Column::Id);
    Ok(rows.all(db).await?)
}

/// The forms through which a person has sent something.
pub(in crate::store) async fn forms_of(
    person: PersonId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeSet<String>> {
    let records = records_of(person, db).await?;
    Ok(submissions_of(&records, db).await?.into_iter().map(|row| row.form).collect())
}

/// The registrations that came of submissions, in the order of their events, which is that of their locks.
pub(super) async fn registrations_of(
    submissions: &[Uuid],
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<registration::Model>> {
    let rows = registration::Entity::find()
        .filter(registration::Column::SubmissionId.is_in(submissions.iter().copied()))
        .order_by_asc(registration::Column::EventId)
        .order_by_asc(registration::Column::CreatedAt)
        .order_by_asc(registration::Column::Id);
    Ok(rows.all(db).await?)
}

/// Whether a registration holds a seat or a place in line.
pub(super) fn is_active(row: &registration::Model) -> bool {
    row.seat.is_some() || row.in_line.is_some()
}
