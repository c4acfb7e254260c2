//! Limits as handlers ask for them: how many were taken of a sender, and when it is the turn of whoever waits.

use jiff::Timestamp;

use super::{LimitReached, Store};
use crate::intake::{LimitKey, SenderLimits};

impl Store {
    /// Counts one more submission of a sender. Past the limit that takes something that was done for it.
    pub fn count_sender(&self, key: LimitKey, limits: &SenderLimits, has_proof: bool) -> Result<(), LimitReached> {
        self.limits.take(key, limits, has_proof)
    }

    /// When it is the turn of somebody without scripts, who is past the limit.
    pub fn next_turn(&self, key: LimitKey, limits: &SenderLimits) -> Timestamp {
        self.limits.next_turn(key, limits, Timestamp::now())
    }
}
