//! The hashes by which texts are found: of each two letters that stand together, with a mark before the first and one after the last;
//! of each letter by which somebody can ask for a name alone; of an address or a number as a whole. All are keyed and cut to three
//! bytes: of sixteen million values a million persons share each rare one, so that none points at somebody, and a list of all of them
//! gives no name back.

use std::collections::BTreeSet;

use super::{
    PersonTexts,
    folding::{fold_mail, fold_name, fold_phone, name_words},
};
use crate::intake::HashKey;

/// A hash that was cut to three bytes, as a number.
pub type Gram = i32;

/// Stands before the first letter of a text. No folded text has either mark.
const START: char = '\u{2}';

/// Stands after the last one.
const END: char = '\u{3}';

/// Everything by which somebody is found.
pub fn grams_of(texts: &PersonTexts, key: &HashKey) -> BTreeSet<Gram> {
    let mut grams = BTreeSet::new();
    for text in texts.names.iter().chain(&texts.kana) {
        let folded = fold_name(text);
        if !folded.is_empty() {
            grams.extend(pairs(&format!("{START}{folded}{END}")).map(|pair| letters_gram(&pair, key)));
            grams.extend(lone_letters(text).into_iter().map(|letter| lone_gram(letter, key)));
        }
    }
    grams.extend(texts.mails.iter().map(|mail| mail_gram(&fold_mail(mail), key)));
    let phones = texts.phones.iter().map(|phone| fold_phone(phone));
    grams.extend(phones.filter(|phone| !phone.is_empty()).map(|phone| phone_gram(&phone, key)));
    grams
}

/// The single letters by which a name is found: each with which one of its words begins, so that a name of one letter is among them;
/// and the last one of a name that is written in one, which may be such a name (林湊).
pub(super) fn lone_letters(text: &str) -> BTreeSet<char> {
    let words = name_words(text);
    let mut letters: BTreeSet<char> = words.iter().filter_map(|word| word.chars().next()).collect();
    if let [only] = &words[..] {
        letters.extend(only.chars().next_back());
    }
    letters
}

/// The hashes of a folded word that may stand anywhere; of a single letter, that it is one of [`lone_letters`].
pub(super) fn word_grams(word: &str, key: &HashKey) -> BTreeSet<Gram> {
    match (word.chars().next(), word.chars().nth(1)) {
        (Some(letter), None) => BTreeSet::from([lone_gram(letter, key)]),
        _ => pairs(word).map(|pair| letters_gram(&pair, key)).collect(),
    }
}

fn lone_gram(letter: char, key: &HashKey) -> Gram {
    gram("letter", &letter.to_string(), key)
}

pub(super) fn mail_gram(folded: &str, key: &HashKey) -> Gram {
    gram("mail", folded, key)
}

pub(super) fn phone_gram(folded: &str, key: &HashKey) -> Gram {
    gram("phone", folded, key)
}

fn letters_gram(pair: &str, key: &HashKey) -> Gram {
    gram("letters", pair, key)
}

fn gram(kind: &str, text: &str, key: &HashKey) -> Gram {
    let [first, second, third, ..] = key.hash("gram", &[kind.as_bytes(), text.as_bytes()]);
    i32::from_be_bytes([0, first, second, third])
}

/// Each two letters of a text that stand together.
fn pairs(text: &str) -> impl Iterator<Item = String> {
    text.chars().zip(text.chars().skip(1)).map(|(first, second)| [first, second].iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_a_hash_for_each_pair_and_its_ends_and_another_key_has_others() {
        let key = HashKey::new([1; 32]);
        let texts = |field: &str, text: &str| {
            let mut texts = PersonTexts::default();
            texts.add(field, text);
            texts
        };
        let name = grams_of(&texts("name", "山田太郎"), &key);
        assert_eq!(name.len(), 7, "five pairs, the first letter and the last");
        assert!(name.iter().all(|gram| (0..1 << 24).contains(gram)));
        assert_eq!(name, grams_of(&texts("kana", "山田太郎"), &key));
        assert!(name.is_disjoint(&grams_of(&texts("name", "山田太郎"), &HashKey::new([2; 32]))));
        assert!(word_grams("田太", &key).is_subset(&name) && word_grams("山", &key).is_subset(&name));
        assert!(word_grams("田", &key).is_disjoint(&name), "one letter in the midst of a word is not looked for");
        assert_eq!(grams_of(&texts("email", "Taro@example.jp"), &key).len(), 1);
        assert_eq!(grams_of(&texts("tel", "なし"), &key).len(), 0);
        assert_ne!(mail_gram("1", &key), phone_gram("1", &key));
    }
}
