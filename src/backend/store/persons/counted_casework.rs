//! What is left of cases, consultations and referrals whose person goes: rows that name nobody, from which reports
//! count on. A value that fewer than five have is merged with others of its kind, as with answers to forms.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::records::person_of;
use crate::{
    intake::{PersonId, calendar::clock_in_japan, cases::NoteKind},
    store::entities::{counted_case, counted_consultation, counted_referral, person_case, person_note, referral},
};

/// How many have to have a value for it to be kept as it is.
const FEWEST: i64 = 5;

/// Stands for values that too few have.
const MERGED: &str = "*";

/// What is counted of a consultation, by its column.
const CODED: [&str; 7] = ["consultation", "method", "minutes", "time_band", "topics", "reaction", "result"];

/// One value of each of these columns.
type CodedColumns = [Option<String>; CODED.len()];

/// How many have which value: of those who are there and of those who are gone.
#[derive(Debug, Default)]
pub(super) struct CaseworkTallies {
    /// By pipeline and status.
    cases: BTreeMap<(String, String), i64>,
    /// By column and value.
    consultations: BTreeMap<(&'static str, String), i64>,
    /// By office and outcome.
    referrals: BTreeMap<(String, String), i64>,
}

/// A consultation's coded values, and how many have them all.
type CodedRow =
    (Option<String>, Option<String>, Option<i32>, Option<String>, Option<String>, Option<String>, Option<String>, i64);

impl CaseworkTallies {
    /// Counts all of them.
    pub async fn read(db: &impl ConnectionTrait) -> anyhow::Result<Self> {
        let mut tallies = Self::default();
        let present = person_case::Entity::find()
            .select_only()
            .columns([person_case::Column::Pipeline, person_case::Column::Status])
            .expr(Expr::col(person_case::Column::Id).count())
            .group_by(person_case::Column::Pipeline)
            .group_by(person_case::Column::Status);
        let gone = counted_case::Entity::find()
            .select_only()
            .columns([counted_case::Column::Pipeline, counted_case::Column::Status])
            .expr(Expr::col(counted_case::Column::Id).count())
            .group_by(counted_case::Column::Pipeline)
            .group_by(counted_case::Column::Status);
        let rows: [Vec<(String, String, i64)>; 2] =
            [present.into_tuple().all(db).await?, gone.into_tuple().all(db).await?];
        for (pipeline, status, count) in rows.into_iter().flatten() {
            *tallies.cases.entry((pipeline, status)).or_default() += count;
        }
        let present = referral::Entity::find()
            .select_only()
            .columns([referral::Column::Office, referral::Column::Outcome])
            .expr(Expr::col(referral::Column::Id).count())
            .group_by(referral::Column::Office)
            .group_by(referral::Column::Outcome);
        let gone = counted_referral::Entity::find()
            .select_only()
            .columns([counted_referral::Column::Office, counted_referral::Column::Outcome])
            .expr(Expr::col(counted_referral::Column::Id).count())
            .group_by(counted_referral::Column::Office)
            .group_by(counted_referral::Column::Outcome);
        let rows: [Vec<(String, String, i64)>; 2] =
            [present.into_tuple().all(db).await?, gone.into_tuple().all(db).await?];
        for (office, outcome, count) in rows.into_iter().flatten() {
            *tallies.referrals.entry((office, outcome)).or_default() += count;
        }
        tallies.read_consultations(db).await?;
        Ok(tallies)
    }

    async fn read_consultations(&mut self, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        use counted_consultation::Column as Gone;
        use person_note::Column as Present;
        let columns = [
            Present::Consultation,
            Present::Method,
            Present::Minutes,
            Present::TimeBand,
            Present::Topics,
            Present::Reaction,
            Present::Result,
        ];
        let mut present = person_note::Entity::find()
            .select_only()
            .columns(columns)
            .expr(Expr::col(Present::Id).count())
            .filter(Present::Kind.eq(NoteKind::Consultation.name()));
        for column in columns {
            present = present.group_by(column);
        }
        let columns = [
            Gone::Consultation,
            Gone::Method,
            Gone::Minutes,
            Gone::TimeBand,
            Gone::Topics,
            Gone::Reaction,
            Gone::Result,
        ];
        let mut gone =
            counted_consultation::Entity::find().select_only().columns(columns).expr(Expr::col(Gone::Id).count());
        for column in columns {
            gone = gone.group_by(column);
        }
        let rows: [Vec<CodedRow>; 2] = [present.into_tuple().all(db).await?, gone.into_tuple().all(db).await?];
        for (kind, method, minutes, time_band, topics, reaction, result, count) in rows.into_iter().flatten() {
            let minutes = minutes.map(|minutes| minutes.to_string());
            let values: CodedColumns = [kind, method, minutes, time_band, topics, reaction, result];
            for (column, value) in CODED.into_iter().zip(values) {
                for value in value.iter().flat_map(|value| value.split(',')) {
                    *self.consultations.entry((column, value.to_owned())).or_default() += count;
                }
            }
        }
        Ok(())
    }

    fn has_enough(&self, column: &'static str, value: &str) -> bool {
        self.consultations.get(&(column, value.to_owned())).is_some_and(|count| *count >= FEWEST)
    }

    /// A value, or the mark of merged ones; of several with commas between them, each.
    fn merged(&self, column: &'static str, value: Option<String>) -> Option<String> {
        let one = |value: &str| if self.has_enough(column, value) { value.to_owned() } else { MERGED.to_owned() };
        let values: BTreeSet<String> = value?.split(',').map(one).collect();
        Some(values.into_iter().collect::<Vec<_>>().join(","))
    }
}

/// Leaves counted rows of what staff did about records. Called before that is deleted, and before the records are parted.
pub(super) async fn leave_counted_casework(
    records: &[PersonId],
    tallies: &CaseworkTallies,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    leave_cases(records, tallies, db).await?;
    let of = || records.iter().map(|record| record.0);
    let consultations = person_note::Entity::find()
        .filter(person_note::Column::RecordId.is_in(of()))
        .filter(person_note::Column::Kind.eq(NoteKind::Consultation.name()));
    let mut counted = Vec::new();
    for row in consultations.all(db).await? {
        counted.push(counted_consultation::Model {
            id: Uuid::new_v4(),
            month: month_of(row.at)?,
            consultation: tallies.merged("consultation", row.consultation),
            method: tallies.merged("method", row.method),
            // A number cannot be marked as merged; about how long it was stays in the band.
            minutes: row.minutes.filter(|minutes| tallies.has_enough("minutes", &minutes.to_string())),
            time_band: tallies.merged("time_band", row.time_band),
            topics: tallies.merged("topics", row.topics),
            reaction: tallies.merged("reaction", row.reaction),
            result: tallies.merged("result", row.result),
        });
    }
    if !counted.is_empty() {
        let rows = counted.into_iter().map(IntoActiveModel::into_active_model);
        counted_consultation::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    let referrals = referral::Entity::find().filter(referral::Column::RecordId.is_in(of()));
    let mut counted = Vec::new();
    for row in referrals.all(db).await? {
        let known = (row.office, row.outcome);
        let is_enough = tallies.referrals.get(&known).is_some_and(|count| *count >= FEWEST);
        let (office, outcome) = known;
        let office = if is_enough { office } else { MERGED.to_owned() };
        counted.push(counted_referral::Model { id: Uuid::new_v4(), month: month_of(row.at)?, office, outcome });
    }
    if !counted.is_empty() {
        let rows = counted.into_iter().map(IntoActiveModel::into_active_model);
        counted_referral::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// People are counted once in a pipeline and once in a status, however many cases they had: one row of theirs says so.
async fn leave_cases(records: &[PersonId], tallies: &CaseworkTallies, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let rows = person_case::Entity::find()
        .filter(person_case::Column::RecordId.is_in(records.iter().map(|record| record.0)))
        .order_by_asc(person_case::Column::OpenedAt)
        .order_by_asc(person_case::Column::Id)
        .all(db)
        .await?;
    let (mut in_pipelines, mut in_statuses, mut counted) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for row in rows {
        let person = person_of(PersonId(row.record_id), db).await?;
        let known = (row.pipeline, row.status);
        let is_enough = tallies.cases.get(&known).is_some_and(|count| *count >= FEWEST);
        let (pipeline, status) = known;
        let status = if is_enough { status } else { MERGED.to_owned() };
        let model = counted_case::Model {
            id: Uuid::new_v4(),
            opened_month: month_of(row.opened_at)?,
            closed_month: row.closed_at.map(month_of).transpose()?,
            is_first: in_pipelines.insert((person, pipeline.clone())),
            is_first_in_status: in_statuses.insert((person, pipeline.clone(), status.clone())),
            pipeline,
            status,
        };
        counted.push(model.into_active_model());
    }
    if !counted.is_empty() {
        counted_case::Entity::insert_many(counted).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The month of a time in Japan, as `2026-12`.
fn month_of(at: i64) -> anyhow::Result<String> {
    Ok(clock_in_japan(Timestamp::from_millisecond(at)?).strftime("%Y-%m").to_string())
}
