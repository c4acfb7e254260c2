//! What came of a build.

use super::{NextChange, read::SiteContent};
use tsubame_model::source::{Diagnostic, WithFaults};

/// What came of a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Pages of the site.
    pub pages: usize,
    /// Pages that belong to no section.
    pub orphans: usize,
    /// Sections of the site, without the roots that no file makes.
    pub sections: usize,
    /// When the site changes next by a date of its content.
    pub next_change: Option<NextChange>,
    /// How many files were taken as an earlier build had made them, without rendering anything.
    pub reused: usize,
    /// Whether the sink has seen every file of the site, though links in its texts may be broken.
    pub is_rendered: bool,
    /// Faults, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Whether nothing stands against publishing.
    pub fn is_clean(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// Takes the faults of a phase and gives back what it made.
    pub(super) fn note<T>(&mut self, made: WithFaults<T>) -> T {
        made.unpack(&mut self.diagnostics)
    }

    /// Whether later phases would lack what a fault has kept from being made.
    pub(super) fn stops_later_phases(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::stops_later_phases)
    }

    /// Counts what was read.
    pub(super) fn count(&mut self, content: &SiteContent) {
        self.pages = content.pages;
        self.sections = content.sections;
        self.orphans = content.library.page_nodes.iter().filter(|node| node.ancestors.is_empty()).count();
        self.next_change.clone_from(&content.next_change);
    }
}
