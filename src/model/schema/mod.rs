//! Content types, forms, bookings, pipelines and words of messages, read from `data/`: fields with labels and limits, rules, hours,
//! steps, and where an entry breaks them.
//!
//! | file | holds |
//! |---|---|
//! | `definition`, `named_list` | files of `data/` that define something, parsed with places; lists in them whose items have names |
//! | `types`, `content_type`, `field` | all content types, one of them, one of its fields |
//! | `condition`, `rule`, `state` | what a field has to be for something else to hold; what has to hold; what follows from several fields and the clock |
//! | `type_reader`, `type_check`, `state_check`, `condition_check`, `type_words` | types as they are read, what their files must not say, and the words for it |
//! | `site_check` | what types say of the site around them |
//! | `validate`, `value`, `entry_file`, `time_marks`, `entry_refs` | an entry against its type, one value against its field, a file that it names, times inside a film, entries that have to be named by others |
//! | `text_length` | how long a text is for those who read it |
//! | `entry_words`, `front_matter_words`, `kind_words` | what editors read of an entry that is not so, of front matter that cannot be read, of the kinds of fields |
//! | `targets` | how much content a site has promised |
//! | `form`, `form_reader`, `form_check`, `form_field_check`, `seats_check` | forms, as they are read, and what they must not say: of themselves, of their fields, of seats |
//! | `retention` | how long what a form received is kept |
//! | `survey`, `survey_check` | what makes a form a survey, and what that must not say |
//! | `submission` | what a visitor sends through a form, held against it |
//! | `booking`, `booking_reader`, `booking_check`, `booking_contact_check` | bookings, as they are read, and what they must not say: of hours and slots, of how both sides reach each other |
//! | `opening_week`, `closed_period` | hours of the days of a week; days on which something is closed all the same |
//! | `pipeline`, `pipeline_reader`, `pipeline_check`, `pipeline_diagram` | pipelines, as they are read, what they must not say, and one as a drawing |
//! | `phases`, `support_offices`, `casework` | phases of people, offices that help further, and both with the pipelines |
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
mod entry_file;
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
mod message;
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
mod text_length;
mod time_marks;
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
pub use entry_file::find_entry_file;
pub use entry_refs::{EntryRef, check_entry_refs};
pub use field::{Choice, Field, FieldKind, TimeMarks};
pub use form::{Consent, Form, FormField, FormGroup, InputType};
pub use form_reader::parse_form;
pub use front_matter_words::{FrontMatterText, front_matter_fault};
pub use message::{
    LONGEST_MESSAGE, LONGEST_MESSAGE_SUBJECT, MessagePart, MessagePurpose, MessageSample, MessageText,
    MessageTextFault, MessageTextFaultKind, Placeholder, ValuePlace, check_message, parse_message_sample,
};
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
pub use time_marks::{clock_time, length_seconds};
pub use types::Types;
pub use validate::{EntryInput, ValidationContext, validate};
