//! The rules of a programme: who gets a seat, what is a repeat, what comes next. Values in, decisions out.
//!
//! | file or folder | decides |
//! |---|---|
//! | `attendee_field` | what a list at the door says of somebody |
//! | `attribution` | where somebody came from, first and last |
//! | [`approvals`] | what the city approves, and who may |
//! | `alerts` | when a person has to look after the server, and who is told |
//! | `badge_code` | whose a badge is |
//! | [`bookings`] | who gets a time, what becomes of a booking |
//! | [`calendar`] | business days, fiscal years |
//! | [`cases`] | in which steps a case goes on, what is due when, who sees which notes |
//! | [`data_incidents`] | who is told until when of what happened to personal data |
//! | `doubles` | which registrations of one person at one event stay |
//! | [`fair`] | who talks with which company at its table, and when |
//! | `check_in` | when people are let in, and who is |
//! | `client_network` | who sends, as far as it can be believed |
//! | `event_roll` | what an event says to somebody who wants to come |
//! | `hand_seating` | which seats staff can give by hand |
//! | `ids` | what persons, submissions, registrations and accounts are called |
//! | `keyed_hash` | how a value is found again that is nowhere in clear |
//! | `likeness` | who may be one person with two addresses |
//! | `sender_limits`, `proof` | how many submissions of one sender are taken without asking, and what is asked for after that |
//! | `link_token` | where the link in a mail leads, and for how long |
//! | `mail_kind` | on which occasions people are written to |
//! | [`messages`] | what staff write to people: its words, and how far it has come |
//! | [`office_api`] | what programs may do in the office |
//! | [`office_records`] | what an office writes down of its work, and what it must not |
//! | [`organisations`] | companies, towns and partners |
//! | `outage_clock` | for how long something has failed that is tried now and then |
//! | [`programme_settings`] | what staff may set, and what holds then |
//! | `proxy_secret` | whether a host vouches for what it passes on |
//! | `repeat` | which submissions are the same one, sent again |
//! | [`search`] | how persons are found whose names are nowhere in clear |
//! | `seats` | who gets a seat, who waits and in which order, whom a free seat is offered to |
//! | `series_move` | what another date says to somebody who is registered for one |
//! | [`staff`] | who of the staff may do what, and how they prove who they are |
//! | `survey` | who is asked when, what a second answer does, who wins a draw |
//! | `survey_results` | what a survey says in numbers |
//! | `suspicion` | why somebody should look at a submission first |
//! | `registration_step` | what becomes of a registration when a button is pressed or time is over |
//! | `unsubscribe_link` | where the way out of a newsletter leads |
//! | `watch_book` | when what is wrong with a watched address is told, and when it is over |
//!
//! Nothing here touches a disk, a clock, a database or chance: time, keys and fresh ids are arguments.

#![deny(clippy::disallowed_methods)]

mod alerts;
pub mod approvals;
mod attendee_field;
mod attribution;
mod badge_code;
pub mod bookings;
pub mod calendar;
pub mod cases;
mod check_in;
mod client_network;
pub mod data_incidents;
mod doubles;
mod event_roll;
pub mod fair;
mod hand_seating;
mod ids;
mod keyed_hash;
mod likeness;
mod link_token;
mod mail_kind;
pub mod messages;
pub mod office_api;
pub mod office_records;
pub mod organisations;
mod outage_clock;
pub mod programme_settings;
mod proof;
mod proxy_secret;
mod registration_step;
mod repeat;
pub mod search;
mod seats;
mod sender_limits;
mod series_move;
pub mod staff;
mod survey;
mod survey_results;
mod suspicion;
mod unsubscribe_link;
mod watch_book;

pub use alerts::{AlertKind, AlertLimits, AlertReading, AlertSettings, AlertStep, AlertTarget};
pub use attendee_field::AttendeeField;
pub use attribution::{AttributionTouches, VisitSource, channel_of};
pub use badge_code::BadgeCode;
pub use check_in::{CheckInDecision, CheckInHours, CheckInMeans};
pub use client_network::{ClientNetwork, ProxyNetworkFault, TrustedProxies, parse_hop};
pub use doubles::{DoubleRegistration, SettledDoubles, settle_doubles};
pub use event_roll::{Applicant, Attendance, EventRoll, RegistrationDecision, RegistrationState};
pub use ids::{AccountId, PersonId, RegistrationId, StaffSessionId, SubmissionId, UploadId};
pub use keyed_hash::{Digest, HashKey};
pub use likeness::{PersonTrait, TraitKind, may_be_one, traits_of};
pub use link_token::LinkToken;
pub use mail_kind::MailKind;
pub use outage_clock::{Outage, OutageClock};
#[cfg(test)]
pub use proof::solve;
pub use proof::{ProofDemand, ProofTicket, ProofVerdict, SpentProof};
pub use proxy_secret::ProxySecret;
pub use registration_step::{RegistrationAction, RegistrationStatus, RegistrationStep};
pub use repeat::{RepeatKey, SubmissionHash, repeat_keys};
pub use seats::{
    Admission, Allotment, CONFIRM_HOURS, OFFER_HOURS, REMINDER_HOURS, SeatLedger, Waiter, offer_until,
    unconfirmed_until,
};
pub use sender_limits::{LimitKey, SenderLimits};
pub use series_move::{SeriesMoveDecision, SeriesMover};
pub use survey::{InvitationId, InvitationStatus, ResponseDecision, draw, ended_between, next_reminder, open_until};
pub use survey_results::{
    CodedAnswers, CrossRow, CrossTable, FEWEST_SHOWN, QuestionTally, cross_questions, is_counted, is_read,
    tally_question, values_of,
};
pub use suspicion::{Suspicion, is_hasty};
pub use unsubscribe_link::{UnsubscribeLink, UnsubscribeWay};
pub use watch_book::{WatchBook, WatchedFault};
