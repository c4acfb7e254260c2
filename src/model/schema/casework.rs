//! What staff go by who look after people.

use std::collections::BTreeMap;

use super::{PersonPhase, Pipeline};

/// The pipelines and phases of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Casework {
    /// Pipelines by their names.
    pub pipelines: BTreeMap<String, Pipeline>,
    /// Phases, in the order of their file.
    pub phases: Vec<PersonPhase>,
}

impl Casework {
    /// The phase of a name.
    pub fn phase(&self, id: &str) -> Option<&PersonPhase> {
        self.phases.iter().find(|phase| phase.id == id)
    }
}
