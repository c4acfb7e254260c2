//! How many persons there are of something. Nobody waits for a count to the last of a million.

/// How far persons are counted.
pub(super) const MOST_COUNTED: u64 = 1000;

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonCount {
    /// So many.
    Exactly(u64),
    /// So many, or more.
    AtLeast(u64),
}

impl PersonCount {
    /// Of what was counted up to that.
    pub(super) fn of(counted: u64) -> Self {
        if counted < MOST_COUNTED { Self::Exactly(counted) } else { Self::AtLeast(MOST_COUNTED) }
    }
}
