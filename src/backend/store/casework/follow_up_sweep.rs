//! What the rules of pipelines plan: each once for a case, however often and at how many replicas this is done.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};
use uuid::Uuid;

use super::tasks::entry;
use crate::{
    intake::{
        PersonId,
        calendar::{BusinessCalendar, clock_in_japan},
        cases::{FollowUp, Pipeline, follow_ups_of},
    },
    store::{
        Store,
        entities::{person_case, person_task},
        persons::lock_persons,
        row_id::new_row_id,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// How many cases one transaction plans for.
const MOST_AT_ONCE: u64 = 100;

struct FollowUpPlan {
    tasks: Vec<person_task::Model>,
    now: Timestamp,
}

impl StoreChange for FollowUpPlan {
    /// How many tasks there are more than before.
    type Made = usize;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<usize> {
        let records: BTreeSet<PersonId> = self.tasks.iter().filter_map(|task| task.record_id.map(PersonId)).collect();
        // Of who was erased in between nothing is planned any more.
        let there: BTreeSet<Uuid> = lock_persons(&records, db).await?.into_iter().map(|row| row.id).collect();
        let cases: BTreeSet<Uuid> = self.tasks.iter().filter_map(|task| task.case_id).collect();
        let planned = person_task::Entity::find()
            .select_only()
            .columns([person_task::Column::CaseId, person_task::Column::Rule])
            .filter(person_task::Column::CaseId.is_in(cases))
            .filter(person_task::Column::Rule.is_not_null());
        let planned: BTreeSet<(Option<Uuid>, Option<String>)> =
            planned.into_tuple().all(db).await?.into_iter().collect();
        let is_new = |task: &&person_task::Model| {
            let is_there = task.record_id.is_some_and(|record| there.contains(&record));
            is_there && !planned.contains(&(task.case_id, task.rule.clone()))
        };
        let tasks: Vec<person_task::Model> = self.tasks.iter().filter(is_new).cloned().collect();
        if tasks.is_empty() {
            return Ok(0);
        }
        log.audit.extend(tasks.iter().map(|task| entry(task, "system", self.now, "task.planned")));
        let made = tasks.len();
        let known = [person_task::Column::CaseId, person_task::Column::Rule];
        let known = OnConflict::columns(known).do_nothing().to_owned();
        let rows = tasks.into_iter().map(IntoActiveModel::into_active_model);
        person_task::Entity::insert_many(rows).on_conflict(known).exec_without_returning(db).await?;
        Ok(made)
    }
}

/// Cases in a status of which not all follow-ups are planned.
async fn find_unplanned(
    pipeline: &Pipeline,
    status: &str,
    rules: &[String],
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<person_case::Model>> {
    let mut is_missing = Condition::any();
    for rule in rules {
        let planned = Query::select()
            .expr(Expr::val(1))
            .from(person_task::Entity)
            .and_where(
                Expr::col((person_task::Entity, person_task::Column::CaseId))
                    .equals((person_case::Entity, person_case::Column::Id)),
            )
            .and_where(Expr::col((person_task::Entity, person_task::Column::Rule)).eq(rule.as_str()))
            .to_owned();
        is_missing = is_missing.add(Expr::exists(planned).not());
    }
    let rows = person_case::Entity::find()
        .filter(person_case::Column::Pipeline.eq(&pipeline.id))
        .filter(person_case::Column::Status.eq(status))
        .filter(is_missing)
        .order_by_asc(person_case::Column::Id)
        .limit(MOST_AT_ONCE);
    Ok(rows.all(db).await?)
}

/// A task of a rule. Its title is the rule, which says nothing about anybody.
fn task_of(case: &person_case::Model, planned: &FollowUp, now: Timestamp) -> person_task::Model {
    person_task::Model {
        id: new_row_id(),
        record_id: Some(case.record_id),
        case_id: Some(case.id),
        rule: Some(planned.rule()),
        title: None,
        sealed: None,
        due_on: planned.due_on.to_string(),
        owner: case.owner.clone(),
        made_at: now.as_millisecond(),
        made_by: "system".to_owned(),
        done_at: None,
        done_by: None,
        result: None,
        result_sealed: None,
    }
}

impl Store {
    /// Plans what the rules of pipelines say of the cases that there are. Gives how many tasks are new. A status that
    /// begins anew plans nothing again: what was planned when it began first holds.
    pub async fn plan_follow_ups(
        &self,
        pipelines: impl IntoIterator<Item = &Pipeline>,
        calendar: &BusinessCalendar<'_>,
    ) -> anyhow::Result<usize> {
        let mut made = 0;
        for pipeline in pipelines {
            for rule in &pipeline.follow_ups {
                let names: Vec<String> =
                    rule.months.iter().map(|months| FollowUp::rule_name(&rule.status, *months)).collect();
                loop {
                    let now = Timestamp::now();
                    let cases = find_unplanned(pipeline, &rule.status, &names, &self.databases.readers).await?;
                    let mut tasks = Vec::new();
                    for case in &cases {
                        let since = clock_in_japan(Timestamp::from_millisecond(case.status_since)?).date();
                        let planned = follow_ups_of(pipeline, &rule.status, since, calendar);
                        tasks.extend(planned.iter().map(|planned| task_of(case, planned, now)));
                    }
                    let count = if tasks.is_empty() { 0 } else { self.write(FollowUpPlan { tasks, now }).await? };
                    made += count;
                    if count == 0 {
                        break;
                    }
                }
            }
        }
        Ok(made)
    }
}
