//! The next times of a booking, as data that no file holds: `load_data(path="data/bookings/NAME.slots.json", required=false)`.
//!
//! They stand in pages that are made before anybody asks, so they are what the definition, the holidays and the day of the build
//! say; what is booked knows the server alone. Where Zola builds the site there is no such file, and so nothing, and a file of
//! that name is read as any other.
//!
//! What is given holds until the day ends in Japan: times that can still be booked then. So a site that is built once a day shows
//! none that has passed.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use tera::Value;

use crate::templates::{file_lookup::FoundFile, query_context::QueryContext};
use tsubame_model::{
    calendar::{Holidays, clock_in_japan, day_end_in_japan},
    schema::{Booking, parse_booking},
    slots::{SlotContext, SlotOffer, TakenCells, render_day, render_instant},
    source::{SourcePath, Wording},
};

/// How many times are given, of all together and of each counsellor or company.
const COUNT: usize = 8;

/// What the name of a definition ends with.
const DEFINITION: [&str; 2] = [".yaml", ".yml"];

/// What the name of its times ends with.
const SLOTS: &str = ".slots.json";

/// The next times of a booking.
#[derive(Serialize)]
struct NextSlots {
    /// The day of the build: `11月29日（日）`.
    made: String,
    /// Days with free times, and what is free on each.
    days: Vec<SlotDay>,
    /// The same for one counsellor or company, by key.
    of: BTreeMap<String, Vec<SlotDay>>,
}

/// A business day.
#[derive(Serialize)]
struct SlotDay {
    /// `2026-12-04`
    date: String,
    /// `12月4日（金）`
    label: String,
    slots: Vec<SlotOfDay>,
}

/// A time of a day.
#[derive(Serialize)]
struct SlotOfDay {
    /// What the field of the form takes.
    value: String,
    /// `2026-12-05T00:00+09:00`
    start: String,
    /// `24:00～25:00（5日 0:00～1:00）`
    label: String,
    /// With whom it can be.
    with: Vec<String>,
}

/// What a path means that no file has; `None` where it means nothing.
pub(super) fn next_slots(queries: &QueryContext, path: &str) -> Result<Option<Value>, Wording> {
    let Some(file) = definition_of(queries, path) else { return Ok(None) };
    let text = read_text(queries, &file)?;
    // The build tells what is wrong with it, by line; whether there is such a form is no matter here.
    let Some(booking) = parse_booking(&file, &text, &[]).0 else { return Ok(None) };
    let holidays = read_holidays(queries)?;
    let now = queries.inputs.world.clock.build_time.timestamp();
    Ok(Some(Value::from_serializable(&slots_from(&booking, &holidays, now))))
}

/// The definition whose times a path names, in a site that asks for what Zola does not know.
fn definition_of(queries: &QueryContext, path: &str) -> Option<SourcePath> {
    let name = path.strip_suffix(SLOTS)?;
    let is_free = queries.inputs.config.tsubame.is_there && matches!(queries.find_file(path), Ok(None));
    let files = DEFINITION.iter().filter(|_| is_free).map(|ending| SourcePath::new(format!("{name}{ending}")));
    files.into_iter().find(|file| Booking::is_booking_file(file) && queries.inputs.world.files.exists(file))
}

fn read_text(queries: &QueryContext, file: &SourcePath) -> Result<String, Wording> {
    let bytes = queries.read_file(&FoundFile::Project(file.clone()))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| {
        Wording::new(format!("{file} is not UTF-8 text"), format!("{file} は UTF-8 のテキストではありません"))
    })?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// The holidays that the server goes by too.
fn read_holidays(queries: &QueryContext) -> Result<Holidays, Wording> {
    let file = SourcePath::new(Holidays::FILE);
    if !queries.inputs.world.files.exists(&file) {
        return Ok(Holidays::default());
    }
    let bytes = queries.read_file(&FoundFile::Project(file.clone()))?;
    // The build tells what is wrong with it, by line.
    Ok(Holidays::parse(&bytes).unwrap_or_default())
}

fn slots_from(booking: &Booking, holidays: &Holidays, now: Timestamp) -> NextSlots {
    let day_end = day_end_in_japan(now).unwrap_or(now);
    let lead = SignedDuration::from_hours(i64::from(booking.slots.lead_hours));
    let from = day_end.checked_add(lead).unwrap_or(day_end);
    let context = SlotContext { booking, holidays, taken: &TakenCells::default(), now };
    let days = |with: Option<&str>| {
        let offers = context.next_offers(from, with, None, COUNT);
        offers.chunk_by(|a, b| a.business_day == b.business_day).filter_map(slot_day).collect::<Vec<_>>()
    };
    let keys = booking.resources.iter().map(|resource| &resource.key);
    NextSlots {
        made: render_day(clock_in_japan(now).date()),
        days: days(None),
        of: keys.map(|key| (key.clone(), days(Some(key)))).collect(),
    }
}

fn slot_day(offers: &[SlotOffer]) -> Option<SlotDay> {
    let first = offers.first()?;
    let slot = |offer: &SlotOffer| SlotOfDay {
        value: offer.wish.render(),
        start: render_instant(offer.start),
        label: offer.time_label.clone(),
        with: offer.with.clone(),
    };
    Some(SlotDay {
        date: first.business_day.to_string(),
        label: first.day_label(),
        slots: offers.iter().map(slot).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TALK: &str = "booking: talk\nlabel: 相談\nkind: consultation\nform: talk\nchannels: [video]\nslots: { minutes: 60, \
        lead_hours: 3, horizon_days: 30 }\nholidays: closed\nopening: { everyday: [\"22:00–25:00\"] }\nresources:\n  - { key: \
        sato, label: 佐藤 }\n  - { key: ito, label: 伊藤, opening: { everyday: [\"24:00–25:00\"] } }\n";

    fn slots_at(now: &str, holidays: &Holidays) -> NextSlots {
        let file = SourcePath::new("data/bookings/talk.yaml");
        let booking = parse_booking(&file, TALK, &["talk"]).0.unwrap();
        slots_from(&booking, holidays, now.parse().unwrap())
    }

    fn lines(days: &[SlotDay]) -> Vec<String> {
        let line = |day: &SlotDay| {
            let labels: Vec<&str> = day.slots.iter().map(|slot| slot.label.as_str()).collect();
            format!("{} {}", day.label, labels.join(" "))
        };
        days.iter().map(line).collect()
    }

    #[test]
    fn what_is_given_holds_until_the_day_ends_in_japan() {
        let holidays = Holidays::default();
        let morning = slots_at("2026-12-03T00:00:00+09:00", &holidays);
        assert_eq!(morning.made, "12月3日（木）");
        // Three hours ahead: what begins at midnight cannot be booked any more when the day ends.
        let friday = "12月4日（金） 22:00～23:00 23:00～24:00 24:00～25:00（5日 0:00～1:00）";
        assert_eq!(lines(&morning.days)[0], friday);
        assert_eq!(morning.days.iter().map(|day| day.slots.len()).sum::<usize>(), COUNT);
        let last = &morning.days[0].slots[2];
        assert_eq!((last.value.as_str(), last.with.join("、").as_str()), ("2026-12-05T00:00+09:00", "佐藤、伊藤"));
        assert_eq!(lines(&morning.of["ito"])[0], "12月4日（金） 24:00～25:00（5日 0:00～1:00）");
        assert_eq!(morning.of["ito"][0].slots[0].value, "2026-12-05T00:00+09:00/ito");
        let night = slots_at("2026-12-03T23:59:59+09:00", &holidays);
        assert_eq!(lines(&night.days), lines(&morning.days), "the whole day says the same");
        assert!(lines(&slots_at("2026-12-04T00:00:00+09:00", &holidays).days)[0].starts_with("12月5日"));
    }

    #[test]
    fn holidays_are_closed_by_the_law_or_by_a_file() {
        let labels = |holidays| lines(&slots_at("2026-11-21T12:00:00+09:00", &holidays).days);
        let by_law = labels(Holidays::default());
        assert!(by_law[0].starts_with("11月22日（日）") && by_law[1].starts_with("11月24日（火）"), "{by_law:?}");
        let file = Holidays::parse("2026/1/1,元日\n2026/11/22,臨時の祝日\n".as_bytes()).unwrap();
        assert!(labels(file)[0].starts_with("11月23日（月）"));
    }
}
