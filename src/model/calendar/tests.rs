//! Holidays against tables that were compared with five other programs, and clocks of other zones.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday, date},
    tz::TimeZone,
};

use super::*;
use crate::{
    schema::{Booking, parse_booking},
    source::{SourcePath, TimeOfDay},
};

/// All holidays of 2024 to 2030: `*` is a substitute, `†` a day between two.
const TABLE: [(i16, &str); 7] = [
    (2024, "1/1 1/8 2/11 2/12* 2/23 3/20 4/29 5/3 5/4 5/5 5/6* 7/15 8/11 8/12* 9/16 9/22 9/23* 10/14 11/3 11/4* 11/23"),
    (2025, "1/1 1/13 2/11 2/23 2/24* 3/20 4/29 5/3 5/4 5/5 5/6* 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24*"),
    (2026, "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6* 7/20 8/11 9/21 9/22† 9/23 10/12 11/3 11/23"),
    (2027, "1/1 1/11 2/11 2/23 3/21 3/22* 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23"),
    (2028, "1/1 1/10 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/22 10/9 11/3 11/23"),
    (2029, "1/1 1/8 2/11 2/12* 2/23 3/20 4/29 4/30* 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24* 10/8 11/3 11/23"),
    (2030, "1/1 1/14 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6* 7/15 8/11 8/12* 9/16 9/23 10/14 11/3 11/4* 11/23"),
];

/// Three special years, and years under older rules.
const SPECIAL: [(i16, &str); 6] = [
    (1980, "1/1 1/15 2/11 3/20 4/29 5/3 5/5 9/15 9/23 10/10 11/3 11/23 11/24*"),
    (1989, "1/1 1/2* 1/15 1/16* 2/11 2/24 3/21 4/29 5/3 5/4† 5/5 9/15 9/23 10/10 11/3 11/23 12/23"),
    (2006, "1/1 1/2* 1/9 2/11 3/21 4/29 5/3 5/4† 5/5 7/17 9/18 9/23 10/9 11/3 11/23 12/23"),
    (
        2019,
        "1/1 1/14 2/11 3/21 4/29 4/30† 5/1 5/2† 5/3 5/4 5/5 5/6* 7/15 8/11 8/12* 9/16 9/23 10/14 10/22 11/3 11/4* 11/23",
    ),
    (2020, "1/1 1/13 2/11 2/23 2/24* 3/20 4/29 5/3 5/4 5/5 5/6* 7/23 7/24 8/10 9/21 9/22 11/3 11/23"),
    (2021, "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9* 9/20 9/23 11/3 11/23"),
];

/// How many holidays each year from 1980 to 2099 has, as the Python package `holidays` counts them. (`jpholiday` 1.0.3 has
/// all the same days and four more: days between two holidays in 1982 to 1985, before there was a law for them.)
const COUNTS: &str = "13 13 14 12 16 15 13 13 14 17 19 17 14 16 14 16 19 16 15 17 15 19 18 15 15 16 16 19 17 17 16 15 18 17 \
    17 17 17 17 20 22 18 17 16 17 21 19 18 17 16 19 19 19 17 17 17 19 18 18 16 16 18 19 19 18 17 17 19 19 18 17 17 17 21 \
    19 18 17 16 18 19 19 17 17 17 19 18 17 16 17 18 20 19 18 17 17 19 19 18 17 17 17 21 19 17 16 16 18 20 19 17 17 17 19 \
    18 17 17 17 18 20 19 18";

fn days_of(year: i16) -> impl Iterator<Item = Date> {
    date(year, 1, 1).series(1.day()).take_while(move |day| day.year() == year)
}

/// The holidays of a year as the tables above write them.
fn written(holidays: &Holidays, year: i16) -> String {
    let day = |day: Date| {
        let name = holidays.name_of(day)?;
        let mark = [("振替休日", "*"), ("国民の休日", "†")].into_iter().find(|(other, _)| *other == name);
        Some(format!("{}/{}{}", day.month(), day.day(), mark.map_or("", |(_, mark)| mark)))
    };
    days_of(year).filter_map(day).collect::<Vec<_>>().join(" ")
}

fn booking() -> Booking {
    let text = include_str!("../../../data/bookings/consultation.yaml");
    let path = SourcePath::new("data/bookings/consultation.yaml");
    let (booking, faults) = parse_booking(&path, text, &["consultation"]);
    assert_eq!(faults, []);
    booking.unwrap()
}

#[test]
fn holidays_are_those_of_the_table_and_no_others() {
    let holidays = Holidays::default();
    for (year, days) in TABLE.into_iter().chain(SPECIAL) {
        assert_eq!(written(&holidays, year), days, "{year}");
    }
    let all = TABLE.iter().map(|(_, days)| days.split(' ').count()).sum::<usize>();
    assert_eq!(all, 129);
    let counts: Vec<String> = (1980..=2099)
        .map(|year| days_of(year).filter(|day| holidays.name_of(*day).is_some()).count().to_string())
        .collect();
    assert_eq!(counts.join(" "), COUNTS);
    for outside in [date(1979, 1, 1), date(2100, 1, 1)] {
        assert_eq!(holidays.name_of(outside), None);
    }
}

#[test]
fn holidays_have_the_names_of_their_time() {
    let holidays = Holidays::default();
    for (day, name) in [
        ("1988-04-29", "天皇誕生日"),
        ("1989-04-29", "みどりの日"),
        ("2018-12-23", "天皇誕生日"),
        ("2019-10-14", "体育の日"),
        ("2026-02-23", "天皇誕生日"),
        ("2026-04-29", "昭和の日"),
        ("2026-05-06", "振替休日"),
        ("2026-09-22", "国民の休日"),
        ("2026-10-12", "スポーツの日"),
        ("2032-09-21", "国民の休日"),
    ] {
        assert_eq!(holidays.name_of(day.parse().unwrap()), Some(name), "{day}");
    }
    assert_eq!(holidays.name_of(date(2019, 2, 23)), None);
}

#[test]
fn a_file_replaces_whole_years() {
    let text =
        "国民の祝日・休日月日,国民の祝日・休日名称\r\n2026/1/1,元日\r\n2026/10/13,特別な日\r\n2026/10/14,休日\r\n";
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(text);
    assert_ne!(&cp932[..], text.as_bytes());
    let with_mark = format!("\u{FEFF}{text}\r\n");
    for file in [&cp932[..], text.as_bytes(), with_mark.as_bytes()] {
        let holidays = Holidays::parse(file).unwrap();
        for (day, name) in [
            (date(2026, 1, 1), Some("元日")),
            (date(2026, 10, 12), None),
            (date(2026, 10, 13), Some("特別な日")),
            (date(2026, 10, 14), Some("休日")),
            (date(2027, 10, 11), Some("スポーツの日")),
        ] {
            assert_eq!(holidays.name_of(day), name, "{day}");
        }
    }
    let hyphens = Holidays::parse(b"2050-01-01,a\n").unwrap();
    assert_eq!(days_of(2050).filter(|day| hyphens.name_of(*day).is_some()).count(), 1);
}

#[test]
fn faults_of_a_file_are_told_by_line() {
    let heading = "国民の祝日・休日月日,国民の祝日・休日名称\n2026/1/1,元日\n";
    let file = format!(
        "{heading}2026/2/30,ない日\n2026/3/20\n2026/4/29,\n2026/1/1,元日\n26/5/3,憲法記念日\n2028/1/10,成人の日\n\"2026/5/4\",み,ど\n"
    );
    let faults = Holidays::parse(file.as_bytes()).unwrap_err();
    let expected = [
        (3, HolidayFaultKind::NotADay { written: "2026/2/30".to_owned() }),
        (4, HolidayFaultKind::Columns { found: 1 }),
        (5, HolidayFaultKind::NoName),
        (6, HolidayFaultKind::Twice { day: date(2026, 1, 1) }),
        (7, HolidayFaultKind::NotADay { written: "26/5/3".to_owned() }),
        (8, HolidayFaultKind::PartOfYear { year: 2028 }),
        (9, HolidayFaultKind::Columns { found: 3 }),
    ];
    assert_eq!(faults, expected.map(|(line, kind)| HolidayFault { line, kind }));
    for fault in &faults {
        let words = fault.message();
        assert!(words.english().starts_with(&format!("line {}: ", fault.line)), "{words:?}");
        assert!(words.japanese().starts_with(&format!("{}行目: ", fault.line)), "{words:?}");
    }
    for (file, line, kind) in [
        (&b""[..], 1, HolidayFaultKind::Empty),
        (heading.lines().next().unwrap().as_bytes(), 1, HolidayFaultKind::Empty),
        (&b"2026/1/1,a\n2026/1/2,\x81\n"[..], 2, HolidayFaultKind::NotText),
    ] {
        assert_eq!(Holidays::parse(file).unwrap_err(), [HolidayFault { line, kind }]);
    }
}

#[test]
fn r23_an_hour_after_midnight_belongs_to_the_day_before() {
    let opening = booking().opening;
    for (at, day) in [
        ("2026-12-04T06:00:00+09:00", date(2026, 12, 4)),
        ("2026-12-04T05:59:59+09:00", date(2026, 12, 3)),
        ("2026-12-05T00:00:00+09:00", date(2026, 12, 4)),
        ("2026-12-05T01:00:00+09:00", date(2026, 12, 4)),
        ("2027-01-04T00:00:00+09:00", date(2027, 1, 3)),
        ("2027-01-04T06:00:00+09:00", date(2027, 1, 4)),
        // Belongs to the old fiscal year.
        ("2027-04-01T00:30:00+09:00", date(2027, 3, 31)),
        ("2026-12-03T21:00:00Z", date(2026, 12, 4)),
        ("2026-12-03T20:59:59Z", date(2026, 12, 3)),
    ] {
        assert_eq!(business_day(at.parse().unwrap(), &opening), day, "{at}");
    }
}

#[test]
fn r23_a_business_day_begins_with_the_opening_of_its_weekday() {
    let text = include_str!("../../../data/bookings/consultation.yaml");
    let opening = "opening:\n  monday: [\"25:00–27:00\"]\n  tuesday: [\"9:00–18:00\"]\n  saturday: [\"20:00–29:00\"]\n";
    let (head, _) = text.split_once("opening:\n").unwrap();
    let head = head.split_inclusive('\n').filter(|line| !line.starts_with('#')).collect::<String>();
    let text = format!("{head}{opening}resources: [{{ key: a, label: あ }}]\n");
    let (booking, faults) =
        parse_booking(&SourcePath::new("data/bookings/consultation.yaml"), &text, &["consultation"]);
    assert_eq!(faults, []);
    let week = booking.unwrap().opening;
    assert_eq!(week.day_start(Weekday::Monday), TimeOfDay::parse("25:00").unwrap());
    // 2026-12-07 is a Monday. Sunday, a day off, begins with the week's earliest opening, at 9:00.
    for (at, day) in [
        ("2026-12-06T04:00:00+09:00", date(2026, 12, 5)),
        ("2026-12-06T12:00:00+09:00", date(2026, 12, 6)),
        ("2026-12-07T12:00:00+09:00", date(2026, 12, 6)),
        ("2026-12-08T00:30:00+09:00", date(2026, 12, 6)),
        ("2026-12-08T01:00:00+09:00", date(2026, 12, 7)),
        ("2026-12-08T08:00:00+09:00", date(2026, 12, 7)),
        ("2026-12-08T09:00:00+09:00", date(2026, 12, 8)),
    ] {
        assert_eq!(business_day(at.parse().unwrap(), &week), day, "{at}");
    }
}

#[test]
fn r26_times_are_shown_as_in_japan_whatever_the_zone() {
    for (at, shown) in [
        ("2026-10-26T01:00:00Z", "2026-10-26 10:00 日本時間"),
        ("2026-10-26T01:00:00+00:00", "2026-10-26 10:00 日本時間"),
        ("2026-10-25T21:00:00-04:00", "2026-10-26 10:00 日本時間"),
        ("2026-10-26T10:00:00+09:00", "2026-10-26 10:00 日本時間"),
        ("2026-10-25T00:30:00Z", "2026-10-25 09:30 日本時間"),
        ("2026-10-25T01:30:00Z", "2026-10-25 10:30 日本時間"),
        ("2026-11-01T05:30:00Z", "2026-11-01 14:30 日本時間"),
        ("2026-11-01T06:30:00Z", "2026-11-01 15:30 日本時間"),
        ("2026-12-31T15:00:00Z", "2027-01-01 00:00 日本時間"),
    ] {
        assert_eq!(render_japan_time(at.parse().unwrap()), shown, "{at}");
    }
}

#[test]
fn r26_no_change_of_clocks_abroad_moves_a_time() {
    let zones = ["GMT0BST,M3.5.0/1,M10.5.0", "EST5EDT,M3.2.0,M11.1.0", "UTC0", "JST-9", "NZST-12NZDT,M9.5.0,M4.1.0/3"];
    let zones = zones.map(|rule| TimeZone::posix(rule).unwrap());
    let first: Timestamp = "2026-10-24T00:00:00Z".parse().unwrap();
    // Each half hour over both changes, seen by each zone and read again from what it shows there.
    for half_hours in 0..(2 * 24 * 12) {
        let at = first + (half_hours * 30).minutes();
        let shown = clock_in_japan(at);
        assert_eq!(instant_in_japan(shown), Some(at));
        for zone in &zones {
            let seen = at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
            let read: Timestamp = seen.parse().unwrap();
            assert_eq!(render_japan_time(read), shown.strftime("%Y-%m-%d %H:%M 日本時間").to_string(), "{seen}");
        }
    }
}

#[test]
fn a_day_ends_at_midnight_in_japan() {
    for (at, end) in [
        ("2026-12-04T00:00:00+09:00", "2026-12-05T00:00:00+09:00"),
        ("2026-12-04T23:59:59+09:00", "2026-12-05T00:00:00+09:00"),
        ("2026-12-04T15:00:00Z", "2026-12-06T00:00:00+09:00"),
    ] {
        assert_eq!(day_end_in_japan(at.parse().unwrap()), Some(end.parse().unwrap()), "{at}");
    }
    assert_eq!(day_end_in_japan(Timestamp::MAX), None);
}
