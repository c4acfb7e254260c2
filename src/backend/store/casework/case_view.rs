//! How cases stand: one, all of somebody, or those that are looked for.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use anyhow::Context;
use jiff::{Timestamp, civil::Date};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::case_order::CaseOrder;
use crate::{
    intake::{PersonId, cases::CaseId},
    store::{Store, entities::person_case, persons::lock_persons},
};

/// A case as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseView {
    /// What it is called.
    pub id: CaseId,
    /// The name of its pipeline.
    pub pipeline: String,
    /// A record of the person whose it is.
    pub record: PersonId,
    /// The key of the company that it is about.
    pub organisation: Option<String>,
    /// The status that it has.
    pub status: String,
    /// Since when.
    pub status_since: Timestamp,
    /// The account that looks after it.
    pub owner: Option<String>,
    /// Until when something has to be done.
    pub due_on: Option<Date>,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it was over.
    pub closed_at: Option<Timestamp>,
    /// How often it was changed, for whoever wants to change it.
    pub version: i32,
}

/// Whose cases are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OwnerFilter {
    /// Everybody's and nobody's.
    #[default]
    Any,
    /// Those that nobody looks after.
    Nobody,
    /// Those of an account.
    Account(String),
}

/// Until when something has to be done about cases that are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DueFilter {
    /// Whenever, or never.
    #[default]
    Any,
    /// Until a day, or sooner.
    Until(Date),
    /// From a day until another one.
    Between(Date, Date),
    /// Nobody said when.
    NoDay,
}

/// Whether cases that are looked for are over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EndFilter {
    /// Those that go on.
    #[default]
    Open,
    /// Those that are over.
    Over,
    /// Both.
    Any,
}

/// Which cases are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Those of a pipeline.
    pub pipeline: Option<String>,
    /// Those in a status.
    pub status: Option<String>,
    /// Whose.
    pub owner: OwnerFilter,
    /// Until when something has to be done.
    pub due: DueFilter,
    /// Whether they are over.
    pub ends: EndFilter,
    /// When they began: from a time until before another one.
    pub opened: Option<Range<Timestamp>>,
    /// Which come first.
    pub order: CaseOrder,
}

impl CaseView {
    pub(super) fn of(row: &person_case::Model) -> anyhow::Result<Self> {
        Ok(Self {
            id: CaseId(row.id),
            pipeline: row.pipeline.clone(),
            record: PersonId(row.record_id),
            organisation: row.organisation.clone(),
            status: row.status.clone(),
            status_since: Timestamp::from_millisecond(row.status_since)?,
            owner: row.owner.clone(),
            due_on: row.due_on.as_deref().map(read_day).transpose()?,
            opened_at: Timestamp::from_millisecond(row.opened_at)?,
            closed_at: row.closed_at.map(Timestamp::from_millisecond).transpose()?,
            version: row.version,
        })
    }
}

/// A day as it is kept.
pub(super) fn read_day(text: &str) -> anyhow::Result<Date> {
    text.parse().with_context(|| format!("{text} is no day"))
}

/// A case, locked with its record until the transaction ends; `None` if it is gone.
pub(super) async fn lock_case(case: CaseId, db: &impl ConnectionTrait) -> anyhow::Result<Option<person_case::Model>> {
    let find = || person_case::Entity::find_by_id(case.0);
    let Some(row) = find().one(db).await? else { return Ok(None) };
    // Whoever erases somebody locks their records.
    if lock_persons(&[PersonId(row.record_id)].into(), db).await?.is_empty() {
        return Ok(None);
    }
    Ok(find().lock_exclusive().one(db).await?)
}

impl Store {
    /// Cases in their order, at most so many.
    pub async fn cases(&self, filter: &CaseFilter, most: u64) -> anyhow::Result<Vec<CaseView>> {
        let mut find = person_case::Entity::find();
        if let Some(pipeline) = &filter.pipeline {
            find = find.filter(person_case::Column::Pipeline.eq(pipeline));
        }
        if let Some(status) = &filter.status {
            find = find.filter(person_case::Column::Status.eq(status));
        }
        match &filter.owner {
            OwnerFilter::Any => {}
            OwnerFilter::Nobody => find = find.filter(person_case::Column::Owner.is_null()),
            OwnerFilter::Account(owner) => find = find.filter(person_case::Column::Owner.eq(owner)),
        }
        match filter.due {
            DueFilter::Any => {}
            DueFilter::Until(day) => find = find.filter(person_case::Column::DueOn.lte(day.to_string())),
            DueFilter::Between(from, until) => {
                find = find.filter(person_case::Column::DueOn.between(from.to_string(), until.to_string()));
            }
            DueFilter::NoDay => find = find.filter(person_case::Column::DueOn.is_null()),
        }
        match filter.ends {
            EndFilter::Open => find = find.filter(person_case::Column::ClosedAt.is_null()),
            EndFilter::Over => find = find.filter(person_case::Column::ClosedAt.is_not_null()),
            EndFilter::Any => {}
        }
        if let Some(times) = &filter.opened {
            find = find
                .filter(person_case::Column::OpenedAt.gte(times.start.as_millisecond()))
                .filter(person_case::Column::OpenedAt.lt(times.end.as_millisecond()));
        }
        let rows = filter.order.sort(find).limit(most).all(&self.databases.readers).await?;
        rows.iter().map(CaseView::of).collect()
    }

    /// Cases by what they are called, for whoever shows something that is about one.
    pub async fn cases_of(&self, cases: &BTreeSet<CaseId>) -> anyhow::Result<BTreeMap<CaseId, CaseView>> {
        let rows = person_case::Entity::find()
            .filter(person_case::Column::Id.is_in(cases.iter().map(|case| case.0)))
            .all(&self.databases.readers)
            .await?;
        rows.iter().map(|row| Ok((CaseId(row.id), CaseView::of(row)?))).collect()
    }

    /// A case; `None` if there is none.
    pub async fn case(&self, case: CaseId) -> anyhow::Result<Option<CaseView>> {
        let row = person_case::Entity::find_by_id(case.0).one(&self.databases.readers).await?;
        row.as_ref().map(CaseView::of).transpose()
    }
}
