//! The code on a badge, as a QR code holds it and as a hand can type it: it leads to one registration, says nothing of whose it
//! is, and cannot be made up without the key.
//!
//! It begins with the first bytes of the registration's id, by which the database finds the few that it can be of, and ends with a
//! proof over all of the id. So it is short, nothing is stored for it, and every badge printed once stays right.

use uuid::Uuid;

use super::{HashKey, RegistrationId};

/// What a code begins with, so that a scanner tells it from the code on a parcel, and a later form from this one.
const PREFIX: &str = "TSB1";

/// Digits and letters without those that are mistaken for others: I, L, O and U (Crockford's base 32).
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Bytes of the id: those of the millisecond in which it was made.
const HEAD_BYTES: usize = 6;

/// Bytes of the proof: 72 bits, of which nobody guesses one at a desk.
const PROOF_BYTES: usize = 9;

/// Symbols of five bits each for all of these bytes.
const LENGTH: usize = (HEAD_BYTES + PROOF_BYTES) * 8 / 5;

/// Symbols between two hyphens.
const GROUP: usize = 4;

/// A code as it was read. Whether it is one of ours is said by [`BadgeCode::is_of`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadgeCode {
    head: [u8; HEAD_BYTES],
    proof: [u8; PROOF_BYTES],
}

impl BadgeCode {
    /// The code of a registration.
    pub fn of(registration: RegistrationId, key: &HashKey) -> Self {
        let id = registration.0.as_bytes();
        let (mut head, mut proof) = ([0; HEAD_BYTES], [0; PROOF_BYTES]);
        head.copy_from_slice(&id[..HEAD_BYTES]);
        proof.copy_from_slice(&key.hash("badge", &[id])[..PROOF_BYTES]);
        Self { head, proof }
    }

    /// The text of a badge: `TSB1:0123-4567-89AB-CDEF-GHJK-MNPQ`.
    pub fn render(&self) -> String {
        let bits = self.head.iter().chain(&self.proof).fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
        let mut text = format!("{PREFIX}:");
        for at in 0..LENGTH {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            let symbol = (bits >> (5 * (LENGTH - 1 - at))) & 31;
            text.push(char::from(SYMBOLS[usize::try_from(symbol).unwrap_or_default()]));
        }
        text
    }

    /// Reads what was scanned or typed: in small or wide letters, with or without the prefix and the hyphens, and with letters
    /// that look like the right ones. `None` for what is no code at all.
    pub fn parse(text: &str) -> Option<Self> {
        let typed: Vec<u8> = text.chars().filter_map(folded).collect();
        let has_prefix = typed.len() == PREFIX.len() + LENGTH && typed.starts_with(PREFIX.as_bytes());
        let symbols = if has_prefix { &typed[PREFIX.len()..] } else { &typed };
        if symbols.len() != LENGTH {
            return None;
        }
        let mut bits = 0_u128;
        for symbol in symbols {
            let value = SYMBOLS.iter().position(|known| known == symbol)?;
            bits = bits << 5 | u128::try_from(value).ok()?;
        }
        let bytes = bits.to_be_bytes();
        let (head, proof) = bytes[bytes.len() - HEAD_BYTES - PROOF_BYTES..].split_at(HEAD_BYTES);
        Some(Self { head: head.try_into().ok()?, proof: proof.try_into().ok()? })
    }

    /// The first and the last id that it can be of.
    pub fn ids(&self) -> (RegistrationId, RegistrationId) {
        let [first, last] = [0, u8::MAX].map(|rest| {
            let mut id = [rest; 16];
            id[..HEAD_BYTES].copy_from_slice(&self.head);
            RegistrationId(Uuid::from_bytes(id))
        });
        (first, last)
    }

    /// Whether it is the code of this registration.
    pub fn is_of(&self, registration: RegistrationId, key: &HashKey) -> bool {
        let own = Self::of(registration, key);
        // Every byte is compared, so that the time it takes tells nothing.
        let given = self.head.iter().chain(&self.proof);
        let differs = own.head.iter().chain(&own.proof).zip(given).fold(0, |differs, (a, b)| differs | (a ^ b));
        differs == 0
    }
}

/// A letter as the code has it; `None` for what only parts the others.
fn folded(letter: char) -> Option<u8> {
    let half = match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    };
    match half.to_ascii_uppercase() {
        ':' | '-' | '‐' | '−' | 'ー' | '－' | '：' => None,
        space if space.is_whitespace() => None,
        'O' => Some(b'0'),
        'I' | 'L' => Some(b'1'),
        'U' => Some(b'V'),
        // What is no letter of a code stays one that no code has.
        other => Some(u8::try_from(other).unwrap_or(b'?')),
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn key() -> HashKey {
        HashKey::new([1; 32])
    }

    fn id(number: u128) -> RegistrationId {
        RegistrationId(Uuid::from_u128(number))
    }

    proptest! {
        #[test]
        fn a_code_leads_back_to_its_registration_and_to_no_other(number: u128, other: u128, at in 0..LENGTH, to in 0..32_usize) {
            let code = BadgeCode::of(id(number), &key());
            let text = code.render();
            prop_assert_eq!(BadgeCode::parse(&text), Some(code));
            prop_assert!(code.is_of(id(number), &key()));
            let (first, last) = code.ids();
            prop_assert!(first <= id(number) && id(number) <= last);
            prop_assert_eq!(code.is_of(id(other), &key()), number == other);
            prop_assert!(!code.is_of(id(number), &HashKey::new([2; 32])), "another key");
            // One symbol is another one.
            let mut symbols: Vec<u8> = text.bytes().skip(5).filter(|symbol| *symbol != b'-').collect();
            let before = std::mem::replace(&mut symbols[at], SYMBOLS[to]);
            let forged = BadgeCode::parse(&String::from_utf8(symbols).unwrap()).unwrap();
            prop_assert_eq!(forged.is_of(id(number), &key()), before == SYMBOLS[to]);
        }
    }

    #[test]
    fn a_code_is_typed_as_people_type() {
        let code = BadgeCode::of(id(7 << 80), &key());
        let text = code.render();
        assert_eq!((text.len(), text.matches('-').count()), (34, 5), "{text}");
        assert!(text.bytes().skip(5).all(|symbol| symbol == b'-' || SYMBOLS.contains(&symbol)), "{text}");
        let bare = text[5..].replace('-', "");
        let wide: String =
            text.chars().map(|letter| char::from_u32(u32::from(letter) + 0xfee0).unwrap()).collect::<String>();
        let mistaken = text.replace('0', "o").replace('1', "l").replace('V', "u");
        for typed in
            [&text, &bare, &wide, &mistaken, &text.to_lowercase(), &format!("TSB1{bare}"), &format!(" {text}\n")]
        {
            assert_eq!(BadgeCode::parse(typed), Some(code), "{typed}");
        }
        for typed in
            ["", "TSB1:", &bare[1..], &format!("{bare}0"), &format!("TSB2:{bare}"), "https://example.jp/", "札"]
        {
            assert_eq!(BadgeCode::parse(typed), None, "{typed}");
        }
    }
}
