//! Texts as people type them, made into the one form that is stored.

use jiff::civil;

/// Most octets of an e-mail address: RFC 5321 allows 256 for a path with its two brackets.
pub(super) const EMAIL_OCTETS: usize = 254;

/// Half-width katakana from U+FF61 on, at full width. The two sound marks are combining ones, to be composed.
const FULL_WIDTH_KANA: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u{3099}\u{309A}";

/// Whether a text has a character that no visitor can type and no database or mail takes: a control character other
/// than a tab or a line break.
pub fn has_forbidden_character(text: &str) -> bool {
    text.chars().any(|letter| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r'))
}

/// A line as it is stored: without space around it, kana composed with their sound marks. Nothing else is changed:
/// normal forms of Unicode would change names.
pub(super) fn line(text: &str) -> String {
    compose(text.trim_matches(is_blank))
}

/// Several lines as they are stored: line breaks are LF alone, as browsers send CRLF and count one.
pub(super) fn lines(text: &str) -> String {
    compose(&text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Whether a text says nothing.
pub(super) fn says_nothing(text: &str) -> bool {
    text.chars().all(is_blank)
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200B}' | '\u{FEFF}')
}

/// A reading in katakana; `None` for what is none.
pub(super) fn kana(text: &str) -> Option<String> {
    let full: String = text.chars().map(full_width_kana).collect();
    let katakana: String = compose(&full).chars().map(katakana).collect();
    let words: Vec<&str> = katakana.split(is_blank).filter(|word| !word.is_empty()).collect();
    let is_kana = |letter: char| matches!(letter, 'ァ'..='ヾ');
    let has_letter = katakana.chars().any(|letter| matches!(letter, 'ァ'..='ヺ'));
    (has_letter && words.iter().all(|word| word.chars().all(is_kana))).then(|| words.join(" "))
}

/// An e-mail address in ASCII; `None` for what is none. Dots may stand anywhere before the `@`, as old addresses of
/// mobile carriers have them; whoever sends puts such a name in quotes.
pub fn email(text: &str) -> Option<String> {
    let text: String = text.trim_matches(is_blank).chars().map(ascii).collect();
    let (name, host) = text.split_once('@')?;
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
    let is_label = |label: &str| {
        let is_plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_plain && !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    };
    let is_host = host.contains('.') && host.split('.').all(is_label);
    let is_name = !name.is_empty() && name.bytes().all(is_of_name);
    (is_name && is_host && text.len() <= EMAIL_OCTETS).then_some(text)
}

/// The digits of a telephone number, with the zero of Japan or the `+` of another country; `None` for what is none.
pub(super) fn tel(text: &str) -> Option<String> {
    let plain: String = text.chars().map(ascii).filter(|letter| !parts_digits(*letter)).collect();
    let (is_foreign, digits) = match plain.strip_prefix('+') {
        None => (false, plain),
        Some(rest) => match rest.strip_prefix("81") {
            Some(rest) => (false, format!("0{}", rest.strip_prefix('0').unwrap_or(rest))),
            None => (true, rest.to_owned()),
        },
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match (is_number, is_foreign) {
        (true, true) => (8..=15).contains(&digits.len()).then(|| format!("+{digits}")),
        (true, false) => (digits.starts_with('0') && (10..=11).contains(&digits.len())).then_some(digits),
        (false, _) => None,
    }
}

/// The seven digits of a postal code; `None` for what is none.
pub(super) fn postcode(text: &str) -> Option<String> {
    let plain = text.trim_matches(is_blank).trim_start_matches(['〒', '〶']);
    let digits: String = plain.chars().map(ascii).filter(|letter| !parts_digits(*letter)).collect();
    (digits.len() == 7 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// A day, as browsers send it or as people write it where they get no calendar: 2026-12-04, 2026/12/4, 2026年12月4日.
pub(super) fn day(text: &str) -> Option<civil::Date> {
    let plain: String = text.trim_matches(is_blank).chars().map(ascii).collect();
    let plain = plain.strip_suffix('日').unwrap_or(&plain);
    let parts: Vec<&str> = plain.split(['-', '/', '.', '年', '月']).map(|part| part.trim_matches(is_blank)).collect();
    let [year, month, day] = parts.try_into().ok()?;
    let is_number = |part: &str, longest| part.len() <= longest && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(year.len() == 4 && is_number(year, 4) && is_number(month, 2) && is_number(day, 2)) {
        return None;
    }
    civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().filter(|day| day.year() >= 1900)
}

/// The start of a text of whatever a page sends along: one line, without control characters.
pub(super) fn shortened(text: &str, most: usize) -> String {
    text.trim().chars().filter(|letter| !letter.is_control()).take(most).collect()
}

/// What stands between the digits of a number: hyphens of all kinds, among them those that Japanese keyboards give.
fn parts_digits(letter: char) -> bool {
    let is_hyphen = matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | 'ー' | 'ｰ' | '\u{FE63}' | '\u{2500}');
    is_hyphen || is_blank(letter) || matches!(letter, '(' | ')')
}

/// A full-width character of ASCII at half width.
fn ascii(letter: char) -> char {
    match letter {
        '！'..='～' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        '\u{3000}' => ' ',
        letter => letter,
    }
}

fn full_width_kana(letter: char) -> char {
    let at = match letter {
        '\u{FF61}'..='\u{FF9F}' => usize::try_from(u32::from(letter) - 0xFF61).ok(),
        '゛' => return '\u{3099}',
        '゜' => return '\u{309A}',
        _ => None,
    };
    at.and_then(|at| FULL_WIDTH_KANA.chars().nth(at)).unwrap_or(letter)
}

fn katakana(letter: char) -> char {
    match letter {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(letter) + 0x60).unwrap_or(letter),
        letter => letter,
    }
}

/// Kana with a combining sound mark after them as the one character that means the same.
fn compose(text: &str) -> String {
    let mut composed = String::with_capacity(text.len());
    for letter in text.chars() {
        let with_mark = composed.chars().next_back().and_then(|base| with_sound_mark(base, letter));
        match with_mark {
            Some(whole) => {
                composed.pop();
                composed.push(whole);
            }
            None => composed.push(letter),
        }
    }
    composed
}

/// The tables of Unicode have a kana and its forms with sound marks one after another.
fn with_sound_mark(base: char, mark: char) -> Option<char> {
    const FOLLOWED_BY_VOICED: &str =
        "かきくけこさしすせそたちつてとはひふへほゝカキクケコサシスセソタチツテトハヒフヘホヽ";
    const FOLLOWED_BY_BOTH: &str = "はひふへほハヒフヘホ";
    match (base, mark) {
        ('う', '\u{3099}') => Some('ゔ'),
        ('ウ', '\u{3099}') => Some('ヴ'),
        ('ワ'..='ヲ', '\u{3099}') => char::from_u32(u32::from(base) + 8),
        (_, '\u{3099}') if FOLLOWED_BY_VOICED.contains(base) => char::from_u32(u32::from(base) + 1),
        (_, '\u{309A}') if FOLLOWED_BY_BOTH.contains(base) => char::from_u32(u32::from(base) + 2),
        _ => None,
    }
}
