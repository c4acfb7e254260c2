//! The time of a slot in words: hours count on past midnight, and what clocks show then stands beside it.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};

use super::slot::Slot;
use crate::calendar::{clock_in_japan, weekday_in_japanese};

const DAY_MINUTES: i64 = 24 * 60;

/// When a slot begins, for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotStart {
    /// By its business day: `12/4（金） 24:00`.
    pub by_business_day: String,
    /// By the clock, where that shows another day: `翌5日 0:00`.
    pub by_clock: Option<String>,
}

/// When a slot begins.
pub fn render_slot_start(slot: &Slot) -> SlotStart {
    let (day, minutes) = (slot.business_day, minutes_into(slot.business_day, slot.start));
    let weekday = weekday_in_japanese(day.weekday());
    let clock = clock_in_japan(slot.start);
    let by_clock = (minutes >= DAY_MINUTES).then(|| format!("翌{}日 {}", clock.day(), render_clock(clock)));
    SlotStart {
        by_business_day: format!("{}/{}（{weekday}） {}", day.month(), day.day(), render_minutes(minutes)),
        by_clock,
    }
}

/// A slot from beginning to end: `10月1日（木）24:00～25:00（2日 0:00～1:00）`.
pub fn render_slot(slot: &Slot) -> String {
    format!("{}{}", render_day(slot.business_day), render_slot_time(slot))
}

/// A business day: `10月1日（木）`.
pub fn render_day(day: Date) -> String {
    format!("{}月{}日（{}）", day.month(), day.day(), weekday_in_japanese(day.weekday()))
}

/// A slot without its day. The part behind it, by the clock, says what is on another day than the business day; with its
/// month, where that is another one.
pub(super) fn render_slot_time(slot: &Slot) -> String {
    let day = slot.business_day;
    let [from, to] = [slot.start, slot.end].map(|at| minutes_into(day, at));
    let [start, end] = [slot.start, slot.end].map(clock_in_japan);
    let whole = format!("{}～{}", render_minutes(from), render_minutes(to));
    let clock_day = if end.month() == day.month() {
        format!("{}日", end.day())
    } else {
        format!("{}月{}日", end.month(), end.day())
    };
    if from >= DAY_MINUTES {
        format!("{whole}（{clock_day} {}～{}）", render_clock(start), render_clock(end))
    } else if to > DAY_MINUTES {
        format!("{whole}（{clock_day} {}まで）", render_clock(end))
    } else {
        whole
    }
}

/// Whole minutes from the midnight of a day in Japan.
fn minutes_into(day: Date, at: Timestamp) -> i64 {
    clock_in_japan(at).duration_since(day.to_datetime(Time::midnight())).as_mins()
}

fn render_minutes(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

fn render_clock(clock: DateTime) -> String {
    format!("{}:{:02}", clock.hour(), clock.minute())
}
