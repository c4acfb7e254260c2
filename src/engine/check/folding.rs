//! Names that people take for the same: other letter case, or the same letters in another Unicode form.

/// A text in which such names are equal. Files copied from a Mac have `か` and its sound mark as two characters.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        let step = match letter {
            '\u{3099}' => 1,
            '\u{309A}' => 2,
            _ => 0,
        };
        let voiced = folded.chars().next_back().filter(|_| step > 0).and_then(|base| voice(base, step));
        match voiced {
            Some(voiced) => {
                folded.pop();
                folded.push(voiced);
            }
            None => folded.extend(letter.to_lowercase()),
        }
    }
    folded
}

/// A kana with its sound mark: the tables of Unicode have the two forms beside each other.
fn voice(base: char, step: u32) -> Option<char> {
    match base {
        'う' => Some('ゔ'),
        'ウ' => Some('ヴ'),
        'か'..='ほ' | 'カ'..='ホ' | 'ゝ' | 'ヽ' => char::from_u32(u32::from(base) + step),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_name() {
        for (written, other) in [
            ("か\u{3099}っこう", "がっこう"),
            ("ホ\u{309A}スター", "ポスター"),
            ("ヒ\u{3099}ル/ウ\u{3099}ィラ", "ビル/ヴィラ"),
            ("News/INDEX.html", "news/index.html"),
        ] {
            assert_eq!(fold(written), fold(other), "{written}");
        }
        assert_ne!(fold("はん"), fold("ばん"));
        assert_eq!(fold("\u{3099}a"), "\u{3099}a");
    }
}
