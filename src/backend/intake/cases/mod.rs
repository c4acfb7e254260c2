//! Cases, decided: where one may go on to, what is due when, and who sees what is written about somebody.
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
