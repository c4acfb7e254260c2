//! Which events somebody may see: those of the programmes for which they have the right.

use super::staff_visit::StaffVisit;
use crate::{intake::staff::ProgrammeScope, web::Error};

/// Whether an event is there for somebody. One of another programme is not.
pub(super) fn find_event(visit: &StaffVisit, event: &str) -> Result<(), Error> {
    match visit.scope() {
        ProgrammeScope::All => Ok(()),
        ProgrammeScope::Only(programmes) if programmes.contains(event) => Ok(()),
        ProgrammeScope::Only(_) => Err(Error::NotFound),
    }
}
