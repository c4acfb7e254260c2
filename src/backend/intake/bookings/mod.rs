//! Bookings, decided: who gets a time, and what becomes of a booking.
//!
//! | file | decides |
//! |---|---|
//! | `slot_choice` | who of several gets a booking, and which cells of time that takes of them and of the person |
//! | `booking_state` | what a booking is, and what becomes of it when a button is pressed or time passes |
//! | `booking_mark` | what became of a talk: it was held, or one side did not come |
//! | `host_time` | when a counsellor or company is away, or there beside their hours |
//! | `booking_conflict` | whether what is booked still agrees with what is offered |
//!
//! Which times there are, which cells each takes and how each is shown is said by the model's
//! [`slots`](tsubame_model::slots), which built pages go by too. The database refuses what overlaps all the same, by the same
//! cells.

mod booking_conflict;
mod booking_mark;
mod booking_state;
mod host_time;
mod slot_choice;

pub use booking_conflict::{BookingConflict, BookingRules};
pub use booking_mark::BookingMark;
pub use booking_state::{BookingAction, BookingState, BookingStatus, BookingStep};
pub use host_time::{HostTimeFault, HostTimeKind};
pub use slot_choice::{SlotCandidate, SlotDecision, choose_slot, person_name, resource_key, resource_name};
pub use tsubame_model::slots::{
    Slot, SlotContext, SlotOffer, SlotRefusal, SlotStart, SlotWish, TakenCells, bare_cells, cells, channel_of,
    offer_slots, render_instant, render_slot, render_slot_start,
};
