//! The server of a programme: receives what the forms of its site send.
//!
//! | room | holds |
//! |---|---|
//! | [`intake`] | the domain, pure: who gets a seat, what is a repeat, which day is a holiday, which slot is free |
//! | [`store`] | the database, its keys, the writer that everything durable goes through |
//! | [`uploads`] | the bytes of files that visitors send, encrypted, and whether something is wrong with them |
//! | [`outbox`] | mails: their words, sending them, what mail servers say; calendar files |
//! | [`documents`] | files that leave the server: tables for a spreadsheet |
//! | [`evidence`] | what a city asks to be shown: the checklist, and the register of personal data |
//! | [`demo`] | people who do not exist, for whoever tries the program |
//! | [`settings`] | what operators set: `tsubame.toml`, a type per table, and the environment |
//! | [`web`] | what visitors send and are answered: routes, limits, the one type of errors; the trait [`web::Workspace`] |
//!
//! It never names the engine: pages, forms and settings of the site reach it through [`web::Workspace`], whose types are
//! the model's. So an edit here does not compile the engine, and the engine knows nothing of a server.

pub mod demo;
pub mod documents;
pub mod evidence;
pub mod intake;
pub mod outbox;
pub mod settings;
pub mod store;
pub mod uploads;
pub mod web;
