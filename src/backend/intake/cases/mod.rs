//! Cases, decided: where one may go on to, what is due when, and who sees what is written about somebody.
//!
//! | file | holds |
//! |---|---|
//! | `case_ids` | what cases, notes, tasks and referrals are called |
//! | `case_step` | the step of a case to another status, and until when something is due in it |
//! | `follow_up`, `follow_up_result` | when somebody is asked how it went, and what came of that |
//! | `note_kind` | what a note is, and who of the staff reads it |
//! | `consultation` | what is counted of a consultation, beside what was said in it |
//! | `referral_outcome` | what became of somebody who was sent on to another office |
//! | `coded_value` | values and tags that lie in clear, since they say nothing about a person alone |
//!
//! Which steps there are is said by the site's pipelines ([`Pipeline`]); what is kept of a case is the store's.

mod case_ids;
mod case_step;
mod coded_value;
mod consultation;
mod follow_up;
mod follow_up_result;
mod note_kind;
mod referral_outcome;

pub use case_ids::{CaseId, NoteId, ReferralId, TaskId};
pub use case_step::{CaseStep, StepRefusal, due_on, step_to};
pub use coded_value::{CodedValue, PersonTag};
pub use consultation::{ConsultationFacts, ConsultationKind, ConsultationMethod, TimeBand};
pub use follow_up::{FollowUp, follow_ups_of};
pub use follow_up_result::FollowUpResult;
pub use note_kind::{NoteAudience, NoteKind, NoteSide, Viewer};
pub use referral_outcome::ReferralOutcome;
pub use tsubame_model::schema::{
    Casework, CountsAs, PersonPhase, Pipeline, PipelineKind, PipelineStatus, SupportOffice,
};
