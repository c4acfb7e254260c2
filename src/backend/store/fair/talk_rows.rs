//! Talks as rows: whose time they take. The lock of their event lets one transaction give out its tables at a time; the rows of
//! `booking_cells` see to it that nobody is in two places, bookings with counsellors and companies included.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    intake::{
        Digest, RegistrationState,
        bookings::{TakenCells, person_name},
        fair::{ChosenTalk, FairPlan, FairTalkStatus, TalkState, seat_name},
    },
    store::{
        entities::{booking_cell, event, fair_talk, registration},
        event_facts::parse_fair,
        lost_race::LostRace,
        row_id::new_row_id,
        slot_rows::read_taken_cells,
    },
};

/// How many rows one statement takes: databases limit the values of one.
const ROWS: usize = 2_000;

/// The plan of an event that is a fair; `None` for any other.
pub(super) async fn read_plan(event: &str, db: &impl ConnectionTrait) -> anyhow::Result<Option<FairPlan>> {
    let row = event::Entity::find_by_id(event).one(db).await?;
    row.and_then(|row| row.fair).as_deref().map(parse_fair).transpose()
}

/// The same, with its event locked: whoever else gives out its tables waits.
pub(super) async fn lock_plan(event: &str, db: &impl ConnectionTrait) -> anyhow::Result<Option<FairPlan>> {
    Ok(lock_fair(event, db).await?.map(|(_, plan)| plan))
}

/// The same with the row of the event.
pub(super) async fn lock_fair(
    event: &str,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<(event::Model, FairPlan)>> {
    let row = event::Entity::find_by_id(event).lock_exclusive().one(db).await?;
    let plan = row.as_ref().and_then(|row| row.fair.as_deref()).map(parse_fair).transpose()?;
    Ok(row.zip(plan))
}

/// The fairs whose talks are not over.
pub(super) async fn coming_fairs(
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<(event::Model, FairPlan)>> {
    let rows = event::Entity::find()
        .filter(event::Column::Fair.is_not_null())
        .filter(event::Column::EndsAt.gt(now.as_millisecond()))
        .order_by_asc(event::Column::Id)
        .all(db)
        .await?;
    let mut fairs = Vec::new();
    for row in rows {
        let Some(plan) = row.fair.as_deref().map(parse_fair).transpose()? else { continue };
        fairs.push((row, plan));
    }
    Ok(fairs)
}

/// The name under which the time of whoever registered is kept: by the address, or, without one, by what they sent.
pub(super) fn visitor_name(row: &registration::Model) -> String {
    let lookup = row.active_lookup.as_ref().and_then(|lookup| Digest::try_from(lookup.as_slice()).ok());
    lookup.map_or_else(|| format!("person:{}", row.submission_id), |lookup| person_name(&lookup))
}

/// Whether a registration holds a seat.
pub(super) fn is_seated(row: &registration::Model) -> bool {
    seated_states().contains(&row.state.as_str())
}

/// The states of a registration that holds a seat.
pub(super) fn seated_states() -> [&'static str; 2] {
    [RegistrationState::Confirmed, RegistrationState::Unconfirmed].map(RegistrationState::name)
}

/// What is taken of the tables of a fair, and of these people while it is on; but by one talk.
pub(super) async fn read_taken(
    (event, plan): (&str, &FairPlan),
    people: Vec<String>,
    except: Option<Uuid>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<TakenCells> {
    let seats = plan
        .tables
        .iter()
        .flat_map(|table| (1..=table.parallel).map(move |seat| seat_name(event, &table.company, seat)));
    let names: Vec<String> = seats.chain(people).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    read_taken_cells(&names, &plan.reach(), except, db).await
}

/// Everything that is taken, for the test that shows what the lock is for.
#[cfg(test)]
pub(in crate::store) async fn read_all_taken(db: &impl ConnectionTrait) -> anyhow::Result<TakenCells> {
    let mut taken = TakenCells::default();
    for row in booking_cell::Entity::find().all(db).await? {
        taken.insert(&row.resource, row.cell..row.cell + 1);
    }
    Ok(taken)
}

/// The row of a talk that somebody gets.
pub(super) fn talk_row(
    of: &registration::Model,
    (plan, talk): (&FairPlan, &ChosenTalk),
    (by, now): (Option<&str>, Timestamp),
) -> fair_talk::Model {
    let cells = plan.cells(&talk.time);
    let label = plan.table(&talk.company).map(|table| table.label.clone());
    fair_talk::Model {
        id: new_row_id(),
        event_id: of.event_id.clone(),
        label: label.unwrap_or_else(|| talk.company.clone()),
        company: talk.company.clone(),
        seat: i32::try_from(talk.seat).unwrap_or(i32::MAX),
        person_id: of.person_id,
        submission_id: of.submission_id,
        starts_at: talk.time.start.as_millisecond(),
        ends_at: talk.time.end.as_millisecond(),
        first_cell: cells.start,
        past_cell: cells.end,
        state: TalkState::Booked.name().to_owned(),
        made_at: now.as_millisecond(),
        made_by: by.map(str::to_owned),
        changed_at: None,
        changed_by: None,
        expires_at: None,
    }
}

/// Takes the time of talks, each of whoever has this name. That it is not free any more is a lost race.
pub(super) async fn take_talk_cells(
    talks: &[(fair_talk::Model, String)],
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    if add_talk_cells(talks, db).await? { Ok(()) } else { Err(LostRace.into()) }
}

/// Takes of the time of talks what is free. Gives whether all of it was.
pub(super) async fn add_talk_cells(
    talks: &[(fair_talk::Model, String)],
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    let mut rows = Vec::new();
    for (talk, person) in talks {
        let seat = seat_name(&talk.event_id, &talk.company, u32::try_from(talk.seat)?);
        for resource in [&seat, person] {
            let cell = |cell| booking_cell::Model { resource: resource.clone(), cell, booking_id: talk.id };
            rows.extend((talk.first_cell..talk.past_cell).map(cell));
        }
    }
    rows.sort_by(|a, b| (&a.resource, a.cell).cmp(&(&b.resource, b.cell)));
    let mut taken = 0;
    for chunk in rows.chunks(ROWS) {
        let known = OnConflict::new().do_nothing().to_owned();
        let models = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        taken += booking_cell::Entity::insert_many(models).on_conflict(known).exec_without_returning(db).await?;
    }
    Ok(taken == rows.len() as u64)
}

/// A talk as far as changes look at it.
pub(super) fn status_of(row: &fair_talk::Model) -> anyhow::Result<FairTalkStatus> {
    Ok(FairTalkStatus {
        state: state_of(row)?,
        starts_at: Timestamp::from_millisecond(row.starts_at)?,
        expires_at: row.expires_at.map(Timestamp::from_millisecond).transpose()?,
    })
}

/// What a talk is.
pub(super) fn state_of(row: &fair_talk::Model) -> anyhow::Result<TalkState> {
    TalkState::parse(&row.state).context("a state of a talk is unknown")
}

/// The talks of an event, by their time.
pub(super) fn talks_at(event: &str) -> Select<fair_talk::Entity> {
    fair_talk::Entity::find()
        .filter(fair_talk::Column::EventId.eq(event))
        .order_by_asc(fair_talk::Column::StartsAt)
        .order_by_asc(fair_talk::Column::Id)
}
