//! In which phase somebody is, and the words by which staff find people again together.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};

use crate::{
    intake::{
        PersonId,
        cases::{PersonPhase, PersonTag},
    },
    store::{
        Store, WriteError,
        audit::AuditEntry,
        entities::{person_phase, person_tag},
        persons::{lock_persons, person_of, records_of},
        row_id::new_row_id,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// A phase that somebody is or was in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseView {
    /// The phase, by its name.
    pub phase: String,
    /// Since when.
    pub since: Timestamp,
    /// The account that said so.
    pub actor: String,
}

/// A word on somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagView {
    /// The word.
    pub tag: String,
    /// Since when.
    pub at: Timestamp,
    /// The account that said so.
    pub actor: String,
}

impl PhaseView {
    pub(super) fn of(row: &person_phase::Model) -> anyhow::Result<Self> {
        let since = Timestamp::from_millisecond(row.since)?;
        Ok(Self { phase: row.phase.clone(), since, actor: row.actor.clone() })
    }
}

impl TagView {
    pub(super) fn of(row: &person_tag::Model) -> anyhow::Result<Self> {
        Ok(Self { tag: row.tag.clone(), at: Timestamp::from_millisecond(row.at)?, actor: row.actor.clone() })
    }
}

enum PersonMark {
    Phase(String),
    Tag(PersonTag),
    NoTag(PersonTag),
}

struct MarkChange {
    person: PersonId,
    mark: PersonMark,
    actor: String,
    now: Timestamp,
}

impl StoreChange for MarkChange {
    /// Whether it is another one than before.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let person = person_of(self.person, db).await?;
        if lock_persons(&[person].into(), db).await?.is_empty() {
            return Ok(false);
        }
        let (is_new, action) = match &self.mark {
            PersonMark::Phase(phase) => (self.set_phase(person, phase, db).await?, "person.phase"),
            PersonMark::Tag(tag) => (self.add_tag(person, tag, db).await?, "person.tagged"),
            PersonMark::NoTag(tag) => (take_tag(person, tag, db).await?, "person.untagged"),
        };
        if is_new {
            let (actor, person) = (self.actor.clone(), Some(person));
            log.audit.push(AuditEntry { at: self.now, actor, action, person, subject: None });
        }
        Ok(is_new)
    }
}

impl MarkChange {
    async fn set_phase(&self, person: PersonId, phase: &str, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
        let records = records_of(person, db).await?;
        let newest = person_phase::Entity::find()
            .filter(person_phase::Column::RecordId.is_in(records.iter().map(|record| record.0)))
            .order_by_desc(person_phase::Column::Since)
            .order_by_desc(person_phase::Column::Id);
        if newest.one(db).await?.is_some_and(|row| row.phase == phase) {
            return Ok(false);
        }
        let row = person_phase::Model {
            id: new_row_id(),
            record_id: person.0,
            phase: phase.to_owned(),
            since: self.now.as_millisecond(),
            actor: self.actor.clone(),
        };
        person_phase::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
        Ok(true)
    }

    async fn add_tag(&self, person: PersonId, tag: &PersonTag, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
        let records = records_of(person, db).await?;
        let known = person_tag::Entity::find()
            .filter(person_tag::Column::RecordId.is_in(records.iter().map(|record| record.0)))
            .filter(person_tag::Column::Tag.eq(tag.as_str()));
        if known.one(db).await?.is_some() {
            return Ok(false);
        }
        let row = person_tag::Model {
            record_id: person.0,
            tag: tag.as_str().to_owned(),
            at: self.now.as_millisecond(),
            actor: self.actor.clone(),
        };
        let same = OnConflict::columns([person_tag::Column::RecordId, person_tag::Column::Tag]).do_nothing().to_owned();
        person_tag::Entity::insert(row.into_active_model()).on_conflict(same).exec_without_returning(db).await?;
        Ok(true)
    }
}

/// Takes a word off all records of a person.
async fn take_tag(person: PersonId, tag: &PersonTag, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let records = records_of(person, db).await?;
    let theirs = person_tag::Entity::delete_many()
        .filter(person_tag::Column::RecordId.is_in(records.iter().map(|record| record.0)))
        .filter(person_tag::Column::Tag.eq(tag.as_str()));
    Ok(theirs.exec(db).await?.rows_affected > 0)
}

impl Store {
    /// Says in which phase somebody is. `false` if they are in it already, or nobody is there any more.
    pub async fn set_phase(&self, person: PersonId, phase: &PersonPhase, actor: &str) -> Result<bool, WriteError> {
        self.mark(person, PersonMark::Phase(phase.id.clone()), actor).await
    }

    /// Puts a word on somebody. `false` if it is there already, or nobody is there any more.
    pub async fn tag_person(&self, person: PersonId, tag: PersonTag, actor: &str) -> Result<bool, WriteError> {
        self.mark(person, PersonMark::Tag(tag), actor).await
    }

    /// Takes a word off somebody. `false` if it was not there.
    pub async fn untag_person(&self, person: PersonId, tag: PersonTag, actor: &str) -> Result<bool, WriteError> {
        self.mark(person, PersonMark::NoTag(tag), actor).await
    }

    async fn mark(&self, person: PersonId, mark: PersonMark, actor: &str) -> Result<bool, WriteError> {
        self.write(MarkChange { person, mark, actor: actor.to_owned(), now: Timestamp::now() }).await
    }
}
