//! The time that somebody wishes for, as forms and addresses say it; and whom it can be with.

use jiff::Timestamp;

use super::slot::{Slot, SlotContext, SlotRefusal};
use crate::{
    calendar::clock_in_japan,
    schema::{Booking, BookingKind, BookingResource, Channel},
};

/// A time, and whom it is to be with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotWish {
    /// When it begins.
    pub start: Timestamp,
    /// The key of the counsellor or company; `None` for whoever is free.
    pub resource: Option<String>,
}

impl SlotWish {
    /// Reads `2026-12-10T10:00+09:00`, or the same with `/` and a key. The zone is said, so the time is the same for
    /// whoever reads it anywhere.
    pub fn parse(text: &str) -> Option<Self> {
        let (start, resource) = match text.trim().split_once('/') {
            Some((start, resource)) => (start, Some(resource.to_owned())),
            None => (text.trim(), None),
        };
        Some(Self { start: start.parse().ok()?, resource })
    }

    /// The text.
    pub fn render(&self) -> String {
        let start = render_instant(self.start);
        self.resource.as_ref().map_or_else(|| start.clone(), |resource| format!("{start}/{resource}"))
    }
}

/// An instant by the clocks of Japan, with its zone: `2026-12-10T10:00+09:00`.
pub fn render_instant(at: Timestamp) -> String {
    format!("{}+09:00", clock_in_japan(at).strftime("%Y-%m-%dT%H:%M"))
}

impl SlotContext<'_> {
    /// The slots that a wish can mean, whether or not somebody has them by now: one of each counsellor or company in
    /// question who meets people in this way, in the order of the file. Else why there is none.
    ///
    /// With whom an interview is has to be said: nobody wants to talk with whichever company is free.
    pub fn candidates(&self, wish: &SlotWish, channel: Channel) -> Result<Vec<Slot>, SlotRefusal> {
        let booking = self.booking;
        let all: Vec<&BookingResource> = match (&wish.resource, booking.kind) {
            (Some(key), _) => vec![booking.resource(key).ok_or(SlotRefusal::UnknownResource)?],
            (None, BookingKind::Consultation) => booking.resources.iter().collect(),
            (None, BookingKind::Interview) => return Err(SlotRefusal::UnknownResource),
        };
        let meets = |resource: &&BookingResource| booking.channels_of(resource).contains(&channel);
        let untaken = self.taken.untaken();
        let open = SlotContext { taken: &untaken, ..*self };
        let checked = all.into_iter().filter(meets).map(|resource| open.check_slot(&resource.key, wish.start));
        let (found, refused): (Vec<_>, Vec<_>) = checked.partition(Result::is_ok);
        let found: Vec<Slot> = found.into_iter().flatten().collect();
        if !found.is_empty() {
            return Ok(found);
        }
        Err(refused.into_iter().find_map(Result::err).unwrap_or(SlotRefusal::OtherChannel))
    }
}

/// The way of an answer; the first of the booking where the form does not ask.
pub fn channel_of(booking: &Booking, answer: Option<&str>) -> Option<Channel> {
    match answer {
        Some(name) => Channel::parse(name),
        None => booking.channels.first().copied(),
    }
}
