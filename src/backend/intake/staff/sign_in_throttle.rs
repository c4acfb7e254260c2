//! How long whoever fails to sign in waits. Nobody is locked out: a wait ends within a minute, and a browser that an
//! account has signed in with before is counted apart, so that strangers who try that account never slow it down.

use jiff::{SignedDuration, Timestamp};

use crate::intake::{ClientNetwork, Digest, HashKey};

/// By how many failures one waits how long, in seconds; after more of them as after the most.
const WAITS_S: [i64; 9] = [0, 0, 0, 0, 5, 10, 20, 40, 60];

/// Failures under one counter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailedSignIns(pub Vec<Timestamp>);

/// What failures are counted under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInCounters {
    /// The account that was typed, whether there is one or not; for a known browser, both together.
    pub account: Digest,
    /// The network; a known browser is not slowed down by others of its network either.
    pub network: Option<Digest>,
}

impl SignInCounters {
    /// Those of an attempt: for the account under this hash, from this network or by this known browser.
    pub fn of(
        account: &Digest,
        (network, now): (ClientNetwork, Timestamp),
        known_browser: Option<&Digest>,
        key: &HashKey,
    ) -> Self {
        match known_browser {
            Some(browser) => Self { account: key.hash("sign-in-browser", &[account, browser]), network: None },
            None => {
                Self { account: key.hash("sign-in-account", &[account]), network: Some(network.sign_in_key(now, key)) }
            }
        }
    }
}

/// The rule.
#[derive(Clone, Copy, Debug)]
pub struct SignInThrottle;

impl SignInThrottle {
    /// For how long failures are remembered.
    pub const WINDOW: SignedDuration = SignedDuration::from_mins(15);

    /// How many whole seconds still have to pass, by the counter that asks for more.
    pub fn wait_s(counted: &[FailedSignIns], now: Timestamp) -> u32 {
        counted.iter().map(|failures| failures.wait_s(now)).max().unwrap_or(0)
    }
}

impl FailedSignIns {
    fn wait_s(&self, now: Timestamp) -> u32 {
        let recent: Vec<Timestamp> =
            self.0.iter().copied().filter(|at| now.duration_since(*at) < SignInThrottle::WINDOW).collect();
        let wait_s = WAITS_S[recent.len().min(WAITS_S.len() - 1)];
        let Some(last) = recent.into_iter().max() else { return 0 };
        // A clock that was put back makes nobody wait for longer.
        let passed_ms = i64::try_from(now.duration_since(last).as_millis()).unwrap_or(i64::MAX).max(0);
        let left_ms = (wait_s * 1_000 - passed_ms).max(0);
        u32::try_from((left_ms + 999) / 1_000).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// So many failures, the last of them at a second.
    fn failed(count: i64, last: i64) -> FailedSignIns {
        FailedSignIns((0..count).map(|number| second(last - number)).collect())
    }

    #[test]
    fn waits_grow_with_failures_to_a_minute_and_no_further() {
        for (failures, wait) in
            [(0, 0), (1, 0), (2, 0), (3, 0), (4, 5), (5, 10), (6, 20), (7, 40), (8, 60), (9, 60), (500, 60)]
        {
            assert_eq!(SignInThrottle::wait_s(&[failed(failures, 10_000)], second(10_000)), wait, "{failures}");
        }
    }

    #[test]
    fn a_wait_ends_and_failures_are_forgotten() {
        let at = |now_ms: i64, failures: &FailedSignIns| {
            SignInThrottle::wait_s(std::slice::from_ref(failures), Timestamp::from_millisecond(now_ms).unwrap())
        };
        let five = failed(5, 10_000);
        assert_eq!(at(10_000_001, &five), 10, "a second that has begun is waited for");
        assert_eq!((at(10_009_000, &five), at(10_009_999, &five), at(10_010_000, &five)), (1, 1, 0));
        let spread = FailedSignIns([100, 200, 300, 400, 1_000].map(second).to_vec());
        assert_eq!(at(1_000_000, &spread), 5, "the first was a quarter of an hour ago");
        assert_eq!(at(9_999_000, &five), 10, "the clock was put back");
    }

    #[test]
    fn the_counter_that_asks_for_more_counts() {
        let now = second(10_000);
        assert_eq!(SignInThrottle::wait_s(&[failed(5, 10_000), failed(7, 10_000)], now), 40);
        assert_eq!(SignInThrottle::wait_s(&[failed(5, 10_000), FailedSignIns::default()], now), 10);
        assert_eq!(SignInThrottle::wait_s(&[], now), 0);
    }

    #[test]
    fn a_known_browser_is_counted_apart_from_everybody_else() {
        let (key, now) = (HashKey::new([1; 32]), second(10_000));
        let network = ClientNetwork::of([203, 0, 113, 7].into());
        let of = |account: u8, browser: Option<Digest>| {
            SignInCounters::of(&[account; 32], (network, now), browser.as_ref(), &key)
        };
        let (stranger, known) = (of(1, None), of(1, Some([9; 32])));
        assert_ne!(stranger.account, known.account);
        assert_eq!(known.network, None);
        assert_ne!(known, of(2, Some([9; 32])), "for one account alone");
        assert_ne!(known, of(1, Some([8; 32])));
        assert_eq!(stranger.network, of(2, None).network, "one network, whatever account");
        assert_ne!(stranger.account, of(2, None).account);
    }
}
