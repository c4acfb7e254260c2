//! Why staff changed something by hand, in their own words: these may say anything of anybody, so they are encrypted with the key of
//! whoever it is about, and end with it. The audit log has that it was done. Where the registration was before and after is kept
//! beside them, since it itself says only where it is now.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::{
    intake::{Attendance, PersonId, RegistrationId},
    store::{
        Keys, SealedPlace, Store,
        audit::AuditEntry,
        entities::{event, registration, registration_reason},
        event_rows::seats_of,
        persons::RecordKeys,
        row_id::new_row_id,
    },
};

/// A reason, as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffReason {
    /// What was done, as the audit log calls it.
    pub action: String,
    /// When.
    pub at: Timestamp,
    /// The account that did it.
    pub by: String,
    /// Why; empty where a visitor did it.
    pub text: String,
    /// Where it was before; `None` where nothing says so.
    pub from: Option<SeatPlace>,
    /// Where it was from then on; `None` where it was over, or nothing says so.
    pub to: Option<SeatPlace>,
}

/// Where a registration is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatPlace {
    /// The event's id.
    pub event: String,
    /// What people call it; empty where it is not known any more.
    pub title: String,
    /// In which of its places.
    pub attendance: Attendance,
    /// How many seats it is for.
    pub seats: u32,
}

/// A reason that is given. Where the registration was is read from it as it was.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct ReasonOf<'a> {
    pub action: &'static str,
    pub text: &'a str,
    pub account: &'a str,
    pub at: Timestamp,
    /// Where it is now; `None` if that is over.
    pub to: Option<PlaceNow<'a>>,
}

/// Where a registration is from now on.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct PlaceNow<'a> {
    pub event: &'a str,
    pub attendance: Attendance,
    pub seats: u32,
}

impl<'a> PlaceNow<'a> {
    /// Where it is as its row says.
    pub fn of(row: &'a registration::Model) -> anyhow::Result<Self> {
        let attendance = Attendance::parse(&row.attendance).context("an attendance is unknown")?;
        Ok(Self { event: &row.event_id, attendance, seats: seats_of(row.seats)? })
    }
}

impl Store {
    /// Why staff changed a registration, oldest first, for an account that is written down.
    pub async fn registration_reasons(
        &self,
        registration: RegistrationId,
        actor: &str,
    ) -> anyhow::Result<Vec<StaffReason>> {
        let (at, actor, action) = (Timestamp::now(), actor.to_owned(), "registration.reasons_read");
        self.write(AuditEntry { at, actor, action, person: None, subject: Some(registration.0) }).await?;
        let db = &self.databases.readers;
        let rows = registration_reason::Entity::find()
            .filter(registration_reason::Column::RegistrationId.eq(registration.0))
            .order_by_asc(registration_reason::Column::At)
            .order_by_asc(registration_reason::Column::Id)
            .all(db)
            .await?;
        let records: Vec<PersonId> = rows.iter().map(|row| PersonId(row.person_id)).collect();
        let keys = RecordKeys::read(&records, &self.keys, db).await?;
        let named = rows.iter().flat_map(|row| row.from_event.iter().chain(&row.to_event)).cloned();
        let events = event::Entity::find().filter(event::Column::Id.is_in(named)).all(db).await?;
        let titles = events.into_iter().map(|event| (event.id, event.title)).collect();
        let reasons = rows.iter().map(|row| open_reason(row, &titles, &keys));
        Ok(reasons.collect::<anyhow::Result<Vec<_>>>()?.into_iter().flatten().collect())
    }
}

/// What a row says, by the titles of events; `None` for somebody who is erased.
pub(in crate::store) fn open_reason(
    row: &registration_reason::Model,
    titles: &BTreeMap<String, String>,
    keys: &RecordKeys,
) -> anyhow::Result<Option<StaffReason>> {
    let person = PersonId(row.person_id);
    let Some(key) = keys.of(person) else { return Ok(None) };
    let place_of = |event: &Option<String>, attendance: &Option<String>, seats: Option<i32>| {
        let (Some(event), Some(attendance), Some(seats)) = (event, attendance, seats) else { return Ok(None) };
        anyhow::Ok(Some(SeatPlace {
            event: event.clone(),
            title: titles.get(event).cloned().unwrap_or_default(),
            attendance: Attendance::parse(attendance).context("an attendance is unknown")?,
            seats: seats_of(seats)?,
        }))
    };
    Ok(Some(StaffReason {
        action: row.action.clone(),
        at: Timestamp::from_millisecond(row.at)?,
        by: row.account.clone(),
        text: String::from_utf8(key.open(place(person), &row.sealed)?)?,
        from: place_of(&row.from_event, &row.from_attendance, row.from_seats)?,
        to: place_of(&row.to_event, &row.to_attendance, row.to_seats)?,
    }))
}

fn place(person: PersonId) -> SealedPlace {
    SealedPlace { table: "registration_reasons", column: "sealed", person }
}

/// Writes down why a registration is changed, which is given as it was.
pub(in crate::store) async fn write_reason(
    of: &registration::Model,
    reason: ReasonOf<'_>,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let person = PersonId(of.person_id);
    let opened = RecordKeys::read(&[person], keys, db).await?;
    let key = opened.of(person).context("the key of a registration is gone")?;
    let from = PlaceNow::of(of)?;
    let seats = |place: PlaceNow<'_>| i32::try_from(place.seats);
    let row = registration_reason::Model {
        id: new_row_id(),
        registration_id: of.id,
        person_id: of.person_id,
        submission_id: of.submission_id,
        action: reason.action.to_owned(),
        at: reason.at.as_millisecond(),
        account: reason.account.to_owned(),
        sealed: key.seal(place(person), reason.text.as_bytes())?,
        from_event: Some(from.event.to_owned()),
        from_attendance: Some(from.attendance.name().to_owned()),
        from_seats: Some(seats(from)?),
        to_event: reason.to.map(|to| to.event.to_owned()),
        to_attendance: reason.to.map(|to| to.attendance.name().to_owned()),
        to_seats: reason.to.map(seats).transpose()?,
    };
    registration_reason::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}
