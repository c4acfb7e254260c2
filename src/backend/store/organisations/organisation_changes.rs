//! Organisations are written down, and what is known of them changes. Whoever changes one says which version they have seen.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::{
    organisation_rows::{OrganisationFacts, OrganisationOutcome, lock_organisation, text_of},
    organisation_steps::{OrganisationRules, StepNote, write_step},
};
use crate::{
    intake::{
        calendar::clock_in_japan,
        cases::due_on,
        organisations::{JobOpenings, OrganisationId},
    },
    store::{
        Store,
        audit::AuditEntry,
        entities::{organisation, organisation_opening, person_key},
        own_keys::{OwnKey, keep_key},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What is to be known of an organisation from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationEdit {
    /// Which.
    pub id: OrganisationId,
    /// The version that whoever edits it has seen.
    pub version: i32,
    /// What is known. The programme stays what it was.
    pub facts: OrganisationFacts,
}

struct OrganisationAddition {
    row: organisation::Model,
    openings: Vec<JobOpenings>,
    key: person_key::Model,
}

impl StoreChange for OrganisationAddition {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        let (row, at) = (&self.row, Timestamp::from_millisecond(self.row.made_at)?);
        keep_key(&self.key, db).await?;
        organisation::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        write_openings(row.id, &self.openings, db).await?;
        write_step(row, StepNote { from: None, sealed: None, actor: &row.made_by, at }, db).await?;
        log.audit.push(AuditEntry::of_row(row.id, "organisation.added", &row.made_by, at));
        Ok(())
    }
}

struct OrganisationChange {
    edit: OrganisationEdit,
    actor: String,
    now: Timestamp,
}

impl StoreChange for OrganisationChange {
    type Made = OrganisationOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<OrganisationOutcome> {
        let Some(row) = lock_organisation(self.edit.id, db).await? else { return Ok(OrganisationOutcome::Unknown) };
        if row.version != self.edit.version {
            return Ok(OrganisationOutcome::Stale);
        }
        let (id, facts, version) = (row.id, self.edit.facts.clone(), row.version + 1);
        let mut changed = row.into_active_model();
        changed.kind = Set(facts.kind.name().to_owned());
        changed.name = Set(facts.name);
        changed.kana = Set(facts.kana);
        changed.place = Set(facts.place);
        changed.trade = Set(facts.trade);
        changed.source = Set(facts.source);
        changed.content_id = Set(facts.content);
        changed.won_on = Set(text_of(facts.won_on));
        changed.owner = Set(facts.owner);
        changed.version = Set(version);
        changed.update(db).await?;
        let of_organisation = organisation_opening::Column::OrganisationId.eq(id);
        organisation_opening::Entity::delete_many().filter(of_organisation).exec(db).await?;
        write_openings(id, &facts.openings, db).await?;
        log.audit.push(AuditEntry::of_row(id, "organisation.edited", &self.actor, self.now));
        Ok(OrganisationOutcome::Changed)
    }
}

async fn write_openings(id: Uuid, openings: &[JobOpenings], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for (number, opening) in (1..).zip(openings) {
        let (occupation, openings) = (opening.occupation.clone(), i32::try_from(opening.count)?);
        let row = organisation_opening::Model { organisation_id: id, number, occupation, openings };
        rows.push(row.into_active_model());
    }
    if !rows.is_empty() {
        organisation_opening::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

impl Store {
    /// Writes an organisation down, at the first step of its pipeline.
    pub async fn add_organisation(
        &self,
        facts: OrganisationFacts,
        rules: OrganisationRules<'_>,
        actor: &str,
    ) -> anyhow::Result<OrganisationId> {
        let (id, now) = (Uuid::new_v4(), Timestamp::now());
        let begins = rules.pipeline.status(&rules.pipeline.starts_with);
        let due = begins.and_then(|status| due_on(status, clock_in_japan(now).date(), rules.calendar));
        let row = organisation::Model {
            id,
            programme: facts.programme,
            kind: facts.kind.name().to_owned(),
            name: facts.name,
            kana: facts.kana,
            place: facts.place,
            trade: facts.trade,
            source: facts.source,
            content_id: facts.content,
            won_on: text_of(facts.won_on),
            step: rules.pipeline.starts_with.clone(),
            step_since: now.as_millisecond(),
            owner: facts.owner,
            due_on: text_of(due),
            sealed: None,
            made_at: now.as_millisecond(),
            made_by: actor.to_owned(),
            closed_at: None,
            version: 1,
        };
        let (_, key) = OwnKey::generate(id, &self.keys)?;
        self.write(OrganisationAddition { row, openings: facts.openings, key }).await?;
        Ok(OrganisationId(id))
    }

    /// Has something else be known of an organisation.
    pub async fn edit_organisation(&self, edit: OrganisationEdit, actor: &str) -> anyhow::Result<OrganisationOutcome> {
        let change = OrganisationChange { edit, actor: actor.to_owned(), now: Timestamp::now() };
        Ok(self.write(change).await?)
    }
}
