//! Bookings, decided: which slots of a definition are free, which cells of time a slot takes, how its time is shown, who gets
//! it, and what becomes of a booking.
//!
//! A definition is the model's [`Booking`](tsubame_model::schema::Booking). What is taken is told by whoever keeps it; the
//! database refuses what overlaps all the same, by the same cells. Nothing here knows who books.

mod booking_conflict;
mod booking_state;
mod cells;
mod slot_choice;
mod slot_offer;
mod slot_text;
mod slot_wish;
mod slots;
#[cfg(test)]
mod tests;

pub use booking_conflict::{BookingConflict, find_conflict};
pub use booking_state::{BookingAction, BookingState, BookingStatus, BookingStep};
pub use cells::{TakenCells, cells};
pub use slot_choice::{SlotCandidate, SlotDecision, choose_slot, person_name, resource_name};
pub use slot_offer::{SlotOffer, offer_slots};
pub use slot_text::{SlotStart, render_slot, render_slot_start};
pub use slot_wish::{SlotWish, channel_of, render_instant};
pub use slots::{Slot, SlotContext, SlotRefusal};
