//! What somebody means who types something to find a person, and whether it is true of one.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::{
    PersonTexts,
    folding::{fold_mail, fold_name, fold_phone, is_like_phone},
    grams::{Gram, lone_letters, mail_gram, phone_gram, word_grams},
};
use crate::intake::HashKey;

/// Fewer digits than any telephone number has are taken for part of a name.
const FEWEST_DIGITS: usize = 8;

/// How many words, of how many letters, are looked for.
const MOST_WORDS: usize = 8;
const LONGEST_WORD: usize = 64;

/// What is looked for. All of it is folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonQuery {
    /// An address, as a whole.
    Mail(String),
    /// A telephone number, as a whole.
    Phone(String),
    /// Words that stand in names or readings, all of them, each anywhere; one of a single letter only where a word of a name begins,
    /// or at the end of a name without words.
    Words(Vec<String>),
}

impl PersonQuery {
    /// What a typed text means; `None` if it says nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.nfkc().collect();
        if text.contains('@') {
            return Some(Self::Mail(fold_mail(&text)));
        }
        let digits = fold_phone(&text);
        if digits.len() >= FEWEST_DIGITS && is_like_phone(&text) {
            return Some(Self::Phone(digits));
        }
        let folded = text.split_whitespace().map(|word| fold_name(word).chars().take(LONGEST_WORD).collect());
        let words: Vec<String> = folded.filter(|word: &String| !word.is_empty()).take(MOST_WORDS).collect();
        (!words.is_empty()).then_some(Self::Words(words))
    }

    /// The hashes that everybody has of whom it is true.
    pub fn grams(&self, key: &HashKey) -> BTreeSet<Gram> {
        match self {
            Self::Mail(mail) => BTreeSet::from([mail_gram(mail, key)]),
            Self::Phone(phone) => BTreeSet::from([phone_gram(phone, key)]),
            Self::Words(words) => words.iter().flat_map(|word| word_grams(word, key)).collect(),
        }
    }

    /// Whether it is true of whoever goes by these texts: hashes alone do not say so.
    pub fn verify(&self, texts: &PersonTexts) -> bool {
        match self {
            Self::Mail(mail) => texts.mails.iter().any(|known| fold_mail(known) == *mail),
            Self::Phone(phone) => texts.phones.iter().any(|known| fold_phone(known) == *phone),
            Self::Words(words) => {
                let known: Vec<&String> = texts.names.iter().chain(&texts.kana).collect();
                let stands = |word: &String| match (word.chars().next(), word.chars().nth(1)) {
                    (Some(letter), None) => known.iter().any(|text| lone_letters(text).contains(&letter)),
                    _ => known.iter().any(|text| fold_name(text).contains(word.as_str())),
                };
                words.iter().all(stands)
            }
        }
    }

    /// Whether a single letter is among what is looked for, which stands in more names than are found by it.
    pub fn has_single_letter(&self) -> bool {
        matches!(self, Self::Words(words) if words.iter().any(|word| word.chars().nth(1).is_none()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::search::grams_of;

    fn taro() -> PersonTexts {
        let mut texts = PersonTexts::default();
        for (field, text) in [
            ("name", "髙橋 太郎"),
            ("kana", "タカハシ　タロウ"),
            ("email", "Taro..T@example.jp"),
            ("tel", "09012345678"),
            ("company", "見本"),
        ] {
            texts.add(field, text);
        }
        texts
    }

    #[test]
    fn what_is_typed_is_an_address_a_number_or_words() {
        let words = |words: &[&str]| Some(PersonQuery::Words(words.iter().map(|word| (*word).to_owned()).collect()));
        for (typed, meant) in [
            ("　Ｔａｒｏ＠example.jp ", Some(PersonQuery::Mail("taro@example.jp".to_owned()))),
            ("+81 90-1234-5678", Some(PersonQuery::Phone("09012345678".to_owned()))),
            ("０９０ー１２３４ー５６７８", Some(PersonQuery::Phone("09012345678".to_owned()))),
            ("1234", words(&["1234"])),
            ("高橋　タロ", words(&["高橋", "たろ"])),
            ("渡邊", words(&["渡辺"])),
            (" ー ・ ", None),
            ("", None),
        ] {
            assert_eq!(PersonQuery::parse(typed), meant, "{typed}");
        }
    }

    #[test]
    fn whoever_it_is_true_of_has_its_hashes() {
        let (taro, key) = (taro(), HashKey::new([1; 32]));
        let grams = grams_of(&taro, &key);
        for (typed, is_true) in [
            ("高橋", true),
            ("橋太", true),
            ("髙", true),
            ("太", true),
            ("た", true),
            ("橋", false),
            ("髙橋 太郎", true),
            ("たかは", true),
            ("ﾊｼ ﾀﾛ", true),
            ("タロー", true),
            ("タロウ 花子", false),
            ("taro..t@EXAMPLE.jp", true),
            ("taro", false),
            ("example.jp", false),
            ("090 1234 5678", true),
            ("12345678", false),
            ("見本", false),
        ] {
            let query = PersonQuery::parse(typed).unwrap();
            assert_eq!(query.verify(&taro), is_true, "{typed}");
            assert!(!is_true || query.grams(&key).is_subset(&grams), "{typed}");
        }
    }

    #[test]
    fn names_of_one_letter_are_found_however_they_are_written() {
        let key = HashKey::new([1; 32]);
        for (name, typed, is_true) in [
            ("佐藤 葵", "佐藤 葵", true),
            ("佐藤 葵", "佐藤葵", true),
            ("佐藤 葵", "葵　佐藤", true),
            ("佐藤 葵", "葵", true),
            ("佐藤葵", "佐藤 葵", true),
            ("佐藤葵", "葵", true),
            ("林　湊", "林 湊", true),
            ("林湊", "林 湊", true),
            ("林 湊", "林", true),
            ("佐藤 葵", "藤", false),
            ("佐藤 葵", "林 葵", false),
        ] {
            let mut texts = PersonTexts::default();
            texts.add("name", name);
            let query = PersonQuery::parse(typed).unwrap();
            assert_eq!(query.verify(&texts), is_true, "{typed} of {name}");
            assert_eq!(query.grams(&key).is_subset(&grams_of(&texts, &key)), is_true, "{typed} of {name}");
        }
        assert!(PersonQuery::parse("佐藤 葵").unwrap().has_single_letter());
        assert!(!PersonQuery::parse("佐藤葵").unwrap().has_single_letter());
        assert!(!PersonQuery::parse("a@example.jp").unwrap().has_single_letter());
    }

    #[test]
    fn pairs_that_do_not_stand_together_are_told_from_the_word() {
        let mut texts = PersonTexts::default();
        texts.add("name", "田中山田");
        let query = PersonQuery::parse("山田中").unwrap();
        let key = HashKey::new([1; 32]);
        assert!(query.grams(&key).is_subset(&grams_of(&texts, &key)));
        assert!(!query.verify(&texts));
    }
}
