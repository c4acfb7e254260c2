//! Cells of five minutes, in which overlaps are found: two bookings of one resource never share a cell.
//!
//! Not every database has a constraint against overlapping ranges, so what is taken is one row for each resource and cell.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use jiff::Timestamp;

use crate::schema::SlotRule;

const CELL_SECONDS: i64 = 5 * 60;

/// The numbers of the cells that a booking takes from `start` to `end`, with the buffers around it. Cells are counted from
/// 1970-01-01T00:00Z; one that is touched is taken. There is none if `end` is not later than `start`.
///
/// Buffers count for both sides: between two bookings there is at least the buffer after the first and the one before the
/// second.
pub fn cells(start: Timestamp, end: Timestamp, buffers: &SlotRule) -> Range<i64> {
    let seconds = |minutes: u16| i64::from(minutes) * 60;
    widened((start, end), seconds(buffers.buffer_before_minutes), seconds(buffers.buffer_after_minutes))
}

/// The same without anything around it.
pub fn bare_cells(start: Timestamp, end: Timestamp) -> Range<i64> {
    widened((start, end), 0, 0)
}

fn widened((start, end): (Timestamp, Timestamp), before: i64, after: i64) -> Range<i64> {
    let first = start.as_second() - before;
    // Fractions of a second touch the next one.
    let past = end.as_second() + i64::from(end.subsec_nanosecond() > 0) + after;
    let range = first.div_euclid(CELL_SECONDS)..(past + CELL_SECONDS - 1).div_euclid(CELL_SECONDS);
    if start < end { range } else { range.start..range.start }
}

/// What is known of the time of resources, of each by its key: the cells that are taken, and when it is there beside its hours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenCells {
    by_resource: BTreeMap<String, BTreeSet<i64>>,
    extra: BTreeMap<String, Vec<Range<Timestamp>>>,
}

impl TakenCells {
    /// Takes cells of a resource. What was taken before stays so.
    pub fn insert(&mut self, resource: &str, cells: Range<i64>) {
        self.by_resource.entry(resource.to_owned()).or_default().extend(cells);
    }

    /// Has a resource be there beside its hours.
    pub fn open(&mut self, resource: &str, times: Range<Timestamp>) {
        self.extra.entry(resource.to_owned()).or_default().push(times);
    }

    /// When a resource is there beside its hours.
    pub fn extra_times(&self, resource: &str) -> &[Range<Timestamp>] {
        self.extra.get(resource).map_or(&[], Vec::as_slice)
    }

    /// Whether a resource is there beside its hours for all of a time.
    pub fn is_extra(&self, resource: &str, times: &Range<Timestamp>) -> bool {
        self.extra_times(resource).iter().any(|extra| extra.start <= times.start && times.end <= extra.end)
    }

    /// The same with nothing taken.
    #[must_use]
    pub fn untaken(&self) -> Self {
        Self { by_resource: BTreeMap::new(), extra: self.extra.clone() }
    }

    /// Takes what is known of a resource for another name, in other cells.
    pub fn copy(&self, resource: &str, name: &str, into: &mut Self) {
        if let Some(taken) = self.by_resource.get(resource) {
            into.by_resource.entry(name.to_owned()).or_default().extend(taken);
        }
        if let Some(extra) = self.extra.get(resource) {
            into.extra.entry(name.to_owned()).or_default().extend(extra.iter().cloned());
        }
    }

    /// Whether none of these cells is taken.
    pub fn is_free(&self, resource: &str, cells: Range<i64>) -> bool {
        // A range that ends before it begins is no range to a set.
        let is_any = |taken: &BTreeSet<i64>| cells.start < cells.end && taken.range(cells.clone()).next().is_some();
        !self.by_resource.get(resource).is_some_and(is_any)
    }
}
