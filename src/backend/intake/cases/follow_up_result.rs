//! What came of asking somebody how it went.

use strum::VariantArray;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum FollowUpResult {
    /// All is well.
    Well,
    /// Something has to be looked after.
    Troubled,
    /// They have left what they had begun.
    Left,
    /// They could not be reached.
    Unreachable,
}

impl FollowUpResult {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Troubled => "troubled",
            Self::Left => "left",
            Self::Unreachable => "unreachable",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|result| result.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_known_by_their_names() {
        for result in FollowUpResult::VARIANTS {
            assert_eq!(FollowUpResult::parse(result.name()), Some(*result));
        }
        assert_eq!(FollowUpResult::parse("perhaps"), None);
    }
}
