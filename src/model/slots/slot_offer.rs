//! Free slots as they are offered: one line for each time, or, where it matters with whom, for each time and company.

use jiff::{Timestamp, civil::Date};

use super::{
    slot::{Slot, SlotContext},
    slot_text::{render_day, render_slot, render_slot_time},
    slot_wish::SlotWish,
};
use crate::{
    calendar::business_day,
    schema::{Booking, BookingKind, Channel},
};

/// A time that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotOffer {
    /// What is sent when it is chosen.
    pub wish: SlotWish,
    /// What is read: `12月4日（金）24:00～25:00（5日 0:00～1:00）`.
    pub label: String,
    /// The same below its day: `24:00～25:00（5日 0:00～1:00）`.
    pub time_label: String,
    /// The business day to which it belongs.
    pub business_day: Date,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// The names of whom it can be with.
    pub with: Vec<String>,
    /// How one can meet them then.
    pub channels: Vec<Channel>,
}

impl SlotOffer {
    /// The day: `12月4日（金）`.
    pub fn day_label(&self) -> String {
        render_day(self.business_day)
    }

    /// The time, and with whom it is where that was not said: `12月4日（金）10:00～11:00　高橋まどか`.
    pub fn full_label(&self) -> String {
        self.with_name(&self.label)
    }

    /// The same below its day: `10:00～11:00　高橋まどか`.
    pub fn full_time_label(&self) -> String {
        self.with_name(&self.time_label)
    }

    fn with_name(&self, label: &str) -> String {
        match (&self.wish.resource, self.with.first()) {
            (Some(_), Some(name)) => format!("{label}　{name}"),
            _ => label.to_owned(),
        }
    }

    /// Whether only some of the booking's ways to meet can be chosen at this time.
    pub fn is_limited(&self, booking: &Booking) -> bool {
        booking.channels.iter().any(|channel| !self.channels.contains(channel))
    }
}

impl SlotContext<'_> {
    /// The next `count` offers that do not begin before `from`, with whom and in which way as [`offer_slots`] takes it. There
    /// are fewer if what can be booked now ends before.
    pub fn next_offers(
        &self,
        from: Timestamp,
        with: Option<&str>,
        channel: Option<Channel>,
        count: usize,
    ) -> Vec<SlotOffer> {
        let first = business_day(from.max(self.now), &self.booking.opening);
        let days = self.free_slots_by_day(first..=Date::MAX);
        let offers = days.flat_map(|slots| offer_slots(self.booking, &slots, with, channel));
        offers.filter(|offer| offer.start >= from).take(count).collect()
    }
}

/// Offers of free slots, which are in order of their time. `with` is the counsellor or company that was asked for, and
/// `channel` the way in which it is wished to meet.
pub fn offer_slots(booking: &Booking, slots: &[Slot], with: Option<&str>, channel: Option<Channel>) -> Vec<SlotOffer> {
    let mut offers: Vec<SlotOffer> = Vec::new();
    let is_meant = |slot: &&Slot| with.is_none_or(|key| key == slot.resource);
    for slot in slots.iter().filter(is_meant) {
        let Some(resource) = booking.resource(&slot.resource) else { continue };
        let channels = booking.channels_of(resource);
        if channel.is_some_and(|channel| !channels.contains(&channel)) {
            continue;
        }
        let anybody = with.is_none() && booking.kind == BookingKind::Consultation;
        if let Some(last) = offers.last_mut().filter(|last| anybody && last.start == slot.start) {
            last.with.push(resource.label.clone());
            let more = channels.iter().filter(|channel| !last.channels.contains(channel)).copied();
            let more: Vec<Channel> = more.collect();
            last.channels.extend(more);
            continue;
        }
        let whom = (!anybody).then(|| slot.resource.clone());
        offers.push(SlotOffer {
            wish: SlotWish { start: slot.start, resource: whom },
            label: render_slot(slot),
            time_label: render_slot_time(slot),
            business_day: slot.business_day,
            start: slot.start,
            end: slot.end,
            with: vec![resource.label.clone()],
            channels: channels.to_vec(),
        });
    }
    offers
}
