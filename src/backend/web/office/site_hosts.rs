//! Counsellors and companies as the site has them, and the day to which a talk belongs.

use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use tsubame_model::schema::{Booking, BookingResource};

use super::times::time_of_day;
use crate::{
    intake::calendar::{business_day, clock_in_japan, instant_in_japan},
    store::BookingView,
    web::SiteSnapshot,
};

/// Until when hours after midnight belong to the day before, if its hours last so long.
const LATEST_HOUR: i8 = 6;

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

/// The day to which a talk belongs: at 24:00, the one before.
pub(super) fn talk_day(view: &BookingView, site: &SiteSnapshot) -> Date {
    let clock = clock_in_japan(view.starts_at);
    let definition = site.bookings.by_name.get(&view.booking).filter(|_| clock.hour() < LATEST_HOUR);
    definition.map_or(clock.date(), |booking| business_day(view.starts_at, &booking.opening))
}

/// From when until when something is, on a day that is known: `10:00〜11:00`, `翌0:00〜1:00`.
pub(super) fn hours_on(day: Date, start: Timestamp, end: Timestamp) -> String {
    let next = if clock_in_japan(start).date() > day { "翌" } else { "" };
    format!("{next}{}〜{}", time_of_day(start), time_of_day(end))
}
