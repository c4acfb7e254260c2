//! What pages show of a booking follows the day of the build, and nothing else that passes.

use tsubame_model::source::Diagnostic;

use super::{Memo, MemorySite};

/// A booking of two hours a day.
pub(super) const BOOKING: &str = "booking: talk\nlabel: 相談\nkind: consultation\nform: talk\nchannels: [video]\n\
    slots: { minutes: 60, lead_hours: 3, horizon_days: 30 }\nholidays: closed\nopening: { everyday: [\"10:00–12:00\"] }\n\
    resources:\n  - { key: sato, label: 佐藤 }\n";

/// The form that takes it.
pub(super) const FORM: &str = "form: talk\nlabel: 予約\nversion: '1'\ngroups:\n- legend: 日時\n  fields:\n  \
    - {name: slot, type: slot, label: 日時, required: true}\nconsent: {version: '1', label: 同意します, link: '@/a/p0.md'}\n\
    submit: 送る\nhoneypot: remark\nthanks: 届きました\n";

#[test]
fn the_next_times_of_a_booking_are_those_of_the_day_the_definition_and_the_holidays() {
    let (mut site, mut memo) = (MemorySite::new(), Memo::default());
    site.write("data/bookings/talk.yaml", BOOKING);
    site.write("data/forms/talk.yaml", FORM);
    // 2023-11-15 in Japan, at 7:13; the 23rd is a holiday.
    let mut home = |site: &MemorySite| {
        let (report, files) = site.build(Some(&mut memo));
        assert_eq!((report.diagnostics, &files), (vec![], &site.build(None).1));
        let change = report.next_change.unwrap();
        let home = String::from_utf8(files.unwrap()["index.html"].clone()).unwrap();
        (home, report.reused, change.at.to_string())
    };
    let (first, _, change) = home(&site);
    assert!(first.contains("11月15日（水）11月16日（木）2023-11-16T10:00+09:00"), "{first}");
    assert_eq!(change, "2023-11-15T15:00:00Z");
    site.seconds += 3600;
    let (later, reused, _) = home(&site);
    assert!(later == first && reused > 5, "the same day says the same");
    site.seconds += 7 * 86_400;
    let (holiday, ..) = home(&site);
    assert!(holiday.contains("11月22日（水）11月24日（金）"), "{holiday}");
    site.write("data/holidays.csv", "2023/1/1,元日\n");
    assert!(home(&site).0.contains("11月22日（水）11月23日（木）"));
    site.write("data/bookings/talk.yaml", &BOOKING.replace("10:00–", "9:00–"));
    assert!(home(&site).0.contains("2023-11-23T09:00+09:00"));
    // A file is read as Zola reads it.
    site.write("data/bookings/talk.slots.json", "{\"made\": \"手で\", \"days\": []}");
    assert!(home(&site).0.contains("手で"));
    site.files.remove("data/bookings/talk.slots.json");
    site.write("data/holidays.csv", "2023/1/1\n");
    let failed = site.build(None).0;
    let is_told = |fault: &Diagnostic| fault.file.as_ref().is_some_and(|file| file.as_str() == "data/holidays.csv");
    assert!(failed.diagnostics.iter().any(is_told), "{failed:?}");
}
