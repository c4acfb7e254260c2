//! By what people are recognised who come with two addresses: name, birth date, telephone, and the mailbox without what is
//! after a plus sign. Two of these in common make a pair to be proposed; nobody is ever joined by them without somebody
//! who says so.

use std::collections::BTreeSet;

use strum::VariantArray;

use super::{Digest, HashKey};

/// How many traits two persons have to share.
const ENOUGH: usize = 2;

/// What somebody is recognised by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum TraitKind {
    /// The name, however it is parted.
    Name,
    /// The day of birth.
    Birth,
    /// The telephone number.
    Phone,
    /// The address without what is after a plus sign.
    Mailbox,
}

impl TraitKind {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Birth => "birth",
            Self::Phone => "phone",
            Self::Mailbox => "mailbox",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.name() == name)
    }

    /// What a field of this name says of somebody. A reading is none: it is what people mistype.
    pub fn of_field(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "birth" | "birthday" | "birth_date" | "birthdate" => Self::Birth,
            "tel" | "phone" => Self::Phone,
            "email" => Self::Mailbox,
            _ => return None,
        })
    }
}

/// A trait as it is kept: its keyed hash.
pub type PersonTrait = (TraitKind, Digest);

/// The traits that answers show, by the names of their fields.
pub fn traits_of<'a>(answers: impl IntoIterator<Item = (&'a str, &'a str)>, key: &HashKey) -> BTreeSet<PersonTrait> {
    let of_answer = |(name, value): (&str, &str)| {
        let kind = TraitKind::of_field(name)?;
        let folded = fold(kind, value);
        (!folded.is_empty()).then(|| (kind, key.hash("trait", &[kind.name().as_bytes(), folded.as_bytes()])))
    };
    answers.into_iter().filter_map(of_answer).collect()
}

/// What remains of a value once nobody's way of writing it matters.
fn fold(kind: TraitKind, value: &str) -> String {
    match kind {
        // 山田 太郎 and 山田太郎 are one name, and so are 葛󠄀西 with and without the mark that chooses its shape.
        TraitKind::Name => value
            .chars()
            .filter(|letter| !letter.is_whitespace() && !is_variation(*letter))
            .flat_map(char::to_lowercase)
            .collect(),
        TraitKind::Birth | TraitKind::Phone => value.chars().filter(char::is_ascii_digit).collect(),
        TraitKind::Mailbox => {
            let (local, host) = value.rsplit_once('@').unwrap_or((value, ""));
            let local = local.split_once('+').map_or(local, |(before, _)| before);
            format!("{local}@{host}").to_ascii_lowercase()
        }
    }
}

fn is_variation(letter: char) -> bool {
    matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether two persons who share these kinds of traits may be one.
pub fn may_be_one(shared: &BTreeSet<TraitKind>) -> bool {
    shared.len() >= ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(answers: &[(&str, &str)]) -> BTreeSet<PersonTrait> {
        traits_of(answers.iter().copied(), &HashKey::new([1; 32]))
    }

    fn shared(one: &[(&str, &str)], other: &[(&str, &str)]) -> Vec<TraitKind> {
        traits(one).intersection(&traits(other)).map(|(kind, _)| *kind).collect()
    }

    #[test]
    fn r29_a_plus_address_a_gap_and_a_mistyped_reading_do_not_hide_a_person() {
        let first = [("name", "山田 太郎"), ("kana", "ヤマダ タロウ"), ("email", "taro@example.jp")];
        let second = [("name", "山田太郎"), ("kana", "ヤマダ タロ"), ("email", "Taro+event@example.jp")];
        assert_eq!(shared(&first, &second), [TraitKind::Name, TraitKind::Mailbox]);
        let with_phone = [("name", "山田太郎"), ("tel", "09012345678"), ("birth", "1999-04-01")];
        assert_eq!(
            shared(&with_phone, &[("tel", "09012345678"), ("birth", "1999-04-01")]),
            [TraitKind::Birth, TraitKind::Phone]
        );
        assert_eq!(shared(&[("name", "葛\u{e0100}西")], &[("name", "葛西")]), [TraitKind::Name]);
        assert_eq!(shared(&[("email", "taro@example.jp")], &[("email", "taro@example.com")]), []);
        assert_eq!(shared(&[("name", "　"), ("company", "A")], &[("name", "　"), ("company", "A")]), []);
    }

    #[test]
    fn one_trait_is_not_enough() {
        assert!(!may_be_one(&[TraitKind::Name].into()));
        assert!(may_be_one(&[TraitKind::Name, TraitKind::Phone].into()));
        assert_eq!(TraitKind::parse("phone"), Some(TraitKind::Phone));
        assert_eq!(TraitKind::parse(""), None);
    }
}
