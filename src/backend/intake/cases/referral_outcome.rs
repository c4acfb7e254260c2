//! What became of somebody who was sent on to an office that can help them.

use strum::VariantArray;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum ReferralOutcome {
    /// Nobody knows yet.
    Open,
    /// The office looks after them.
    Connected,
    /// They did not want it in the end.
    Declined,
    /// The office cannot help.
    Unsuited,
}

impl ReferralOutcome {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Connected => "connected",
            Self::Declined => "declined",
            Self::Unsuited => "unsuited",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|outcome| outcome.name() == name)
    }
}
