//! When a delivery that did not go well is tried again, and when an endpoint is given up.

use jiff::{SignedDuration, Timestamp};

/// How long is waited after each try that did not go well. There is one try more than waits: eight within a day.
const WAITS: [SignedDuration; 7] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(5),
    SignedDuration::from_hours(7),
    SignedDuration::from_hours(9),
];

/// For how long nothing may go well at an endpoint before it is switched off.
const PATIENCE: SignedDuration = SignedDuration::from_hours(72);

/// The status by which a receiver says that it wants nothing any more.
const GONE: u16 = 410;

/// What an endpoint answered; `None` where it did not.
pub type WebhookStatus = Option<u16>;

/// What becomes of a delivery after a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookStep {
    /// It has come.
    Sent,
    /// It is tried again then.
    Again(Timestamp),
    /// It is given up.
    Dead,
}

/// What becomes of a delivery, by how many tries there were with this one, and what was answered.
pub fn next_step(tries: u32, status: WebhookStatus, now: Timestamp) -> WebhookStep {
    match status {
        Some(200..=299) => return WebhookStep::Sent,
        Some(GONE) => return WebhookStep::Dead,
        _ => {}
    }
    let wait = usize::try_from(tries).ok().and_then(|tries| WAITS.get(tries.checked_sub(1)?));
    match wait.and_then(|wait| now.checked_add(*wait).ok()) {
        Some(at) => WebhookStep::Again(at),
        None => WebhookStep::Dead,
    }
}

/// Whether an endpoint is switched off, at which nothing has gone well since then.
pub fn is_given_up(failing_since: Timestamp, status: WebhookStatus, now: Timestamp) -> bool {
    status == Some(GONE) || now.duration_since(failing_since) >= PATIENCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_eight_tries_within_a_day() {
        let began = Timestamp::from_second(1_800_000_000).unwrap();
        let (mut now, mut tries) = (began, 1);
        while let WebhookStep::Again(at) = next_step(tries, Some(500), now) {
            assert!(at > now);
            (now, tries) = (at, tries + 1);
        }
        assert_eq!(tries, 8);
        let hours = now.duration_since(began).as_hours();
        assert!((20..=24).contains(&hours), "{hours}");
    }

    #[test]
    fn what_came_is_over_and_so_is_what_nobody_wants() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        for (status, step) in [
            (Some(200), WebhookStep::Sent),
            (Some(204), WebhookStep::Sent),
            (Some(410), WebhookStep::Dead),
            (Some(302), WebhookStep::Again(now + SignedDuration::from_secs(5))),
            (Some(429), WebhookStep::Again(now + SignedDuration::from_secs(5))),
            (None, WebhookStep::Again(now + SignedDuration::from_secs(5))),
        ] {
            assert_eq!(next_step(1, status, now), step, "{status:?}");
        }
        let before = |hours| now - SignedDuration::from_hours(hours);
        assert!(!is_given_up(before(71), Some(500), now) && is_given_up(before(72), None, now));
        assert!(is_given_up(now, Some(410), now));
    }
}
