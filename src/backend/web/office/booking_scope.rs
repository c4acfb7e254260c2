//! Which talks somebody may see: those of whoever is of a programme for which they have the right.

use std::collections::BTreeMap;

use super::{office_state::OfficeState, path_id::path_id, person_scope::is_own_submission, staff_visit::StaffVisit};
use crate::{
    intake::{
        SubmissionId,
        staff::{ProgrammeScope, StaffRight},
    },
    store::BookingLine,
    web::Error,
};

/// The submission of a talk that an address names. One of another programme is not there.
pub(super) async fn find_booking(
    state: &OfficeState,
    visit: &StaffVisit,
    submission: &str,
) -> Result<SubmissionId, Error> {
    let submission = SubmissionId(path_id(submission)?);
    if is_own_submission(state, visit, submission).await? { Ok(submission) } else { Err(Error::NotFound) }
}

/// Those of some talks that somebody may see.
pub(super) async fn own_lines(
    state: &OfficeState,
    visit: &StaffVisit,
    lines: Vec<BookingLine>,
) -> Result<Vec<BookingLine>, Error> {
    if matches!(visit.scope(), ProgrammeScope::All) {
        return Ok(lines);
    }
    let mut own = Vec::new();
    for line in lines {
        if is_own_submission(state, visit, line.view.submission).await? {
            own.push(line);
        }
    }
    Ok(own)
}

/// Who booked some talks, as far as somebody may open persons.
pub(super) async fn visitor_names(
    state: &OfficeState,
    visit: &StaffVisit,
    lines: &[BookingLine],
) -> Result<BTreeMap<SubmissionId, String>, Error> {
    if !visit.may(StaffRight::OpenPerson) {
        return Ok(BTreeMap::new());
    }
    let opened = own_lines(state, &visit.with_right(StaffRight::OpenPerson), lines.to_vec()).await?;
    Ok(state.app.store.visitor_names(&opened, &visit.actor()).await?)
}
