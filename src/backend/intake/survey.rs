//! Surveys by personal links: who is asked when, what a second answer does, who wins a draw. Whoever was asked about one
//! occasion is asked once, so an invitation is named by what it is for.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use tsubame_model::schema::{AnswerPolicy, SurveyTerms};
use uuid::{Builder, Uuid};

use super::{Digest, HashKey, PersonId};

/// For how many hours after its time an invitation is made up for, where the server stood still. Nobody is asked about what
/// was weeks ago.
const LATEST_HOURS: i64 = 7 * 24;

/// Bytes of the proof in a link: 128 bits, of which nobody guesses one.
const PROOF_BYTES: usize = 16;

/// An invitation to a survey: one person, one occasion, one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InvitationId(pub Uuid);

impl InvitationId {
    /// The one of a person to a form about an occasion: the same wherever it is worked out, so that two processes that invite
    /// at once make one.
    pub fn of(form: &str, occasion: &str, person: PersonId, key: &HashKey) -> Self {
        let digest = key.hash("invitation", &[form.as_bytes(), occasion.as_bytes(), person.0.as_bytes()]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The text at the end of its address. It has no term of its own: the invitation says until when it may be answered.
    pub fn render_link(self, key: &HashKey) -> String {
        BASE64_URL_SAFE_NO_PAD.encode([self.0.as_bytes().as_slice(), &self.proof(key)].concat())
    }

    /// Reads such a text; `None` for one that was not made with this key.
    pub fn parse_link(text: &str, key: &HashKey) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == 16 + PROOF_BYTES)?;
        let (id, given) = bytes.split_at(16);
        let id = Self(Uuid::from_slice(id).ok()?);
        // Every byte is compared, so that the time it takes tells nothing.
        let differs = id.proof(key).iter().zip(given).fold(0, |differs, (a, b)| differs | (a ^ b));
        (differs == 0).then_some(id)
    }

    fn proof(self, key: &HashKey) -> [u8; PROOF_BYTES] {
        let mut proof = [0; PROOF_BYTES];
        proof.copy_from_slice(&key.hash("survey", &[self.0.as_bytes()])[..PROOF_BYTES]);
        proof
    }
}

/// Between which times an occasion must have ended for its people to be asked now.
pub fn ended_between(terms: &SurveyTerms, now: Timestamp) -> (Timestamp, Timestamp) {
    let after = i64::from(terms.after_hours);
    (hours_before(now, after + LATEST_HOURS), hours_before(now, after))
}

/// Until when a survey may be answered to which somebody was invited.
pub fn open_until(terms: &SurveyTerms, invited_at: Timestamp) -> Timestamp {
    days_after(invited_at, terms.open_days)
}

/// When somebody who has been reminded so often is reminded next; `None` if no more.
pub fn next_reminder(terms: &SurveyTerms, invited_at: Timestamp, sent: usize) -> Option<Timestamp> {
    terms.remind_after_days.get(sent).map(|days| days_after(invited_at, *days))
}

/// An invitation as answers look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationStatus {
    /// What a second answer does.
    pub policy: AnswerPolicy,
    /// Until when it may be answered.
    pub closes_at: Timestamp,
    /// What was answered so far, in 256 bits.
    pub answered: Option<Digest>,
}

/// What becomes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseDecision {
    /// It is the first.
    First,
    /// It takes the place of the one before.
    Revise,
    /// It says what was said before: a repeat.
    Repeat,
    /// It was answered before, and one answer holds.
    Answered,
    /// It comes too late.
    Closed,
}

impl InvitationStatus {
    /// What becomes of an answer that says this.
    pub fn decide(self, answer: &Digest, now: Timestamp) -> ResponseDecision {
        match (self.answered, self.policy) {
            // Who presses twice is told the same twice, also in the last second.
            (Some(before), _) if before == *answer => ResponseDecision::Repeat,
            (Some(_), AnswerPolicy::Once) => ResponseDecision::Answered,
            _ if now >= self.closes_at => ResponseDecision::Closed,
            (Some(_), AnswerPolicy::Revise) => ResponseDecision::Revise,
            (None, _) => ResponseDecision::First,
        }
    }
}

/// Draws so many of `entries`. The seed is kept, so that anybody with it can draw again and find the same; nobody without it
/// knows beforehand.
pub fn draw(entries: &[Digest], count: usize, seed: &HashKey) -> Vec<Digest> {
    let mut entries = entries.to_vec();
    entries.sort_unstable();
    entries.dedup();
    entries.sort_by_cached_key(|entry| seed.hash("draw", &[entry]));
    entries.truncate(count);
    entries
}

fn hours_before(time: Timestamp, hours: i64) -> Timestamp {
    time.checked_sub(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MIN)
}

fn days_after(time: Timestamp, days: u32) -> Timestamp {
    time.checked_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use tsubame_model::schema::{SurveyOccasion, SurveySide};

    use super::*;

    fn key() -> HashKey {
        HashKey::new([1; 32])
    }

    fn terms() -> SurveyTerms {
        SurveyTerms {
            about: SurveyOccasion::Event,
            side: SurveySide::Visitor,
            after_hours: 20,
            remind_after_days: vec![3, 7],
            open_days: 14,
            answers: AnswerPolicy::Revise,
            is_public: false,
            incentive: None,
        }
    }

    fn hour(hour: i64) -> Timestamp {
        Timestamp::from_second(1_796_900_400 + hour * 3_600).unwrap()
    }

    #[test]
    fn r14_a_link_leads_to_its_own_invitation_and_no_other_text_does() {
        let (taro, hanako) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let invitation = |person, occasion| InvitationId::of("survey", occasion, person, &key());
        assert_eq!(invitation(taro, "night"), invitation(taro, "night"));
        assert_ne!(invitation(taro, "night"), invitation(hanako, "night"));
        assert_ne!(invitation(taro, "night"), invitation(taro, "morning"));
        let link = invitation(taro, "night").render_link(&key());
        assert_eq!(InvitationId::parse_link(&link, &key()), Some(invitation(taro, "night")));
        assert_eq!(InvitationId::parse_link(&link, &HashKey::new([2; 32])), None);
        for at in 0..link.len() {
            let other = if link.as_bytes()[at] == b'A' { "B" } else { "A" };
            let forged = format!("{}{other}{}", &link[..at], &link[at + 1..]);
            assert_eq!(InvitationId::parse_link(&forged, &key()), None, "{forged}");
        }
    }

    #[test]
    fn people_are_asked_hours_after_the_end_and_reminded_until_the_days_are_over() {
        assert_eq!(ended_between(&terms(), hour(20)), (hour(-168), hour(0)));
        assert_eq!(open_until(&terms(), hour(0)), hour(14 * 24));
        let next = |sent| next_reminder(&terms(), hour(0), sent);
        assert_eq!((next(0), next(1), next(2)), (Some(hour(72)), Some(hour(168)), None));
    }

    #[test]
    fn r14_every_answer_on_every_invitation() {
        use AnswerPolicy::{Once, Revise as MayRevise};
        use ResponseDecision::{Answered, Closed, First, Repeat, Revise};
        let (same, other) = ([1; 32], [2; 32]);
        // Policy, answered before → the answer in time and late, a repeat of the same in time and late.
        for (policy, answered, expected) in [
            (Once, None, [First, Closed, First, Closed]),
            (MayRevise, None, [First, Closed, First, Closed]),
            (Once, Some(same), [Answered, Answered, Repeat, Repeat]),
            (MayRevise, Some(same), [Revise, Closed, Repeat, Repeat]),
        ] {
            let status = InvitationStatus { policy, closes_at: hour(10), answered };
            let decided = [(other, 9), (other, 10), (same, 9), (same, 10)];
            let decided = decided.map(|(answer, at)| status.decide(&answer, hour(at)));
            assert_eq!(decided, expected, "{policy:?} {answered:?}");
        }
    }

    #[test]
    fn a_draw_can_be_repeated_and_everybody_is_in_it_once() {
        let entries: Vec<Digest> = (0..50).map(|number| [number; 32]).collect();
        let winners = draw(&entries, 3, &key());
        let mut shuffled: Vec<Digest> = entries.iter().rev().copied().collect();
        shuffled.extend(&entries);
        assert_eq!(draw(&shuffled, 3, &key()), winners, "neither order nor a second entry helps");
        assert_ne!(draw(&entries, 3, &HashKey::new([9; 32])), winners);
        assert_eq!(draw(&entries[..2], 3, &key()).len(), 2);
        // Nobody wins more often than chance has it.
        let mut wins = [0; 50];
        for seed in 0..=255 {
            for winner in draw(&entries, 5, &HashKey::new([seed; 32])) {
                wins[usize::from(winner[0])] += 1;
            }
        }
        assert!(wins.iter().all(|wins| (8..50).contains(wins)), "{wins:?}");
    }
}
