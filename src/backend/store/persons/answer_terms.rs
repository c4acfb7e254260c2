//! Some answers are kept for a shorter time than the form says: what somebody needs to take part is nobody's business a month later.
//! They go, wherever they lie: among the encrypted answers, in clear, as files, and as hashes by which their person was found.
//! The rest of what was sent stays.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};
use uuid::Uuid;

use super::{
    StoreChange, WorkLog,
    personal_data::{RecordKeys, read_answers},
    retention::over_term,
};
use crate::{
    intake::{PersonId, TraitKind},
    store::{
        Keys, SealedSubmission,
        audit::AuditEntry,
        entities::{ended_answer, person_trait, submission, submission_answer, upload},
    },
};

/// How many submissions one transaction looks at.
const MOST_AT_ONCE: u64 = 100;

/// Answers that are over their term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerTerm {
    /// The form.
    pub form: String,
    /// Its fields with this term.
    pub fields: BTreeSet<String>,
    /// What was received before is over; where there is an event or a talk, what ended before.
    pub cutoff: Timestamp,
}

impl AnswerTerm {
    /// Submissions of which not all of these answers have ended, at most so many as one transaction looks at.
    pub(in crate::store) async fn find_over(&self, db: &impl ConnectionTrait) -> anyhow::Result<Vec<Uuid>> {
        let count = i64::try_from(self.fields.len())?;
        let ended = Query::select()
            .column(ended_answer::Column::SubmissionId)
            .from(ended_answer::Entity)
            .and_where(Expr::col(ended_answer::Column::Field).is_in(self.fields.iter().cloned()))
            .group_by_col(ended_answer::Column::SubmissionId)
            .and_having(Expr::col(ended_answer::Column::Field).count().eq(count))
            .to_owned();
        let rows = over_term(&self.form, self.cutoff)
            .filter(submission::Column::Id.not_in_subquery(ended))
            .order_by_asc(submission::Column::ReceivedAt)
            .limit(MOST_AT_ONCE);
        Ok(rows.into_tuple().all(db).await?)
    }
}

/// Answers that are to end.
pub(in crate::store) struct AnswerSweep {
    pub submissions: Vec<Uuid>,
    pub fields: BTreeSet<String>,
    pub keys: Keys,
    pub now: Timestamp,
}

impl StoreChange for AnswerSweep {
    /// From how many submissions an answer was deleted.
    type Made = usize;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<usize> {
        // Who was erased in between has ended.
        let rows = submission::Entity::find()
            .filter(submission::Column::Id.is_in(self.submissions.iter().copied()))
            .order_by_asc(submission::Column::Id)
            .lock_exclusive()
            .all(db)
            .await?;
        let holders: BTreeSet<PersonId> = rows.iter().map(|row| PersonId(row.person_id)).collect();
        let keys = RecordKeys::read(&holders.into_iter().collect::<Vec<_>>(), &self.keys, db).await?;
        let mut ended = 0;
        for row in &rows {
            let is_sealed = self.end_sealed(row, &keys, db).await?;
            if self.end_others(row.id, db).await? || is_sealed {
                ended += 1;
                log.audit.push(self.entry(row));
                log.leaves_no_trace = true;
            }
        }
        self.forget_traits(&rows, db).await?;
        self.remember(&rows, db).await?;
        Ok(ended)
    }
}

impl AnswerSweep {
    /// Seals what is left of the encrypted answers. Gives whether there was anything to delete.
    async fn end_sealed(
        &self,
        row: &submission::Model,
        keys: &RecordKeys,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<bool> {
        let person = PersonId(row.person_id);
        let (Some(mut answers), Some(key)) = (read_answers(row, keys)?, keys.of(person)) else { return Ok(false) };
        let before = answers.len();
        answers.retain(|name, _| !self.fields.contains(name));
        if answers.len() == before {
            return Ok(false);
        }
        let sealed = key.seal(SealedSubmission::place(person), &serde_json::to_vec(&answers)?)?;
        let mut changed = row.clone().into_active_model();
        changed.sealed = Set(sealed);
        changed.update(db).await?;
        Ok(true)
    }

    /// Deletes files, whose bytes the sweep of files removes then, and what lies in clear: today's forms say of no counted answer that
    /// it ends, an older version may have counted it. Gives whether there was any.
    async fn end_others(&self, submission: Uuid, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
        let fields = || self.fields.iter().cloned();
        let files = upload::Entity::delete_many()
            .filter(upload::Column::SubmissionId.eq(submission))
            .filter(upload::Column::Field.is_in(fields()))
            .exec(db)
            .await?;
        let coded = submission_answer::Entity::delete_many()
            .filter(submission_answer::Column::SubmissionId.eq(submission))
            .filter(submission_answer::Column::Field.is_in(fields()))
            .exec(db)
            .await?;
        Ok(files.rows_affected + coded.rows_affected > 0)
    }

    /// People are found no more by what has ended: their traits are read anew from what is left.
    async fn forget_traits(&self, rows: &[submission::Model], db: &impl ConnectionTrait) -> anyhow::Result<()> {
        if self.fields.iter().all(|field| TraitKind::of_field(field).is_none()) {
            return Ok(());
        }
        let is_theirs = person_trait::Column::RecordId.is_in(rows.iter().map(|row| row.person_id));
        person_trait::Entity::delete_many().filter(is_theirs).exec(db).await?;
        Ok(())
    }

    /// Writes down that these have been looked at. Another replica may have done so at the same moment.
    async fn remember(&self, rows: &[submission::Model], db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let ended_at = self.now.as_millisecond();
        let of_row = |row: &submission::Model| {
            let submission_id = row.id;
            let one = move |field: &String| ended_answer::Model { submission_id, field: field.clone(), ended_at };
            self.fields.iter().map(one).collect::<Vec<_>>()
        };
        let ended: Vec<_> = rows.iter().flat_map(of_row).map(IntoActiveModel::into_active_model).collect();
        if ended.is_empty() {
            return Ok(());
        }
        let known = [ended_answer::Column::SubmissionId, ended_answer::Column::Field];
        let known = OnConflict::columns(known).do_nothing().to_owned();
        ended_answer::Entity::insert_many(ended).on_conflict(known).exec_without_returning(db).await?;
        Ok(())
    }

    fn entry(&self, row: &submission::Model) -> AuditEntry {
        AuditEntry {
            at: self.now,
            actor: "system".to_owned(),
            action: "answers.ended",
            person: Some(PersonId(row.person_id)),
            subject: Some(row.id),
        }
    }
}
