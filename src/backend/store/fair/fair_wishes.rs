//! The companies that somebody wants to talk with at a fair, as a submission brings them.

use crate::intake::fair::FairPart;

/// Wishes for talks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TalkWishes {
    /// The keys of the companies, the first wish first; each once.
    pub companies: Vec<String>,
    /// When one can.
    pub part: FairPart,
}
