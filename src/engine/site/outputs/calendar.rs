//! `calendar.ics` beside the page of each event, for the calendars of visitors (RFC 5545).
//!
//! The clock has no part in it: the same page gives the same file, so that a calendar that reads it again sees a change
//! only where there is one.

use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    config::{CalendarConfig, Config},
    content::Page,
    site::context::SiteContext,
};
use tsubame_model::{
    encode::{calendar_text, calendar_uri, fold_calendar},
    source::{Data, Date, Diagnostic, WithFaults, Wording},
};

/// The file's name.
const FILE: &str = "calendar.ics";

/// Who made the file, as the format wants to know.
const PRODUCT: &str = "-//Tsubame//Static site//EN";

/// A calendar file for every event of the site, by output path.
pub(super) fn make_calendars(settings: &CalendarConfig, site: SiteContext<'_>) -> WithFaults<Vec<(String, Vec<u8>)>> {
    let inside = format!("{}/", settings.section.trim_matches('/'));
    let pages = site.library.pages.iter();
    let mut files = WithFaults::<Vec<_>>::default();
    for page in pages.filter(|page| page.meta.render && page.file.relative.starts_with(&inside)) {
        match make_event(page, settings, site.config) {
            Ok(Some(event)) => {
                let path = format!("{}{FILE}", page.path.trim_start_matches('/'));
                files.value.push((path, print(event).into_bytes()));
            }
            Ok(None) => {}
            Err(wrong) => {
                let hint = Wording::new(
                    "write it as 2026-12-01T19:00:00+09:00, or as 2026-12-01 for a whole day",
                    "2026-12-01T19:00:00+09:00 か、終日なら 2026-12-01 のように書きます",
                );
                let fault = Diagnostic::error("calendar-date", wrong.message).in_file(&page.file.path);
                let place = site.place_of_extra(&page.file.path, &wrong.field);
                files.faults.push(fault.with_place(place).with_hint(hint));
            }
        }
    }
    files
}

fn print(event: Event) -> String {
    let mut calendar = Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")] {
        calendar.append_property(Property::new(name, value));
    }
    calendar.push(event);
    fold_calendar(&calendar.to_string())
}

/// A field of an event that is wrong, and why.
#[derive(Debug, PartialEq, Eq)]
struct EventFault {
    field: String,
    message: Wording,
}

/// The event of a page; nothing for a page that names no time.
fn make_event(page: &Page, settings: &CalendarConfig, config: &Config) -> Result<Option<Event>, EventFault> {
    let extra = &page.meta.extra;
    let text = |field: &str| extra.get(field).and_then(Data::as_str).filter(|text| !text.trim().is_empty());
    let Some(start) = EventTime::read(extra, &settings.start, config)? else { return Ok(None) };
    let end = EventTime::read(extra, &settings.end, config)?;
    if let Some(end) = &end
        && (end.at < start.at || end.is_day != start.is_day)
    {
        let CalendarConfig { start, end, .. } = settings;
        let message = Wording::new(
            format!("`{end}` does not fit `{start}`: it lies before it, or only one of them has a time"),
            format!("`{end}` が `{start}` より前になっているか、片方にだけ時刻があります"),
        );
        return Err(EventFault { field: end.clone(), message });
    }
    let mut event = Event::with_uid(&calendar_text(&uid(page, config)).replace('\n', "_"));
    let changed = page.meta.updated.as_ref().or(page.meta.date.as_ref()).map_or(start.at, |date| date.instant);
    event.append_property(Property::new("DTSTAMP", utc(changed)));
    event.append_property(start.property("DTSTART", false));
    if let Some(end) = end {
        event.append_property(end.property("DTEND", true));
    }
    event.summary(&calendar_text(page.meta.title.as_deref().unwrap_or_default()));
    let about = page.meta.description.as_deref().map_or_else(String::new, |about| format!("{about}\n\n"));
    let address = calendar_uri(&page.permalink);
    event.description(&calendar_text(&format!("{about}{}", page.permalink)));
    event.append_property(Property::new("URL", address));
    let is_online = text(&settings.mode) == Some(settings.online.as_str());
    let place: Vec<&str> = [&settings.venue, &settings.address].into_iter().filter_map(|field| text(field)).collect();
    // An event without a place still says how people take part: its venue is a word such as "online".
    let place = if is_online { place.first().map(|venue| (*venue).to_owned()) } else { Some(place.join(" ")) };
    if let Some(place) = place.filter(|place| !place.is_empty()) {
        event.location(&calendar_text(&place));
    }
    let is_any =
        |values: &[String]| text(&settings.status).is_some_and(|status| values.iter().any(|value| value == status));
    event.status(match () {
        () if is_any(&settings.cancelled) => EventStatus::Cancelled,
        () if is_any(&settings.tentative) => EventStatus::Tentative,
        () => EventStatus::Confirmed,
    });
    Ok(Some(event))
}

/// The name of an event, the same in every build: the page's file, at the site's host.
fn uid(page: &Page, config: &Config) -> String {
    let host = config.base_url.split_once("://").map_or("", |(_, rest)| rest);
    let host = host.split('/').next().filter(|host| !host.is_empty()).unwrap_or("site.invalid");
    format!("{}@{host}", page.file.relative.trim_end_matches(".md").trim_end_matches("/index"))
}

/// A point in time, or a whole day.
struct EventTime {
    at: Timestamp,
    is_day: bool,
    date: Date,
}

impl EventTime {
    fn read(extra: &Data, field: &str, config: &Config) -> Result<Option<Self>, EventFault> {
        let wrong = |english: &str, japanese: &str| {
            let message = Wording::new(
                format!("`{field}` of this event is no date: {english}"),
                format!("イベントの `{field}` を日付として読めません: {japanese}"),
            );
            EventFault { field: field.to_owned(), message }
        };
        match extra.get(field) {
            None | Some(Data::Null) => Ok(None),
            Some(Data::Text(written)) => {
                let read = Date::parse(written).zip(config.tsubame.zone.start_of(written));
                let quoted = format!("`{written}`");
                let (date, at) = read.ok_or_else(|| wrong(&quoted, &quoted))?;
                Ok(Some(Self { at, is_day: Date::is_day(written), date }))
            }
            Some(other) => Err(wrong(other.kind(), other.kind_japanese())),
        }
    }

    /// Times in UTC need no description of a time zone. The end of a day is the day after, as the format wants it.
    fn property(&self, name: &str, is_end: bool) -> Property {
        if !self.is_day {
            return Property::new(name, utc(self.at));
        }
        let day = if is_end { self.date.day.tomorrow().unwrap_or(self.date.day) } else { self.date.day };
        let mut property = Property::new(name, day.strftime("%Y%m%d").to_string());
        property.add_parameter("VALUE", "DATE");
        property
    }
}

fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::{BuildOptions, resolve},
        content::parse_page,
    };
    use tsubame_model::source::SourcePath;

    fn calendar(front: &str) -> Result<Option<String>, EventFault> {
        let settings = "base_url = \"https://a.jp/sub\"\n[extra.tsubame]\ntimezone = \"Asia/Tokyo\"\ncalendar = {}\n";
        let config = resolve(&SourcePath::new("zola.toml"), settings, &BuildOptions::default()).unwrap();
        let text = format!("+++\n{front}\n+++\n");
        let page = parse_page(&SourcePath::new("content/events/春/index.md"), text, &config).unwrap().entry;
        let settings = config.tsubame.calendar.clone().unwrap();
        Ok(make_event(&page, &settings, &config)?.map(print))
    }

    /// The lines of a file without folds.
    fn lines(text: &str) -> Vec<String> {
        assert!(text.lines().count() > 3 && text.ends_with("\r\n"), "{text:?}");
        for line in text.split("\r\n") {
            assert!(line.len() <= 75 && !line.contains('\n'), "{line:?}");
        }
        text.replace("\r\n ", "").lines().map(str::to_owned).collect()
    }

    #[test]
    fn an_event_as_calendars_read_it() {
        let front = "title = \"仙台の夜, 渋谷; 集まり\"\ndescription = \"東京で働く人が、仙台で働くことを考えるための夜です。どうぞ気軽に。\"\n\
            date = 2026-11-01\nupdated = 2026-11-20T12:00:00+09:00\n[extra]\nstart = 2026-12-01T19:00:00\n\
            end = 2026-12-01T21:00:00+09:00\nvenue = \"渋谷の家\"\naddress = \"渋谷1-1\"\nstatus = \"open\"";
        let text = calendar(front).unwrap().unwrap();
        assert_eq!(Ok(Some(text.clone())), calendar(front), "the same every time");
        let lines = lines(&text);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "UID:events/春@a.jp",
            "DTSTAMP:20261120T030000Z",
            "DTSTART:20261201T100000Z",
            "DTEND:20261201T120000Z",
            "SUMMARY:仙台の夜\\, 渋谷\\; 集まり",
            "LOCATION:渋谷の家 渋谷1-1",
            "STATUS:CONFIRMED",
            "END:VCALENDAR",
        ] {
            assert!(lines.iter().any(|found| found == line), "{line} is missing: {text}");
        }
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with("DESCRIPTION:")
                    && line.contains("です。どうぞ気軽に。\\n\\nhttps://a.jp/sub/")),
            "{text}"
        );
        assert_eq!(lines.iter().filter(|line| line.starts_with("DTSTAMP")).count(), 1);
    }

    #[test]
    fn days_states_and_places() {
        for (extra, line, is_there) in [
            ("start = 2026-12-01\nend = 2026-12-02", "DTSTART;VALUE=DATE:20261201", true),
            ("start = 2026-12-01\nend = 2026-12-02", "DTEND;VALUE=DATE:20261203", true),
            ("start = 2026-12-01\nstatus = \"cancelled\"", "STATUS:CANCELLED", true),
            (
                "start = 2026-12-01\nmode = \"online\"\nvenue = \"オンライン\"\naddress = \"URL\"",
                "LOCATION:オンライン",
                true,
            ),
            ("start = 2026-12-01", "LOCATION", false),
            ("start = 2026-12-01", "DTEND", false),
            ("start = 2026-12-01", "DTSTAMP:20261130T150000Z", true),
        ] {
            let text = calendar(&format!("[extra]\n{extra}")).unwrap().unwrap();
            assert_eq!(lines(&text).iter().any(|found| found.starts_with(line)), is_there, "{extra}: {text}");
        }
        assert_eq!(calendar("title = \"x\""), Ok(None));
        for length in 60..160 {
            lines(
                &calendar(&format!("title = \"{}\"\n[extra]\nstart = 2026-12-01", "a".repeat(length)))
                    .unwrap()
                    .unwrap(),
            );
        }
    }

    #[test]
    fn bad_times_name_their_field() {
        for (extra, field) in [
            ("start = \"夕方\"", "start"),
            ("start = 3", "start"),
            ("start = 2026-12-02\nend = 2026-12-01", "end"),
            ("start = 2026-12-01T10:00:00Z\nend = 2026-12-01", "end"),
        ] {
            assert_eq!(calendar(&format!("[extra]\n{extra}")).unwrap_err().field, field, "{extra}");
        }
    }
}
