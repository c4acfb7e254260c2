//! An event is held in another way: whoever took part in one that is there no more takes part in the one that is left. Seats
//! stay seats, above the capacity if need be, and the line keeps its order behind whoever waits there already.

use std::collections::BTreeSet;

use anyhow::Context;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
};

use super::{
    EventFacts,
    entities::registration,
    event_rows::{lock_events, seats_of, write_lines},
};

/// Moves people from places that the rows of the event, which are written already, have no more.
pub(super) async fn resettle(facts: &EventFacts, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let is_placed = registration::Column::Seat
        .is_not_null()
        .or(registration::Column::InLine.is_not_null())
        .or(registration::Column::ActiveLookup.is_not_null());
    let gone = registration::Entity::find()
        .filter(registration::Column::EventId.eq(&facts.id).and(is_placed))
        .filter(registration::Column::Attendance.is_not_in(facts.places.keys().map(|place| place.name())))
        .order_by_asc(registration::Column::InLine)
        .order_by_asc(registration::Column::Seat)
        .all(db)
        .await?;
    if gone.is_empty() {
        return Ok(());
    }
    let before = lock_events(&[facts.id.clone()].into(), &BTreeSet::new(), db).await?;
    let mut rolls = before.clone();
    let roll = rolls.get_mut(&facts.id).context("an event is missing")?;
    let (attendance, ledger) = roll.places.iter_mut().next().context("nobody can take part in an event")?;
    for row in gone {
        let (seat, in_line, seats) = (row.seat, row.in_line, seats_of(row.seats)?);
        let mut moved = row.into_active_model();
        moved.attendance = Set(attendance.name().to_owned());
        if seat.is_some() {
            moved.seat = Set(Some(i32::try_from(ledger.take_seats(seats))?));
        }
        if in_line.is_some() {
            moved.in_line = Set(Some(ledger.next_in_line));
            ledger.next_in_line += 1;
        }
        moved.update(db).await?;
    }
    write_lines(&before, &rolls, db).await
}
