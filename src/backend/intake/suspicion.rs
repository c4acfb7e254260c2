//! Why somebody should look at a submission before anything comes of it. Each of these also happens to people, so what is
//! suspected is kept, takes a number in line, and waits; nothing is thrown away.

use jiff::{SignedDuration, Timestamp};
use strum::VariantArray;

/// A reason to look first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum Suspicion {
    /// The field that nobody sees was filled in.
    Trap,
    /// Nothing says that a page of this site has sent it.
    Origin,
    /// It was filled in faster than anybody types.
    Haste,
    /// More than ever come from one place, with files that cannot be sent twice.
    Crowd,
}

impl Suspicion {
    /// Its name in the database and in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trap => "trap",
            Self::Origin => "origin",
            Self::Haste => "haste",
            Self::Crowd => "crowd",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|suspicion| suspicion.name() == name)
    }
}

/// The shortest time in which a person fills in a form, the browser's own help included.
const HASTE: SignedDuration = SignedDuration::from_millis(1_500);

/// Whether a form was filled in faster than a person can: only where the script that named the attempt also wrote down when,
/// as `t` with milliseconds since 1970 in base 36, and a hyphen. A page from a cache, or without scripts, has no beginning, so
/// that says nothing; neither does a clock that is wrong.
pub fn is_hasty(request_id: &str, now: Timestamp) -> bool {
    let written = request_id.strip_prefix('t').and_then(|rest| rest.split_once('-')).map(|(time, _)| time);
    let began = written.and_then(|time| i64::from_str_radix(time, 36).ok());
    let Some(began) = began.and_then(|began| Timestamp::from_millisecond(began).ok()) else { return false };
    let taken = now.duration_since(began);
    !taken.is_negative() && taken < HASTE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_minted_time_tells_haste() {
        let now = Timestamp::from_millisecond(1_796_900_400_000).unwrap();
        let minted = |ms_ago: i64| {
            let (mut time, mut digits) = (now.as_millisecond() - ms_ago, Vec::new());
            while time > 0 {
                digits.push(char::from_digit(u32::try_from(time % 36).unwrap(), 36).unwrap());
                time /= 36;
            }
            format!("t{}-0b5c", digits.iter().rev().collect::<String>())
        };
        for (id, expected) in [
            (minted(0), true),
            (minted(1_499), true),
            (minted(1_500), false),
            (minted(60_000), false),
            // The visitor's clock is ahead.
            (minted(-1), false),
            ("0b5c-1".to_owned(), false),
            ("t".to_owned(), false),
            ("t-".to_owned(), false),
            ("tzzzzzzzzzzzzzzzzz-1".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(is_hasty(&id, now), expected, "{id}");
        }
    }

    #[test]
    fn suspicions_are_known_by_their_names() {
        for &suspicion in Suspicion::VARIANTS {
            assert_eq!(Suspicion::parse(suspicion.name()), Some(suspicion));
        }
        assert_eq!(Suspicion::parse("none"), None);
    }
}
