//! Whoever wished to talk with a company at a fair and did not is followed up on both sides: by a case that names the company, and by
//! a task for whoever looks after the company. Each pair once, whoever presses and however often.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    fair_desk::read_without_time,
    talk_rows::{is_seated, read_plan, talks_at},
};
use crate::{
    intake::{
        PersonId, SubmissionId,
        calendar::clock_in_japan,
        cases::{CaseId, due_on},
        fair::{FairPlan, TalkState},
    },
    store::{
        CaseRules, Store,
        casework::{add_plain_task, begin_case},
        entities::{event, fair_follow_up, fair_talk, organisation, person_case, person_task},
        event_day::read_registrations,
        persons::persons_of,
        row_id::new_row_id,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// Why two did not talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FollowUpReason {
    /// It was wished for, and there was no time.
    NoTime,
    /// Whoever had the talk did not come.
    VisitorAbsent,
    /// The company did not come.
    HostAbsent,
}

/// Somebody and a company who did not talk and wanted to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmatchedPair {
    /// What somebody sent.
    pub submission: SubmissionId,
    /// Who they are.
    pub person: PersonId,
    /// The key of the company.
    pub company: String,
    /// The company as people read it.
    pub label: String,
    /// Why.
    pub reason: FollowUpReason,
    /// The case in which they are followed up, once there is one.
    pub case: Option<CaseId>,
}

/// A pair that is followed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FairFollowUp {
    /// The event.
    pub event: String,
    /// What it is called.
    pub title: String,
    /// Who it is.
    pub person: PersonId,
    /// The case.
    pub case: CaseId,
    /// Since when.
    pub made_at: Timestamp,
}

impl Store {
    /// The pairs of a fair that did not talk and wanted to, by companies, each with its case where there is one.
    pub async fn unmatched_pairs(&self, event: &str) -> anyhow::Result<Vec<UnmatchedPair>> {
        read_unmatched(event, &self.databases.readers).await
    }

    /// Begins a case for each pair of a fair that has none yet, and a task for each company of these. Gives how many cases.
    pub async fn follow_up_fair(
        &self,
        event: &str,
        rules: CaseRules<'_>,
        owner: Option<String>,
        actor: &str,
    ) -> anyhow::Result<usize> {
        let (now, pipeline) = (Timestamp::now(), rules.pipeline);
        let begins = pipeline.status(&pipeline.starts_with);
        let due = begins.and_then(|status| due_on(status, clock_in_japan(now).date(), rules.calendar));
        let begin = FollowUpBegin {
            pipeline: pipeline.id.clone(),
            status: pipeline.starts_with.clone(),
            due,
            is_end: begins.is_some_and(|status| status.is_end),
        };
        let (event, actor) = (event.to_owned(), actor.to_owned());
        Ok(self.write(FollowUpMaking { event, begin, owner, actor, now }).await?)
    }

    /// Whoever is followed up with a company after fairs, newest first.
    pub async fn fair_follow_ups_of(&self, company: &str) -> anyhow::Result<Vec<FairFollowUp>> {
        let db = &self.databases.readers;
        let rows = fair_follow_up::Entity::find()
            .filter(fair_follow_up::Column::Company.eq(company))
            .order_by_desc(fair_follow_up::Column::MadeAt)
            .order_by_asc(fair_follow_up::Column::SubmissionId)
            .all(db)
            .await?;
        let persons = persons_of(rows.iter().map(|row| PersonId(row.person_id)), db).await?;
        let events: BTreeSet<&str> = rows.iter().map(|row| row.event_id.as_str()).collect();
        let events = event::Entity::find().filter(event::Column::Id.is_in(events)).all(db).await?;
        let title = |id: &str| events.iter().find(|event| event.id == id).map_or(id, |event| &event.title).to_owned();
        let follow_up = |row: &fair_follow_up::Model| {
            let record = PersonId(row.person_id);
            Ok(FairFollowUp {
                event: row.event_id.clone(),
                title: title(&row.event_id),
                person: persons.get(&record).copied().unwrap_or(record),
                case: CaseId(row.case_id),
                made_at: Timestamp::from_millisecond(row.made_at)?,
            })
        };
        rows.iter().map(follow_up).collect()
    }
}

async fn read_unmatched(event: &str, db: &impl ConnectionTrait) -> anyhow::Result<Vec<UnmatchedPair>> {
    let Some(plan) = read_plan(event, db).await? else { return Ok(Vec::new()) };
    let talks = talks_at(event).all(db).await?;
    let without_time = read_without_time(event, &talks, db).await?;
    let seated: Vec<_> = read_registrations(event, db).await?.into_iter().filter(is_seated).collect();
    let persons = persons_of(seated.iter().map(|row| PersonId(row.person_id)), db).await?;
    let made = fair_follow_up::Entity::find().filter(fair_follow_up::Column::EventId.eq(event)).all(db).await?;
    let made: BTreeMap<(Uuid, &str), Uuid> =
        made.iter().map(|row| ((row.submission_id, row.company.as_str()), row.case_id)).collect();
    let mut pairs = Vec::new();
    for row in &seated {
        let wished = without_time.get(&row.submission_id).into_iter().flatten();
        let wished = wished.map(|company| (company.clone(), FollowUpReason::NoTime));
        for (company, reason) in wished.chain(missed_by(row.submission_id, &talks)) {
            let record = PersonId(row.person_id);
            pairs.push(UnmatchedPair {
                submission: SubmissionId(row.submission_id),
                person: persons.get(&record).copied().unwrap_or(record),
                label: label_of(&plan, &talks, &company),
                case: made.get(&(row.submission_id, company.as_str())).map(|case| CaseId(*case)),
                company,
                reason,
            });
        }
    }
    pairs.sort_by(|a, b| a.label.cmp(&b.label).then(a.submission.cmp(&b.submission)));
    Ok(pairs)
}

/// The companies that somebody had a talk with that one side missed, and no other that was held.
fn missed_by(submission: Uuid, talks: &[fair_talk::Model]) -> BTreeMap<String, FollowUpReason> {
    let theirs = || talks.iter().filter(|talk| talk.submission_id == submission);
    let is_held = |company: &str| theirs().any(|talk| talk.company == company && talk.state == TalkState::Held.name());
    let reason = |talk: &fair_talk::Model| match TalkState::parse(&talk.state) {
        Some(TalkState::VisitorAbsent) => Some(FollowUpReason::VisitorAbsent),
        Some(TalkState::HostAbsent) => Some(FollowUpReason::HostAbsent),
        _ => None,
    };
    let missed = theirs().filter(|talk| !is_held(&talk.company));
    missed.filter_map(|talk| Some((talk.company.clone(), reason(talk)?))).collect()
}

fn label_of(plan: &FairPlan, talks: &[fair_talk::Model], company: &str) -> String {
    let known = plan.table(company).map(|table| table.label.clone());
    let had = || talks.iter().find(|talk| talk.company == company).map(|talk| talk.label.clone());
    known.or_else(had).unwrap_or_else(|| company.to_owned())
}

/// How the cases begin.
struct FollowUpBegin {
    pipeline: String,
    status: String,
    due: Option<Date>,
    is_end: bool,
}

struct FollowUpMaking {
    event: String,
    begin: FollowUpBegin,
    /// Who looks after the cases.
    owner: Option<String>,
    actor: String,
    now: Timestamp,
}

impl StoreChange for FollowUpMaking {
    type Made = usize;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<usize> {
        let mut pairs = read_unmatched(&self.event, db).await?;
        pairs.retain(|pair| pair.case.is_none());
        // Persons are locked in their order.
        pairs.sort_by_key(|pair| (pair.person, pair.company.clone()));
        let (mut count, mut companies) = (0, BTreeMap::<String, (String, usize)>::new());
        for pair in &pairs {
            if !self.begin(pair, log, db).await? {
                continue;
            }
            count += 1;
            companies.entry(pair.company.clone()).or_insert_with(|| (pair.label.clone(), 0)).1 += 1;
        }
        for (company, (label, persons)) in &companies {
            self.add_task((company, label), *persons, log, db).await?;
        }
        Ok(count)
    }
}

impl FollowUpMaking {
    /// Begins the case of a pair; gives whether that was done just now.
    async fn begin(&self, pair: &UnmatchedPair, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let at = self.now.as_millisecond();
        let case = person_case::Model {
            id: Uuid::new_v4(),
            pipeline: self.begin.pipeline.clone(),
            record_id: pair.person.0,
            organisation: Some(pair.company.clone()),
            status: self.begin.status.clone(),
            status_since: at,
            owner: self.owner.clone(),
            due_on: self.begin.due.map(|day| day.to_string()),
            opened_at: at,
            closed_at: self.begin.is_end.then_some(at),
            version: 1,
        };
        let row = fair_follow_up::Model {
            submission_id: pair.submission.0,
            company: pair.company.clone(),
            event_id: self.event.clone(),
            person_id: pair.person.0,
            case_id: case.id,
            made_at: at,
            made_by: self.actor.clone(),
        };
        let known = OnConflict::new().do_nothing().to_owned();
        let insert = fair_follow_up::Entity::insert_many([row.into_active_model()]).on_conflict(known);
        if insert.exec_without_returning(db).await? == 0 {
            return Ok(false);
        }
        begin_case(case, (&self.actor, self.now), log, db).await
    }

    /// The task of whoever looks after a company. It lies in clear, and names nobody.
    async fn add_task(
        &self,
        (company, label): (&str, &str),
        persons: usize,
        log: &mut WorkLog,
        db: &DatabaseTransaction,
    ) -> anyhow::Result<()> {
        let title = event::Entity::find_by_id(&self.event).one(db).await?.map(|event| event.title);
        let title = title.unwrap_or_else(|| self.event.clone());
        let cared_for = organisation::Entity::find()
            .filter(organisation::Column::ContentId.eq(company))
            .order_by_asc(organisation::Column::Id)
            .one(db)
            .await?;
        let today = clock_in_japan(self.now).date();
        let task = person_task::Model {
            id: new_row_id(),
            record_id: None,
            case_id: None,
            rule: None,
            title: Some(format!("「{title}」で{label}と話せなかった{persons}人を、企業と引き合わせる")),
            sealed: None,
            due_on: self.begin.due.unwrap_or(today).to_string(),
            owner: cared_for.and_then(|organisation| organisation.owner),
            made_at: self.now.as_millisecond(),
            made_by: self.actor.clone(),
            done_at: None,
            done_by: None,
            result: None,
            result_sealed: None,
        };
        add_plain_task(task, log, db).await
    }
}
