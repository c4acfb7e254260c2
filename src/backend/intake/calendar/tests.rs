//! Business days against tables that were compared with five other programs.

use jiff::{
    ToSpan,
    civil::{Date, date},
};
use tsubame_model::{
    schema::{Booking, parse_booking},
    source::SourcePath,
};

use super::*;

fn booking() -> Booking {
    let text = include_str!("../../../../data/bookings/consultation.yaml");
    let path = SourcePath::new("data/bookings/consultation.yaml");
    let (booking, faults) = parse_booking(&path, text, &["consultation"]);
    assert_eq!(faults, []);
    booking.unwrap()
}

#[test]
fn three_calendars_are_closed_on_different_days() {
    let (holidays, booking) = (Holidays::default(), booking());
    let calendars = [
        BusinessCalendar::national(&holidays),
        BusinessCalendar::office(&holidays),
        BusinessCalendar::programme(&holidays, &booking),
    ];
    for (day, open) in [
        ("2026-12-04", [true, true, true]),
        ("2026-12-05", [false, false, true]),
        ("2026-11-23", [false, false, true]),
        ("2026-12-28", [true, true, true]),
        ("2026-12-29", [true, false, false]),
        ("2027-01-01", [false, false, false]),
        ("2027-01-04", [true, true, true]),
        ("2026-08-13", [true, true, false]),
        ("2026-08-15", [false, false, true]),
    ] {
        let day = day.parse().unwrap();
        assert_eq!(calendars.each_ref().map(|calendar| calendar.is_open(day)), open, "{day}");
    }
    let weekdays = Booking { opens_on_holidays: false, ..booking };
    assert!(!BusinessCalendar::programme(&holidays, &weekdays).is_open(date(2026, 11, 23)));
}

#[test]
fn business_days_are_found_and_counted() {
    let holidays = Holidays::default();
    let (national, office) = (BusinessCalendar::national(&holidays), BusinessCalendar::office(&holidays));
    for (calendar, day, next, previous) in [
        (&national, "2026-12-04", "2026-12-04", "2026-12-04"),
        (&national, "2026-05-02", "2026-05-07", "2026-05-01"),
        (&national, "2026-09-19", "2026-09-24", "2026-09-18"),
        (&national, "2027-01-01", "2027-01-04", "2026-12-31"),
        (&office, "2027-01-01", "2027-01-04", "2026-12-28"),
    ] {
        let day = day.parse().unwrap();
        assert_eq!(calendar.next_business_day(day).unwrap().to_string(), next, "{day}");
        assert_eq!(calendar.previous_business_day(day).unwrap().to_string(), previous, "{day}");
    }
    // "Within three business days" counts from the day after.
    for (day, count, after, before) in [
        ("2026-12-04", 0, "2026-12-04", "2026-12-04"),
        ("2026-12-04", 3, "2026-12-09", "2026-12-01"),
        ("2026-12-05", 3, "2026-12-09", "2026-12-02"),
        ("2026-05-01", 3, "2026-05-11", "2026-04-27"),
        ("2026-12-28", 1, "2027-01-04", "2026-12-25"),
    ] {
        let day: Date = day.parse().unwrap();
        let found = office.business_days_after(day, count).unwrap();
        assert_eq!(found.to_string(), after, "{day}");
        assert_eq!(office.business_days_before(day, count).unwrap().to_string(), before, "{day}");
        assert_eq!(office.count_business_days(day, found), count, "{day}");
    }
    assert_eq!(office.count_business_days(date(2026, 12, 4), date(2026, 12, 1)), 0);
    let never = Booking { opening: tsubame_model::schema::OpeningWeek::default(), ..booking() };
    let never = BusinessCalendar::programme(&holidays, &never);
    assert_eq!((never.next_business_day(date(2026, 1, 1)), never.previous_business_day(Date::MIN)), (None, None));
}

#[test]
fn what_is_due_on_the_tenth_moves_to_the_next_business_day() {
    const MOVED: &str = "2024-08-10 08-13 2024-11-10 11-11 2025-05-10 05-12 2025-08-10 08-12 2026-01-10 01-13 2026-05-10 \
        05-11 2026-10-10 10-13 2027-01-10 01-12 2027-04-10 04-12 2027-07-10 07-12 2027-10-10 10-12 2028-01-10 01-11 \
        2028-06-10 06-12 2028-09-10 09-11 2028-12-10 12-11 2029-02-10 02-13 2029-03-10 03-12 2029-06-10 06-11 2029-11-10 \
        11-12 2030-02-10 02-12 2030-03-10 03-11 2030-08-10 08-13 2030-11-10 11-11";
    let holidays = Holidays::default();
    let national = BusinessCalendar::national(&holidays);
    let (mut moved, mut months) = (Vec::new(), 0);
    for tenth in date(2024, 4, 10).series(1.month()).take_while(|day| *day <= date(2031, 3, 31)) {
        let month_before = tenth.first_of_month().yesterday().unwrap();
        for day in [month_before, month_before.first_of_month()] {
            let due = national.due_next_month(day, 10).unwrap();
            if due != tenth && day == month_before {
                moved.extend([tenth.to_string(), due.strftime("%m-%d").to_string()]);
            }
            assert!(due >= tenth && national.is_open(due), "{due}");
        }
        months += 1;
    }
    assert_eq!((months, moved.join(" ").as_str()), (84, MOVED));
    assert_eq!(national.due_next_month(date(2026, 1, 5), 30), None);
}
