//! Pipelines: `data/pipelines/*.yaml`, which say in which steps a case of somebody goes on, from the first word to its end.
//!
//! A definition knows its statuses and what leads from one to another. Whose case it is and what time it is know others.

use crate::source::SourcePath;

/// The steps of cases of one kind, as their file describes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Its name: the file's.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// What its cases are about.
    pub kind: PipelineKind,
    /// The status that a case begins with.
    pub starts_with: String,
    /// All of them, in the order of the file; at least one.
    pub statuses: Vec<PipelineStatus>,
    /// What leads from one to another.
    pub transitions: Vec<PipelineTransition>,
    /// When people are asked how it went since.
    pub follow_ups: Vec<FollowUpRule>,
}

/// What cases are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PipelineKind {
    /// A casual interview with a company.
    CasualInterview,
    /// A consultation with a counsellor.
    Consultation,
    /// Somebody has found work and settles in.
    Placement,
    /// What follows a job fair.
    FairFollowUp,
    /// An organisation, from the first call to its published profile.
    Organisation,
}

/// What a status counts as, whatever it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountsAs {
    /// It goes on.
    Open,
    /// What it is for was reached.
    Reached,
    /// It was given up.
    GivenUp,
}

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipelineStatus {
    /// Its name for programs.
    pub id: String,
    /// Its name for people.
    pub label: String,
    /// Whether the case is closed with it.
    pub is_end: bool,
    /// What it counts as.
    pub counts_as: CountsAs,
    /// How many days after it began something has to be done; `None` where nothing is due.
    pub due_days: Option<u16>,
}

/// A step from one status to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipelineTransition {
    /// Where it begins.
    pub from: String,
    /// Where it leads.
    pub to: String,
    /// The template in `data/mail/` of the mail that goes with it, without its ending.
    pub mail: Option<String>,
}

/// When people are asked how it went since a status began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpRule {
    /// The status.
    pub status: String,
    /// After how many months; each is greater than the one before.
    pub months: Vec<u8>,
}

impl PipelineKind {
    /// All of them, as files name them.
    pub(super) const NAMES: [(&str, Self); 5] = [
        ("casual_interview", Self::CasualInterview),
        ("consultation", Self::Consultation),
        ("placement", Self::Placement),
        ("fair_follow_up", Self::FairFollowUp),
        ("organisation", Self::Organisation),
    ];
}

impl CountsAs {
    /// All of them, as files name them.
    pub(super) const NAMES: [(&str, Self); 3] =
        [("open", Self::Open), ("reached", Self::Reached), ("given_up", Self::GivenUp)];
}

impl Pipeline {
    /// Whether a file describes a pipeline.
    pub fn is_pipeline_file(path: &SourcePath) -> bool {
        path.parent() == "data/pipelines" && matches!(path.extension(), Some("yaml" | "yml"))
    }

    /// The status of a name.
    pub fn status(&self, id: &str) -> Option<&PipelineStatus> {
        self.statuses.iter().find(|status| status.id == id)
    }

    /// The step from one status to another; `None` where there is none.
    pub fn transition(&self, from: &str, to: &str) -> Option<&PipelineTransition> {
        self.transitions.iter().find(|step| step.from == from && step.to == to)
    }

    /// Whether a case may go from one status to another.
    pub fn may(&self, from: &str, to: &str) -> bool {
        self.transition(from, to).is_some()
    }

    /// The steps that lead on from a status, in the order of the file.
    pub fn steps_from<'a>(&'a self, from: &'a str) -> impl Iterator<Item = &'a PipelineTransition> {
        self.transitions.iter().filter(move |step| step.from == from)
    }
}
