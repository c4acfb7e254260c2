//! Cases begin and go on. Whoever changes one says which version they have seen: of two at once, the second is shown
//! what the first has made of it.

use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    case_mail_facts::CaseMailFacts,
    case_mails::add_case_mail,
    case_view::{CaseView, lock_case},
    sealed_text::WrittenIn,
};
use crate::{
    intake::{
        PersonId,
        calendar::{BusinessCalendar, clock_in_japan},
        cases::{CaseId, CaseStep, Pipeline, StepRefusal, due_on, step_to},
    },
    store::{
        Store, WriteError,
        audit::AuditEntry,
        entities::{case_change, person_case, person_task},
        persons::{lock_persons, person_of},
        row_id::new_row_id,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What cases of a pipeline go by.
#[derive(Clone, Copy, Debug)]
pub struct CaseRules<'a> {
    /// Their pipeline.
    pub pipeline: &'a Pipeline,
    /// On which days something can be due.
    pub calendar: &'a BusinessCalendar<'a>,
}

/// A case that is to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    /// Whose it is, by any record of theirs.
    pub person: PersonId,
    /// The key of the company that it is about.
    pub organisation: Option<String>,
    /// The account that looks after it.
    pub owner: Option<String>,
    /// What somebody wrote about it.
    pub note: Option<String>,
}

/// A case that is to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseMove {
    /// Which.
    pub case: CaseId,
    /// The version that whoever moves it has seen.
    pub version: i32,
    /// The status that it is to have.
    pub to: String,
    /// What somebody wrote about it.
    pub note: Option<String>,
    /// What the mail calls things that goes with it; `None` if none is to go, or the pipeline names none.
    pub mail: Option<CaseMailWords>,
}

/// What a mail about a case calls things, as the site does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseMailWords {
    /// What the pipeline is called.
    pub title: String,
    /// What the company is called; empty where there is none.
    pub organisation: String,
}

/// What became of a change of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseOutcome {
    /// It stands so now. With it goes the template of the mail that was written, if one was.
    Changed(CaseView, Option<String>),
    /// Somebody else has changed it in between, and it stands so.
    Stale(CaseView),
    /// Its pipeline has no such step.
    Refused(StepRefusal),
    /// There is no such case in this pipeline.
    Unknown,
}

/// Who changes a case, and when.
struct CaseStamp {
    actor: String,
    now: Timestamp,
}

struct CaseOpening {
    row: person_case::Model,
    sealed: Option<Vec<u8>>,
    stamp: CaseStamp,
}

impl StoreChange for CaseOpening {
    /// Whether its person is there still.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = &self.row;
        if lock_persons(&[PersonId(row.record_id)].into(), db).await?.is_empty() {
            return Ok(false);
        }
        person_case::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        self.stamp.write_step(row, (None, self.sealed.clone()), db).await?;
        log.audit.push(self.stamp.entry(row, "case.opened"));
        Ok(true)
    }
}

/// Begins a case within a transaction; gives whether its person is there still.
pub(in crate::store) async fn begin_case(
    row: person_case::Model,
    (actor, now): (&str, Timestamp),
    log: &mut WorkLog,
    db: &DatabaseTransaction,
) -> anyhow::Result<bool> {
    CaseOpening { row, sealed: None, stamp: CaseStamp { actor: actor.to_owned(), now } }.apply(log, db).await
}

/// What is to be changed of a case.
enum CaseEdit {
    Move { step: CaseStep, sealed: Option<Vec<u8>>, mail: Option<CaseMailFacts> },
    Owner(Option<String>),
    Due(Option<Date>),
}

struct CaseChange {
    case: CaseId,
    version: i32,
    edit: CaseEdit,
    stamp: CaseStamp,
}

impl StoreChange for CaseChange {
    type Made = CaseOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<CaseOutcome> {
        let Some(row) = lock_case(self.case, db).await? else { return Ok(CaseOutcome::Unknown) };
        if row.version != self.version {
            return Ok(CaseOutcome::Stale(CaseView::of(&row)?));
        }
        let now = self.stamp.now.as_millisecond();
        let mut changed = row.clone().into_active_model();
        changed.version = Set(row.version + 1);
        let action = match &self.edit {
            CaseEdit::Move { step, sealed, .. } => {
                changed.status = Set(step.to.clone());
                changed.status_since = Set(now);
                changed.due_on = Set(step.due_on.map(|day| day.to_string()));
                changed.closed_at = Set(step.is_end.then_some(now));
                let moved = person_case::Model { status: step.to.clone(), ..row.clone() };
                self.stamp.write_step(&moved, (Some(row.status.clone()), sealed.clone()), db).await?;
                "case.moved"
            }
            CaseEdit::Owner(owner) => {
                changed.owner = Set(owner.clone());
                self.hand_over_tasks(owner.clone(), db).await?;
                "case.assigned"
            }
            CaseEdit::Due(day) => {
                changed.due_on = Set(day.map(|day| day.to_string()));
                "case.due"
            }
        };
        let changed = changed.update(db).await?;
        log.audit.push(self.stamp.entry(&changed, action));
        let mail = self.write_mail(&changed, log, db).await?;
        Ok(CaseOutcome::Changed(CaseView::of(&changed)?, mail))
    }
}

impl CaseStamp {
    async fn write_step(
        &self,
        row: &person_case::Model,
        (from_status, sealed): (Option<String>, Option<Vec<u8>>),
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let step = case_change::Model {
            id: new_row_id(),
            case_id: row.id,
            record_id: row.record_id,
            at: self.now.as_millisecond(),
            from_status,
            to_status: row.status.clone(),
            actor: self.actor.clone(),
            sealed,
        };
        case_change::Entity::insert(step.into_active_model()).exec_without_returning(db).await?;
        Ok(())
    }

    fn entry(&self, row: &person_case::Model, action: &'static str) -> AuditEntry {
        let (person, subject) = (Some(PersonId(row.record_id)), Some(row.id));
        AuditEntry { at: self.now, actor: self.actor.clone(), action, person, subject }
    }
}

impl CaseChange {
    /// Writes the mail that goes with a step, if there is one and somebody who can read it; gives its template.
    async fn write_mail(
        &self,
        row: &person_case::Model,
        log: &mut WorkLog,
        db: &DatabaseTransaction,
    ) -> anyhow::Result<Option<String>> {
        let CaseEdit::Move { mail: Some(mail), .. } = &self.edit else { return Ok(None) };
        if !add_case_mail(row, mail, self.stamp.now, db).await? {
            return Ok(None);
        }
        log.audit.push(self.stamp.entry(row, "case.mailed"));
        Ok(Some(mail.template.clone()))
    }

    /// Whoever looks after a case does what its rules have planned.
    async fn hand_over_tasks(&self, owner: Option<String>, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        person_task::Entity::update_many()
            .col_expr(person_task::Column::Owner, Expr::value(owner))
            .filter(person_task::Column::CaseId.eq(self.case.0))
            .filter(person_task::Column::Rule.is_not_null())
            .filter(person_task::Column::DoneAt.is_null())
            .exec(db)
            .await?;
        Ok(())
    }
}

impl Store {
    /// Begins a case of somebody; `None` if nobody is there any more.
    pub async fn open_case(&self, new: NewCase, rules: CaseRules<'_>, actor: &str) -> anyhow::Result<Option<CaseView>> {
        let (readers, now) = (&self.databases.readers, Timestamp::now());
        let record = person_of(new.person, readers).await?;
        let sealed = match &new.note {
            Some(note) => WrittenIn::CaseChange.seal(note, record, &self.keys, readers).await?,
            None => None,
        };
        let pipeline = rules.pipeline;
        let begins = pipeline.status(&pipeline.starts_with);
        let due = begins.and_then(|status| due_on(status, clock_in_japan(now).date(), rules.calendar));
        let row = person_case::Model {
            id: Uuid::new_v4(),
            pipeline: pipeline.id.clone(),
            record_id: record.0,
            organisation: new.organisation,
            status: pipeline.starts_with.clone(),
            status_since: now.as_millisecond(),
            owner: new.owner,
            due_on: due.map(|day| day.to_string()),
            opened_at: now.as_millisecond(),
            closed_at: begins.filter(|status| status.is_end).map(|_| now.as_millisecond()),
            version: 1,
        };
        let view = CaseView::of(&row)?;
        let is_open =
            self.write(CaseOpening { row, sealed, stamp: CaseStamp { actor: actor.to_owned(), now } }).await?;
        Ok(is_open.then_some(view))
    }

    /// Has a case go on, as far as its pipeline has a step there and nobody else was faster.
    pub async fn move_case(&self, wanted: CaseMove, rules: CaseRules<'_>, actor: &str) -> anyhow::Result<CaseOutcome> {
        let (readers, now) = (&self.databases.readers, Timestamp::now());
        let found = self.case(wanted.case).await?.filter(|case| case.pipeline == rules.pipeline.id);
        let Some(case) = found else { return Ok(CaseOutcome::Unknown) };
        if case.version != wanted.version {
            return Ok(CaseOutcome::Stale(case));
        }
        let today = clock_in_japan(now).date();
        let step = match step_to(rules.pipeline, (&case.status, &wanted.to), today, rules.calendar) {
            Ok(step) => step,
            Err(refusal) => return Ok(CaseOutcome::Refused(refusal)),
        };
        let sealed = match &wanted.note {
            Some(note) => WrittenIn::CaseChange.seal(note, case.record, &self.keys, readers).await?,
            None => None,
        };
        // The version says that it stands still as it was just read.
        let mail = step.mail.clone().zip(wanted.mail).map(|(template, words)| CaseMailFacts {
            template,
            title: words.title,
            organisation: words.organisation,
        });
        let edit = CaseEdit::Move { step, sealed, mail };
        let stamp = CaseStamp { actor: actor.to_owned(), now };
        Ok(self.write(CaseChange { case: case.id, version: case.version, edit, stamp }).await?)
    }

    /// Says which account looks after a case, or that nobody does; what its rules have planned goes with it.
    pub async fn assign_case(
        &self,
        (case, version): (CaseId, i32),
        owner: Option<String>,
        actor: &str,
    ) -> Result<CaseOutcome, WriteError> {
        let (edit, stamp) = (CaseEdit::Owner(owner), CaseStamp { actor: actor.to_owned(), now: Timestamp::now() });
        self.write(CaseChange { case, version, edit, stamp }).await
    }

    /// Says until when something has to be done about a case.
    pub async fn set_case_due(
        &self,
        (case, version): (CaseId, i32),
        day: Option<Date>,
        actor: &str,
    ) -> Result<CaseOutcome, WriteError> {
        let (edit, stamp) = (CaseEdit::Due(day), CaseStamp { actor: actor.to_owned(), now: Timestamp::now() });
        self.write(CaseChange { case, version, edit, stamp }).await
    }
}
