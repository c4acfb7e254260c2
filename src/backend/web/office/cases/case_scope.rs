//! Which cases somebody may see: those of the persons whom they may.

use super::super::{office_state::OfficeState, path_id::path_id, person_scope::is_own_person, staff_visit::StaffVisit};
use crate::{
    intake::{PersonId, cases::CaseId},
    store::CaseView,
    web::Error,
};

/// The case that an address names, with the person whose it is. One of another programme is not there.
pub(super) async fn find_case(
    state: &OfficeState,
    visit: &StaffVisit,
    case: &str,
) -> Result<(CaseView, PersonId), Error> {
    let case = state.app.store.case(CaseId(path_id(case)?)).await?.ok_or(Error::NotFound)?;
    let person = state.app.store.person_of(case.record).await?;
    if is_own_person(state, visit, person).await? { Ok((case, person)) } else { Err(Error::NotFound) }
}
