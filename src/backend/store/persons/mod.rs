//! Persons: whose an address is, which records are one person's, what is kept about somebody, and how it ends.
//!
//! | file | holds |
//! |---|---|
//! | `records` | which records belong to one person |
//! | `confirmation` | an address is confirmed, and its records become one person's |
//! | `notices` | what staff have to know of persons |
//! | `merge`, `merge_undo` | staff put two persons together, and part them again |
//! | `likeness` | who may be one person with two addresses |
//! | `giving_back` | a registration is given back for somebody |
//! | `withdrawal` | a consent is taken back |
//! | `personal_data` | everything that is kept about somebody, decrypted |
//! | `erasure`, `retention` | somebody is erased, what is over its term is |
//! | `retention_preview` | how much would be over a term |
//! | `answer_terms` | answers that are kept for a shorter time than the rest |
//! | `host_notices` | whoever expected somebody is told that they do not come |
//! | `traces` | what other parts keep of them, which goes with them |
//! | `counted`, `counted_bookings`, `counted_talks`, `counted_casework` | what is left to be counted |
//!
//! A record is what came under one key. A person is a record that belongs to no other one, with all that belong to it: so
//! joining writes one row, encrypts nothing anew, and erasing destroys the keys of all records.

mod answer_terms;
mod confirmation;
mod counted;
mod counted_bookings;
mod counted_casework;
mod counted_talks;
mod erasure;
mod giving_back;
mod host_notices;
mod likeness;
mod merge;
mod merge_undo;
mod notices;
mod personal_data;
mod records;
mod retention;
mod retention_preview;
mod traces;
mod withdrawal;

use super::{store_change::StoreChange, work_log::WorkLog};

pub(super) use answer_terms::AnswerSweep;
pub(super) use confirmation::AddressConfirmation;
#[cfg(test)]
pub(super) use confirmation::read_owners;
pub(super) use counted::{AnswerTallies, tag_field};
pub(super) use erasure::{Erasure, RepeatedErasure};
pub(super) use giving_back::GivingBack;
pub(super) use host_notices::tell_former_host;
pub(super) use likeness::{find_similar, read_traits};
pub(super) use merge::MergeRequest;
pub(super) use merge_undo::MergeUndo;
pub(super) use notices::{NoticeClosing, open_notices};
pub(super) use personal_data::{RecordKeys, read_address, read_answers, read_personal_data, texts_in, texts_of};
pub(super) use records::{forms_of, lock_persons, person_of, persons_of, record_of, records_of};
pub(super) use retention::{HelpedSweep, RetentionSweep, UnconfirmedSweep, find_helped, find_over};
pub(super) use withdrawal::Withdrawal;

pub use answer_terms::AnswerTerm;
pub use erasure::ErasedPerson;
pub use likeness::SimilarPersons;
pub use merge::MergeOutcome;
pub use merge_undo::UndoOutcome;
pub use notices::{NoticeKind, PersonNotice};
pub use personal_data::{KeptConsent, KeptSubmission, KeptUpload, PersonalData};
pub use retention_preview::OverTerm;
