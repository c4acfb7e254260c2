//! Bookings, decided: which slots of a definition are free, which cells of time a slot takes, how its time is shown.
//!
//! A definition is the model's [`Booking`](tsubame_model::schema::Booking). What is taken is told by whoever keeps it; the
//! database refuses what overlaps all the same, by the same cells. Nothing here knows who books.

mod cells;
mod slot_text;
mod slots;
#[cfg(test)]
mod tests;

pub use cells::{TakenCells, cells};
pub use slot_text::{SlotStart, render_slot, render_slot_start};
pub use slots::{Slot, SlotContext, SlotRefusal};
