//! How organisations stand.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{NullOrdering, Order},
};
use uuid::Uuid;

use crate::{
    intake::{
        cases::StepRefusal,
        organisations::{JobOpenings, OrganisationId, OrganisationKind},
        staff::ProgrammeScope,
    },
    store::{
        Store,
        entities::{organisation, organisation_opening},
        programme_filter::{ProgrammeOwner, of_programmes},
    },
};

/// The most organisations that are listed at once. A programme has some hundred.
const MOST: u64 = 2_000;

/// What is known of an organisation, of which nothing is about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationFacts {
    /// The programme that it belongs to; without one, the whole office's.
    pub programme: Option<String>,
    /// What it is.
    pub kind: OrganisationKind,
    /// What it is called.
    pub name: String,
    /// How that is read.
    pub kana: String,
    /// The municipality.
    pub place: String,
    /// Its trade (業種).
    pub trade: String,
    /// Where it was found.
    pub source: String,
    /// What the site calls its profile.
    pub content: Option<String>,
    /// The day of the first word that led to a yes (開拓).
    pub won_on: Option<Date>,
    /// Its open places.
    pub openings: Vec<JobOpenings>,
    /// The account that looks after it.
    pub owner: Option<String>,
}

/// An organisation as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationView {
    /// What it is called by programs.
    pub id: OrganisationId,
    /// What is known of it.
    pub facts: OrganisationFacts,
    /// Its status in the pipeline of organisations.
    pub step: String,
    /// Since when.
    pub step_since: Timestamp,
    /// Until when the next thing has to be done.
    pub due_on: Option<Date>,
    /// When it was written down.
    pub made_at: Timestamp,
    /// When its last step was taken.
    pub closed_at: Option<Timestamp>,
    /// How often it was changed, for whoever wants to change it.
    pub version: i32,
}

/// What became of a change of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganisationOutcome {
    /// It is so now.
    Changed,
    /// Somebody else has changed it in between.
    Stale,
    /// The pipeline has no such step.
    Refused(StepRefusal),
    /// There is no such organisation.
    Unknown,
}

impl OrganisationView {
    /// How many are looked for there.
    pub fn count_openings(&self) -> u64 {
        self.facts.openings.iter().map(|opening| u64::from(opening.count)).sum()
    }

    pub(super) fn of(row: organisation::Model, openings: Vec<JobOpenings>) -> anyhow::Result<Self> {
        let day = |text: &Option<String>| text.as_deref().map(read_civil_day).transpose();
        let facts = OrganisationFacts {
            kind: OrganisationKind::parse(&row.kind).context("a kind of organisations is unknown")?,
            won_on: day(&row.won_on)?,
            programme: row.programme,
            name: row.name,
            kana: row.kana,
            place: row.place,
            trade: row.trade,
            source: row.source,
            content: row.content_id,
            openings,
            owner: row.owner,
        };
        Ok(Self {
            id: OrganisationId(row.id),
            facts,
            step: row.step,
            step_since: Timestamp::from_millisecond(row.step_since)?,
            due_on: day(&row.due_on)?,
            made_at: Timestamp::from_millisecond(row.made_at)?,
            closed_at: row.closed_at.map(Timestamp::from_millisecond).transpose()?,
            version: row.version,
        })
    }
}

/// A day as it is kept.
pub(super) fn read_civil_day(text: &str) -> anyhow::Result<Date> {
    text.parse().with_context(|| format!("{text} is no day"))
}

/// The same, as it is written.
pub(super) fn text_of(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// The open places of organisations, in the order in which they were written.
pub(super) async fn read_openings(
    ids: impl IntoIterator<Item = Uuid>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<Uuid, Vec<JobOpenings>>> {
    let rows = organisation_opening::Entity::find()
        .filter(organisation_opening::Column::OrganisationId.is_in(ids))
        .order_by_asc(organisation_opening::Column::OrganisationId)
        .order_by_asc(organisation_opening::Column::Number)
        .all(db)
        .await?;
    let mut openings: BTreeMap<Uuid, Vec<JobOpenings>> = BTreeMap::new();
    for row in rows {
        let opening = JobOpenings { occupation: row.occupation, count: u32::try_from(row.openings)? };
        openings.entry(row.organisation_id).or_default().push(opening);
    }
    Ok(openings)
}

/// An organisation, locked until the transaction ends; `None` if there is none.
pub(super) async fn lock_organisation(
    id: OrganisationId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<organisation::Model>> {
    Ok(organisation::Entity::find_by_id(id.0).lock_exclusive().one(db).await?)
}

impl Store {
    /// All organisations of some programmes: those first of which something has to be done soonest.
    pub async fn organisations(&self, scope: &ProgrammeScope) -> anyhow::Result<Vec<OrganisationView>> {
        let readers = &self.databases.readers;
        let rows = organisation::Entity::find()
            .filter(of_programmes(organisation::Column::Programme, scope))
            .order_by_with_nulls(organisation::Column::DueOn, Order::Asc, NullOrdering::Last)
            .order_by_asc(organisation::Column::Kana)
            .order_by_asc(organisation::Column::Id)
            .limit(MOST)
            .all(readers)
            .await?;
        let mut openings = read_openings(rows.iter().map(|row| row.id), readers).await?;
        let view = |row: organisation::Model| {
            let own = openings.remove(&row.id).unwrap_or_default();
            OrganisationView::of(row, own)
        };
        rows.into_iter().map(view).collect()
    }

    /// Whose an organisation is, for whoever asks for it by its address; `None` if there is no such thing.
    pub async fn owner_of_organisation(&self, id: OrganisationId) -> anyhow::Result<Option<ProgrammeOwner>> {
        let row = organisation::Entity::find_by_id(id.0).one(&self.databases.readers).await?;
        Ok(row.map(|row| row.programme.into()))
    }
}
