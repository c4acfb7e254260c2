//! Free slots as they are at this moment: the definition, what is taken and who is away by the database, and the clock.

use std::ops::{Range, RangeInclusive};

use jiff::{Timestamp, ToSpan, civil::Date};
use tsubame_model::schema::{Booking, Channel};

use super::{SiteBookings, SiteSnapshot, state::AppState};
use crate::intake::{
    bookings::{Slot, SlotContext, SlotOffer, SlotRefusal, SlotWish, TakenCells, cells, offer_slots},
    calendar::business_day,
};

/// How many free slots are named to somebody whose wish was taken.
const NEXT: usize = 3;

/// How many days are shown around a wish.
const AROUND_DAYS: i64 = 7;

/// What can be booked now.
pub(super) struct FreeSlots<'a> {
    pub booking: &'a Booking,
    bookings: &'a SiteBookings,
    taken: TakenCells,
    pub now: Timestamp,
}

/// Which slots are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SlotFilter<'a> {
    /// The counsellor or company.
    pub with: Option<&'a str>,
    /// The way to meet.
    pub channel: Option<Channel>,
}

impl<'a> FreeSlots<'a> {
    /// Asks the database what is taken and who is away, from now to the last day that can be booked.
    pub async fn read(state: &AppState, site: &'a SiteSnapshot, booking: &'a Booking) -> anyhow::Result<Self> {
        let now = Timestamp::now();
        let taken = state.store.taken_time(booking, reach(booking, now)).await?;
        Ok(Self { booking, bookings: &site.bookings, taken, now })
    }

    /// As if nobody had anything: what could be booked now.
    pub async fn untaken(state: &AppState, site: &'a SiteSnapshot, booking: &'a Booking) -> anyhow::Result<Self> {
        let now = Timestamp::now();
        let known = state.store.host_times_of(booking, reach(booking, now)).await?;
        Ok(Self { booking, bookings: &site.bookings, taken: known.untaken(), now })
    }

    fn context(&self) -> SlotContext<'_> {
        SlotContext { booking: self.booking, holidays: &self.bookings.holidays, taken: &self.taken, now: self.now }
    }

    /// The business day that it is.
    pub fn today(&self) -> Date {
        business_day(self.now, &self.booking.opening)
    }

    /// What can be chosen on these business days.
    pub fn offers(&self, days: RangeInclusive<Date>, filter: SlotFilter<'_>) -> Vec<SlotOffer> {
        offer_slots(self.booking, &self.context().free_slots(days), filter.with, filter.channel)
    }

    /// What can be chosen next from a time on.
    pub fn next_offers(&self, from: Timestamp, filter: SlotFilter<'_>) -> Vec<SlotOffer> {
        self.context().next_offers(from, filter.with, filter.channel, NEXT)
    }

    /// What can be chosen in the week that begins with the first free time from a wish on, with whomever it is wished.
    pub fn offers_around(&self, wish: &SlotWish) -> Vec<SlotOffer> {
        let with = wish.resource.as_deref().filter(|key| self.booking.resource(key).is_some());
        let filter = SlotFilter { with, channel: None };
        let first = self.next_offers(wish.start, filter).first().map(|offer| offer.business_day);
        let day = first.unwrap_or_else(|| self.today());
        self.offers(day..=day.saturating_add((AROUND_DAYS - 1).days()), filter)
    }

    /// The slots that a wish can mean, whether or not somebody has them.
    pub fn candidates(&self, wish: &SlotWish, channel: Channel) -> Result<Vec<Slot>, SlotRefusal> {
        self.context().candidates(wish, channel)
    }

    /// The slot of a counsellor or company, if it is free.
    pub fn check(&self, resource: &str, start: Timestamp) -> Result<Slot, SlotRefusal> {
        self.context().check_slot(resource, start)
    }
}

/// The cells from now to the last day that can be booked.
fn reach(booking: &Booking, now: Timestamp) -> Range<i64> {
    let horizon = i64::from(booking.slots.horizon_days) + 3;
    let end = now.checked_add((horizon * 24).hours()).unwrap_or(Timestamp::MAX);
    cells(now, end, &booking.slots)
}
