//! Time that came free at a table is offered to those who wished for it and had none, in the order in which they registered: like a seat
//! that came free, it is kept for whoever it is offered to, until they say so or the offer is over.

use jiff::{SignedDuration, Timestamp};

use super::{ChosenTalk, FairPlan, TalkApplicant, assign_talks};
use crate::intake::{bookings::TakenCells, offer_until};

/// What begins sooner is offered to nobody by mail: staff give it by hand.
const LEAD_HOURS: i64 = 3;

/// How long before a talk begins nobody can take it any more, so that its company hears of it.
const CLOSED_HOURS: i64 = 1;

/// A talk that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedTalk {
    /// To whom of those who wait.
    pub waiter: usize,
    /// The talk.
    pub talk: ChosenTalk,
}

/// Until when a talk that begins then can be taken, if it is offered now.
pub fn talk_offer_until(now: Timestamp, hours: u32, start: Timestamp) -> Option<Timestamp> {
    offer_until(now, hours, start.checked_sub(SignedDuration::from_hours(CLOSED_HOURS)).ok()?)
}

/// Offers what is free to those who wait, one talk to each at a time, and notes in `taken` that these are taken.
pub fn offer_talks(
    plan: &FairPlan,
    event: &str,
    waiters: &[TalkApplicant<'_>],
    taken: &mut TakenCells,
    now: Timestamp,
) -> Vec<OfferedTalk> {
    let Ok(from) = now.checked_add(SignedDuration::from_hours(LEAD_HOURS)) else { return Vec::new() };
    let mut offered = Vec::new();
    for (at, waiter) in waiters.iter().enumerate().filter(|(_, waiter)| waiter.has < plan.talks_each) {
        let one = TalkApplicant { has: plan.talks_each - 1, ..waiter.clone() };
        let talks = assign_talks(plan, event, &one, taken, from);
        offered.extend(talks.into_iter().map(|talk| OfferedTalk { waiter: at, talk }));
    }
    offered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::fair::{FairPart, FairTable};

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
    }

    fn plan() -> FairPlan {
        let table = |company: &str| FairTable { company: company.to_owned(), label: company.to_owned(), parallel: 1 };
        FairPlan {
            starts_at: at(0),
            ends_at: at(35),
            minutes: 15,
            pause_minutes: 5,
            talks_each: 2,
            tables: vec![table("a"), table("b")],
        }
    }

    #[test]
    fn who_came_first_is_offered_one_talk_and_nobody_more_than_they_may_have() {
        let wishes = ["a".to_owned(), "b".to_owned()];
        let waiter = |name, has| TalkApplicant { name, wishes: &wishes, part: FairPart::Any, has };
        let waiters = [waiter("full", 2), waiter("x", 1), waiter("y", 0), waiter("z", 0)];
        let (day_before, taken) = (at(-24 * 60), &mut TakenCells::default());
        let offered = offer_talks(&plan(), "fair", &waiters, taken, day_before);
        let seen = offered.iter().map(|offer| {
            (offer.waiter, offer.talk.company.as_str(), offer.talk.time.start.duration_since(at(0)).as_mins())
        });
        assert_eq!(seen.collect::<Vec<_>>(), [(1, "a", 0), (2, "a", 20), (3, "b", 0)]);
        assert_eq!(offer_talks(&plan(), "fair", &waiters[1..2], taken, at(-180)).len(), 1, "the second begins later");
        assert_eq!(offer_talks(&plan(), "fair", &waiters, &mut TakenCells::default(), at(-160)), [], "it is too near");
    }

    #[test]
    fn an_offer_ends_an_hour_before_the_talk_at_the_latest() {
        for (now, expected) in [(-72 * 60, Some(-24 * 60)), (-24 * 60, Some(-60)), (-60, None)] {
            assert_eq!(talk_offer_until(at(now), 48, at(0)), expected.map(at), "{now}");
        }
    }
}
