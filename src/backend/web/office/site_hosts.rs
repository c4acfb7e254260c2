//! Counsellors and companies as the site has them, and the day to which a talk belongs.

use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use tsubame_model::schema::{Booking, BookingResource};

use super::times::time_of_day;
use crate::{
    intake::calendar::{clock_in_japan, instant_in_japan},
    store::BookingView,
    web::SiteSnapshot,
};

/// A counsellor or company, with what is booked with it.
pub(super) struct SiteHost<'a> {
    pub key: &'a str,
    pub label: &'a str,
    pub bookings: Vec<(&'a Booking, &'a BookingResource)>,
}

/// All of them, in the order of the files, each once.
pub(super) fn site_hosts(site: &SiteSnapshot) -> Vec<SiteHost<'_>> {
    let mut hosts: Vec<SiteHost<'_>> = Vec::new();
    for booking in site.bookings.by_name.values() {
        for resource in &booking.resources {
            match hosts.iter_mut().find(|host| host.key == resource.key) {
                Some(host) => host.bookings.push((booking, resource)),
                None => hosts.push(SiteHost {
                    key: &resource.key,
                    label: &resource.label,
                    bookings: vec![(booking, resource)],
                }),
            }
        }
    }
    hosts
}

impl SiteHost<'_> {
    /// When a day of theirs begins: at midnight, or once the hours of the day before are over.
    pub fn day_begin(&self, day: Date) -> Option<Timestamp> {
        let before = day.yesterday().ok()?;
        let last = |(booking, resource): &(&Booking, &BookingResource)| {
            let hours = booking.opening_of(resource).hours_on(before.weekday()).last().copied();
            hours.map_or(0, |hours| hours.to.minutes().saturating_sub(24 * 60))
        };
        let minutes = self.bookings.iter().map(last).max().unwrap_or_default();
        let midnight = day.to_datetime(Time::midnight());
        instant_in_japan(midnight.checked_add(jiff::SignedDuration::from_mins(i64::from(minutes))).ok()?)
    }
}

/// The midnight with which a day begins.
pub(super) fn midnight(day: Date) -> Timestamp {
    instant_in_japan(day.to_datetime(Time::midnight())).unwrap_or(Timestamp::MAX)
}

/// The day to which a talk belongs: at 24:00, the one before, if the hours of its host last so long.
pub(super) fn talk_day(view: &BookingView, site: &SiteSnapshot) -> Date {
    let shown = clock_in_japan(view.starts_at);
    let Ok(before) = shown.date().yesterday() else { return shown.date() };
    let booking = site.bookings.by_name.get(&view.booking);
    let week = booking.and_then(|booking| Some(booking.opening_of(booking.resource(&view.resource)?)));
    let last = week.and_then(|week| week.hours_on(before.weekday()).last());
    let minutes = shown.duration_since(before.to_datetime(Time::midnight())).as_mins();
    if last.is_some_and(|hours| minutes < i64::from(hours.to.minutes())) { before } else { shown.date() }
}

/// From when until when something is, on a day that is known: `10:00〜11:00`, `翌0:00〜1:00`.
pub(super) fn hours_on(day: Date, start: Timestamp, end: Timestamp) -> String {
    let next = if clock_in_japan(start).date() > day { "翌" } else { "" };
    format!("{next}{}〜{}", time_of_day(start), time_of_day(end))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tsubame_model::schema::Channel;

    use super::*;
    use crate::{
        intake::{SubmissionId, bookings::BookingState},
        store::booking_setup::definition,
        web::SiteBookings,
    };

    #[test]
    fn what_begins_after_midnight_belongs_to_the_day_whose_hours_last_until_then() {
        let bookings = SiteBookings { by_name: [("talk".to_owned(), definition())].into(), ..SiteBookings::default() };
        let site = SiteSnapshot { bookings, ..SiteSnapshot::default() };
        let (tenth, eleventh) = (date(2026, 12, 10), date(2026, 12, 11));
        // Hours last until 25:00; a talk at three is one beside them.
        for (clock, resource, day, words) in [
            ("10T23:30", "sato", tenth, "23:30〜00:30"),
            ("11T00:30", "sato", tenth, "翌00:30〜01:30"),
            ("11T01:00", "sato", eleventh, "01:00〜02:00"),
            ("11T03:00", "sato", eleventh, "03:00〜04:00"),
            ("11T00:30", "somebody", eleventh, "00:30〜01:30"),
        ] {
            let starts_at: Timestamp = format!("2026-12-{clock}+09:00").parse().unwrap();
            let view = BookingView {
                submission: SubmissionId(uuid::Uuid::nil()),
                booking: "talk".to_owned(),
                resource: resource.to_owned(),
                title: String::new(),
                channel: Channel::Video,
                state: BookingState::Booked,
                starts_at,
                ends_at: starts_at + jiff::SignedDuration::from_hours(1),
                expires_at: None,
            };
            assert_eq!(talk_day(&view, &site), day, "{clock} {resource}");
            assert_eq!(hours_on(day, view.starts_at, view.ends_at), words, "{clock} {resource}");
        }
    }
}
