//! What every part of Tsubame speaks in, and what an entry or a form of a site may say. No disk, clock or network.
//!
//! | room | holds |
//! |---|---|
//! | [`source`] | project paths, places in texts, [`source::Diagnostic`], plain data, [`source::World`] |
//! | [`encode`] | how values leave the program: one encoder for each format |
//! | [`schema`] | content types, forms and targets from `data/`; what is wrong with an entry |
#![deny(clippy::disallowed_methods)]

pub mod encode;
pub mod schema;
pub mod source;
