//! What every part of Tsubame speaks in, and what an entry or a form of a site may say. No disk, clock or network.
//!
//! | room | holds |
//! |---|---|
//! | [`source`] | project paths, places in texts, [`source::Diagnostic`], plain data, [`source::World`] |
//! | [`encode`] | how values leave the program: one encoder for each format |
//! | [`schema`] | content types, forms and targets from `data/`; what is wrong with an entry |
//! | [`calendar`] | holidays of Japan, the time on its clocks |
//! | [`slots`] | which times of a booking there are and are free, how they are shown |
#![deny(clippy::disallowed_methods)]

pub mod calendar;
pub mod encode;
pub mod schema;
pub mod slots;
pub mod source;
