//! The tables as types: one file a table, one field a column. `super::migrations` makes them.
//!
//! Times are milliseconds since 1970, so that both databases compare them alike. `sealed` holds a cipher text that only the
//! key of its person opens; everything else lies in clear and says nothing about who somebody is.

pub mod audit_record;
pub mod consent;
pub mod consent_text;
pub mod event;
pub mod event_place;
pub mod outbox_mail;
pub mod person;
pub mod person_address;
pub mod person_key;
pub mod registration;
pub mod repeat_key;
pub mod submission;
pub mod submission_answer;
