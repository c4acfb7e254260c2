//! Codes for whoever has lost their telephone: ten, each good once, of letters and digits that nobody takes for each other.

use std::fmt;

use crate::intake::{AccountId, Digest, HashKey};

/// How many an account has.
const CODES: usize = 10;

/// Of how many letters: 50 bits, which nobody guesses at the pace that signing in has.
const LETTERS: usize = 10;

/// Bytes of chance for all codes of an account.
pub const RECOVERY_BYTES: usize = CODES * LETTERS;

/// Without 0 and o, 1 and l: 32, so that five bits of chance are a letter.
const ALPHABET: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";

/// One of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// The codes that these bytes give, which are from a secure source of chance.
    pub fn of_chance(bytes: &[u8; RECOVERY_BYTES]) -> Vec<Self> {
        let letter = |byte: &u8| char::from(ALPHABET[usize::from(byte % 32)]);
        bytes.chunks(LETTERS).map(|bytes| Self(bytes.iter().map(letter).collect())).collect()
    }

    /// Reads a code as people type it: with or without its hyphen, in letters of either size.
    pub fn parse(text: &str) -> Option<Self> {
        let is_between = |letter: &char| letter.is_whitespace() || *letter == '-';
        let plain: String =
            text.chars().filter(|letter| !is_between(letter)).map(|letter| letter.to_ascii_lowercase()).collect();
        let is_code = plain.len() == LETTERS && plain.bytes().all(|byte| ALPHABET.contains(&byte));
        is_code.then_some(Self(plain))
    }

    /// The hash under which it is kept for an account.
    pub fn hash(&self, account: AccountId, key: &HashKey) -> Digest {
        key.hash("recovery-code", &[account.0.as_bytes(), self.0.as_bytes()])
    }
}

/// As it is shown, once: in two halves.
impl fmt::Display for RecoveryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at(LETTERS / 2);
        write!(formatter, "{first}-{second}")
    }
}

/// Secrets are never printed where nobody asks for them.
impl fmt::Debug for RecoveryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RecoveryCode")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;

    #[test]
    fn ten_codes_are_shown_and_read_again_however_they_are_typed() {
        let bytes: [u8; RECOVERY_BYTES] = std::array::from_fn(|at| u8::try_from(at * 53 % 256).unwrap());
        let codes = RecoveryCode::of_chance(&bytes);
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 10);
        for code in &codes {
            let shown = code.to_string();
            assert_eq!(shown.len(), 11);
            for typed in
                [shown.clone(), shown.replace('-', ""), shown.to_uppercase(), format!(" {} ", shown.replace('-', " "))]
            {
                assert_eq!(RecoveryCode::parse(&typed).as_ref(), Some(code), "{typed}");
            }
        }
        assert_eq!(format!("{:?}", codes[0]), "RecoveryCode");
    }

    #[test]
    fn no_letter_is_taken_for_another_and_all_are_used() {
        let letters: BTreeSet<u8> = ALPHABET.iter().copied().collect();
        assert_eq!(letters.len(), 32);
        assert!(b"01lo".iter().all(|letter| !letters.contains(letter)));
        for wrong in ["", "123456", "abcde-fgh0j", "abcde-fghj", "abcde-fghjkm", "ａbcde-fghjk"] {
            assert_eq!(RecoveryCode::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_code_is_kept_as_a_hash_for_its_account() {
        let (key, code) = (HashKey::new([1; 32]), RecoveryCode::parse("abcde-fghjk").unwrap());
        let (one, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        assert_eq!(code.hash(one, &key), code.hash(one, &key));
        assert_ne!(code.hash(one, &key), code.hash(other, &key));
        assert_ne!(code.hash(one, &key), code.hash(one, &HashKey::new([2; 32])));
    }
}
