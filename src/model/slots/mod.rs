//! The times of a booking: which there are by its definition, which cells of time each takes, how each is shown and chosen.
//!
//! | file | holds |
//! |---|---|
//! | `cells` | the cells of five minutes in which overlaps are found |
//! | `slot` | which slots there are, and which of them can be booked now |
//! | `slot_offer`, `slot_text` | free slots as they are offered, and their times in words |
//! | `slot_wish` | the time that somebody wishes for, and whom it can be with |
//!
//! A definition is a [`Booking`](crate::schema::Booking). What is taken, which days are holidays and what time it is are told by
//! whoever asks: the server, which knows what is booked, and the build, whose pages show what can be booked by the rules alone.
//! Nothing here knows who books.

mod cells;
#[cfg(test)]
mod extra_tests;
mod slot;
mod slot_offer;
mod slot_text;
mod slot_wish;
#[cfg(test)]
mod tests;

pub use cells::{TakenCells, bare_cells, cells};
pub use slot::{Slot, SlotContext, SlotRefusal};
pub use slot_offer::{SlotOffer, offer_slots};
pub use slot_text::{SlotStart, render_day, render_slot, render_slot_start};
pub use slot_wish::{SlotWish, channel_of, render_instant};
