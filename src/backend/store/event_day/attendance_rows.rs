//! That somebody came, as rows: one attendance for each registration, and every step that made it what it is.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Select, sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    intake::CheckInMeans,
    store::entities::{attendance, attendance_step, registration},
};

/// That somebody came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedIn {
    /// When.
    pub at: Timestamp,
    /// The account that let them in.
    pub by: String,
    /// By what they were known.
    pub means: CheckInMeans,
}

impl CheckedIn {
    fn of(row: attendance::Model) -> anyhow::Result<Self> {
        Ok(Self {
            at: Timestamp::from_millisecond(row.checked_in_at)?,
            by: row.checked_in_by,
            means: CheckInMeans::parse(&row.means).context("a means of a check-in is unknown")?,
        })
    }
}

/// What was done to an attendance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AttendanceStep {
    In,
    Undone,
}

impl AttendanceStep {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Undone => "undone",
        }
    }
}

/// Somebody who asks for a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct StepRequest<'a> {
    /// The name that they gave to it.
    pub id: Uuid,
    /// The account.
    pub account: &'a str,
    pub at: Timestamp,
}

/// The row of a registration, which nobody else changes meanwhile: two desks, or a desk and an office, take turns at it.
pub(super) async fn lock_registration(
    id: Uuid,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<registration::Model>> {
    Ok(registration::Entity::find_by_id(id).lock_exclusive().one(db).await?)
}

/// The step that a request has led to before.
pub(super) async fn find_step(
    request: Uuid,
    step: AttendanceStep,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<attendance_step::Model>> {
    let found = attendance_step::Entity::find_by_id(request).filter(attendance_step::Column::Step.eq(step.name()));
    Ok(found.one(db).await?)
}

/// That somebody came with a registration; `None` if they did not, or it was undone.
pub(super) async fn find_attendance(
    registration: Uuid,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<CheckedIn>> {
    let found = attendance::Entity::find_by_id(registration).filter(attendance::Column::UndoneAt.is_null());
    found.one(db).await?.map(CheckedIn::of).transpose()
}

/// The attendances of an event that hold.
pub(super) fn attendances_at(event: &str) -> Select<attendance::Entity> {
    attendance::Entity::find()
        .filter(attendance::Column::EventId.eq(event))
        .filter(attendance::Column::UndoneAt.is_null())
}

/// Who came to an event, by registration.
pub(in crate::store) async fn read_attendances(
    event: &str,
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<Uuid, CheckedIn>> {
    let rows = attendances_at(event).all(db).await?;
    rows.into_iter().map(|row| Ok((row.registration_id, CheckedIn::of(row)?))).collect()
}

/// Writes that somebody came. One who was let in before, which was undone, came now.
pub(super) async fn enter(
    row: &registration::Model,
    means: CheckInMeans,
    request: StepRequest<'_>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let known = attendance::Entity::find_by_id(row.id).one(db).await?;
    // Who came without a registration is known by that ever after: nobody has confirmed their address.
    let is_walk_in = known.is_some_and(|known| known.means == CheckInMeans::WalkIn.name());
    let means = if is_walk_in { CheckInMeans::WalkIn } else { means };
    let came = attendance::Model {
        registration_id: row.id,
        event_id: row.event_id.clone(),
        person_id: row.person_id,
        submission_id: row.submission_id,
        means: means.name().to_owned(),
        checked_in_at: request.at.as_millisecond(),
        checked_in_by: request.account.to_owned(),
        undone_at: None,
    };
    let again = OnConflict::column(attendance::Column::RegistrationId)
        .update_columns([
            attendance::Column::EventId,
            attendance::Column::Means,
            attendance::Column::CheckedInAt,
            attendance::Column::CheckedInBy,
            attendance::Column::UndoneAt,
        ])
        .to_owned();
    attendance::Entity::insert(came.into_active_model()).on_conflict(again).exec_without_returning(db).await?;
    write_step(row, AttendanceStep::In, request, db).await
}

/// Writes down what was done.
pub(super) async fn write_step(
    row: &registration::Model,
    step: AttendanceStep,
    request: StepRequest<'_>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let done = attendance_step::Model {
        request_id: request.id,
        registration_id: row.id,
        person_id: row.person_id,
        submission_id: row.submission_id,
        step: step.name().to_owned(),
        at: request.at.as_millisecond(),
        account: request.account.to_owned(),
    };
    attendance_step::Entity::insert(done.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}
