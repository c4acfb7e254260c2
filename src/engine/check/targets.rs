//! Content targets: how many entries there are of what `data/targets.yaml` promises.

use crate::{
    config::Config,
    site::{Project, read_typed_entries},
};
use tsubame_model::{
    schema::{TargetProgress, count_targets, parse_targets},
    source::{Diagnostic, SourcePath, WithFaults, sort_diagnostics},
};

/// Where the targets are.
pub const TARGETS_FILE: &str = "data/targets.yaml";

/// How far the targets are reached.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetReport {
    /// Every target in the order of the file.
    pub tallies: Vec<TargetProgress>,
    /// What is wrong with types, entries and targets.
    pub diagnostics: Vec<Diagnostic>,
}

impl TargetReport {
    /// Whether nothing is missing and nothing is wrong.
    pub fn is_reached(&self) -> bool {
        self.tallies.iter().all(|tally| tally.missing() == 0) && !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Counts the content of a site against its targets; `None` for a site without any.
pub fn count_content(project: &Project, config: &Config) -> Option<TargetReport> {
    let path = SourcePath::new(TARGETS_FILE);
    if !project.world.files.exists(&path) {
        return None;
    }
    let WithFaults { value: typed_entries, faults: mut diagnostics } = read_typed_entries(project, config);
    let tallies = match project.read_text(&path) {
        Ok(text) => {
            let (targets, found) = parse_targets(&path, &text, &typed_entries.types);
            diagnostics.extend(found);
            count_targets(targets, &typed_entries.entry_refs())
        }
        Err(fault) => {
            diagnostics.push(fault);
            Vec::new()
        }
    };
    sort_diagnostics(&mut diagnostics);
    Some(TargetReport { tallies, diagnostics })
}
