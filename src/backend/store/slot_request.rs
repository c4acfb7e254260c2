//! A wish for a time, as a submission brings it: held against the definition, with all that its row needs.

use jiff::Timestamp;
use tsubame_model::schema::{Booking, Channel};
use uuid::Uuid;

use super::{PersonKey, SealedPlace, entities::booking, row_id::new_row_id};
use crate::intake::{
    Digest, PersonId, SubmissionId,
    bookings::{BookingState, Slot, SlotCandidate, cells},
    unconfirmed_until,
};

/// A wish for a time. Its candidates are at the same time, each with somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotRequest {
    /// The name of the definition.
    booking: String,
    /// How they meet.
    channel: Channel,
    /// Who could be met then, in the order in which they are asked.
    hosts: Vec<SlotHost>,
    candidates: Vec<SlotCandidate>,
    /// The address of a video booking with the place of its code.
    join_address: Option<String>,
    /// Whether its mail has to be confirmed.
    must_confirm: bool,
}

/// Whom a booking is with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SlotHost {
    /// What is booked and with whom, as people read it.
    pub title: String,
    /// The address at work to which it is told.
    pub mail: Option<String>,
}

impl SlotHost {
    /// The counsellor or company of a booking with this key.
    pub fn of(booking: &Booking, key: &str) -> Self {
        let resource = booking.resource(key);
        let name = resource.map_or(key, |resource| resource.label.as_str());
        Self {
            title: format!("{}（{name}）", booking.label),
            mail: resource.and_then(|resource| resource.mail.clone()),
        }
    }
}

/// A wish that came with a submission, sealed as it is.
#[derive(Clone, Debug)]
pub(super) struct AppliedSlot {
    pub request: SlotRequest,
    /// The keyed hash of the address, by which a person's own bookings are known.
    pub lookup: Option<Digest>,
    join_sealed: Option<Vec<u8>>,
}

/// What the submission says that a booking came with.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowHead {
    pub person: PersonId,
    pub submission: SubmissionId,
    pub is_held: bool,
    pub received_at: Timestamp,
}

impl SlotRequest {
    /// A wish for one of these slots of a booking, which begin at the same time.
    pub fn new(booking: &Booking, slots: &[Slot], channel: Channel, must_confirm: bool) -> Self {
        let candidate =
            |slot: &Slot| SlotCandidate { slot: slot.clone(), cells: cells(slot.start, slot.end, &booking.slots) };
        Self {
            booking: booking.booking.clone(),
            channel,
            hosts: slots.iter().map(|slot| SlotHost::of(booking, &slot.resource)).collect(),
            candidates: slots.iter().map(candidate).collect(),
            join_address: booking.join_address.clone().filter(|_| channel == Channel::Video),
            must_confirm,
        }
    }

    /// The slots in question, with their cells.
    pub(super) fn candidates(&self) -> &[SlotCandidate] {
        &self.candidates
    }
}

impl AppliedSlot {
    /// A wish of somebody. An address to meet at is made here, for this booking alone.
    pub fn new(
        request: SlotRequest,
        person: PersonId,
        key: &PersonKey,
        lookup: Option<Digest>,
    ) -> anyhow::Result<Self> {
        let address = request.join_address.as_ref().map(|pattern| {
            // 122 bits of chance: who has one address finds no other.
            pattern.replace(Booking::JOIN_CODE, &Uuid::new_v4().simple().to_string())
        });
        let join_sealed = address.map(|address| key.seal(join_place(person), address.as_bytes())).transpose()?;
        Ok(Self { request, lookup, join_sealed })
    }

    /// The row of a booking of one of the candidates.
    pub fn row(&self, of: &RowHead, chosen: &SlotCandidate, now: Timestamp) -> booking::Model {
        let request = &self.request;
        let at = request.candidates.iter().position(|candidate| candidate == chosen).unwrap_or_default();
        let host = request.hosts.get(at);
        let state = match (of.is_held, request.must_confirm) {
            (true, _) => BookingState::Requested,
            (false, true) => BookingState::Unconfirmed,
            (false, false) => BookingState::Booked,
        };
        let slot = &chosen.slot;
        let expires_at =
            (state == BookingState::Unconfirmed).then(|| unconfirmed_until(now, slot.start).as_millisecond());
        booking::Model {
            id: new_row_id(),
            booking: request.booking.clone(),
            resource: slot.resource.clone(),
            title: host.map(|host| host.title.clone()).unwrap_or_default(),
            channel: request.channel.name().to_owned(),
            host_mail: host.and_then(|host| host.mail.clone()),
            person_id: of.person.0,
            submission_id: of.submission.0,
            lookup: self.lookup.map(|lookup| lookup.to_vec()),
            state: state.name().to_owned(),
            starts_at: slot.start.as_millisecond(),
            ends_at: slot.end.as_millisecond(),
            first_cell: chosen.cells.start,
            past_cell: chosen.cells.end,
            moved_from: None,
            moved_until: None,
            moved_title: None,
            join_sealed: self.join_sealed.clone(),
            expires_at,
            created_at: of.received_at.as_millisecond(),
            sequence: 0,
        }
    }
}

/// Where the address at which a booking meets is kept encrypted.
pub(super) fn join_place(person: PersonId) -> SealedPlace {
    SealedPlace { table: "bookings", column: "join_sealed", person }
}
