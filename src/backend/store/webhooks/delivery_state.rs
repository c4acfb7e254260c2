//! How deliveries stand.

use strum::VariantArray;

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum DeliveryState {
    /// It waits for its next try.
    Waiting,
    /// A process has claimed it.
    Sending,
    /// It has come.
    Sent,
    /// It is given up.
    Dead,
    /// A restore keeps it back until somebody decides.
    Held,
}

impl DeliveryState {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Dead => "dead",
            Self::Held => "held",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|state| state.name() == name)
    }
}
