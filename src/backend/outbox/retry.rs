//! When a mail is tried again, when it is given up, and when nothing at all is sent any more. Pure: time is an argument.

use jiff::{SignedDuration, Timestamp};

use super::smtp::Delivery;

/// How long a mail waits after its first, second, … attempt. Together two and a half days: a server that is down over a
/// weekend still gets its mail, and an offer of a seat that comes later would help nobody.
const WAITS: [SignedDuration; 9] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(15),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(4),
    SignedDuration::from_hours(8),
    SignedDuration::from_hours(12),
    SignedDuration::from_hours(16),
    SignedDuration::from_hours(20),
];

/// How often a mail may have been handed over without a word from the server.
const MOST_UNCERTAIN: u32 = 2;

/// As far back as refusals of our sender are looked at.
pub const STOP_WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// How many refusals of our sender stop the queue.
const STOP_AT: u64 = 5;

/// The attempts made so far to send one mail, the last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptCount {
    /// All of them.
    pub all: u32,
    /// Those that ended as [`Delivery::Uncertain`], or that a crash left without an outcome.
    pub uncertain: u32,
}

/// Attempts of the last [`STOP_WINDOW`], of all replicas, but none from before staff last let sending go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecentAttempts {
    /// Those that ended as [`Delivery::SenderBlocked`].
    pub sender_blocked: u64,
    /// All others.
    pub other: u64,
}

/// What becomes of a mail after an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// It is delivered.
    Done,
    /// It waits for its next attempt, which has the same Message-ID.
    RetryAt(Timestamp),
    /// Its address is marked; the mail waits for another address.
    MarkAddress,
    /// It is a dead letter: staff see it and may send it again.
    GiveUp(GiveUpReason),
}

/// Why a mail is not tried again by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GiveUpReason {
    /// It was tried as often as it is ever tried.
    TooManyAttempts,
    /// Servers do not take this mail, whoever it is for.
    MessageRefused,
    /// It may have arrived twice already; a person decides whether to send it once more.
    MayHaveArrived,
}

/// What comes after an attempt that ended like this.
pub fn next_step(delivery: &Delivery, count: AttemptCount, now: Timestamp) -> NextStep {
    match delivery {
        Delivery::Accepted => NextStep::Done,
        Delivery::AddressRefused(_) => NextStep::MarkAddress,
        Delivery::MessageRefused(_) => NextStep::GiveUp(GiveUpReason::MessageRefused),
        Delivery::Uncertain if count.uncertain >= MOST_UNCERTAIN => NextStep::GiveUp(GiveUpReason::MayHaveArrived),
        Delivery::Uncertain | Delivery::TemporaryFailure(_) | Delivery::SenderBlocked(_) => {
            let next = next_attempt(count.all, now);
            next.map_or(NextStep::GiveUp(GiveUpReason::TooManyAttempts), NextStep::RetryAt)
        }
    }
}

/// When a mail is tried again that has been tried so often; `None` if it is not.
pub fn next_attempt(attempts: u32, now: Timestamp) -> Option<Timestamp> {
    let number = usize::try_from(attempts.saturating_sub(1)).ok()?;
    now.checked_add(*WAITS.get(number)?).ok()
}

/// Whether sending stops until staff say that our sender is welcome again: servers refused it several times, and more
/// often than not. One recipient's server that refuses us stops nothing.
pub fn must_stop(recent: RecentAttempts) -> bool {
    recent.sender_blocked >= STOP_AT && recent.sender_blocked > recent.other
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::smtp::{SmtpReply, SmtpStep, SmtpTrouble, classify};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_796_900_400 + second).unwrap()
    }

    fn reply(code: u16, words: &str) -> Delivery {
        classify(SmtpStep::Recipient, &SmtpReply::new(code, words))
    }

    fn count(all: u32, uncertain: u32) -> AttemptCount {
        AttemptCount { all, uncertain }
    }

    #[test]
    fn waits_grow_and_end() {
        let mut now = at(0);
        let mut last = SignedDuration::ZERO;
        let mut attempts = 1;
        while let Some(next) = next_attempt(attempts, now) {
            let wait = next.duration_since(now);
            assert!(wait > last, "attempt {attempts}");
            (now, last, attempts) = (next, wait, attempts + 1);
        }
        assert_eq!(attempts, 10, "ten attempts in all");
        assert!((48..72).contains(&now.duration_since(at(0)).as_hours()));
        assert_eq!(next_attempt(u32::MAX, at(0)), None);
        assert_eq!(next_attempt(1, Timestamp::MAX), None);
    }

    #[test]
    fn r16_what_becomes_of_a_mail() {
        let full = reply(452, "4.2.2 over quota");
        for (delivery, count, expected) in [
            (Delivery::Accepted, count(4, 1), NextStep::Done),
            (reply(550, "5.1.1 no such user"), count(1, 0), NextStep::MarkAddress),
            (full.clone(), count(1, 0), NextStep::RetryAt(at(60))),
            (full.clone(), count(2, 0), NextStep::RetryAt(at(300))),
            (full.clone(), count(3, 0), NextStep::RetryAt(at(900))),
            (full, count(10, 0), NextStep::GiveUp(GiveUpReason::TooManyAttempts)),
            (reply(550, "5.7.1 blocked"), count(1, 0), NextStep::RetryAt(at(60))),
            (reply(552, "5.3.4 too big"), count(1, 0), NextStep::GiveUp(GiveUpReason::MessageRefused)),
        ] {
            assert_eq!(next_step(&delivery, count, at(0)), expected, "{delivery:?} {count:?}");
        }
    }

    #[test]
    fn r15_a_mail_that_may_have_arrived_leaves_twice_at_most() {
        let next = |delivery: &Delivery, count| next_step(delivery, count, at(0));
        assert_eq!(next(&Delivery::Uncertain, count(1, 1)), NextStep::RetryAt(at(60)));
        assert_eq!(next(&Delivery::Uncertain, count(2, 2)), NextStep::GiveUp(GiveUpReason::MayHaveArrived));
        let refused = Delivery::TemporaryFailure(SmtpTrouble::Unreachable);
        assert_eq!(next(&refused, count(2, 1)), NextStep::RetryAt(at(300)), "that attempt has handed nothing over");
        assert_eq!(next(&Delivery::Uncertain, count(3, 2)), NextStep::GiveUp(GiveUpReason::MayHaveArrived));
    }

    #[test]
    fn r16_refusals_of_our_sender_stop_the_queue() {
        for (sender_blocked, other, expected) in [
            (40, 0, true),
            (5, 0, true),
            (5, 4, true),
            (4, 0, false),
            (0, 40, false),
            // Some recipients' servers refuse us, most do not.
            (5, 5, false),
            (5, 30, false),
            (0, 0, false),
        ] {
            let recent = RecentAttempts { sender_blocked, other };
            assert_eq!(must_stop(recent), expected, "{recent:?}");
        }
        // What stops the queue takes no seat and no address from anybody: each mail waits for its next attempt.
        let blocked = reply(550, "5.7.1 blocked");
        assert_eq!(blocked.name(), "sender-blocked");
        assert_eq!(next_step(&blocked, count(1, 0), at(0)), NextStep::RetryAt(at(60)));
    }
}
