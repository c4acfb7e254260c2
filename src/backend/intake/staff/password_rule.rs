//! Whether a password can be taken: long enough, about nobody and nothing that is near, and not among the first that are
//! tried.

use std::ops::RangeInclusive;

use zxcvbn::{Score, zxcvbn};

/// How many characters (code points) a password has.
pub const PASSWORD_LENGTHS: RangeInclusive<usize> = 12..=128;

/// Shorter words stand in every other password by chance.
const LEAST_WORD: usize = 3;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    /// It has too few characters.
    TooShort,
    /// It has too many.
    TooLong,
    /// What stands before the `@` of the address stands in it.
    HoldsAddress,
    /// A word of the programme stands in it.
    HoldsProgramme,
    /// It would be guessed.
    Guessable,
}

/// All that is wrong with a password for somebody with this address, where these are the programme's words. It takes its
/// time for a long one, so nothing is estimated of one that is too long.
pub fn find_password_faults(password: &str, mail: &str, words: &[&str]) -> Vec<PasswordFault> {
    let length = password.chars().count();
    if length > *PASSWORD_LENGTHS.end() {
        return vec![PasswordFault::TooLong];
    }
    let folded = password.to_lowercase();
    let holds = |word: &str| word.chars().count() >= LEAST_WORD && folded.contains(&word.to_lowercase());
    let name = mail.split('@').next().unwrap_or_default();
    let mut faults = Vec::new();
    if length < *PASSWORD_LENGTHS.start() {
        faults.push(PasswordFault::TooShort);
    }
    if holds(name) {
        faults.push(PasswordFault::HoldsAddress);
    }
    if words.iter().any(|word| holds(word)) {
        faults.push(PasswordFault::HoldsProgramme);
    }
    let near: Vec<&str> = [mail, name].iter().chain(words).copied().collect();
    // What is too short is guessed anyway.
    if length >= *PASSWORD_LENGTHS.start() && zxcvbn(password, &near).score() < Score::Three {
        faults.push(PasswordFault::Guessable);
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_about_nothing_near_and_hard_to_guess() {
        use PasswordFault::{Guessable, HoldsAddress, HoldsProgramme, TooLong, TooShort};
        let long = "漢字の並び".repeat(26);
        for (password, expected) in [
            ("plover-mocha-7-lantern", &[][..]),
            ("さくらんぼと新幹線の窓", &[TooShort]),
            ("うみねこと夜行バスの切符売り場", &[]),
            ("qwertyuiop12", &[Guessable]),
            ("", &[TooShort]),
            ("k7#Qz!m", &[TooShort]),
            (long.as_str(), &[TooLong]),
            ("aaaaaaaaaaaaaaaa", &[Guessable]),
            ("123456789012", &[Guessable]),
            ("password2026", &[Guessable]),
            ("plover-HANAKO.sato-lantern-7", &[HoldsAddress]),
            ("plover-Sendai-lantern-mocha", &[HoldsProgramme]),
            ("hanako.sato-sendai", &[HoldsAddress, HoldsProgramme]),
        ] {
            let faults = find_password_faults(password, "hanako.sato@example.jp", &["sendai", "uj"]);
            assert_eq!(faults, expected, "{password}");
        }
    }

    #[test]
    fn lengths_are_counted_by_characters_and_words_of_two_say_nothing() {
        let faults = |password: &str| find_password_faults(password, "ab@example.jp", &["uj"]);
        assert_eq!(faults("ab-uj-plover-mocha"), []);
        let letters = |count: u32| (0..count).map(|at| char::from_u32(0x4e00 + 37 * at).unwrap()).collect::<String>();
        assert_eq!(faults(&letters(11)), [PasswordFault::TooShort]);
        assert_eq!(faults(&letters(12)), []);
        assert_eq!(faults(&letters(128)), []);
        assert_eq!(faults(&letters(129)), [PasswordFault::TooLong]);
    }
}
