//! The wishes of a submission as rows.

use crate::{
    intake::SubmissionId,
    store::{SealedSubmission, entities::fair_wish},
};

/// The rows of the wishes of a submission for an event.
pub(in crate::store) fn wish_rows(sealed: &SealedSubmission, event: &str) -> Vec<fair_wish::Model> {
    let Some(wishes) = &sealed.talks else { return Vec::new() };
    let SubmissionId(submission_id) = sealed.id;
    let row = |(place, company): (i32, &String)| fair_wish::Model {
        submission_id,
        company: company.clone(),
        event_id: event.to_owned(),
        person_id: sealed.person.0,
        place,
        part: wishes.part.name().to_owned(),
        decided_at: None,
    };
    (1..).zip(&wishes.companies).map(row).collect()
}
