//! What staff go by who look after people.

use std::collections::BTreeMap;

use super::{PersonPhase, Pipeline, SupportOffice};

/// The pipelines and phases of a site, and the offices to which people are sent on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Casework {
    /// Pipelines by their names.
    pub pipelines: BTreeMap<String, Pipeline>,
    /// Phases, in the order of their file.
    pub phases: Vec<PersonPhase>,
    /// Offices, in the order of their file.
    pub offices: Vec<SupportOffice>,
}

impl Casework {
    /// The phase of a name.
    pub fn phase(&self, id: &str) -> Option<&PersonPhase> {
        self.phases.iter().find(|phase| phase.id == id)
    }
    /// The office of a name.
    pub fn office(&self, id: &str) -> Option<&SupportOffice> {
        self.offices.iter().find(|office| office.id == id)
    }
}
