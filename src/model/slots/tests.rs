//! Bookings of the repository's own definitions, in December 2026 and around: hours past midnight, closed days, overlaps.

use jiff::{
    Timestamp,
    civil::{Date, date},
};

use super::*;
use crate::{
    calendar::{Holidays, render_japan_time},
    schema::{Booking, Channel, SlotRule, parse_booking},
    source::SourcePath,
};

const CONSULTATION: &str = include_str!("../../../data/bookings/consultation.yaml");
const INTERVIEW: &str = include_str!("../../../data/bookings/casual-interview.yaml");
const COUNSELLOR: &str = "counsellor-takahashi";

fn parse(name: &str, text: &str) -> Booking {
    let path = SourcePath::new(format!("data/bookings/{name}.yaml"));
    let (booking, faults) = parse_booking(&path, text, &[name]);
    assert_eq!(faults, []);
    booking.unwrap()
}

/// The consultation with one counsellor only, who is there at all hours.
fn consultation() -> Booking {
    let mut booking = parse("consultation", CONSULTATION);
    booking.resources.retain(|resource| resource.key == COUNSELLOR);
    booking
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// What a test asks of a booking at a time when `taken` is taken.
struct Desk {
    booking: Booking,
    holidays: Holidays,
    taken: TakenCells,
    now: Timestamp,
}

impl Desk {
    fn new(booking: Booking, now: &str) -> Self {
        Self { booking, holidays: Holidays::default(), taken: TakenCells::default(), now: at(now) }
    }

    fn context(&self) -> SlotContext<'_> {
        SlotContext { booking: &self.booking, holidays: &self.holidays, taken: &self.taken, now: self.now }
    }

    fn take(&mut self, resource: &str, start: &str, end: &str) {
        self.taken.insert(resource, cells(at(start), at(end), &self.booking.slots));
    }

    fn starts(&self, day: Date) -> Vec<String> {
        self.context().free_slots(day..=day).iter().map(|slot| render_japan_time(slot.start)).collect()
    }
}

#[test]
fn r23_a_day_of_late_hours_has_19_slots() {
    let desk = Desk::new(consultation(), "2026-12-01T12:00:00+09:00");
    let day = date(2026, 12, 4);
    let slots = desk.context().free_slots(day..=day);
    assert_eq!(slots.len(), 19);
    assert_eq!(slots[0].start, at("2026-12-04T06:00:00+09:00"));
    let last = slots.last().unwrap();
    assert_eq!(
        (last.business_day, last.start, last.end),
        (day, at("2026-12-05T00:00:00+09:00"), at("2026-12-05T01:00:00+09:00"),)
    );
    let start = render_slot_start(last);
    assert_eq!((start.by_business_day.as_str(), start.by_clock.as_deref()), ("12/4（金） 24:00", Some("翌5日 0:00")));
    // Two days in a row share no slot and leave none out.
    let both = desk.context().free_slots(day..=date(2026, 12, 5));
    assert_eq!(both.len(), 38);
    assert!(both.windows(2).all(|pair| pair[0].end <= pair[1].start));
    assert_eq!(both[19].start, at("2026-12-05T06:00:00+09:00"));
}

#[test]
fn r23_closed_days_are_business_days() {
    let desk = Desk::new(consultation(), "2026-12-20T12:00:00+09:00");
    for (start, refusal) in [
        ("2026-12-29T00:00:00+09:00", None),
        ("2026-12-29T06:00:00+09:00", Some(SlotRefusal::NoSuchSlot)),
        ("2026-12-31T10:00:00+09:00", Some(SlotRefusal::NoSuchSlot)),
        ("2027-01-04T00:00:00+09:00", Some(SlotRefusal::NoSuchSlot)),
        ("2027-01-04T06:00:00+09:00", None),
    ] {
        let found = desk.context().check_slot(COUNSELLOR, at(start));
        assert_eq!(found.as_ref().err().copied(), refusal, "{start}");
        assert_eq!(found.is_ok_and(|slot| slot.start == at(start)), refusal.is_none(), "{start}");
    }
    let next = desk.context().next_free_slots(at("2026-12-29T01:00:00+09:00"), None, 1);
    assert_eq!((next[0].business_day, next[0].start), (date(2027, 1, 4), at("2027-01-04T06:00:00+09:00")));
    // Summer days float: the second Wednesday of August and two days after.
    let desk = Desk::new(consultation(), "2026-08-01T12:00:00+09:00");
    let counts = [11, 12, 13, 14, 15].map(|day| desk.starts(date(2026, 8, day)).len());
    assert_eq!(counts, [19, 0, 0, 0, 19]);
}

#[test]
fn holidays_and_own_days_close_a_company() {
    let desk = Desk::new(parse("casual-interview", INTERVIEW), "2026-08-01T12:00:00+09:00");
    let of = |resource: &str, day| {
        desk.context().free_slots(day..=day).iter().filter(|slot| slot.resource == resource).count()
    };
    for (day, counts) in [
        // A Friday, 山の日, a Saturday, a Sunday, and a company's summer from Monday on.
        (date(2026, 8, 7), [10, 8, 10]),
        (date(2026, 8, 11), [0, 0, 0]),
        (date(2026, 8, 15), [6, 0, 6]),
        (date(2026, 8, 16), [0, 0, 0]),
        (date(2026, 8, 17), [10, 0, 10]),
        (date(2026, 8, 21), [10, 0, 10]),
        (date(2026, 8, 24), [10, 8, 10]),
    ] {
        let found = ["hirose-gawa-soft", "izumi-robotics", "hachinohe-umidata"].map(|key| of(key, day));
        assert_eq!(found, counts, "{day}");
    }
}

#[test]
fn lead_time_and_horizon_bound_what_can_be_booked() {
    let desk = Desk::new(consultation(), "2026-12-04T09:00:00.001+09:00");
    for (start, refusal) in [
        ("2026-12-03T10:00:00+09:00", Some(SlotRefusal::TooSoon)),
        ("2026-12-04T12:00:00+09:00", Some(SlotRefusal::TooSoon)),
        ("2026-12-04T13:00:00+09:00", None),
        ("2026-12-04T13:30:00+09:00", Some(SlotRefusal::NoSuchSlot)),
        ("2027-02-02T23:00:00+09:00", None),
        ("2027-02-03T00:00:00+09:00", None),
        ("2027-02-03T06:00:00+09:00", Some(SlotRefusal::TooFar)),
    ] {
        assert_eq!(desk.context().check_slot(COUNSELLOR, at(start)).err(), refusal, "{start}");
    }
    let unknown = desk.context().check_slot("nobody", at("2026-12-04T13:00:00+09:00"));
    assert_eq!(unknown, Err(SlotRefusal::UnknownResource));
    let all = desk.context().free_slots(Date::MIN..=Date::MAX);
    assert_eq!(all.first().map(|slot| slot.start), Some(at("2026-12-04T13:00:00+09:00")));
    assert_eq!(all.last().map(|slot| slot.start), Some(at("2027-02-03T00:00:00+09:00")));
    assert_eq!(desk.context().free_slots(date(2027, 3, 1)..=date(2027, 3, 9)), []);
    let mut at_once = Desk::new(consultation(), "2026-12-04T09:00:00+09:00");
    at_once.booking.slots.lead_hours = 0;
    assert_eq!(at_once.context().check_slot(COUNSELLOR, at_once.now), Err(SlotRefusal::TooSoon));
}

#[test]
fn r24_bookings_with_buffers_share_no_cell() {
    let buffers = |before, after| SlotRule {
        minutes: 60,
        every_minutes: 30,
        buffer_before_minutes: before,
        buffer_after_minutes: after,
        lead_hours: 0,
        horizon_days: 1,
    };
    let taken = |rule: &SlotRule| {
        let mut taken = TakenCells::default();
        taken.insert("a", cells(at("2026-12-10T10:00:00+09:00"), at("2026-12-10T11:00:00+09:00"), rule));
        taken
    };
    for (rule, from, to, is_free) in [
        (buffers(0, 15), "10:30", "11:30", false),
        (buffers(0, 15), "11:00", "12:00", false),
        (buffers(0, 15), "11:14", "12:00", false),
        (buffers(0, 15), "11:15", "12:15", true),
        (buffers(0, 15), "09:00", "10:00", false),
        (buffers(0, 15), "08:45", "09:45", true),
        (buffers(15, 15), "11:15", "12:15", false),
        (buffers(15, 15), "11:30", "12:30", true),
        (buffers(0, 0), "11:00", "12:00", true),
        (buffers(0, 0), "09:00", "10:00", true),
        (buffers(0, 0), "09:00", "10:01", false),
        (buffers(0, 0), "10:30", "10:30", true),
    ] {
        let [start, end] = [from, to].map(|time| at(&format!("2026-12-10T{time}:00+09:00")));
        let wanted = cells(start, end, &rule);
        assert_eq!(taken(&rule).is_free("a", wanted.clone()), is_free, "{rule:?} {from}");
        assert!(taken(&rule).is_free("b", wanted));
    }
    // An hour is twelve cells; before 1970 they are counted down.
    let rule = buffers(5, 10);
    assert_eq!(cells(at("1970-01-01T00:00:00Z"), at("1970-01-01T01:00:00Z"), &rule), -1..14);
    assert_eq!(cells(at("1970-01-01T00:00:00Z"), at("1970-01-01T00:05:00.5Z"), &buffers(0, 0)), 0..2);
}

#[test]
fn r24_who_comes_second_is_offered_the_next_three() {
    let mut desk = Desk::new(parse("consultation", CONSULTATION), "2026-12-09T12:00:00+09:00");
    let ten = "2026-12-10T10:00:00+09:00";
    assert!(desk.context().check_slot(COUNSELLOR, at(ten)).is_ok());
    desk.take(COUNSELLOR, ten, "2026-12-10T11:00:00+09:00");
    desk.take(COUNSELLOR, "2026-12-10T12:00:00+09:00", "2026-12-10T13:00:00+09:00");
    assert_eq!(desk.context().check_slot(COUNSELLOR, at(ten)), Err(SlotRefusal::Taken));
    let offered = |resource, count| -> Vec<String> {
        let slots = desk.context().next_free_slots(at(ten), resource, count);
        slots.iter().map(|slot| format!("{} {}", slot.resource, render_slot(slot))).collect()
    };
    let [eleven, one, two] =
        ["11:00～12:00", "13:00～14:00", "14:00～15:00"].map(|hours| format!("{COUNSELLOR} 12月10日（木）{hours}"));
    assert_eq!(offered(Some(COUNSELLOR), 3), [eleven.clone(), one, two]);
    // Another counsellor is free at the same time.
    let abe = |hours: &str| format!("counsellor-abe 12月10日（木）{hours}");
    assert_eq!(offered(None, 3), [abe("10:00～11:00"), eleven, abe("11:00～12:00")]);
    let last = at("2027-02-08T00:00:00+09:00");
    assert_eq!(desk.context().next_free_slots(last, Some(COUNSELLOR), 3).len(), 1);
}

#[test]
fn r24_a_confirmed_slot_leaves_room_for_its_buffer() {
    let mut desk = Desk::new(parse("casual-interview", INTERVIEW), "2026-12-01T12:00:00+09:00");
    desk.booking.resources.truncate(1);
    desk.booking.slots.every_minutes = 30;
    desk.take("hirose-gawa-soft", "2026-12-10T10:00:00+09:00", "2026-12-10T10:45:00+09:00");
    let free = desk.starts(date(2026, 12, 10));
    assert_eq!(free[..2], ["2026-12-10 11:00 日本時間", "2026-12-10 13:00 日本時間"]);
}

#[test]
fn r26_a_slot_is_one_instant_and_offered_once() {
    let mut desk = Desk::new(consultation(), "2026-10-20T00:00:00Z");
    let day = date(2026, 10, 26);
    let before = desk.starts(day);
    let slot = desk.context().check_slot(COUNSELLOR, at("2026-10-26T01:00:00Z")).unwrap();
    assert_eq!(slot.start.to_string(), "2026-10-26T01:00:00Z");
    assert_eq!(render_slot(&slot), "10月26日（月）10:00～11:00");
    // The same slot as browsers in London and New York send it, on both sides of their changes of clocks.
    for seen in ["2026-10-26T01:00:00+00:00", "2026-10-25T21:00:00-04:00", "2026-10-26T10:00:00+09:00"] {
        assert_eq!(desk.context().check_slot(COUNSELLOR, at(seen)).as_ref(), Ok(&slot));
    }
    desk.take(COUNSELLOR, "2026-10-25T21:00:00-04:00", "2026-10-25T22:00:00-04:00");
    let mut expected = before;
    expected.retain(|shown| shown != "2026-10-26 10:00 日本時間");
    assert_eq!((desk.starts(day), expected.len()), (expected.clone(), 18));
    assert_eq!(desk.context().check_slot(COUNSELLOR, slot.start), Err(SlotRefusal::Taken));
}

#[test]
fn r23_late_hours_are_shown_with_what_clocks_show() {
    for (day, start, end, by_business_day, by_clock, whole) in [
        (date(2026, 10, 1), "2026-10-01T06:00", "2026-10-01T07:00", "10/1（木） 6:00", None, "10月1日（木）6:00～7:00"),
        (
            date(2026, 10, 1),
            "2026-10-01T23:00",
            "2026-10-02T00:00",
            "10/1（木） 23:00",
            None,
            "10月1日（木）23:00～24:00",
        ),
        (
            date(2026, 10, 1),
            "2026-10-02T00:00",
            "2026-10-02T01:00",
            "10/1（木） 24:00",
            Some("翌2日 0:00"),
            "10月1日（木）24:00～25:00（2日 0:00～1:00）",
        ),
        (
            date(2026, 10, 1),
            "2026-10-01T23:30",
            "2026-10-02T00:30",
            "10/1（木） 23:30",
            None,
            "10月1日（木）23:30～24:30（2日 0:30まで）",
        ),
        (
            date(2026, 12, 31),
            "2027-01-01T00:05",
            "2027-01-01T00:50",
            "12/31（木） 24:05",
            Some("翌1日 0:05"),
            "12月31日（木）24:05～24:50（1月1日 0:05～0:50）",
        ),
    ] {
        let [start, end] = [start, end].map(|time| at(&format!("{time}:00+09:00")));
        let slot = Slot { resource: "a".to_owned(), business_day: day, start, end, is_extra: false };
        let shown = render_slot_start(&slot);
        assert_eq!((shown.by_business_day.as_str(), shown.by_clock.as_deref()), (by_business_day, by_clock));
        assert_eq!(render_slot(&slot), whole);
    }
}

#[test]
fn the_next_offers_name_each_time_once_and_whom_it_can_be_with() {
    let desk = Desk::new(parse("consultation", CONSULTATION), "2026-12-10T00:00:00+09:00");
    let next = |from: &str, with, channel| {
        let offers = desk.context().next_offers(at(from), with, channel, 3);
        let line = |offer: &SlotOffer| {
            assert_eq!(offer.label, format!("{}{}", offer.day_label(), offer.time_label));
            assert_eq!(offer.full_label(), format!("{}{}", offer.day_label(), offer.full_time_label()));
            format!("{} {} {}", offer.business_day, offer.time_label, offer.with.join("+"))
        };
        offers.iter().map(line).collect::<Vec<_>>()
    };
    let evening = "2026-12-10T17:00:00+09:00";
    assert_eq!(
        next(evening, None, None),
        [
            "2026-12-10 17:00～18:00 高橋まどか+阿部なぎさ",
            "2026-12-10 18:00～19:00 高橋まどか+菊地そよぎ",
            "2026-12-10 19:00～20:00 高橋まどか+菊地そよぎ",
        ]
    );
    assert_eq!(next(evening, None, Some(Channel::Video))[1], "2026-12-10 18:00～19:00 高橋まどか");
    // Her day is over, so the next begins; past midnight hours count on.
    assert_eq!(next(evening, Some("counsellor-abe"), None)[1], "2026-12-11 6:00～7:00 阿部なぎさ");
    assert_eq!(
        next("2026-12-10T23:30:00+09:00", Some(COUNSELLOR), None)[..2],
        ["2026-12-10 24:00～25:00（11日 0:00～1:00） 高橋まどか", "2026-12-11 6:00～7:00 高橋まどか"]
    );
    assert_eq!(next("2027-03-01T00:00:00+09:00", None, None), Vec::<String>::new());
}
