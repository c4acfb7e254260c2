//! The link in a mail: what it leads to and when it was sent, in a text that nobody can make up. Nothing is stored for it, so
//! no link is ever lost, and every link of a registration, old or new, leads to how it stands today.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{HashKey, SubmissionId};

/// How long a link may be used. Afterwards its page offers to send a fresh one.
const TERM_HOURS: i64 = 72;

/// Bytes of the proof at the end: 128 bits, of which nobody guesses one.
const PROOF_BYTES: usize = 16;

/// Bytes of all: id, minutes since 1970, proof.
const TOKEN_BYTES: usize = 16 + 4 + PROOF_BYTES;

/// A link that leads to what came of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkToken {
    /// What it leads to.
    pub submission: SubmissionId,
    /// When it was sent, to the minute.
    pub sent_at: Timestamp,
}

impl LinkToken {
    /// The text at the end of the address.
    pub fn render(&self, key: &HashKey) -> String {
        let minutes = u32::try_from(self.sent_at.as_second().div_euclid(60)).unwrap_or(0);
        let head = [self.submission.0.as_bytes().as_slice(), &minutes.to_be_bytes()].concat();
        let proof = proof(&head, key);
        BASE64_URL_SAFE_NO_PAD.encode([head.as_slice(), &proof].concat())
    }

    /// Reads a text; `None` for one that was not made with this key.
    pub fn parse(text: &str, key: &HashKey) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == TOKEN_BYTES)?;
        let (head, given) = bytes.split_at(TOKEN_BYTES - PROOF_BYTES);
        let (id, minutes) = head.split_at(16);
        // Every byte is compared, so that the time it takes tells nothing.
        let differs = proof(head, key).iter().zip(given).fold(0, |differs, (a, b)| differs | (a ^ b));
        let minutes = u32::from_be_bytes(minutes.try_into().ok()?);
        let sent_at = Timestamp::from_second(i64::from(minutes) * 60).ok()?;
        (differs == 0).then_some(Self { submission: SubmissionId(Uuid::from_slice(id).ok()?), sent_at })
    }

    /// Whether its buttons may be pressed still.
    pub fn is_usable(&self, now: Timestamp) -> bool {
        now.duration_since(self.sent_at) < SignedDuration::from_hours(TERM_HOURS)
    }
}

fn proof(head: &[u8], key: &HashKey) -> [u8; PROOF_BYTES] {
    let mut proof = [0; PROOF_BYTES];
    proof.copy_from_slice(&key.hash("link", &[head])[..PROOF_BYTES]);
    proof
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_link_leads_back_to_what_it_was_made_for_and_no_other_text_does() {
        let key = HashKey::new([1; 32]);
        let link = LinkToken { submission: SubmissionId(Uuid::from_u128(7)), sent_at: second(1_800_000_000) };
        let text = link.render(&key);
        assert_eq!(text.len(), 48);
        assert_eq!(LinkToken::parse(&text, &key), Some(link));
        assert_eq!(LinkToken::parse(&text, &HashKey::new([2; 32])), None);
        for at in 0..text.len() {
            let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
            let forged = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            assert_eq!(LinkToken::parse(&forged, &key), None, "{forged}");
        }
        for text in ["", "AAAA", &text[1..], &format!("{text}A"), "ああ"] {
            assert_eq!(LinkToken::parse(text, &key), None, "{text}");
        }
    }

    #[test]
    fn r13_a_link_is_usable_for_three_days() {
        let link = LinkToken { submission: SubmissionId(Uuid::nil()), sent_at: second(0) };
        for (hours, is_usable) in [(0, true), (71, true), (72, false), (73, false)] {
            assert_eq!(link.is_usable(second(hours * 3600)), is_usable, "{hours}");
        }
    }
}
