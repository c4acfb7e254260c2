//! Bookings whole: what a good file gives, and what each slip in it is told, with its place.

use jiff::civil::Weekday;

use super::{Booking, BookingKind, Channel, SlotRule, language_tests::check_languages, parse_booking};
use crate::source::{Diagnostic, Severity, SourcePath, TimeOfDay};

const BOOKING: &str = "booking: talk
label: 相談
kind: consultation
form: talk
free_of_charge: 無料です
channels: [video, phone]
how_to_meet: { phone: 相談員からかけます }
slots: { minutes: 60, lead_hours: 3, horizon_days: 30 }
holidays: open
opening:
  everyday: [\"6:00–25:00\"]
  weekdays: [\"10:00-12:00\", \"13:00〜20:00\"]
  sunday: []
closed:
  - { label: 年末年始, from: 12-29, to: 01-03 }
  - { label: 夏季, nth: 3, weekday: monday, month: 8, days: 3 }
resources:
  - { key: sato, label: 佐藤, qualification: キャリアコンサルタント, channels: [video] }
  - { key: ito, label: 伊藤, opening: { saturday: [\"8:00–12:00\"] }, closed: [{ label: 休み, from: 2027-02-01 }] }
";

/// The repository's own files, with the names of the forms beside them.
const SAMPLES: [(&str, &str); 2] = [
    ("consultation", include_str!("../../../data/bookings/consultation.yaml")),
    ("casual-interview", include_str!("../../../data/bookings/casual-interview.yaml")),
];

fn parse(text: &str) -> (Option<Booking>, Vec<Diagnostic>) {
    parse_booking(&SourcePath::new("data/bookings/talk.yaml"), text, &["talk", "ask"])
}

#[test]
fn a_good_file_is_read_whole() {
    let (booking, faults) = parse(BOOKING);
    assert_eq!(faults, []);
    let booking = booking.unwrap();
    assert_eq!((booking.kind, booking.opens_on_holidays), (BookingKind::Consultation, true));
    assert_eq!(
        booking.slots,
        SlotRule {
            minutes: 60,
            every_minutes: 60,
            buffer_before_minutes: 0,
            buffer_after_minutes: 0,
            lead_hours: 3,
            horizon_days: 30,
        }
    );
    let [sato, ito] = ["sato", "ito"].map(|key| booking.resource(key).unwrap());
    let notes = [Channel::Phone, Channel::Video].map(|channel| booking.how_to_meet(channel));
    assert_eq!(notes, [Some("相談員からかけます"), None]);
    assert_eq!((booking.channels_of(sato), booking.channels_of(ito)), (&[Channel::Video][..], &booking.channels[..]));
    for (week, weekday, hours) in [
        (&booking.opening, Weekday::Monday, "10:00–12:00 13:00–20:00"),
        (&booking.opening, Weekday::Saturday, "6:00–25:00"),
        (&booking.opening, Weekday::Sunday, ""),
        (booking.opening_of(sato), Weekday::Friday, "10:00–12:00 13:00–20:00"),
        (booking.opening_of(ito), Weekday::Friday, ""),
        (booking.opening_of(ito), Weekday::Saturday, "8:00–12:00"),
    ] {
        let found: Vec<String> =
            week.hours_on(weekday).iter().map(|hours| format!("{}–{}", hours.from, hours.to)).collect();
        assert_eq!(found.join(" "), hours, "{weekday:?}");
    }
    for (day, closed) in [("2026-12-31", [true, true]), ("2026-08-18", [true, true]), ("2027-02-01", [false, true])] {
        let day = day.parse().unwrap();
        assert_eq!([sato, ito].map(|resource| booking.is_closed(resource, day)), closed, "{day}");
    }
    assert!(Channel::NAMES.iter().all(|(name, channel)| channel.name() == *name));
}

#[test]
fn days_off_begin_when_the_day_before_is_over() {
    let start = |text: &str, weekday| {
        let text = BOOKING
            .replace("  everyday: [\"6:00–25:00\"]\n", text)
            .replace(", opening: { saturday: [\"8:00–12:00\"] }", "");
        let (booking, faults) = parse(&text);
        assert_eq!(faults.iter().filter(|fault| fault.is_error()).count(), 0, "{faults:?}");
        booking.unwrap().opening.day_start(weekday)
    };
    for (text, weekday, minutes) in [
        ("", Weekday::Monday, 600),
        ("", Weekday::Sunday, 600),
        ("  saturday: [\"4:00–24:00\"]\n", Weekday::Sunday, 240),
        ("  saturday: [\"4:00–29:00\"]\n", Weekday::Sunday, 300),
    ] {
        assert_eq!(Some(start(text, weekday)), TimeOfDay::from_minutes(minutes), "{text}");
    }
}

#[test]
fn slots_begin_after_their_buffers_unless_told_otherwise() {
    for (written, every) in [
        ("minutes: 50, buffer_before_minutes: 5, buffer_after_minutes: 5", 60),
        ("minutes: 60, buffer_after_minutes: 15, every_minutes: 30", 30),
    ] {
        let (booking, faults) = parse(&BOOKING.replace("minutes: 60", written));
        assert!(faults.iter().all(|fault| fault.severity == Severity::Warning), "{faults:?}");
        assert_eq!(booking.unwrap().slots.every_minutes, every, "{written}");
    }
}

#[test]
fn every_slip_is_told_with_its_place() {
    for (from, to, line, words) in [
        ("booking: talk", "booking: tlak", 1, "ファイル名は `talk`"),
        ("label: 相談", "label: ' '", 2, "label が空"),
        ("kind: consultation", "kind: consultaton", 3, "`consultaton`"),
        ("form: talk", "form: tolk", 4, "フォーム `tolk` はありません"),
        ("free_of_charge: 無料です", "free_of_charge: ''", 5, "free_of_charge が空"),
        ("free_of_charge", "free_of_chrage", 5, "`free_of_chrage` という項目はありません"),
        ("channels: [video, phone]", "channels: []", 6, "話す方法がありません"),
        ("channels: [video, phone]", "channels: [video, phone, video]", 6, "`video` が二度"),
        ("channels: [video, phone]", "channels: [video, phoen]", 6, "`phoen`"),
        ("channels: [video, phone]", "channels: [phone]", 18, "`video` は、この予約の channels に"),
        ("phone: 相談員からかけます", "phone: ' '", 7, "phone が空"),
        ("phone: 相談員からかけます", "line: トークで", 7, "`line` は、この予約の channels に"),
        ("phone: 相談員からかけます", "phoen: かけます", 7, "`phoen` という項目はありません"),
        ("minutes: 60", "minutes: 42", 8, "minutes は 42"),
        ("minutes: 60", "minutes: 0", 8, "minutes は 0"),
        ("minutes: 60", "minutes: 60, buffer_after_minutes: 7", 8, "buffer_after_minutes は 7"),
        ("minutes: 60", "minutes: 60, every_minutes: 0", 8, "every_minutes は 0"),
        ("minutes: 60", "minutes: 65000", 8, "minutes は 65000"),
        ("minutes: 60", "minutes: 150", 12, "150分の枠が入りません"),
        ("minutes: 60", "minutes: 90", 11, "終わりの30分は、どの枠にも"),
        ("lead_hours: 3", "lead_hours: 720", 8, "予約できる枠がありません"),
        ("horizon_days: 30", "horizon_days: 0", 8, "予約できる枠がありません"),
        ("holidays: open", "holidays: opne", 9, "`opne`"),
        ("holidays: open\n", "", 1, "`holidays` がありません"),
        ("6:00–25:00", "6:00–30:00", 11, "`30:00` は遅すぎます"),
        ("6:00–25:00", "6:00–1:00", 11, "始まる前に終わって"),
        ("6:00–25:00", "6:02–25:00", 11, "5分刻みではありません"),
        ("6:00–25:00", "6時から25時", 11, "時間帯ではありません"),
        ("6:00–25:00", "six-25:00", 11, "`six` は時刻では"),
        ("13:00〜20:00", "11:30〜20:00", 12, "重なっています"),
        ("sunday: []", "sumday: []", 13, "`sumday` という項目はありません"),
        ("from: 12-29", "from: 12-32", 15, "`12-32` は日付では"),
        ("from: 12-29", "from: 2026-12-29", 15, "片方にしか"),
        ("from: 12-29, to: 01-03", "from: 2027-01-03, to: 2026-12-29", 15, "from より前"),
        ("from: 12-29, to: 01-03", "from: 27-01-03", 15, "`27-01-03` は日付では"),
        ("from: 12-29, to: 01-03", "note: 冬", 15, "どの日なのか"),
        ("label: 年末年始, ", "label: '', ", 15, "label が空"),
        ("nth: 3", "nth: 6", 16, "`6`"),
        ("nth: 3, ", "", 16, "`nth` がありません"),
        ("month: 8", "month: 13", 16, "month は 13"),
        ("8, days: 3", "8, days: 0", 16, "days は 0"),
        ("weekday: monday", "weekday: munday", 16, "`munday`"),
        ("key: ito", "key: sato", 19, "key `sato` が二度"),
        ("key: ito", "key: 伊藤", 19, "key `伊藤` は使えません"),
        ("qualification: キャリアコンサルタント", "qualification: ''", 18, "qualification が空"),
        ("channels: [video] }", "channels: [] }", 18, "話す方法がありません"),
        ("8:00–12:00", "5:00–12:00", 19, "この予約の時間の外"),
        ("saturday: [\"8:00–12:00\"]", "saturday: []", 19, "受け付ける時間がありません"),
    ] {
        assert!(BOOKING.contains(from), "{from}");
        let text = BOOKING.replacen(from, to, 1);
        let (_, faults) = parse(&text);
        check_languages(&faults, &[&text]);
        let found = faults.iter().find(|fault| fault.message.japanese().contains(words));
        let found = found.unwrap_or_else(|| panic!("{to}: {faults:?}"));
        assert!(found.hint.is_some(), "{to}");
        assert_eq!(found.place.as_ref().map(|place| place.line), Some(line), "{to}: {:?}", found.message);
    }
    let none = format!("{}resources: []\n", BOOKING.split("resources:").next().unwrap());
    assert!(parse(&none).1[0].message.japanese().contains("相手がいません"));
}

#[test]
fn hours_that_run_into_the_next_day_are_refused() {
    let text = BOOKING.replace("  sunday: []", "  sunday: [\"6:00–29:00\"]\n  monday: [\"4:00–9:00\"]");
    let (_, faults) = parse(&text);
    check_languages(&faults, &[&text]);
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.english()).collect();
    assert_eq!(messages, ["the hours of sunday last until 5:00 of monday, which begins at 4:00"]);
}

#[test]
fn one_slip_hides_no_other() {
    let text = BOOKING.replace("kind: consultation", "kind: x").replace("nth: 3", "nth: x").replace("6:00–25:00", "x");
    let lines: Vec<_> = parse(&text).1.iter().filter_map(|fault| Some(fault.place.as_ref()?.line)).collect();
    assert_eq!(lines, [3, 11, 16]);
    let hint = parse(&text).1.remove(0).hint.unwrap();
    assert!(hint.english().ends_with("the README says under \"Bookings\" what may stand here"), "{hint:?}");
}

#[test]
fn the_bookings_of_this_repository_are_sound() {
    for (name, text) in SAMPLES {
        let path = SourcePath::new(format!("data/bookings/{name}.yaml"));
        assert!(Booking::is_booking_file(&path));
        let (booking, faults) = parse_booking(&path, text, &SAMPLES.map(|(name, _)| name));
        assert_eq!(faults, []);
        let booking = booking.unwrap();
        assert_eq!(booking.form, name);
        assert!(booking.resources.len() > 1 && booking.free_of_charge.is_some(), "{name}");
    }
    assert!(!Booking::is_booking_file(&SourcePath::new("data/forms/consultation.yaml")));
}
