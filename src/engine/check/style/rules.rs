//! The rules of style, each over one line of prose.

use std::ops::Range;

use super::{prose::MASK, words::StyleWords};
use tsubame_model::source::Wording;

/// What is not well said, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StyleFault {
    pub code: &'static str,
    pub span: Range<usize>,
    pub message: Wording,
    pub hint: Wording,
}

/// So many `の` in one clause are too many.
const MOST_NO: usize = 5;

/// Words in which `の` is no particle.
const NO_PARTICLE: [&str; 12] =
    ["もの", "その", "この", "あの", "どの", "ので", "のは", "のが", "のに", "のを", "のも", "のか"];

/// Everything that is not well said in a line.
pub(super) fn find_faults(line: &str, words: &StyleWords) -> Vec<StyleFault> {
    let mut faults = find_widths(line);
    faults.extend(find_long_sentences(line, words.sentence_max));
    faults.extend(find_words(line, words));
    faults.extend(find_rows_of_no(line));
    faults.extend(find_exclamations(line));
    faults.extend(find_spaces(line));
    faults
}

/// Digits and letters of full width, and kana of half width.
fn find_widths(line: &str) -> Vec<StyleFault> {
    let wide = runs(line, |letter| matches!(letter, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ'));
    let narrow = runs(line, |letter| matches!(letter, '\u{ff66}'..='\u{ff9f}'));
    let fault = |span: Range<usize>, is_wide: bool| {
        let written = &line[span.clone()];
        let (message, hint) = if is_wide {
            (
                Wording::new(format!("`{written}` has full width"), format!("「{written}」が全角です")),
                Wording::new("write digits and Latin letters in half width", "数字と英字は半角で書いてください"),
            )
        } else {
            (
                Wording::new(format!("`{written}` has half width"), format!("「{written}」が半角カナです")),
                Wording::new("write kana in full width", "カタカナは全角で書いてください"),
            )
        };
        StyleFault { code: "style-width", span, message, hint }
    };
    let wide = wide.into_iter().map(|span| fault(span, true));
    wide.chain(narrow.into_iter().map(|span| fault(span, false))).collect()
}

fn find_long_sentences(line: &str, most: usize) -> Vec<StyleFault> {
    let sentences = parts(line, |letter| matches!(letter, '。' | '？' | '！' | '?' | '!'));
    let fault = |span: Range<usize>| {
        let count = line[span.clone()].chars().filter(|letter| *letter != MASK && !letter.is_whitespace()).count();
        (count > most).then(|| StyleFault {
            code: "style-long-sentence",
            message: Wording::new(
                format!("a sentence has {count} letters, and {most} are the most"),
                format!("一文が{count}字あります。{most}字までにします"),
            ),
            hint: Wording::new("make two sentences of it", "二つの文に分けてください"),
            span,
        })
    };
    sentences.into_iter().filter_map(fault).collect()
}

/// Words to avoid, double honorifics, particles written twice.
fn find_words(line: &str, words: &StyleWords) -> Vec<StyleFault> {
    let mut faults = Vec::new();
    for (code, listed) in [("style-word", &words.avoid), ("style-honorific", &words.honorifics)] {
        for word in listed.iter().filter(|word| !word.word.is_empty()) {
            faults.extend(line.match_indices(&word.word).map(|(at, found)| StyleFault {
                code,
                span: at..at + found.len(),
                message: Wording::new(
                    format!("\"{found}\" is a word that this site avoids"),
                    format!("「{found}」は、このサイトで避けている言い方です"),
                ),
                hint: Wording::of_site(&word.instead),
            }));
        }
    }
    for particle in words.particles.iter().filter(|particle| !particle.is_empty()) {
        faults.extend(line.match_indices(particle.as_str()).map(|(at, found)| StyleFault {
            code: "style-double-particle",
            span: at..at + found.len(),
            message: Wording::new(
                format!("the particle stands twice: \"{found}\""),
                format!("助詞が続いています（「{found}」）"),
            ),
            hint: Wording::new("take one of them away", "どちらか一つを消してください"),
        }));
    }
    faults
}

/// Clauses in which one `の` hangs on the other.
fn find_rows_of_no(line: &str) -> Vec<StyleFault> {
    let clauses = parts(line, |letter| matches!(letter, '。' | '、' | '？' | '！' | '「' | '」' | '・' | '（' | '）'));
    let count = |clause: &str| {
        let others: usize = NO_PARTICLE.iter().map(|word| clause.matches(word).count()).sum();
        clause.matches('の').count().saturating_sub(others)
    };
    let fault = |span: Range<usize>| {
        let count = count(&line[span.clone()]);
        (count >= MOST_NO).then(|| StyleFault {
            code: "style-repeated-no",
            span,
            message: Wording::new(
                format!("the particle の stands {count} times in one clause"),
                format!("「の」が一続きに{count}回あります"),
            ),
            hint: Wording::new("say it with a verb, or in two clauses", "動詞に言い換えるか、読点で分けてください"),
        })
    };
    clauses.into_iter().filter_map(fault).collect()
}

fn find_exclamations(line: &str) -> Vec<StyleFault> {
    let runs = runs(line, |letter| matches!(letter, '！' | '？' | '!' | '?'));
    let is_long = |span: &Range<usize>| line[span.clone()].chars().count() > 1;
    let fault = |span: Range<usize>| StyleFault {
        code: "style-exclamation",
        message: Wording::new(
            format!("`{}` in a row", &line[span.clone()]),
            format!("「{}」と続いています", &line[span.clone()]),
        ),
        hint: Wording::new("one mark is enough", "一つにするか、句点にしてください"),
        span,
    };
    runs.into_iter().filter(is_long).map(fault).collect()
}

/// Spaces between two letters of Japanese. In headings they part what would else need a line of its own.
fn find_spaces(line: &str) -> Vec<StyleFault> {
    if line.starts_with('#') {
        return Vec::new();
    }
    // A wide one parts a time from what happens then, or a name from its work: it is meant.
    let is_space = |letter: char| letter == ' ';
    let is_between = |span: &Range<usize>| {
        line[..span.start].chars().next_back().is_some_and(is_japanese)
            && line[span.end..].chars().next().is_some_and(is_japanese)
    };
    let fault = |span: Range<usize>| StyleFault {
        code: "style-space",
        message: Wording::new("a space between Japanese letters", "日本語の文字のあいだに空白があります"),
        hint: Wording::new("take it away, or write a comma", "消すか、読点にしてください"),
        span,
    };
    runs(line, is_space).into_iter().filter(is_between).map(fault).collect()
}

fn is_japanese(letter: char) -> bool {
    matches!(letter, '\u{3041}'..='\u{30fe}' | '\u{3400}'..='\u{9fff}' | '々')
}

/// Stretches of letters of a kind.
fn runs(line: &str, is_of_kind: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, letter) in line.char_indices().filter(|(_, letter)| is_of_kind(*letter)) {
        let end = at + letter.len_utf8();
        match runs.last_mut().filter(|last| last.end == at) {
            Some(last) => last.end = end,
            None => runs.push(at..end),
        }
    }
    runs
}

/// What stands between letters of a kind.
fn parts(line: &str, is_end: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    runs(line, |letter| !is_end(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let words = StyleWords::default();
        let long = "朝".repeat(101);
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("朝市は6時に始まります。", &[]),
            ("朝市は６時、ＷＥＢで", &[("style-width", "６"), ("style-width", "ＷＥＢ")]),
            ("ﾃｽﾄです", &[("style-width", "ﾃｽﾄ")]),
            (&long, &[("style-long-sentence", &long)]),
            ("お弁当をご覧になられますか", &[("style-honorific", "ご覧になられ")]),
            ("仙台の会社の机の上の本の色", &[("style-repeated-no", "仙台の会社の机の上の本の色")]),
            ("仙台の会社の机の上の本", &[]),
            ("やった！！本当？", &[("style-exclamation", "！！")]),
            ("誰でも必ず見つかる", &[("style-word", "誰でも"), ("style-word", "必ず見つか")]),
            ("本をを読む", &[("style-double-particle", "をを")]),
            ("仙台 東京", &[("style-space", " ")]),
            ("## 月曜日 名前を覚える", &[]),
            ("10時　音を確かめる", &[]),
            ("CROSS SENDAI の 7 時", &[]),
        ];
        for (line, expected) in cases {
            let found = find_faults(line, &words);
            let found: Vec<_> = found.iter().map(|fault| (fault.code, &line[fault.span.clone()])).collect();
            assert_eq!(found, *expected, "{line}");
        }
    }
}
