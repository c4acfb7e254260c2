//! How many seats are waited for at each place of events, counted no further than anybody needs to know. Whoever decides asks under the lock of
//! the event, for every batch: a count of all would make each registration for a popular event dearer than the one before.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QuerySelect, Select,
    sea_query::{CaseStatement, Expr, Query, SelectStatement},
};

use super::entities::{event_place, registration};
use crate::intake::RegistrationState;

/// Most that are counted for whoever looks, or gives seats to those who wait: it stands for so many or more.
pub(super) const MOST_COUNTED: u64 = 1_000;

/// What is counted for whoever only comes: as long as anybody waits, they wait as well.
pub(super) const ANYBODY: u64 = 1;

/// How many seats are waited for at a place of an event.
#[derive(Debug, FromQueryResult)]
pub(super) struct PlaceWaiting {
    pub event_id: String,
    pub attendance: String,
    waiting: i64,
}

impl PlaceWaiting {
    /// The count, no further than `most`: so many groups ask for more.
    pub fn seats(&self, most: u64) -> u32 {
        u32::try_from(Ord::min(self.waiting, i64::try_from(most).unwrap_or(i64::MAX))).unwrap_or(0)
    }
}

/// Asks how many seats are waited for, by event and attendance, counted no further than `most`.
pub(super) fn waiting_query(events: &BTreeSet<String>, most: u64) -> Select<event_place::Entity> {
    event_place::Entity::find()
        .select_only()
        .columns([event_place::Column::EventId, event_place::Column::Attendance])
        .expr_as(count_of_place(most), "waiting")
        .filter(event_place::Column::EventId.is_in(events))
}

/// The count for the place that the statement around it is at. Who is larger than the whole place can have no seats there, and
/// keeps nobody from one: `SeatLedger::can_hold`, in the words of the database.
fn count_of_place(most: u64) -> SelectStatement {
    let column = |column| Expr::col((registration::Entity, column));
    let capacity = || Expr::col((event_place::Entity, event_place::Column::Capacity));
    let seats = || column(registration::Column::Seats);
    let mut line = Query::select()
        .expr(seats())
        .from(registration::Entity)
        .and_where(column(registration::Column::EventId).equals((event_place::Entity, event_place::Column::EventId)))
        .and_where(
            column(registration::Column::Attendance).equals((event_place::Entity, event_place::Column::Attendance)),
        )
        .and_where(column(registration::Column::State).eq(RegistrationState::Waiting.name()))
        // Whoever waits has a number in line, by which there is an index.
        .and_where(column(registration::Column::InLine).is_not_null())
        .and_where(seats().eq(1).or(capacity().is_null()).or(seats().lte(capacity())))
        .take();
    if most == ANYBODY {
        // A limit is a value of the statement, and SQLite makes its plan anew for each: that took as long as the question itself.
        let anybody = CaseStatement::new().case(Expr::exists(line), 1_i64).finally(0_i64);
        return Query::select().expr(anybody).take();
    }
    Query::select().expr(Expr::cust("COALESCE(SUM(seats), 0)")).from_subquery(line.limit(most).take(), "in_line").take()
}
