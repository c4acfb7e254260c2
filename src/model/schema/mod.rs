//! Content types, forms, bookings and pipelines, read from `data/`: fields with labels and limits, rules, hours, steps, and where
//! an entry breaks them.
//!
//! One definition serves many: validation, scaffolding, the content API, the editor's guide. This room knows the front
//! matter of an entry as plain data and nothing of pages, sections or templates. What it says to editors it says in English
//! and in Japanese.

mod booking;
mod booking_check;
mod booking_contact_check;
mod booking_reader;
#[cfg(test)]
mod booking_tests;
mod casework;
mod closed_period;
mod condition;
mod condition_check;
mod content_type;
mod definition;
mod entry_refs;
mod entry_words;
mod field;
mod form;
mod form_check;
mod form_field_check;
mod form_reader;
mod front_matter_words;
mod kind_words;
#[cfg(test)]
mod language_tests;
mod named_list;
mod opening_week;
mod phases;
mod pipeline;
mod pipeline_check;
mod pipeline_diagram;
mod pipeline_reader;
#[cfg(test)]
mod pipeline_tests;
mod retention;
mod rule;
mod seats_check;
mod site_check;
mod state;
mod state_check;
mod submission;
mod support_offices;
mod survey;
mod survey_check;
mod targets;
#[cfg(test)]
mod tests;
mod type_check;
mod type_reader;
mod type_words;
mod types;
mod validate;
mod value;

pub use booking::{Booking, BookingKind, BookingResource, Channel, SlotRule};
pub use booking_reader::parse_booking;
pub use casework::Casework;
pub use closed_period::{ClosedDays, ClosedPeriod, MonthDay};
pub use condition::{Condition, Subject};
pub use content_type::{Category, ContentType, Layout, Times};
pub use entry_refs::{EntryRef, check_entry_refs};
pub use field::{Choice, Field, FieldKind};
pub use form::{Consent, Form, FormField, FormGroup, InputType};
pub use form_reader::parse_form;
pub use front_matter_words::{FrontMatterText, front_matter_fault};
pub use opening_week::{OpeningHours, OpeningHoursError, OpeningWeek};
pub use phases::{PersonPhase, parse_phases};
pub use pipeline::{CountsAs, FollowUpRule, Pipeline, PipelineKind, PipelineStatus, PipelineTransition};
pub use pipeline_reader::parse_pipeline;
pub use retention::Retention;
pub use rule::{Reference, TypeRule};
pub use site_check::{check_folders, missing_template};
pub use state::{Case, State};
pub use submission::{
    FieldError, FieldErrorKind, FieldLimits, FileFault, FormAnswer, FormValues, GivenConsent, KnownReferences,
    SentFile, SlotFault, Submission, SubmissionContext, has_forbidden_character, normalise_email,
};
pub use support_offices::{SupportOffice, parse_support_offices};
pub use survey::{AnswerPolicy, Incentive, IncentiveKind, SurveyOccasion, SurveySide, SurveyTerms};
pub use targets::{Target, TargetProgress, count_targets, parse_targets};
pub use types::Types;
pub use validate::{EntryInput, ValidationContext, validate};
