//! What staff know of people: cases, notes, tasks, phases, tags, referrals; and one person with everything on one line
//! of time.
//!
//! | file | holds |
//! |---|---|
//! | `sealed_text` | what somebody wrote about a person, under the person's key |
//! | `case_view`, `case_changes`, `case_counts` | how cases stand, how they go on, how many there are |
//! | `case_listing`, `case_order` | the same as a list, for whoever has some programmes; in which order |
//! | `case_mails`, `case_mail_facts` | mails that go with the steps of cases |
//! | `notes`, `consultation_counts` | notes and consultations, with what they said before; how many of these there were |
//! | `tasks`, `task_listing`, `follow_up_sweep` | what is to be done, and as a list; what the rules of pipelines plan |
//! | `person_marks` | phases and tags |
//! | `referrals` | who was sent on to another office |
//! | `person_rows`, `submission_rows` | everything of one person, in as many questions as ever |
//! | `timeline`, `timeline_entries` | the same as entries, each with its time |
//! | `person_page` | one person as somebody of the staff sees them |
//!
//! Everything belongs to a record: to the one that was the person's when it was written. So whoever is put together
//! with another one keeps it, and so they do when they are parted; and it is erased with the record's key.

mod case_changes;
mod case_counts;
mod case_listing;
mod case_mail_facts;
mod case_mails;
mod case_order;
mod case_view;
mod consultation_counts;
mod follow_up_sweep;
mod notes;
mod person_marks;
mod person_page;
mod person_rows;
mod referrals;
mod sealed_text;
mod submission_rows;
mod task_listing;
mod tasks;
#[cfg(test)]
mod tests;
mod timeline;
mod timeline_entries;

pub(super) use case_changes::begin_case;
pub use case_changes::{CaseMailWords, CaseMove, CaseOutcome, CaseRules, NewCase};
pub use case_counts::CaseCount;
pub use case_listing::{CaseList, CaseListing, ListedCase};
pub use case_mail_facts::CaseMailFacts;
pub(super) use case_mail_facts::{case_mail_facts, is_case_mail_wanted};
pub use case_order::CaseOrder;
pub use case_view::{CaseFilter, CaseView, DueFilter, EndFilter, OwnerFilter};
pub use consultation_counts::{ConsultationAspects, ConsultationCount};
pub use notes::{EarlierNote, NewNote, NoteEdit, NoteOutcome, NoteView};
pub use person_marks::{PhaseView, TagView};
pub use person_page::{ContactAddress, PersonPage};
pub use referrals::{NewReferral, ReferralCount, ReferralView};
pub use task_listing::{ListedTask, TaskListing};
pub(super) use tasks::add_plain_task;
pub use tasks::{FollowUpAnswer, NewTask, TaskOwner, TaskTitle, TaskView};
pub use timeline::{SentFileView, TimelineEntry, TimelineKind};
