//! Which part of a fair somebody can talk in.

use strum::VariantArray;

/// A part of a fair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, VariantArray)]
pub enum FairPart {
    /// All of it.
    #[default]
    Any,
    /// Its first half.
    First,
    /// Its second half.
    Second,
}

impl FairPart {
    /// Its name in the database and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::First => "first",
            Self::Second => "second",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|part| part.name() == name)
    }
}
