//! What belongs to programmes, narrowed to those that somebody may see. What names none is the whole office's.

use sea_orm::{ColumnTrait, Condition};

use crate::intake::staff::ProgrammeScope;

/// Whose something is that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgrammeOwner {
    /// The whole office's.
    Office,
    /// A programme's.
    Programme(String),
}

impl From<Option<String>> for ProgrammeOwner {
    fn from(programme: Option<String>) -> Self {
        programme.map_or(Self::Office, Self::Programme)
    }
}

/// Those of these programmes, by the column that names one.
pub(super) fn of_programmes(column: impl ColumnTrait, scope: &ProgrammeScope) -> Condition {
    match scope {
        ProgrammeScope::All => Condition::all(),
        ProgrammeScope::Only(programmes) => Condition::all().add(column.is_in(programmes.iter().cloned())),
    }
}
