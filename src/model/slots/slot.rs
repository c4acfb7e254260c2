//! The slots of a booking: which there are, which of them can be booked now, and what to offer instead of a taken one.

use std::ops::RangeInclusive;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use super::cells::{TakenCells, cells};
use crate::{
    calendar::{Holidays, business_day, clock_in_japan, instant_in_japan},
    schema::{Booking, BookingResource, OpeningHours},
    source::TimeOfDay,
};

/// A time with a resource that can be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The key of the counsellor or company.
    pub resource: String,
    /// The day to which it belongs: at 24:00, the one before.
    pub business_day: Date,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// Whether it lies beside the hours of the definition: it is there as long as whoever runs the booking says so.
    pub is_extra: bool,
}

/// Why a slot cannot be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotRefusal {
    /// There is no such counsellor or company.
    UnknownResource,
    /// No slot begins then: closed, or between two.
    NoSuchSlot,
    /// It begins too soon, or has begun.
    TooSoon,
    /// It is too far ahead.
    TooFar,
    /// Somebody has it, or one that it overlaps.
    Taken,
    /// Nobody meets people in this way.
    OtherChannel,
}

/// What has to be known to tell free slots.
#[derive(Clone, Copy, Debug)]
pub struct SlotContext<'a> {
    /// What is booked.
    pub booking: &'a Booking,
    /// The holidays.
    pub holidays: &'a Holidays,
    /// What is taken of its resources, and when they are there beside their hours.
    pub taken: &'a TakenCells,
    /// The time.
    pub now: Timestamp,
}

impl SlotContext<'_> {
    /// The free slots of some business days, by the time at which they begin; of the same time in the order of the
    /// resources.
    pub fn free_slots(&self, days: RangeInclusive<Date>) -> Vec<Slot> {
        self.free_slots_by_day(days).flatten().collect()
    }

    /// The slot of a resource that begins at `start`, if it can be booked now.
    pub fn check_slot(&self, resource: &str, start: Timestamp) -> Result<Slot, SlotRefusal> {
        let resource = self.booking.resource(resource).ok_or(SlotRefusal::UnknownResource)?;
        let slot = self.slot_by_hours(resource, start);
        let slot = slot.or_else(|| self.extra_slots(resource).find(|slot| slot.start == start));
        let slot = slot.ok_or(SlotRefusal::NoSuchSlot)?;
        self.refusal_of(&slot).map_or(Ok(slot), Err)
    }

    /// The next `count` free slots that do not begin before `start`, of one resource or, without one, of any. There are
    /// fewer if the slots that can be booked now end before.
    pub fn next_free_slots(&self, start: Timestamp, resource: Option<&str>, count: usize) -> Vec<Slot> {
        let first = business_day(start, &self.booking.opening);
        let is_meant = |slot: &Slot| slot.start >= start && resource.is_none_or(|key| key == slot.resource);
        self.free_slots_by_day(first..=Date::MAX).flatten().filter(is_meant).take(count).collect()
    }

    /// The free slots of each of some business days.
    pub(super) fn free_slots_by_day(&self, days: RangeInclusive<Date>) -> impl Iterator<Item = Vec<Slot>> {
        let first = self.today().max(*days.start());
        let last = self.last_day().min(*days.end());
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(move |day| *day <= last);
        days.map(move |day| {
            let all = self.booking.resources.iter().flat_map(|resource| self.slots_of(resource, day));
            let mut free: Vec<Slot> = all.filter(|slot| self.refusal_of(slot).is_none()).collect();
            free.sort_by_key(|slot| slot.start);
            free
        })
    }

    fn today(&self) -> Date {
        business_day(self.now, &self.booking.opening)
    }

    fn last_day(&self) -> Date {
        self.today().saturating_add(i64::from(self.booking.slots.horizon_days).days())
    }

    /// All slots of a resource on a business day: those of its hours, in order, and those beside them, each time once.
    fn slots_of(&self, resource: &BookingResource, day: Date) -> Vec<Slot> {
        let mut slots = self.slots_by_hours(resource, day);
        for slot in self.extra_slots(resource).filter(|slot| slot.business_day == day) {
            let is_known = slots.iter().any(|known| known.start == slot.start);
            if !is_known && self.slot_by_hours(resource, slot.start).is_none() {
                slots.push(slot);
            }
        }
        slots
    }

    /// The slots of the times at which a resource is there beside its hours, cut as those are, each from the beginning of its time on.
    /// Closed days and holidays are no matter: whoever said so knows what day it is.
    fn extra_slots(&self, resource: &BookingResource) -> impl Iterator<Item = Slot> {
        let rule = &self.booking.slots;
        let [length, step] = [rule.minutes, rule.every_minutes.max(1)].map(i64::from).map(SignedDuration::from_mins);
        self.taken.extra_times(&resource.key).iter().flat_map(move |times| {
            let starts = std::iter::successors(Some(times.start), move |start| start.checked_add(step).ok());
            starts.map_while(move |start| {
                let end = start.checked_add(length).ok().filter(|end| *end <= times.end)?;
                let business_day = extra_day(times.start, start);
                Some(Slot { resource: resource.key.clone(), business_day, start, end, is_extra: true })
            })
        })
    }

    /// The slot of the hours of a resource that begins then.
    fn slot_by_hours(&self, resource: &BookingResource, start: Timestamp) -> Option<Slot> {
        let day = business_day(start, &self.booking.opening);
        self.slots_by_hours(resource, day).into_iter().find(|slot| slot.start == start)
    }

    /// The slots of the hours of a resource on a business day, in order.
    fn slots_by_hours(&self, resource: &BookingResource, day: Date) -> Vec<Slot> {
        let booking = self.booking;
        let is_holiday = || !booking.opens_on_holidays && self.holidays.name_of(day).is_some();
        if booking.is_closed(resource, day) || is_holiday() {
            return Vec::new();
        }
        let slot = |from: u16| {
            let instant = |minutes| TimeOfDay::from_minutes(minutes)?.on(day).and_then(instant_in_japan);
            let (start, end) = (instant(from)?, instant(from.checked_add(booking.slots.minutes)?)?);
            Some(Slot { resource: resource.key.clone(), business_day: day, start, end, is_extra: false })
        };
        let starts = |hours: &OpeningHours| {
            let latest = hours.to.minutes().checked_sub(booking.slots.minutes);
            let range = latest.map(|latest| hours.from.minutes()..=latest);
            range.into_iter().flatten().step_by(usize::from(booking.slots.every_minutes.max(1)))
        };
        booking.opening_of(resource).hours_on(day.weekday()).iter().flat_map(starts).filter_map(slot).collect()
    }

    /// Why a slot that there is cannot be booked now; `None` if it can.
    fn refusal_of(&self, slot: &Slot) -> Option<SlotRefusal> {
        let rule = &self.booking.slots;
        let lead = SignedDuration::from_hours(i64::from(rule.lead_hours));
        if slot.start.duration_since(self.now) < lead || slot.start <= self.now {
            Some(SlotRefusal::TooSoon)
        } else if slot.business_day > self.last_day() {
            Some(SlotRefusal::TooFar)
        } else if !self.taken.is_free(&slot.resource, cells(slot.start, slot.end, rule)) {
            Some(SlotRefusal::Taken)
        } else {
            None
        }
    }
}

/// The business day of a slot beside the hours: the day on which its time begins, as long as hours count on past midnight.
fn extra_day(begins: Timestamp, start: Timestamp) -> Date {
    let (first, shown) = (clock_in_japan(begins).date(), clock_in_japan(start));
    if TimeOfDay::LATEST.on(first).is_some_and(|latest| shown <= latest) { first } else { shown.date() }
}
