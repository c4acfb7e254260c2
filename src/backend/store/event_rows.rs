//! Events as rows: how they stand under the lock. What the content says of them is `event_facts`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Select, sea_query::Expr,
};

use super::{
    entities::{event, event_place, registration},
    joined_reads::{JoinedReads, JoinedRows, ReadPart},
    row_insert::JoinedWrites,
    waiting_counts::{ANYBODY, MOST_COUNTED, PlaceWaiting, waiting_query},
};
use crate::intake::{Attendance, Digest, EventRoll, SeatLedger};

/// Events that one batch touches, by their ids.
pub(super) type EventRolls = BTreeMap<String, EventRoll>;

/// Locks events, always in the order of their ids, and reads how they stand: who of `lookups` is registered already, how many
/// seats are held, how many are waited for. Hardly more is asked for many of them than for one.
pub(super) async fn lock_events(
    ids: &BTreeSet<String>,
    lookups: &BTreeSet<Digest>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<EventRolls> {
    read_rolls(RollUse::Give, ids, lookups, db).await
}

/// What an event is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RollUse {
    /// Somebody only looks.
    Show,
    /// Seats are given to those who wait.
    Give,
    /// People come. Where anybody waits they wait as well, whatever is free.
    Join,
}

/// What was asked of events, together with other things.
pub(super) struct RollReads {
    intent: RollUse,
    events: ReadPart<event::Model>,
    places: ReadPart<event_place::Model>,
    waiting: ReadPart<PlaceWaiting>,
    active: Option<ReadPart<ActiveAddress>>,
}

/// An address that is registered for an event.
#[derive(FromQueryResult)]
struct ActiveAddress {
    event_id: String,
    active_lookup: Vec<u8>,
}

/// Seats at a place of an event that somebody holds.
#[derive(FromQueryResult)]
struct HeldSeats {
    event_id: String,
    attendance: String,
    seat: i32,
    seats: i32,
}

/// How an event stands at this moment, for whoever only looks; `None` if it is not known.
pub(super) async fn find_event(id: &str, db: &impl ConnectionTrait) -> anyhow::Result<Option<EventRoll>> {
    Ok(read_rolls(RollUse::Show, &[id.to_owned()].into(), &BTreeSet::new(), db).await?.remove(id))
}

async fn read_rolls(
    intent: RollUse,
    ids: &BTreeSet<String>,
    lookups: &BTreeSet<Digest>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<EventRolls> {
    let mut reads = JoinedReads::default();
    match RollReads::add(intent, ids, lookups, &mut reads) {
        None => Ok(EventRolls::new()),
        Some(asked) => asked.finish(&mut reads.read(db).await?, db).await,
    }
}

impl RollReads {
    /// Asks the same as `lock_events` for people who only come: of those who wait it is known whether there are any, and seats are
    /// known where nobody waits. Nothing is asked where there are no events.
    pub fn to_join(ids: &BTreeSet<String>, lookups: &BTreeSet<Digest>, reads: &mut JoinedReads) -> Option<Self> {
        Self::add(RollUse::Join, ids, lookups, reads)
    }

    fn add(
        intent: RollUse,
        ids: &BTreeSet<String>,
        lookups: &BTreeSet<Digest>,
        reads: &mut JoinedReads,
    ) -> Option<Self> {
        if ids.is_empty() {
            return None;
        }
        let events = event::Entity::find().filter(event::Column::Id.is_in(ids));
        let events = match intent {
            RollUse::Show => events,
            // SQLite has no row locks, and needs none: one transaction writes at a time.
            RollUse::Give | RollUse::Join => events.order_by_asc(event::Column::Id).lock_exclusive(),
        };
        let places = event_place::Entity::find().filter(event_place::Column::EventId.is_in(ids));
        Some(Self {
            intent,
            events: reads.add(events),
            places: reads.add(places),
            waiting: reads.add(waiting_query(ids, intent.most_counted())),
            active: (!lookups.is_empty()).then(|| reads.add(active_query(lookups))),
        })
    }

    /// How they stand, by the answers; what hangs on these is asked now.
    pub async fn finish(self, rows: &mut JoinedRows, db: &impl ConnectionTrait) -> anyhow::Result<EventRolls> {
        let mut rolls = EventRolls::new();
        for row in rows.take(&self.events)? {
            let closes_at = Timestamp::from_millisecond(row.closes_at)?;
            let roll = EventRoll { closes_at, is_on: row.is_on, places: BTreeMap::new(), active: BTreeSet::new() };
            rolls.insert(row.id, roll);
        }
        for row in rows.take(&self.places)? {
            if let (Some(roll), Some(attendance)) = (rolls.get_mut(&row.event_id), Attendance::parse(&row.attendance)) {
                roll.places.insert(attendance, empty_ledger(&row)?);
            }
        }
        for place in rows.take(&self.waiting)? {
            if let Some(ledger) = ledger(&mut rolls, &place.event_id, &place.attendance) {
                ledger.waiting = place.seats(self.intent.most_counted());
            }
        }
        for known in self.active.as_ref().map(|active| rows.take(active)).transpose()?.unwrap_or_default() {
            if let (Some(roll), Ok(lookup)) = (rolls.get_mut(&known.event_id), Digest::try_from(known.active_lookup)) {
                roll.active.insert(lookup);
            }
        }
        self.intent.read_seats(&mut rolls, db).await?;
        Ok(rolls)
    }
}

impl RollUse {
    /// How far those who wait are counted.
    fn most_counted(self) -> u64 {
        if self == Self::Join { ANYBODY } else { MOST_COUNTED }
    }

    async fn read_seats(self, rolls: &mut EventRolls, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let all_seats = |ledger: &SeatLedger| match self {
            Self::Show | Self::Give => true,
            Self::Join => ledger.waiting == 0 && ledger.capacity.is_some(),
        };
        let places = places_where(rolls, all_seats);
        read_seats(rolls, &places, db).await?;
        if self == Self::Join {
            // Where there is a seat for everybody, a new number follows the last one.
            for (id, attendance) in places_where(rolls, |ledger| ledger.capacity.is_none()) {
                let last = last_seat(&id, attendance, db).await?;
                if let Some(ledger) = rolls.get_mut(&id).and_then(|roll| roll.places.get_mut(&attendance)) {
                    ledger.taken.extend(last);
                }
            }
        }
        Ok(())
    }
}

/// Who of these is registered, by the addresses alone, and picked by their events afterwards: PostgreSQL knows little of a table
/// that has filled in minutes, and takes the index of an event's seats where that one is named too, which leads to everybody who
/// is registered.
fn active_query(lookups: &BTreeSet<Digest>) -> Select<registration::Entity> {
    registration::Entity::find()
        .select_only()
        .columns([registration::Column::EventId, registration::Column::ActiveLookup])
        .filter(registration::Column::ActiveLookup.is_in(lookups.iter().map(|lookup| lookup.to_vec())))
}

fn empty_ledger(row: &event_place::Model) -> anyhow::Result<SeatLedger> {
    Ok(SeatLedger {
        capacity: row.capacity.map(u32::try_from).transpose().context("a capacity is below nought")?,
        taken: BTreeMap::new(),
        waiting: 0,
        next_in_line: row.next_in_line,
    })
}

/// The places of events of which something holds.
fn places_where(rolls: &EventRolls, holds: impl Fn(&SeatLedger) -> bool) -> Vec<(String, Attendance)> {
    let of_roll = |(id, roll): (&String, &EventRoll)| -> Vec<(String, Attendance)> {
        let places = roll.places.iter().filter(|(_, ledger)| holds(ledger));
        places.map(|(attendance, _)| (id.clone(), *attendance)).collect()
    };
    rolls.iter().flat_map(of_roll).collect()
}

/// Whoever holds seats at a place. They begin with one; a range is found by the index, where "not null" is not.
fn with_seat(id: &str, attendance: Attendance) -> Expr {
    let is_place = registration::Column::EventId.eq(id).and(registration::Column::Attendance.eq(attendance.name()));
    is_place.and(registration::Column::Seat.gte(0))
}

/// The last number of a place, and how many seats are held by it.
async fn last_seat(id: &str, attendance: Attendance, db: &impl ConnectionTrait) -> anyhow::Result<Option<(u32, u32)>> {
    let found = registration::Entity::find().filter(with_seat(id, attendance));
    let found = found.order_by_desc(registration::Column::Seat).one(db).await?;
    let numbers = found.and_then(|row| Some((row.seat?, row.seats)));
    numbers.map(|(seat, seats)| Ok((seat_number(seat)?, seats_of(seats)?))).transpose()
}

async fn read_seats(
    rolls: &mut EventRolls,
    places: &[(String, Attendance)],
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    if places.is_empty() {
        return Ok(());
    }
    let at_any =
        places.iter().fold(Condition::any(), |at_any, (id, attendance)| at_any.add(with_seat(id, *attendance)));
    let held = registration::Entity::find()
        .select_only()
        .columns([registration::Column::EventId, registration::Column::Attendance])
        .columns([registration::Column::Seat, registration::Column::Seats])
        .filter(at_any)
        .into_model::<HeldSeats>()
        .all(db)
        .await?;
    for held in held {
        if let Some(ledger) = ledger(rolls, &held.event_id, &held.attendance) {
            ledger.taken.insert(seat_number(held.seat)?, seats_of(held.seats)?);
        }
    }
    Ok(())
}

fn seat_number(column: i32) -> anyhow::Result<u32> {
    u32::try_from(column).context("a seat is below nought")
}

/// A number of seats as its column has it.
pub(super) fn seats_of(column: i32) -> anyhow::Result<u32> {
    u32::try_from(column).context("a number of seats is below nought")
}

/// The largest group that can have seats at a place, as the column of seats has it.
pub(super) fn largest_group(ledger: &SeatLedger) -> i32 {
    ledger.largest_group().map_or(i32::MAX, |largest| i32::try_from(largest).unwrap_or(i32::MAX))
}

fn ledger<'a>(rolls: &'a mut EventRolls, id: &str, attendance: &str) -> Option<&'a mut SeatLedger> {
    rolls.get_mut(id)?.places.get_mut(&Attendance::parse(attendance)?)
}

/// Adds what writes the numbers in line that were given out since `before`.
pub(super) fn add_lines(before: &EventRolls, rolls: &EventRolls, writes: &mut JoinedWrites) {
    for (id, roll) in rolls {
        for (attendance, ledger) in &roll.places {
            let known = before.get(id).and_then(|roll| roll.places.get(attendance));
            if known.is_some_and(|known| known.next_in_line == ledger.next_in_line) {
                continue;
            }
            let is_place =
                event_place::Column::EventId.eq(id).and(event_place::Column::Attendance.eq(attendance.name()));
            let next = Expr::value(ledger.next_in_line);
            let line = event_place::Entity::update_many().col_expr(event_place::Column::NextInLine, next);
            writes.update(line.filter(is_place));
        }
    }
}

/// Writes the numbers in line that were given out since `before`.
pub(super) async fn write_lines(
    before: &EventRolls,
    rolls: &EventRolls,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let mut writes = JoinedWrites::default();
    add_lines(before, rolls, &mut writes);
    writes.write(db).await?;
    Ok(())
}
