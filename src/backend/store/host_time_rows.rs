//! When counsellors and companies are away, and when they are there beside their hours, as rows: read into what is known of their time.
//! Whoever is away has their time taken, so that what lists free times, what decides under the lock and what looks for conflicts say
//! the same.

use std::ops::Range;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select};

use super::entities::host_time;
use crate::intake::bookings::{HostTimeKind, TakenCells, bare_cells};

/// Milliseconds of a cell.
const CELL_MS: i64 = 5 * 60 * 1000;

/// Those that hold, by their beginning.
pub(super) fn lasting() -> Select<host_time::Entity> {
    host_time::Entity::find()
        .filter(host_time::Column::EndedAt.is_null())
        .order_by_asc(host_time::Column::StartsAt)
        .order_by_asc(host_time::Column::Id)
}

/// From when until when it is.
pub(super) fn times_of(row: &host_time::Model) -> anyhow::Result<Range<Timestamp>> {
    Ok(Timestamp::from_millisecond(row.starts_at)?..Timestamp::from_millisecond(row.ends_at)?)
}

/// Adds what is said of some counsellors or companies within cells to what is known of their time, each under the name that `name` makes
/// of its key.
pub(super) async fn add_host_times(
    keys: impl IntoIterator<Item = &str> + Send,
    cells: &Range<i64>,
    name: impl Fn(&str) -> String + Send,
    known: &mut TakenCells,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let keys: Vec<&str> = keys.into_iter().collect();
    if keys.is_empty() {
        return Ok(());
    }
    let rows = lasting()
        .filter(host_time::Column::Resource.is_in(keys))
        .filter(host_time::Column::StartsAt.lt(cells.end.saturating_mul(CELL_MS)))
        .filter(host_time::Column::EndsAt.gt(cells.start.saturating_mul(CELL_MS)));
    for row in rows.all(db).await? {
        let (times, name) = (times_of(&row)?, name(&row.resource));
        match HostTimeKind::parse(&row.kind) {
            Some(HostTimeKind::Away) => {
                let away = bare_cells(times.start, times.end);
                known.insert(&name, away.start.max(cells.start)..away.end.min(cells.end));
            }
            Some(HostTimeKind::Extra) => known.open(&name, times),
            None => {}
        }
    }
    Ok(())
}
