//! Time that is taken, as rows: locked, read, taken and freed. No two rows are the same five minutes of one counsellor, company
//! or person; the lock is there so that it comes to no such conflict.

use std::{collections::BTreeSet, ops::Range};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    SealedSubmission,
    entities::{booking, booking_cell, booking_lock},
    host_time_rows::add_host_times,
    lost_race::LostRace,
};
use crate::intake::{
    Digest,
    bookings::{BookingState, TakenCells, person_name, resource_key, resource_name},
};

/// How many rows one statement takes: databases limit the values of one.
const ROWS: usize = 2_000;

/// The time of some people, as far as a transaction asks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SlotNeed {
    names: BTreeSet<String>,
    cells: Option<Range<i64>>,
}

impl SlotNeed {
    /// What the wishes of a batch can touch.
    pub fn of(batch: &[SealedSubmission]) -> Self {
        let mut need = Self::default();
        for slot in batch.iter().filter_map(|sealed| sealed.slot.as_ref()) {
            need.names.extend(slot.lookup.as_ref().map(person_name));
            for candidate in slot.request.candidates() {
                need.names.insert(resource_name(&candidate.slot.resource));
                need.widen(&candidate.cells);
            }
        }
        need
    }

    /// What a booking can touch that has these cells, or is to have them.
    pub fn of_booking(row: &booking::Model, cells: &Range<i64>) -> Self {
        Self { names: names(row).collect(), cells: Some(cells.clone()) }
    }

    /// The same, and a counsellor or company beside.
    pub fn with_resource(mut self, key: &str) -> Self {
        self.names.insert(resource_name(key));
        self
    }

    /// All time of these, within cells.
    pub fn of_resources<'a>(keys: impl Iterator<Item = &'a str>, cells: Range<i64>) -> Self {
        Self { names: keys.map(resource_name).collect(), cells: Some(cells) }
    }

    fn widen(&mut self, cells: &Range<i64>) {
        let wide = self.cells.take().unwrap_or_else(|| cells.clone());
        self.cells = Some(wide.start.min(cells.start)..wide.end.max(cells.end));
    }

    /// Whether there is any.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Locks it, always in the order of the names. Without any, nothing is asked.
    pub async fn lock(&self, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        if self.names.is_empty() {
            return Ok(());
        }
        let rows = self.names.iter().map(|name| booking_lock::Model { resource: name.clone() }.into_active_model());
        let known = OnConflict::column(booking_lock::Column::Resource).do_nothing().to_owned();
        booking_lock::Entity::insert_many(rows).on_conflict(known).exec_without_returning(db).await?;
        // SQLite has no row locks, and needs none: one transaction writes at a time.
        booking_lock::Entity::find()
            .filter(booking_lock::Column::Resource.is_in(&self.names))
            .order_by_asc(booking_lock::Column::Resource)
            .lock_exclusive()
            .all(db)
            .await?;
        Ok(())
    }

    /// Reads what is taken, but by one booking, and who is away or there beside their hours.
    pub async fn read(&self, except: Option<Uuid>, db: &impl ConnectionTrait) -> anyhow::Result<TakenCells> {
        let Some(cells) = self.cells.clone().filter(|_| !self.names.is_empty()) else {
            return Ok(TakenCells::default());
        };
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let mut taken = read_taken_cells(&names, &cells, except, db).await?;
        let hosts = self.names.iter().filter_map(|name| resource_key(name));
        add_host_times(hosts, &cells, resource_name, &mut taken, db).await?;
        Ok(taken)
    }
}

/// What is taken of these names within a time, but by one booking or talk.
pub(super) async fn read_taken_cells(
    names: &[&str],
    cells: &Range<i64>,
    except: Option<Uuid>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<TakenCells> {
    let mut taken = TakenCells::default();
    for part in names.chunks(ROWS) {
        let mut query = booking_cell::Entity::find()
            .select_only()
            .columns([booking_cell::Column::Resource, booking_cell::Column::Cell])
            .filter(booking_cell::Column::Resource.is_in(part.iter().copied()))
            .filter(booking_cell::Column::Cell.gte(cells.start))
            .filter(booking_cell::Column::Cell.lt(cells.end));
        if let Some(except) = except {
            query = query.filter(booking_cell::Column::BookingId.ne(except));
        }
        let rows: Vec<(String, i64)> = query.into_tuple().all(db).await?;
        for (name, cell) in rows {
            taken.insert(&name, cell..cell + 1);
        }
    }
    Ok(taken)
}

/// The names under which the time of a booking is kept.
pub(super) fn names(row: &booking::Model) -> impl Iterator<Item = String> {
    let lookup = row.lookup.as_ref().and_then(|lookup| Digest::try_from(lookup.as_slice()).ok());
    [resource_name(&row.resource)].into_iter().chain(lookup.map(|lookup| person_name(&lookup)))
}

/// Whether the time of a booking is taken.
pub(super) fn has_time(row: &booking::Model) -> bool {
    BookingState::parse(&row.state).is_some_and(BookingState::has_time)
}

/// Takes the time of bookings. That it is not free any more is a lost race, after which everything is read again.
pub(super) async fn take_cells(bookings: &[booking::Model], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    if take_free_cells(bookings, db).await? { Ok(()) } else { Err(LostRace.into()) }
}

/// Takes of the time of bookings what is free. Gives whether all of it was.
pub(super) async fn take_free_cells(bookings: &[booking::Model], db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let of_booking = |row: &booking::Model| {
        let (id, cells) = (row.id, row.first_cell..row.past_cell);
        let of_name = move |name: String| {
            cells.clone().map(move |cell| booking_cell::Model { resource: name.clone(), cell, booking_id: id })
        };
        names(row).flat_map(of_name).collect::<Vec<_>>()
    };
    let mut rows: Vec<booking_cell::Model> = bookings.iter().flat_map(of_booking).collect();
    rows.sort_by(|a, b| (&a.resource, a.cell).cmp(&(&b.resource, b.cell)));
    let mut taken = 0;
    for chunk in rows.chunks(ROWS) {
        let known = OnConflict::new().do_nothing().to_owned();
        let models = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        taken += booking_cell::Entity::insert_many(models).on_conflict(known).exec_without_returning(db).await?;
    }
    Ok(taken == rows.len() as u64)
}

/// Frees the time of a booking.
pub(super) async fn free_cells(booking: Uuid, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    booking_cell::Entity::delete_many().filter(booking_cell::Column::BookingId.eq(booking)).exec(db).await?;
    Ok(())
}
