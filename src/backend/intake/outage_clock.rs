//! For how long something has failed that is tried now and then: from the first failure to the last one. That something else goes
//! well meanwhile ends nothing, since a small file may fit where others do not; it is over once no failure was seen for a while.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// How long no failure is seen until it is over: longer than the time between two looks at what nobody uses.
const QUIET: SignedDuration = SignedDuration::from_mins(15);

/// An outage that is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// When the first failure was seen.
    pub first: Timestamp,
    /// When the last one was.
    last: Timestamp,
}

impl Outage {
    /// For how many seconds it is known to have failed; 0 where that was once.
    pub fn seconds(&self) -> i64 {
        self.last.duration_since(self.first).as_secs()
    }

    /// A clock that was set back by more than that ends it, too.
    fn is_over(&self, now: Timestamp) -> bool {
        now.duration_since(self.last).abs() > QUIET
    }
}

/// For how long something has failed, for all who try it.
#[derive(Debug, Default)]
pub struct OutageClock {
    seen: Mutex<Option<Outage>>,
}

impl OutageClock {
    /// It failed at `now`. Whoever says so need not come in order.
    pub fn fail(&self, now: Timestamp) {
        let mut seen = self.lock();
        let lasting = seen.filter(|outage| !outage.is_over(now));
        let fresh = Outage { first: now, last: now };
        *seen = Some(lasting.map_or(fresh, |outage| Outage { last: outage.last.max(now), ..outage }));
    }

    /// The same where what was tried has failed. It is handed on as it is.
    pub fn note_failure<T, E>(&self, tried: Result<T, E>, now: Timestamp) -> Result<T, E> {
        if tried.is_err() {
            self.fail(now);
        }
        tried
    }

    /// The outage that goes on, if it fails.
    pub fn current(&self, now: Timestamp) -> Option<Outage> {
        self.lock().filter(|outage| !outage.is_over(now))
    }

    /// What is behind the lock is one value, so whoever has failed while it was held has left nothing half done.
    fn lock(&self) -> MutexGuard<'_, Option<Outage>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn an_outage_lasts_from_the_first_failure_to_the_last_and_is_over_after_a_quiet_time() {
        let quiet_s = QUIET.as_secs();
        // When it failed, when somebody asks, and the beginning and the length of what goes on then.
        for (failures, now, expected) in [
            (vec![], 1_000, None),
            (vec![1_000], 1_000, Some((1_000, 0))),
            // One alone grows no longer, and is over.
            (vec![1_000], 1_000 + quiet_s, Some((1_000, 0))),
            (vec![1_000], 1_001 + quiet_s, None),
            (vec![1_000, 1_030, 1_060], 1_090, Some((1_000, 60))),
            // Seen by two, of whom the later one says so first.
            (vec![1_000, 1_060, 1_030], 1_060, Some((1_000, 60))),
            // Each begins the quiet time anew; a failure after it begins another outage.
            (vec![1_000, 1_000 + quiet_s], 1_001 + quiet_s, Some((1_000, quiet_s))),
            (vec![1_000, 1_001 + quiet_s], 1_001 + quiet_s, Some((1_001 + quiet_s, 0))),
            // The clock was set back.
            (vec![90_000], 1_000, None),
            (vec![90_000, 1_000], 1_000, Some((1_000, 0))),
        ] {
            let clock = OutageClock::default();
            for second in &failures {
                clock.fail(at(*second));
            }
            let found = clock.current(at(now)).map(|outage| (outage.first.as_second(), outage.seconds()));
            assert_eq!(found, expected, "{failures:?} {now}");
        }
    }

    #[test]
    fn what_goes_well_neither_begins_an_outage_nor_ends_one() {
        let clock = OutageClock::default();
        assert_eq!(clock.note_failure::<_, ()>(Ok(1), at(1_000)), Ok(1));
        assert_eq!(clock.current(at(1_000)), None);
        assert_eq!(clock.note_failure::<(), _>(Err(2), at(1_010)), Err(2));
        assert_eq!(clock.note_failure::<_, ()>(Ok(3), at(1_020)), Ok(3));
        assert_eq!(clock.current(at(1_020)), Some(Outage { first: at(1_010), last: at(1_010) }));
    }
}
