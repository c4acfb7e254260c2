//! Which persons somebody may see: those of the programmes for which they have the right, and nobody else by changing an address.

use std::collections::BTreeSet;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};

use super::{office_state::OfficeState, path_id::path_id, staff_visit::StaffVisit};
use crate::{
    intake::{
        PersonId, SubmissionId,
        cases::Viewer,
        staff::{ProgrammeScope, StaffRight},
    },
    web::Error,
};

/// The person that the path of a request names by `{person}`, as whoever asks may see them.
pub(super) struct OwnPerson(pub PersonId);

impl FromRequestParts<OfficeState> for OwnPerson {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &OfficeState) -> Result<Self, Error> {
        let visit: StaffVisit = parts.extensions.get().cloned().ok_or(Error::NotFound)?;
        let named = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
        let person = named.iter().find(|(name, _)| *name == "person").map(|(_, person)| person.to_owned());
        drop(named);
        find_person(state, &visit, &person.ok_or(Error::NotFound)?).await.map(Self)
    }
}

/// The person that an address names, whichever of their records it is. Who is of another programme is not there.
pub(super) async fn find_person(state: &OfficeState, visit: &StaffVisit, person: &str) -> Result<PersonId, Error> {
    let record = PersonId(path_id(person)?);
    let person = state.app.store.person_of(record).await?;
    if is_own_person(state, visit, person).await? { Ok(person) } else { Err(Error::NotFound) }
}

/// The programmes whose persons somebody may see; `None` for all.
pub(super) fn programme_scope(visit: &StaffVisit) -> Option<BTreeSet<String>> {
    match visit.scope() {
        ProgrammeScope::All => None,
        ProgrammeScope::Only(programmes) => Some(programmes),
    }
}

/// Somebody as they look at a person: what counsellors have noted is for whoever may read it of that person's programme.
pub(super) async fn viewer_of(state: &OfficeState, visit: &StaffVisit, person: PersonId) -> Result<Viewer, Error> {
    let counsellor = visit.with_right(StaffRight::SeeCounselling);
    let sees_counselling = visit.may(StaffRight::SeeCounselling) && is_own_person(state, &counsellor, person).await?;
    Ok(Viewer { account: visit.actor(), sees_counselling })
}

/// Whether a person is of a programme for which somebody has the right that the page takes.
pub(super) async fn is_own_person(state: &OfficeState, visit: &StaffVisit, person: PersonId) -> Result<bool, Error> {
    Ok(match visit.scope() {
        ProgrammeScope::All => true,
        ProgrammeScope::Only(programmes) => state.app.store.is_of_programmes(person, &programmes).await?,
    })
}

/// Whether somebody has a right for the programme of a person.
pub(super) async fn may_with_person(
    state: &OfficeState,
    visit: &StaffVisit,
    right: StaffRight,
    person: PersonId,
) -> Result<bool, Error> {
    Ok(visit.may(right) && is_own_person(state, &visit.with_right(right), person).await?)
}

/// The same of whoever sent a submission; one that is gone is nobody's.
pub(super) async fn is_own_submission(
    state: &OfficeState,
    visit: &StaffVisit,
    submission: SubmissionId,
) -> Result<bool, Error> {
    if matches!(visit.scope(), ProgrammeScope::All) {
        return Ok(true);
    }
    match state.app.store.record_of(submission).await? {
        Some(record) => is_own_person(state, visit, state.app.store.person_of(record).await?).await,
        None => Ok(false),
    }
}
