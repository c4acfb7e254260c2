//! What is kept: the database, its keys, and the one writer that everything durable goes through.
//!
//! | file | holds |
//! |---|---|
//! | `entities`, `migrations` | the tables, as types and as they come to be |
//! | `cipher` | what is encrypted under which key |
//! | `keys`, `key_file` | all secrets of a programme, and the file that holds them |
//! | `sealed_submission` | a submission made ready to be written: checked, encrypted, hashed |
//! | `event_rows` | an event under its lock |
//! | `mails`, `outbox_queue` | mails that wait to be sent, and how they are claimed |
//! | `batch` | one transaction for many submissions |
//! | `seat_counts` | seats that are left, from memory |
//! | `registration_change` | one registration confirmed, given back or over, and who moves up |
//! | `writer` | the queue in front of it |
//! | `audit` | the chain of what was done |
//! | `database` | opening SQLite or PostgreSQL |
//!
//! Nothing here decides who gets a seat or what is a repeat: that is `intake`, which knows no database.

mod audit;
mod batch;
mod cipher;
mod database;
mod entities;
mod event_rows;
mod key_file;
mod keys;
mod mails;
mod migrations;
mod outbox_queue;
mod registration_change;
mod sealed_submission;
mod seat_counts;
mod writer;

pub use batch::{Reception, SeatReceipt};
pub use cipher::{MasterKeys, PersonKey, SealedPlace, WrappedKey};
pub use database::{DatabaseLocation, Databases};
pub use event_rows::EventFacts;
pub use key_file::KeyFile;
pub use keys::Keys;
pub use mails::MailState;
pub use outbox_queue::{ClaimedMail, MailFacts, MailOutcome, RegistrationFacts};
pub use registration_change::RegistrationView;
pub use sealed_submission::{ConsentText, SealedSubmission};
pub use seat_counts::{EventSeats, SeatCount};
pub use writer::{Store, WriteError};

#[cfg(test)]
pub(crate) use tests::setup as test_support;
#[cfg(test)]
mod tests;
