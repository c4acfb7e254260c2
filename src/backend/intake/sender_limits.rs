//! How many submissions of one sender through one form are taken without asking, and what is asked for after that. Nobody is
//! ever turned away: a venue's Wi-Fi and a carrier's gateway are one sender, and a hundred people.

use jiff::{SignedDuration, Timestamp};

use super::{Digest, ProofDemand};

/// How many bits the work may grow by: 64 times as long.
const MOST_MORE_BITS: u32 = 6;

/// What submissions of one sender through one form are counted under, for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LimitKey {
    /// When the while began, in seconds since 1970.
    pub window: i64,
    /// The keyed hash of the sender and the form.
    pub client: Digest,
}

impl LimitKey {
    /// The key of a sender at a time, where so many seconds are counted together.
    pub fn at(client: Digest, now: Timestamp, window_s: i64) -> Self {
        let length = window_s.max(1);
        Self { window: now.as_second().div_euclid(length) * length, client }
    }
}

/// What an operator sets for forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderLimits {
    /// How many submissions of one sender through one form are taken within a window without asking.
    pub free: u64,
    /// How long a window is, in seconds.
    pub window_s: i64,
    /// How many leading bits of a hash have to be nought, where a script can try.
    pub work_bits: u32,
    /// How long somebody without scripts waits at least.
    pub wait: SignedDuration,
    /// How far apart the turns of those are who wait at one address.
    pub turn: SignedDuration,
}

/// Twenty people at once notice nothing; the work is about a second on a telephone.
impl Default for SenderLimits {
    fn default() -> Self {
        let (wait, turn) = (SignedDuration::from_secs(5), SignedDuration::from_secs(1));
        Self { free: 20, window_s: 600, work_bits: 16, wait, turn }
    }
}

impl SenderLimits {
    /// What a script is asked for after so many submissions: twice the work for twice as many.
    pub fn work(&self, count: u64) -> ProofDemand {
        let times = count / self.free.max(1);
        let more = times.checked_ilog2().unwrap_or(0).min(MOST_MORE_BITS);
        ProofDemand::Work { bits: self.work_bits + more }
    }

    /// When somebody without scripts may press the button, whose predecessor's turn is at `last`. Turns of one sender are in
    /// a row: however many ask at once, no more than one a turn get through without work.
    pub fn next_turn(&self, last: Option<Timestamp>, now: Timestamp) -> Timestamp {
        let earliest = now.checked_add(self.wait).unwrap_or(now);
        let after_last = last.and_then(|last| last.checked_add(self.turn).ok());
        after_last.map_or(earliest, |after| after.max(earliest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_window_is_ten_minutes() {
        let key = |at| LimitKey::at([1; 32], second(at), SenderLimits::default().window_s).window;
        assert_eq!((key(0), key(599), key(600)), (0, 0, 600));
        assert_eq!(LimitKey::at([1; 32], second(7), 0).window, 7, "no length is no window");
    }

    #[test]
    fn the_work_grows_with_what_was_sent() {
        let limits = SenderLimits { free: 20, work_bits: 16, ..SenderLimits::default() };
        for (count, bits) in [(20, 16), (39, 16), (40, 17), (80, 18), (1_280, 22), (1_000_000, 22)] {
            assert_eq!(limits.work(count), ProofDemand::Work { bits }, "{count}");
        }
        assert_eq!(SenderLimits { free: 0, ..limits }.work(3), ProofDemand::Work { bits: 17 });
    }

    #[test]
    fn turns_are_in_a_row() {
        let limits = SenderLimits { wait: SignedDuration::from_secs(5), ..SenderLimits::default() };
        let mut last = None;
        let turns: Vec<i64> = (0..4)
            .map(|_| {
                last = Some(limits.next_turn(last, second(100)));
                last.unwrap().as_second()
            })
            .collect();
        assert_eq!(turns, [105, 106, 107, 108]);
        assert_eq!(limits.next_turn(last, second(200)), second(205), "who comes later finds no row");
    }
}
