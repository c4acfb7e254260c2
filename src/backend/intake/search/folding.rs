//! What remains of a name, an address or a number once nobody's way of writing it matters. It is for searching alone: what is kept and
//! shown stays as it was sent.

use unicode_normalization::UnicodeNormalization;

/// How far a katakana letter is from its hiragana.
const TO_HIRAGANA: u32 = 0x60;

/// A name: full and half width, katakana and hiragana, capitals, old and new shapes of a letter are one, and what people leave out or
/// put in (spaces, dots, hyphens, the mark of a long vowel) is not there.
pub fn fold_name(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter_map(fold_letter).collect()
}

/// The words of a name as it is written, each folded: the family name and the given name, where something stands between them.
pub(super) fn name_words(text: &str) -> Vec<String> {
    let text: String = text.nfkc().collect();
    let is_between = |letter: char| letter.is_whitespace() || matches!(letter, '・' | '·' | '゠' | '=');
    text.split(is_between).map(fold_name).filter(|word| !word.is_empty()).collect()
}

/// An address in small letters of half width.
pub(super) fn fold_mail(text: &str) -> String {
    text.nfkc().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The digits of a telephone number as it is dialled in Japan.
pub(super) fn fold_phone(text: &str) -> String {
    let (mut digits, mut is_foreign) = (String::new(), false);
    for letter in text.nfkc() {
        is_foreign |= letter == '+' && digits.is_empty();
        digits.extend(letter.is_ascii_digit().then_some(letter));
    }
    match digits.strip_prefix("81").filter(|_| is_foreign) {
        // Some write the nought that is dialled at home as well: +81 (0)90.
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None => digits,
    }
}

/// Whether a text is written as telephone numbers are.
pub(super) fn is_like_phone(text: &str) -> bool {
    text.nfkc().all(|letter| letter.is_ascii_digit() || "+()./".contains(letter) || is_silent(letter))
}

fn fold_letter(letter: char) -> Option<char> {
    if is_silent(letter) {
        return None;
    }
    let letter = match letter {
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => char::from_u32(u32::from(letter) - TO_HIRAGANA).unwrap_or(letter),
        _ => letter,
    };
    Some(modern_shape(letter))
}

/// What some write and others do not.
fn is_silent(letter: char) -> bool {
    let is_variation = matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    let is_dash = matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '−' | 'ー' | '~' | '〜' | '_');
    letter.is_whitespace()
        || letter.is_control()
        || is_variation
        || is_dash
        || matches!(letter, '・' | '·' | '゠' | '=')
}

/// The shape of a letter that most keyboards give. Whoever is 髙橋 or 渡邊 by their family register is typed as 高橋 or 渡辺 by
/// everybody else, and by themselves where the longer way is too long. Unicode folds the compatibility ideographs alone; these are
/// letters of their own there, and 﨑 is one although it lies among those.
fn modern_shape(letter: char) -> char {
    match letter {
        'ゕ' => 'か',
        'ゖ' => 'け',
        '髙' => '高',
        '﨑' | '嵜' | '㟢' => '崎',
        '邊' | '邉' => '辺',
        '齊' | '齋' | '斎' => '斉',
        '濱' | '濵' => '浜',
        '嶋' | '嶌' => '島',
        '冨' => '富',
        '𠮷' => '吉',
        '圡' => '土',
        '栁' => '柳',
        '桒' => '桑',
        '淵' | '渊' => '渕',
        '靏' | '靍' => '鶴',
        '舘' => '館',
        '槇' => '槙',
        '曻' => '昇',
        '蘆' => '芦',
        '輛' => '両',
        _ => old_shape(letter),
    }
}

/// Letters as they were printed until 1946, which names have kept.
fn old_shape(letter: char) -> char {
    match letter {
        '龍' => '竜',
        '瀧' => '滝',
        '澤' => '沢',
        '廣' => '広',
        '櫻' => '桜',
        '國' => '国',
        '德' => '徳',
        '眞' => '真',
        '惠' => '恵',
        '榮' => '栄',
        '藏' => '蔵',
        '淺' => '浅',
        '關' => '関',
        '條' => '条',
        '圓' => '円',
        '曾' => '曽',
        '黑' => '黒',
        '靜' => '静',
        '實' => '実',
        '壽' => '寿',
        '將' => '将',
        '豐' => '豊',
        '與' => '与',
        '禮' => '礼',
        '鐵' => '鉄',
        '學' => '学',
        '應' => '応',
        '萬' => '万',
        '來' => '来',
        '戶' => '戸',
        '穗' => '穂',
        '彌' => '弥',
        '敎' => '教',
        '淸' => '清',
        '增' => '増',
        '郞' => '郎',
        '緖' => '緒',
        '顯' => '顕',
        '亞' => '亜',
        '衞' => '衛',
        '嶽' => '岳',
        '姬' => '姫',
        '祕' => '秘',
        '壯' => '壮',
        '澁' => '渋',
        '兒' => '児',
        '寬' => '寛',
        '薰' => '薫',
        '晧' => '皓',
        '瀨' => '瀬',
        '鷗' => '鴎',
        '會' => '会',
        '縣' => '県',
        '鹽' => '塩',
        '佛' => '仏',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r03_a_reading_is_one_however_it_is_typed() {
        for (texts, folded) in [
            (
                &["ヤマダ タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ", "やまだ　たろう", "ヤマダ・タロウ", "ヤマタ\u{3099}タロウ"][..],
                "やまだたろう",
            ),
            (&["ヤマダ・マリア", "ヤマダ＝マリア"], "やまだまりあ"),
            (&["ヴァイオレット", "ゔぁいおれっと", "ｳﾞｧｲｵﾚｯﾄ"], "ゔぁいおれっと"),
            (&["オーヤ", "ｵｰﾔ", "おーや", "オ-ヤ", "オ−ヤ"], "おや"),
            (&["一ノ瀬", "一の瀬", "一ノ瀨"], "一の瀬"),
            (&["茅ヶ崎", "茅ケ崎", "茅ヶ﨑"], "茅け崎"),
            (&["Ｙａｍａｄａ　Taro", "yamada-taro", "YAMADA TARO"], "yamadataro"),
        ] {
            for text in texts {
                assert_eq!(fold_name(text), folded, "{text}");
            }
        }
    }

    #[test]
    fn r04_old_shapes_and_marks_that_choose_one_do_not_hide_a_name() {
        for (text, folded) in [
            ("葛\u{e0100}西", "葛西"),
            ("髙﨑", "高崎"),
            ("\u{20bb7}田", "吉田"),
            ("\u{fa1b}田", "福田"),
            ("渡邊", "渡辺"),
            ("渡邉", "渡辺"),
            ("齋藤", "斉藤"),
            ("齊藤", "斉藤"),
            ("斎藤", "斉藤"),
            ("か\u{3099}", "が"),
            ("👩\u{200d}👩\u{200d}👧", "👩\u{200d}👩\u{200d}👧"),
            ("　", ""),
            ("ー", ""),
        ] {
            assert_eq!(fold_name(text), folded, "{text}");
        }
    }

    #[test]
    fn folding_what_is_folded_changes_nothing() {
        for code in (0x20..0x3_0000).filter_map(char::from_u32) {
            let folded = fold_name(&code.to_string());
            assert_eq!(fold_name(&folded), folded, "{code:?} {:x}", u32::from(code));
        }
    }

    #[test]
    fn r02_a_telephone_number_is_one_in_whatever_shape() {
        for text in [
            "０９０－１２３４－５６７８",
            "090ー1234ー5678",
            "090−1234−5678",
            "+81 90 1234 5678",
            "+81 (0)90-1234-5678",
        ] {
            assert!(is_like_phone(text), "{text}");
            assert_eq!(fold_phone(text), "09012345678", "{text}");
        }
        assert_eq!(fold_phone("0120-000-000"), "0120000000");
        assert_eq!(fold_phone("+1 212 555 0100"), "12125550100");
        assert!(!is_like_phone("山田090"));
        assert_eq!(fold_mail("　Ｔａｒｏ＠Example.JP"), "taro@example.jp");
    }
}
