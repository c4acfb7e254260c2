//! Times beside the hours of a definition, on days of all kinds: cut as its hours are, whatever is closed, and never twice.

use jiff::{
    Timestamp,
    civil::{Date, date},
};

use super::*;
use crate::{
    calendar::Holidays,
    schema::{Booking, Channel, parse_booking},
    source::SourcePath,
};

const INTERVIEW: &str = include_str!("../../../data/bookings/casual-interview.yaml");
const ROBOTICS: &str = "izumi-robotics";

fn booking() -> Booking {
    let path = SourcePath::new("data/bookings/casual-interview.yaml");
    let mut booking = parse_booking(&path, INTERVIEW, &["casual-interview"]).0.unwrap();
    booking.resources.retain(|resource| resource.key == ROBOTICS);
    booking
}

fn at(text: &str) -> Timestamp {
    format!("{text}+09:00").parse().unwrap()
}

/// The beginnings of what is free on a day, with these times beside the hours.
fn starts(extra: &[(&str, &str)], day: Date) -> Vec<String> {
    let (booking, holidays, mut known) = (booking(), Holidays::default(), TakenCells::default());
    for (from, until) in extra {
        known.open(ROBOTICS, at(from)..at(until));
    }
    let now = at("2026-07-20T09:00");
    let context = SlotContext { booking: &booking, holidays: &holidays, taken: &known, now };
    context.free_slots(day..=day).iter().map(|slot| render_instant(slot.start)[11..16].to_owned()).collect()
}

#[test]
fn whoever_is_there_beside_their_hours_can_be_met_then() {
    let morning = [("2026-08-07T09:00", "2026-08-07T11:00")];
    let by_hours = ["13:00", "14:00", "15:00", "16:00", "17:00", "18:00", "19:00", "20:00"];
    assert_eq!(starts(&[], date(2026, 8, 7)), by_hours);
    assert_eq!(starts(&morning, date(2026, 8, 7)), [&["09:00", "10:00"], &by_hours[..]].concat());
    assert_eq!(starts(&morning, date(2026, 8, 6)), by_hours, "another day");
    // What is within the hours is there once.
    assert_eq!(starts(&[("2026-08-07T13:00", "2026-08-07T15:00")], date(2026, 8, 7)), by_hours);
    // 45 minutes, a slot an hour: what is left over is too short for one.
    assert_eq!(starts(&[("2026-08-07T09:00", "2026-08-07T09:40")], date(2026, 8, 7)), by_hours);
    assert_eq!(starts(&[("2026-08-07T09:00", "2026-08-07T10:30")], date(2026, 8, 7)).len(), 9);
}

#[test]
fn a_holiday_a_closed_day_and_a_day_off_are_open_then() {
    for day in [
        // 山の日, a Sunday, a company's own summer.
        date(2026, 8, 11),
        date(2026, 8, 16),
        date(2026, 8, 17),
    ] {
        assert_eq!(starts(&[], day), [""; 0], "{day}");
        let extra = (format!("{day}T10:00"), format!("{day}T12:00"));
        assert_eq!(starts(&[(&extra.0, &extra.1)], day), ["10:00", "11:00"], "{day}");
    }
}

#[test]
fn hours_past_midnight_belong_to_the_day_on_which_they_begin() {
    let night = [("2026-08-07T23:00", "2026-08-08T01:00")];
    assert_eq!(starts(&night, date(2026, 8, 7)).split_off(8), ["23:00", "00:00"]);
    assert_eq!(starts(&night, date(2026, 8, 8)), [""; 0], "a Saturday off");
    // From its evening until noon: what no hours count to is the next day's own.
    let long = [("2026-08-07T22:00", "2026-08-08T12:00")];
    assert_eq!(starts(&long, date(2026, 8, 8)), ["06:00", "07:00", "08:00", "09:00", "10:00", "11:00"]);
}

#[test]
fn a_time_that_is_wished_for_is_one_as_long_as_it_is_there() {
    let (booking, holidays, mut known) = (booking(), Holidays::default(), TakenCells::default());
    let wish = SlotWish { start: at("2026-08-11T10:00"), resource: Some(ROBOTICS.to_owned()) };
    let now = at("2026-07-20T09:00");
    let candidates = |known: &TakenCells| {
        let context = SlotContext { booking: &booking, holidays: &holidays, taken: known, now };
        context.candidates(&wish, Channel::Video)
    };
    assert_eq!(candidates(&known), Err(SlotRefusal::NoSuchSlot));
    known.open(ROBOTICS, at("2026-08-11T10:00")..at("2026-08-11T12:00"));
    // Whether somebody has it by then is no matter for what can be wished.
    known.insert(ROBOTICS, bare_cells(at("2026-08-11T10:00"), at("2026-08-11T11:00")));
    let found = candidates(&known).unwrap();
    assert!(found.len() == 1 && found[0].is_extra, "{found:?}");
    let times = |from: &str, until: &str| at(from)..at(until);
    assert!(known.is_extra(ROBOTICS, &times("2026-08-11T10:00", "2026-08-11T12:00")));
    assert!(!known.is_extra(ROBOTICS, &times("2026-08-11T10:00", "2026-08-11T12:05")));
    assert!(!known.is_extra("somebody", &times("2026-08-11T10:00", "2026-08-11T10:45")));
    assert_eq!(known.untaken().extra_times(ROBOTICS).len(), 1);
}
