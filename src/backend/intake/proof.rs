//! What is asked of a sender past the limit: work of a script, or, without scripts, a turn that has to be waited for. The ticket
//! that says so is signed and nowhere stored; only one that was used is, so that it is used once.
//!
//! Work is as Hashcash has it: a number such that SHA-256 of ticket and number begins with so many bits of nought. Browsers have
//! that hash, finding takes many, checking one. It is tied to no address, since a telephone changes its own.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::HashKey;

/// How long a ticket may be used once its time has come: longer than anybody looks for glasses.
const TERM: SignedDuration = SignedDuration::from_hours(1);

/// Bytes of the seal at the end.
const SEAL_BYTES: usize = 16;

/// Bytes of all: id, demand, milliseconds since 1970, seal.
const TICKET_BYTES: usize = 16 + 1 + 8 + SEAL_BYTES;

/// Digits of the largest number that is looked at.
const MOST_DIGITS: usize = 16;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofDemand {
    /// So many leading bits of nought. One at least.
    Work {
        /// How many.
        bits: u32,
    },
    /// Nothing but to come back when it is time.
    Wait,
}

/// What a sender is given to come back with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofTicket {
    /// Tells it from all others.
    pub id: Uuid,
    /// What is asked for.
    pub demand: ProofDemand,
    /// From when on it may be used.
    pub usable_from: Timestamp,
}

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofVerdict {
    /// Nothing that this server gave out for this form, or not in time, or not worked for.
    None,
    /// A turn that has not come.
    Early(ProofTicket),
    /// What was asked for.
    Given(SpentProof),
}

/// A proof that is good for one submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpentProof {
    /// The id of its ticket.
    pub id: Uuid,
    /// From when on it is worth nothing, so that nobody has to remember it.
    pub expires_at: Timestamp,
}

impl ProofTicket {
    /// The text that a sender gets.
    pub fn render(&self, form: &str, key: &HashKey) -> String {
        let demand = match self.demand {
            ProofDemand::Wait => 0,
            ProofDemand::Work { bits } => u8::try_from(bits.max(1)).unwrap_or(u8::MAX),
        };
        let from = self.usable_from.as_millisecond().to_be_bytes();
        let head = [self.id.as_bytes().as_slice(), &[demand], &from].concat();
        BASE64_URL_SAFE_NO_PAD.encode([head.as_slice(), &seal(&head, form, key)].concat())
    }

    fn parse(text: &str, form: &str, key: &HashKey) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == TICKET_BYTES)?;
        let (head, given) = bytes.split_at(TICKET_BYTES - SEAL_BYTES);
        // Every byte is compared, so that the time it takes tells nothing.
        let differs = seal(head, form, key).iter().zip(given).fold(0, |differs, (a, b)| differs | (a ^ b));
        let demand = match head[16] {
            0 => ProofDemand::Wait,
            bits => ProofDemand::Work { bits: u32::from(bits) },
        };
        let usable_from = Timestamp::from_millisecond(i64::from_be_bytes(head[17..].try_into().ok()?)).ok()?;
        let id = Uuid::from_slice(&head[..16]).ok()?;
        (differs == 0).then_some(Self { id, demand, usable_from })
    }

    /// What a text is worth that came with a submission: `TICKET`, or `TICKET.NUMBER` where work was asked for.
    pub fn judge(text: &str, form: &str, now: Timestamp, key: &HashKey) -> ProofVerdict {
        let (ticket, number) = text.split_once('.').map_or((text, None), |(ticket, number)| (ticket, Some(number)));
        let Some(found) = Self::parse(ticket, form, key) else { return ProofVerdict::None };
        let expires_at = found.usable_from.checked_add(TERM).unwrap_or(found.usable_from);
        let is_number = number.is_some_and(|number| {
            (1..=MOST_DIGITS).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit())
        });
        match found.demand {
            _ if now >= expires_at => ProofVerdict::None,
            ProofDemand::Work { bits } if !is_number || leading_zeros(text) < bits => ProofVerdict::None,
            ProofDemand::Wait if number.is_some() => ProofVerdict::None,
            ProofDemand::Wait if now < found.usable_from => ProofVerdict::Early(found),
            _ => ProofVerdict::Given(SpentProof { id: found.id, expires_at }),
        }
    }
}

/// How many bits of nought the hash of a text begins with.
fn leading_zeros(text: &str) -> u32 {
    let hash = Sha256::digest(text.as_bytes());
    let mut zeros = 0;
    for byte in hash {
        zeros += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    zeros
}

fn seal(head: &[u8], form: &str, key: &HashKey) -> [u8; SEAL_BYTES] {
    let mut seal = [0; SEAL_BYTES];
    seal.copy_from_slice(&key.hash("proof", &[head, form.as_bytes()])[..SEAL_BYTES]);
    seal
}

/// Works for a ticket, as the script of a page does; `None` where it would take too long.
#[cfg(test)]
pub fn solve(ticket: &str, bits: u32) -> Option<String> {
    let mut tries = (0..10_000_000_u64).map(|number| format!("{ticket}.{number}"));
    tries.find(|text| leading_zeros(text) >= bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> HashKey {
        HashKey::new([4; 32])
    }

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn ticket(demand: ProofDemand) -> ProofTicket {
        ProofTicket { id: Uuid::from_u128(77), demand, usable_from: second(1_000) }
    }

    fn judge(text: &str, at: i64) -> ProofVerdict {
        ProofTicket::judge(text, "event", second(at), &key())
    }

    #[test]
    fn work_is_found_by_trying_and_checked_by_one_hash() {
        let text = ticket(ProofDemand::Work { bits: 8 }).render("event", &key());
        let given = ProofVerdict::Given(SpentProof { id: Uuid::from_u128(77), expires_at: second(4_600) });
        let solved = solve(&text, 8).unwrap();
        assert_eq!(judge(&solved, 1_001), given);
        let number: u64 = solved.rsplit_once('.').unwrap().1.parse().unwrap();
        let wrong =
            (number + 1..number + 1_000).map(|number| format!("{text}.{number}")).find(|text| leading_zeros(text) < 8);
        for wrong in [&text, &wrong.unwrap(), &format!("{text}."), &format!("{solved}x"), "", "."] {
            assert_eq!(judge(wrong, 1_001), ProofVerdict::None, "{wrong}");
        }
        assert_eq!(judge(&solved, 4_600), ProofVerdict::None, "too late");
        assert_eq!(ProofTicket::judge(&solved, "contact", second(1_001), &key()), ProofVerdict::None, "another form");
        let other_key = HashKey::new([5; 32]);
        assert_eq!(ProofTicket::judge(&solved, "event", second(1_001), &other_key), ProofVerdict::None);
    }

    #[test]
    fn a_turn_has_to_be_waited_for() {
        let waiting = ticket(ProofDemand::Wait);
        let text = waiting.render("event", &key());
        assert_eq!(judge(&text, 999), ProofVerdict::Early(waiting));
        assert!(matches!(judge(&text, 1_000), ProofVerdict::Given(_)));
        assert_eq!(judge(&format!("{text}.1"), 1_000), ProofVerdict::None);
        assert_eq!(judge(&text, 4_600), ProofVerdict::None);
    }

    #[test]
    fn no_ticket_can_be_made_easier() {
        let text = ticket(ProofDemand::Work { bits: 20 }).render("event", &key());
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&text).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let changed = BASE64_URL_SAFE_NO_PAD.encode(changed);
            assert_eq!(ProofTicket::parse(&changed, "event", &key()), None, "{at}");
        }
    }

    #[test]
    fn zeros_are_counted_over_bytes() {
        assert_eq!(leading_zeros(""), Sha256::digest(b"")[0].leading_zeros());
        let found = solve("x", 12).unwrap();
        let hash = Sha256::digest(found.as_bytes());
        assert!(hash[0] == 0 && hash[1] < 16, "{hash:?}");
    }
}
