//! Where the phrases of a Japanese text end, as the model has it, without the breaks that it gets wrong by rule.

use std::sync::LazyLock;

use budouy::{Parser, model::load_default_japanese_parser};

static PARSER: LazyLock<Parser> = LazyLock::new(load_default_japanese_parser);

/// Letters that stand for a sound with the one before them, and so never begin a phrase.
const JOINED: &str = "ぁぃぅぇぉっゃゅょゎんァィゥェォッャュョヮンー々";

const OPENING: &str = "「『（(〈《【［〔";

/// The places at which a phrase begins, counted in letters, but for the first. The words in `whole` stay together.
pub(super) fn find_phrases(text: &[char], whole: &[Vec<char>]) -> Vec<usize> {
    if !text.iter().any(|letter| is_kana(*letter) || is_kanji(*letter)) {
        return Vec::new();
    }
    let sentence: String = text.iter().collect();
    let mut found = PARSER.parse_boundaries(&sentence);
    found.retain(|at| may_break(text, *at));
    for word in whole.iter().filter(|word| !word.is_empty()) {
        for (start, _) in text.windows(word.len()).enumerate().filter(|(_, part)| part == word) {
            found.retain(|at| *at <= start || *at >= start + word.len());
        }
    }
    found
}

/// Whether the letter at a place may begin a line. The model is asked for phrases, and at times cuts a word that it does
/// not know: it is held to what is true of all words.
fn may_break(text: &[char], at: usize) -> bool {
    let letter = |at: usize| text.get(at).copied().filter(|letter| letter.is_alphanumeric());
    let (Some(before), Some(after)) = (text.get(at - 1).copied(), text.get(at).copied()) else { return false };
    // A letter alone is no phrase: `に|おい`, `さが|す`.
    let is_alone_before = is_hiragana(before) && (at < 2 || letter(at - 2).is_none());
    let is_alone_after = is_hiragana(after) && letter(at + 1).is_none();
    let is_counted = is_number(before) && !is_hiragana(after) || is_kanji_number(before) && "つか".contains(after);
    let is_counter =
        "かヶカケ".contains(before) && at >= 2 && (is_number(text[at - 2]) || is_kanji_number(text[at - 2]));
    let is_inside = is_kanji(before) && is_kanji(after)
        || is_katakana(before) && is_katakana(after)
        || before.is_ascii() && after.is_ascii();
    let can_begin = after.is_alphanumeric() && !JOINED.contains(after) || OPENING.contains(after);
    let can_end = !before.is_whitespace() && !OPENING.contains(before);
    can_begin && can_end && !is_alone_before && !is_alone_after && !is_counted && !is_counter && !is_inside
}

fn is_kanji(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '々' | '〇')
}

fn is_hiragana(letter: char) -> bool {
    matches!(letter, '\u{3041}'..='\u{309f}')
}

fn is_katakana(letter: char) -> bool {
    matches!(letter, '\u{30a1}'..='\u{30fa}' | 'ー')
}

fn is_kana(letter: char) -> bool {
    is_hiragana(letter) || is_katakana(letter)
}

fn is_number(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '０'..='９')
}

fn is_kanji_number(letter: char) -> bool {
    "一二三四五六七八九十百千万数何半".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, whole: &[&str]) -> String {
        let letters: Vec<char> = text.chars().collect();
        let whole: Vec<Vec<char>> = whole.iter().map(|word| word.chars().collect()).collect();
        let found = find_phrases(&letters, &whole);
        let marked = letters.iter().enumerate().flat_map(|(at, letter)| {
            let mark = found.contains(&at).then_some('|');
            mark.into_iter().chain([*letter])
        });
        marked.collect()
    }

    #[test]
    fn phrases_end_where_a_reader_would_pause() {
        for (text, expected) in [
            ("", ""),
            ("CROSS SENDAI", "CROSS SENDAI"),
            ("東北くらし相談会", "東北くらし相談会"),
            ("会員登録の流れ", "会員登録の|流れ"),
            ("カジュアル面談の申し込み", "カジュアル面談の|申し込み"),
            ("東京から、仙台の仕事へ。", "東京から、|仙台の|仕事へ。"),
            ("においと音、それから相場", "においと|音、|それから|相場"),
            ("三つの質問", "三つの|質問"),
            ("一か月の明細", "一か月の|明細"),
            ("会社の方針が変わったら", "会社の|方針が|変わったら"),
            ("地下鉄で7分の仙台市で、2027年に始める", "地下鉄で|7分の|仙台市で、|2027年に|始める"),
            ("LINEの中では個人情報を扱いません", "LINEの|中では|個人情報を|扱いません"),
        ] {
            assert_eq!(cut(text, &[]), expected);
        }
        assert_eq!(cut("丸の内の会場", &["丸の内"]), "丸の内の|会場");
    }
}
