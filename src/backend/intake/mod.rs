//! The rules of a programme: who gets a seat, what is a repeat, what comes next. Values in, decisions out.
//!
//! | file or folder | decides |
//! |---|---|
//! | [`bookings`] | free slots of a booking, the cells they take, how they are shown |
//! | [`calendar`] | holidays of Japan, business days, what clocks in Japan show |
//! | `event_book` | what an event says to somebody who wants to come |
//! | `ids` | what persons, submissions and registrations are called |
//! | `keyed_hash` | how a value is found again that is nowhere in clear |
//! | `link_token` | where the link in a mail leads, and for how long |
//! | `mail_kind` | on which occasions people are written to |
//! | `repeat` | which submissions are the same one, sent again |
//! | `seats` | who gets a seat, who waits and in which order, whom a free seat is offered to |
//! | `transition` | what becomes of a registration when a button is pressed or time is over |
//!
//! Nothing here touches a disk, a clock, a database or chance: time, keys and fresh ids are arguments.

#![deny(clippy::disallowed_methods)]

pub mod bookings;
pub mod calendar;
mod event_book;
mod ids;
mod keyed_hash;
mod link_token;
mod mail_kind;
mod repeat;
mod seats;
mod transition;

pub use event_book::{Applicant, Attendance, EventBook, RegistrationDecision, RegistrationState};
pub use ids::{PersonId, RegistrationId, SubmissionId};
pub use keyed_hash::{Digest, HashKey};
pub use link_token::LinkToken;
pub use mail_kind::MailKind;
pub use repeat::{RepeatKey, SubmissionHash, repeat_keys};
pub use seats::{Admission, Allotment, SeatLedger, offer_until, unconfirmed_until};
pub use transition::{RegistrationAction, RegistrationStatus, Transition};
