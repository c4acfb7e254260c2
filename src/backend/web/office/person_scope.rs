//! Which persons somebody may see: those of the programmes for which they have the right, and nobody else by changing an address.

use uuid::Uuid;

use super::{office_state::OfficeState, staff_visit::StaffVisit};
use crate::{
    intake::{PersonId, staff::ProgrammeScope},
    web::Error,
};

/// The person that an address names, whichever of their records it is. Who is of another programme is not there.
pub(super) async fn find_person(state: &OfficeState, visit: &StaffVisit, person: &str) -> Result<PersonId, Error> {
    let record = PersonId(Uuid::parse_str(person).map_err(|_| Error::NotFound)?);
    let person = state.app.store.person_of(record).await?;
    match visit.scope() {
        ProgrammeScope::All => Ok(person),
        ProgrammeScope::Only(programmes) => {
            let is_theirs = state.app.store.is_of_programmes(person, &programmes).await?;
            if is_theirs { Ok(person) } else { Err(Error::NotFound) }
        }
    }
}
