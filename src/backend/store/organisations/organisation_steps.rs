//! Organisations go on, from the first call to their published profile, as far as their pipeline has a step there; and what is to be
//! done next about one.

use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter,
};

use super::organisation_rows::{OrganisationOutcome, lock_organisation, text_of};
use crate::{
    intake::{
        calendar::{BusinessCalendar, clock_in_japan},
        cases::{CaseStep, CountsAs, Pipeline, step_to},
        organisations::{OrganisationId, won_on},
    },
    store::{
        Store,
        audit::AuditEntry,
        entities::{organisation, organisation_step},
        own_keys::{OwnKeys, SealedColumn},
        row_id::new_row_id,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What is to be done next, encrypted.
pub(super) const NEXT: SealedColumn = ("organisations", "sealed");

/// What somebody wrote about a step, encrypted.
pub(super) const STEP_NOTE: SealedColumn = ("organisation_steps", "sealed");

/// What organisations go by.
#[derive(Clone, Copy, Debug)]
pub struct OrganisationRules<'a> {
    /// Their pipeline.
    pub pipeline: &'a Pipeline,
    /// On which days something can be due.
    pub calendar: &'a BusinessCalendar<'a>,
}

/// An organisation that is to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationMove {
    /// Which.
    pub id: OrganisationId,
    /// The version that whoever moves it has seen.
    pub version: i32,
    /// The status that it is to have.
    pub to: String,
    /// What somebody wrote about it.
    pub note: Option<String>,
}

/// What is to be done next about an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextAction {
    /// About which.
    pub id: OrganisationId,
    /// The version that whoever plans it has seen.
    pub version: i32,
    /// What; nothing, if it is empty.
    pub text: String,
    /// Until when.
    pub due_on: Option<Date>,
}

struct StepTaken {
    wanted: OrganisationMove,
    step: CaseStep,
    /// Whether an organisation counts as won with it.
    is_won: bool,
    sealed: Option<Vec<u8>>,
    actor: String,
    now: Timestamp,
}

impl StoreChange for StepTaken {
    type Made = OrganisationOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<OrganisationOutcome> {
        let Some(row) = lock_organisation(self.wanted.id, db).await? else { return Ok(OrganisationOutcome::Unknown) };
        if row.version != self.wanted.version {
            return Ok(OrganisationOutcome::Stale);
        }
        let now = self.now.as_millisecond();
        let moved = organisation::Model { step: self.step.to.clone(), ..row.clone() };
        let (from, version) = (Some(row.step.clone()), row.version + 1);
        let note = StepNote { from, sealed: self.sealed.clone(), actor: &self.actor, at: self.now };
        write_step(&moved, note, db).await?;
        let won = if self.is_won && row.won_on.is_none() { Some(first_word(&moved, db).await?) } else { None };
        let mut changed = row.into_active_model();
        changed.step = Set(self.step.to.clone());
        changed.step_since = Set(now);
        changed.due_on = Set(text_of(self.step.due_on));
        // What was to be done next was about the step before.
        changed.sealed = Set(None);
        changed.closed_at = Set(self.step.is_end.then_some(now));
        changed.version = Set(version);
        if let Some(day) = won {
            changed.won_on = Set(text_of(Some(day)));
        }
        changed.update(db).await?;
        log.audit.push(AuditEntry::of_row(moved.id, "organisation.moved", &self.actor, self.now));
        Ok(OrganisationOutcome::Changed)
    }
}

/// The day of the first step, which was the first word.
async fn first_word(row: &organisation::Model, db: &impl ConnectionTrait) -> anyhow::Result<Date> {
    let steps = organisation_step::Entity::find()
        .filter(organisation_step::Column::OrganisationId.eq(row.id))
        .filter(organisation_step::Column::FromStep.is_not_null())
        .all(db)
        .await?;
    let day = |at: i64| anyhow::Ok(clock_in_japan(Timestamp::from_millisecond(at)?).date());
    let days = steps.iter().map(|step| day(step.at)).collect::<anyhow::Result<Vec<_>>>()?;
    let agreed_on = days.iter().copied().max();
    Ok(won_on(days, agreed_on.unwrap_or(day(row.step_since)?)))
}

/// A step that is written down.
pub(super) struct StepNote<'a> {
    /// The status before; `None` for the first.
    pub from: Option<String>,
    /// What was written about it, encrypted.
    pub sealed: Option<Vec<u8>>,
    pub actor: &'a str,
    pub at: Timestamp,
}

/// Writes down that an organisation has gone on to the step that its row names.
pub(super) async fn write_step(
    row: &organisation::Model,
    note: StepNote<'_>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let step = organisation_step::Model {
        id: new_row_id(),
        organisation_id: row.id,
        at: note.at.as_millisecond(),
        from_step: note.from,
        to_step: row.step.clone(),
        actor: note.actor.to_owned(),
        sealed: note.sealed,
    };
    organisation_step::Entity::insert(step.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

struct NextPlanned {
    next: NextAction,
    sealed: Option<Vec<u8>>,
    actor: String,
    now: Timestamp,
}

impl StoreChange for NextPlanned {
    type Made = OrganisationOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<OrganisationOutcome> {
        let Some(row) = lock_organisation(self.next.id, db).await? else { return Ok(OrganisationOutcome::Unknown) };
        if row.version != self.next.version {
            return Ok(OrganisationOutcome::Stale);
        }
        let (id, version) = (row.id, row.version + 1);
        let mut changed = row.into_active_model();
        changed.sealed = Set(self.sealed.clone());
        changed.due_on = Set(text_of(self.next.due_on));
        changed.version = Set(version);
        changed.update(db).await?;
        log.audit.push(AuditEntry::of_row(id, "organisation.planned", &self.actor, self.now));
        Ok(OrganisationOutcome::Changed)
    }
}

impl Store {
    /// Has an organisation go on, as far as its pipeline has a step there and nobody else was faster. With the first status that counts
    /// as reached, it is won on the day of the first word, unless that day was written down.
    pub async fn move_organisation(
        &self,
        wanted: OrganisationMove,
        rules: OrganisationRules<'_>,
        actor: &str,
    ) -> anyhow::Result<OrganisationOutcome> {
        let (readers, now) = (&self.databases.readers, Timestamp::now());
        let Some(row) = organisation::Entity::find_by_id(wanted.id.0).one(readers).await? else {
            return Ok(OrganisationOutcome::Unknown);
        };
        let today = clock_in_japan(now).date();
        let step = match step_to(rules.pipeline, (&row.step, &wanted.to), today, rules.calendar) {
            Ok(step) => step,
            Err(_) if row.version != wanted.version => return Ok(OrganisationOutcome::Stale),
            Err(refusal) => return Ok(OrganisationOutcome::Refused(refusal)),
        };
        let is_won = rules.pipeline.status(&step.to).is_some_and(|status| status.counts_as == CountsAs::Reached);
        let sealed = self.seal_for(wanted.id, STEP_NOTE, wanted.note.as_deref()).await?;
        let actor = actor.to_owned();
        Ok(self.write(StepTaken { wanted, step, is_won, sealed, actor, now }).await?)
    }

    /// Says what is to be done next about an organisation.
    pub async fn plan_organisation(&self, next: NextAction, actor: &str) -> anyhow::Result<OrganisationOutcome> {
        let text = Some(next.text.as_str()).filter(|text| !text.is_empty());
        let sealed = self.seal_for(next.id, NEXT, text).await?;
        Ok(self.write(NextPlanned { next, sealed, actor: actor.to_owned(), now: Timestamp::now() }).await?)
    }

    /// Encrypts a text about an organisation; `None` if there is no text, or the key is gone.
    pub(super) async fn seal_for(
        &self,
        id: OrganisationId,
        column: SealedColumn,
        text: Option<&str>,
    ) -> anyhow::Result<Option<Vec<u8>>> {
        let keys = OwnKeys::read([id.0], &self.keys, &self.databases.readers).await?;
        text.zip(keys.of(id.0)).map(|(text, key)| key.seal(column, text)).transpose()
    }
}
