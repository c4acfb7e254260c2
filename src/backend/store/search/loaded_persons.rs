//! What some persons have sent, read together: a statement a table, however many they are.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    intake::{PersonId, search::PersonTexts},
    store::{
        Keys,
        entities::{person, person_address, person_join, registration, submission},
        persons::{RecordKeys, read_address, read_answers, texts_of},
    },
};

/// Persons with all of their records.
pub(in crate::store) struct LoadedPersons {
    /// Whose a record is.
    persons: BTreeMap<Uuid, Uuid>,
    /// What opens what they sent.
    pub keys: RecordKeys,
    /// The persons themselves.
    pub rows: BTreeMap<Uuid, person::Model>,
    /// What they sent, the newest first.
    pub submissions: Vec<submission::Model>,
    /// The registrations that came of it.
    pub registrations: Vec<registration::Model>,
    /// Their addresses, the newest first.
    pub addresses: Vec<person_address::Model>,
}

impl LoadedPersons {
    pub async fn read(persons: &BTreeSet<Uuid>, keys: &Keys, db: &impl ConnectionTrait) -> anyhow::Result<Self> {
        let owners = read_records(persons, db).await?;
        let records: Vec<Uuid> = owners.keys().copied().collect();
        let of = person::Column::Id.is_in(persons.iter().copied());
        let rows = person::Entity::find().filter(of).all(db).await?;
        let submissions = submission::Entity::find()
            .filter(submission::Column::PersonId.is_in(records.iter().copied()))
            .order_by_desc(submission::Column::ReceivedAt)
            .order_by_desc(submission::Column::Id)
            .all(db)
            .await?;
        let registrations = registration::Entity::find()
            .filter(registration::Column::SubmissionId.is_in(submissions.iter().map(|row| row.id)))
            .order_by_desc(registration::Column::CreatedAt)
            .order_by_desc(registration::Column::Id)
            .all(db)
            .await?;
        let addresses = person_address::Entity::find()
            .filter(person_address::Column::PersonId.is_in(records.iter().copied()))
            .order_by_desc(person_address::Column::Id)
            .all(db)
            .await?;
        let records: Vec<PersonId> = records.into_iter().map(PersonId).collect();
        Ok(Self {
            persons: owners,
            keys: RecordKeys::read(&records, keys, db).await?,
            rows: rows.into_iter().map(|row| (row.id, row)).collect(),
            submissions,
            registrations,
            addresses,
        })
    }

    /// Whose a record is.
    pub fn person_of(&self, record: Uuid) -> Option<Uuid> {
        self.persons.get(&record).copied()
    }

    /// All records of theirs.
    pub fn records(&self) -> impl Iterator<Item = Uuid> {
        self.persons.keys().copied()
    }

    /// By what each of them is found, what they sent last first; nothing of whoever has no key.
    pub fn texts(&self) -> anyhow::Result<BTreeMap<Uuid, PersonTexts>> {
        let mut texts: BTreeMap<Uuid, PersonTexts> = BTreeMap::new();
        for row in &self.submissions {
            let Some(person) = self.person_of(row.person_id) else { continue };
            let own = texts.entry(person).or_default();
            for (field, value) in read_answers(row, &self.keys)?.unwrap_or_default() {
                for text in texts_of(&value) {
                    own.add(&field, &text);
                }
            }
        }
        for row in &self.addresses {
            let Some(person) = self.person_of(row.person_id) else { continue };
            if let Some(address) = read_address(row, &self.keys)? {
                texts.entry(person).or_default().add("email", &address);
            }
        }
        Ok(texts)
    }
}

/// All records of persons, each with whose it is; a statement for each step of joining.
async fn read_records(persons: &BTreeSet<Uuid>, db: &impl ConnectionTrait) -> anyhow::Result<BTreeMap<Uuid, Uuid>> {
    let mut owners: BTreeMap<Uuid, Uuid> = persons.iter().map(|person| (*person, *person)).collect();
    let mut newest: Vec<Uuid> = persons.iter().copied().collect();
    while !newest.is_empty() {
        let joined = person_join::Entity::find().filter(person_join::Column::IntoId.is_in(newest));
        newest = Vec::new();
        for join in joined.all(db).await? {
            if let Some(owner) = owners.get(&join.into_id).copied() {
                owners.insert(join.record_id, owner);
                newest.push(join.record_id);
            }
        }
    }
    Ok(owners)
}

/// The persons that records belong to, by these; a statement for each step of joining.
pub(super) async fn read_persons(
    records: &BTreeSet<Uuid>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<Uuid, Uuid>> {
    let mut persons: BTreeMap<Uuid, Uuid> = records.iter().map(|record| (*record, *record)).collect();
    loop {
        let reached: BTreeSet<Uuid> = persons.values().copied().collect();
        let joins = person_join::Entity::find().filter(person_join::Column::RecordId.is_in(reached)).all(db).await?;
        if joins.is_empty() {
            return Ok(persons);
        }
        let steps: BTreeMap<Uuid, Uuid> = joins.into_iter().map(|join| (join.record_id, join.into_id)).collect();
        for person in persons.values_mut() {
            *person = steps.get(person).copied().unwrap_or(*person);
        }
    }
}
