//! Calendar files as calendars read them.

use jiff::{Timestamp, Zoned, civil::DateTime, tz::TimeZone};

use super::{CalendarEntry, CalendarMethod};

const KANJI: &str = "仙台で働く人と東京で語る冬の夜の会、はじめての方もどうぞ気軽に; 申込\\不要,懇親会つき👩‍👩‍👧仙台で働く人と東京で語る冬の夜の会";

fn entry() -> CalendarEntry {
    CalendarEntry {
        uid: "seat-018f@cross-sendai.example.jp".to_owned(),
        sequence: 0,
        made_at: "2026-11-20T03:00:00Z".parse().unwrap(),
        title: KANJI.to_owned(),
        description: "持ちもの：\r\n・筆記用具\r・名刺\n\nお待ちしています".to_owned(),
        place: "渋谷の会議室, 渋谷1-1".to_owned(),
        url: "https://cross-sendai.example.jp/events/夜/".to_owned(),
        start: "2026-12-18T10:00:00Z".parse().unwrap(),
        end: "2026-12-18T12:00:00Z".parse().unwrap(),
        organizer: "CROSS \"SENDAI\": 事務局".to_owned(),
        organizer_address: "info@cross-sendai.example.jp".to_owned(),
        attendee_address: "taro..yamada@docomo.ne.jp".to_owned(),
    }
}

/// The lines of a file without folds; that none is too long or has a bare line break in it is checked on the way.
fn lines(entry: &CalendarEntry, method: CalendarMethod) -> Vec<String> {
    let text = entry.render(method).unwrap();
    let body = text.strip_suffix("\r\n").expect("ends in CRLF");
    for line in body.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{} octets: {line:?}", line.len());
    }
    body.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

fn value(lines: &[String], start: &str) -> String {
    let found: Vec<&String> = lines.iter().filter(|line| line.starts_with(start)).collect();
    assert_eq!(found.len(), 1, "{start}: {found:?}");
    found[0][start.len()..].to_owned()
}

/// A text as it was before it was escaped (RFC 5545, 3.3.11).
fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        plain.extend(match letter {
            '\\' => letters.next().map(|next| if next == 'n' { '\n' } else { next }),
            other => Some(other),
        });
    }
    plain
}

#[test]
fn r27_a_seat_as_calendars_read_it() {
    let lines = lines(&entry(), CalendarMethod::Request);
    for line in [
        "METHOD:REQUEST",
        "UID:seat-018f@cross-sendai.example.jp",
        "SEQUENCE:0",
        "DTSTAMP:20261120T030000Z",
        "DTSTART;TZID=Asia/Tokyo:20261218T190000",
        "DTEND;TZID=Asia/Tokyo:20261218T210000",
        "TZID:Asia/Tokyo",
        "TZOFFSETTO:+0900",
        "LOCATION:渋谷の会議室\\, 渋谷1-1",
        "URL:https://cross-sendai.example.jp/events/%E5%A4%9C/",
        "ORGANIZER;CN=\"CROSS 'SENDAI': 事務局\":mailto:info@cross-sendai.example.jp",
        "ATTENDEE;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:%22taro..yamada%22@docomo.ne.jp",
        "STATUS:CONFIRMED",
    ] {
        assert_eq!(lines.iter().filter(|found| *found == line).count(), 1, "{line} in {lines:#?}");
    }
    assert_eq!(unescape(&value(&lines, "SUMMARY:")), KANJI);
    assert_eq!(unescape(&value(&lines, "DESCRIPTION:")), "持ちもの：\n・筆記用具\n・名刺\n\nお待ちしています");
    assert_eq!(lines.iter().filter(|line| line.contains("mailto:")).count(), 2, "nobody but programme and addressee");
}

#[test]
fn r27_all_files_of_a_seat_have_one_name_and_count_up() {
    let moved = CalendarEntry { sequence: 1, start: "2026-12-19T04:00:00Z".parse().unwrap(), ..entry() };
    let gone = CalendarEntry { sequence: 2, ..moved.clone() };
    let files = [
        (lines(&entry(), CalendarMethod::Request), "REQUEST", "CONFIRMED"),
        (lines(&moved, CalendarMethod::Request), "REQUEST", "CONFIRMED"),
        (lines(&gone, CalendarMethod::Cancel), "CANCEL", "CANCELLED"),
    ];
    for (number, (lines, method, status)) in files.iter().enumerate() {
        assert_eq!(value(lines, "UID:"), entry().uid);
        assert_eq!(value(lines, "SEQUENCE:"), number.to_string());
        assert_eq!((value(lines, "METHOD:").as_str(), value(lines, "STATUS:").as_str()), (*method, *status));
    }
    let attachment = gone.attachment(CalendarMethod::Cancel).unwrap();
    assert_eq!(attachment.content_type, "text/calendar; charset=utf-8; method=CANCEL");
}

#[test]
fn r26_the_file_means_the_same_instant_on_every_clock() {
    let start: Timestamp = "2026-10-26T01:00:00Z".parse().unwrap();
    let lines = lines(&CalendarEntry { start, ..entry() }, CalendarMethod::Request);
    let clock = value(&lines, "DTSTART;TZID=Asia/Tokyo:");
    assert_eq!(clock, "20261026T100000");
    let read: DateTime = DateTime::strptime("%Y%m%dT%H%M%S", &clock).unwrap();
    let offset = value(&lines, "TZOFFSETTO:");
    let zoned: Zoned = read.to_zoned(TimeZone::fixed(jiff::tz::offset(offset[1..3].parse().unwrap()))).unwrap();
    assert_eq!(zoned.timestamp(), start);
}

/// Texts of many kinds of characters, the same at every run.
fn texts() -> impl Iterator<Item = String> {
    const PIECES: &[&str] = &[
        "a",
        "仙",
        "👩‍👩‍👧",
        "\r\n",
        "\r",
        "\n",
        "\\",
        ",",
        ";",
        ":",
        "\"",
        " ",
        "\u{3000}",
        "\t",
        "é",
        "\u{1}",
        "\u{85}",
        "\u{2028}",
        "END:VEVENT",
        "\r\nATTENDEE:mailto:evil@example.jp",
        "BEGIN:VEVENT",
    ];
    // The generator of Knuth's MMIX.
    let mut state = 20_261_218_u64;
    let mut next = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    (0..2000).map(move |_| (0..next(120)).map(|_| PIECES[next(PIECES.len())]).collect())
}

#[test]
fn r27_any_text_comes_back_from_its_file() {
    let plain = lines(&entry(), CalendarMethod::Request).len();
    for text in texts() {
        let entry = CalendarEntry {
            title: text.clone(),
            description: format!("x{text}"),
            organizer: text.clone(),
            uid: text.clone(),
            url: text.clone() + "x",
            ..entry()
        };
        let lines = lines(&entry, CalendarMethod::Request);
        assert_eq!(lines.len(), plain, "{text:?}");
        let expected = text.replace("\r\n", "\n").replace('\r', "\n").replace(['\u{1}', '\u{85}'], "");
        assert_eq!(unescape(&value(&lines, "SUMMARY:")), expected);
        assert_eq!(unescape(&value(&lines, "DESCRIPTION:")), format!("x{expected}"));
        assert_eq!(lines.iter().filter(|line| line.starts_with("ATTENDEE")).count(), 1, "{text:?}");
    }
}
