//! For how long something has failed that is tried now and then: from the first time that it failed until it was seen to go well.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// Where nothing fails: a moment that is long over.
const NONE: i64 = 0;

/// For how long something has failed, for all who try it.
#[derive(Debug, Default)]
pub struct OutageClock {
    /// Since when, in milliseconds, or [`NONE`].
    since_ms: AtomicI64,
}

impl OutageClock {
    /// It failed at `now`: the beginning is the first time.
    pub fn begin(&self, now: Timestamp) {
        // Where it has begun already, that stays.
        let _ = self.since_ms.compare_exchange(NONE, now.as_millisecond(), Ordering::Relaxed, Ordering::Relaxed);
    }

    /// The same where what was tried has failed. It is handed on as it is; that it went well ends nothing, since something else may
    /// fail still.
    pub fn note_failure<T, E>(&self, tried: Result<T, E>, now: Timestamp) -> Result<T, E> {
        if tried.is_err() {
            self.begin(now);
        }
        tried
    }

    /// All of it was seen to go well.
    pub fn end(&self) {
        self.since_ms.store(NONE, Ordering::Relaxed);
    }

    /// Whether it fails.
    pub fn is_on(&self) -> bool {
        self.since_ms.load(Ordering::Relaxed) != NONE
    }

    /// For how many seconds it has failed; 0 where it does not.
    pub fn seconds(&self, now: Timestamp) -> i64 {
        match self.since_ms.load(Ordering::Relaxed) {
            NONE => 0,
            since_ms => std::cmp::max(0, now.as_millisecond() - since_ms) / 1000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_counts_from_the_first_failure_to_the_end() {
        let (clock, at) = (OutageClock::default(), |second| Timestamp::from_second(second).unwrap());
        let well = |second| clock.note_failure::<_, ()>(Ok(second), at(second));
        assert_eq!((well(100), clock.is_on(), clock.seconds(at(900))), (Ok(100), false, 0));
        for second in [1_000, 1_030] {
            assert_eq!(clock.note_failure::<(), _>(Err(second), at(second)), Err(second));
        }
        assert_eq!(well(1_040), Ok(1_040));
        for (now, expected) in [(999, 0), (1_000, 0), (1_060, 60)] {
            assert_eq!((clock.is_on(), clock.seconds(at(now))), (true, expected), "{now}");
        }
        clock.end();
        assert_eq!((clock.is_on(), clock.seconds(at(1_090))), (false, 0));
        clock.begin(at(2_000));
        assert_eq!(clock.seconds(at(2_001)), 1, "another one has a beginning of its own");
    }
}
