//! The day of an event, as staff see it: who comes, who came, and what is changed by hand.
//!
//! | file | holds |
//! |---|---|
//! | `attendance_rows` | that somebody came, as rows |
//! | `check_ins` | people are let in, and that is taken back |
//! | `walk_ins` | people who come without a registration |
//! | `attendee_answers` | what people said of themselves, opened for a list |
//! | `attendees`, `badges` | the list of an event, and what is printed for it |
//! | `attendee_order` | the same list in another order |
//! | `known_kana` | how names are read that were said elsewhere |
//! | `event_list` | all events with their counts |
//! | `hand_changes` | seats are given, moved and taken back by staff |
//! | `reasons` | why, in their own words, from where and to where |
//! | `attendee_audience` | those of an event to whom staff can write |
//! | `event_figures` | what is counted of an event |
//!
//! Whoever is shown what says who somebody is has the audit log know it.

mod attendance_rows;
mod attendee_answers;
mod attendee_audience;
mod attendee_order;
mod attendees;
mod badges;
mod check_ins;
mod event_figures;
mod event_list;
mod hand_changes;
mod known_kana;
mod reasons;
mod walk_ins;

pub(super) use attendance_rows::read_attendances;
pub(super) use attendee_answers::{FieldTexts, OpenedAnswers};
pub(super) use attendees::read_registrations;
pub(super) use reasons::{PlaceNow, ReasonOf, open_reason, write_reason};
pub(super) use walk_ins::{is_unverified_walk_in, unverified_walk_ins};

pub use attendance_rows::CheckedIn;
pub use attendee_audience::AttendeeAudience;
pub use attendee_order::{AttendeeKey, AttendeeOrder};
pub use attendees::{Attendee, Attendees};
pub use badges::PrintedBadge;
pub use check_ins::{CheckIn, CheckInOutcome, CheckedAt, UndoneCheckIn, UndoneOutcome};
pub use event_figures::{AnswerCount, CancelledBy, EventFigures, HeadCount};
pub use event_list::{EventDay, EventDays, PlaceCount};
pub use hand_changes::{HandChangeRequest, HandOutcome};
pub use reasons::{SeatPlace, StaffReason};
pub use walk_ins::{WalkIn, WalkInOutcome};

#[cfg(test)]
pub(super) use hand_changes::{HandChange, HandChangeKind};
