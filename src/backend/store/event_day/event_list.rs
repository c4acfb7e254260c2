//! All events with how many come to each: nothing in it says who.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::{
    intake::{Attendance, CheckInHours, RegistrationState},
    store::{
        Store,
        entities::{attendance, event, event_place, registration},
    },
};

/// An event, for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDay {
    /// Its id.
    pub event: String,
    /// Its title.
    pub title: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// From when on it takes nobody.
    pub closes_at: Timestamp,
    /// Whether it takes place as announced.
    pub is_on: bool,
    /// Where it is.
    pub place: String,
    /// When people are let in.
    pub hours: CheckInHours,
    /// How many come, in the room and online.
    pub places: BTreeMap<Attendance, PlaceCount>,
}

/// Seats at one place of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlaceCount {
    /// How many there are; `None` for a place that takes everybody.
    pub capacity: Option<u32>,
    /// How many are held for good.
    pub confirmed: u32,
    /// How many are held until an offer ends.
    pub offered: u32,
    /// How many are held until a mail is confirmed.
    pub unconfirmed: u32,
    /// How many are waited for.
    pub waiting: u32,
    /// How many came.
    pub entered: u32,
}

impl PlaceCount {
    /// How many are held.
    pub fn taken(&self) -> u32 {
        self.confirmed + self.offered + self.unconfirmed
    }

    fn of_state(&mut self, state: RegistrationState) -> Option<&mut u32> {
        match state {
            RegistrationState::Confirmed => Some(&mut self.confirmed),
            RegistrationState::Offered => Some(&mut self.offered),
            RegistrationState::Unconfirmed => Some(&mut self.unconfirmed),
            RegistrationState::Waiting => Some(&mut self.waiting),
            RegistrationState::Held | RegistrationState::Cancelled | RegistrationState::Lapsed => None,
        }
    }
}

/// All events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventDays {
    /// Those that are not over, the next one first.
    pub upcoming: Vec<EventDay>,
    /// Those that are over, the last one first.
    pub past: Vec<EventDay>,
}

impl Store {
    /// All events, as they stand at `now`.
    pub async fn event_days(&self, now: Timestamp) -> anyhow::Result<EventDays> {
        let days = read_event_days(None, &self.databases.readers).await?;
        let (mut past, upcoming): (Vec<_>, Vec<_>) = days.into_iter().partition(|day| day.ends_at <= now);
        past.reverse();
        Ok(EventDays { upcoming, past })
    }

    /// One event; `None` if it is not known.
    pub async fn event_day(&self, event: &str) -> anyhow::Result<Option<EventDay>> {
        Ok(read_event_days(Some(event), &self.databases.readers).await?.pop())
    }
}

/// Events in the order in which they begin: all of them, or the one of this id.
pub(super) async fn read_event_days(only: Option<&str>, db: &impl ConnectionTrait) -> anyhow::Result<Vec<EventDay>> {
    let mut events = event::Entity::find().order_by_asc(event::Column::StartsAt).order_by_asc(event::Column::Id);
    if let Some(id) = only {
        events = events.filter(event::Column::Id.eq(id));
    }
    let mut counts = read_places(only, db).await?;
    let mut days = Vec::new();
    for row in events.all(db).await? {
        let [starts_at, ends_at] = [row.starts_at, row.ends_at].map(Timestamp::from_millisecond);
        let (starts_at, ends_at) = (starts_at?, ends_at?);
        days.push(EventDay {
            places: counts.remove(&row.id).unwrap_or_default(),
            hours: CheckInHours::of(starts_at, ends_at),
            closes_at: Timestamp::from_millisecond(row.closes_at)?,
            event: row.id,
            title: row.title,
            starts_at,
            ends_at,
            is_on: row.is_on,
            place: row.place,
        });
    }
    Ok(days)
}

/// The counts of places, by event.
type CountedPlaces = BTreeMap<String, BTreeMap<Attendance, PlaceCount>>;

async fn read_places(only: Option<&str>, db: &impl ConnectionTrait) -> anyhow::Result<CountedPlaces> {
    let mut places = event_place::Entity::find();
    let mut seats = registration::Entity::find()
        .select_only()
        .columns([registration::Column::EventId, registration::Column::Attendance, registration::Column::State])
        .expr(registration::Column::Seats.sum())
        .group_by(registration::Column::EventId)
        .group_by(registration::Column::Attendance)
        .group_by(registration::Column::State);
    let mut came = attendance::Entity::find()
        .select_only()
        .column(attendance::Column::RegistrationId)
        .filter(attendance::Column::UndoneAt.is_null());
    if let Some(id) = only {
        places = places.filter(event_place::Column::EventId.eq(id));
        seats = seats.filter(registration::Column::EventId.eq(id));
        came = came.filter(attendance::Column::EventId.eq(id));
    }
    let mut counts = CountedPlaces::new();
    for row in places.all(db).await? {
        let attendance = Attendance::parse(&row.attendance).context("an attendance is unknown")?;
        let capacity = row.capacity.map(u32::try_from).transpose()?;
        counts.entry(row.event_id).or_default().insert(attendance, PlaceCount { capacity, ..PlaceCount::default() });
    }
    let entered = seats.clone().filter(registration::Column::Id.in_subquery(came.into_query()));
    for (is_entered, query) in [(false, seats), (true, entered)] {
        let rows: Vec<(String, String, String, Option<i64>)> = query.into_tuple().all(db).await?;
        for (event, attendance, state, seats) in rows {
            let attendance = Attendance::parse(&attendance).context("an attendance is unknown")?;
            let state = RegistrationState::parse(&state).context("a state of a registration is unknown")?;
            // Where an event is held in another way by now, whoever was registered there is counted there still.
            let place = counts.entry(event).or_default().entry(attendance).or_default();
            let count = if is_entered { Some(&mut place.entered) } else { place.of_state(state) };
            if let Some(count) = count {
                *count += u32::try_from(seats.unwrap_or_default())?;
            }
        }
    }
    Ok(counts)
}
