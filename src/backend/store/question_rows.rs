//! Questions as rows: a submission of a form that promises an answer is one from its receipt on.

use jiff::{SignedDuration, Timestamp};

use super::{SealedSubmission, entities::question};

/// The row of a submission that staff are to answer.
pub(super) fn question_row(sealed: &SealedSubmission) -> Option<question::Model> {
    let hours = SignedDuration::from_hours(i64::from(sealed.answer_hours?));
    let due_at = sealed.received_at.checked_add(hours).unwrap_or(Timestamp::MAX);
    Some(question::Model {
        submission_id: sealed.id.0,
        person_id: sealed.person.0,
        due_at: due_at.as_millisecond(),
        answered_at: None,
        answered_by: None,
        message_id: None,
    })
}
