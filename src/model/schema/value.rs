//! One value against its field: its kind, its length, its range, its choices.

use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use super::{Field, Kind, condition::is_empty};
use crate::source::{Data, Date, pattern, suggest};

/// What is wrong with a value, in words that follow the field's label, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub code: &'static str,
    pub what: String,
    pub remedy: String,
}

impl Problem {
    pub fn new(code: &'static str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code, what: what.into(), remedy: remedy.into() }
    }
}

static DURATION: LazyLock<Regex> = LazyLock::new(|| pattern(r"^P(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$"));

/// Checks a value that is there. Tables, lists' sizes and what a value leads to are looked at elsewhere.
pub(super) fn check_value(field: &Field, value: &Data) -> Option<Problem> {
    if let Some(problem) = check_kind(field, value) {
        return Some(problem);
    }
    match value {
        Data::Text(text) if field.kind == Kind::Markdown => check_letters(text),
        Data::Text(text) => {
            check_letters(text).or_else(|| check_length(field, text)).or_else(|| check_text(field, text))
        }
        _ => None,
    }
    .or_else(|| check_choice(field, value))
    .or_else(|| check_range(field, value))
}

/// Checks one item of a list of texts.
pub(super) fn check_item(field: &Field, item: &Data) -> Option<Problem> {
    let Data::Text(text) = item else {
        return Some(wrong_kind("文字列", item, "\"…\" のように引用符で囲みます"));
    };
    if is_empty(item) {
        return Some(Problem::new("entry-kind", "に空の文字列があります", "空の文字列を消してください"));
    }
    let of_text = check_letters(text).or_else(|| check_length(field, text)).or_else(|| check_text(field, text));
    of_text.or_else(|| check_choice(field, item))
}

fn check_kind(field: &Field, value: &Data) -> Option<Problem> {
    let text = value.as_str();
    let (is_right, name, example) = match field.kind {
        Kind::Text | Kind::Markdown | Kind::Image | Kind::Relation => {
            (text.is_some(), "文字列", "\"…\" のように引用符で囲みます")
        }
        Kind::Choice => (matches!(value, Data::Text(_) | Data::Integer(_)), "選択肢の値", "下の値から選びます"),
        Kind::Date => (text.is_some_and(is_day), "日付", "2026-11-21 のように書きます"),
        Kind::Datetime => {
            (text.is_some_and(is_instant), "日時", "2026-11-21T18:00:00+09:00 のように、時刻と +09:00 まで書きます")
        }
        Kind::Integer => (matches!(value, Data::Integer(_)), "整数", "30 のように、引用符を付けずに書きます"),
        Kind::Number => (value.as_number().is_some(), "数", "3.5 のように、引用符を付けずに書きます"),
        Kind::Boolean => {
            (matches!(value, Data::Bool(_)), "true か false", "true か false を、引用符を付けずに書きます")
        }
        Kind::List => (value.as_list().is_some(), "文字列のリスト", "[\"…\", \"…\"] のように書きます"),
        Kind::Duration => (text.is_some_and(is_duration), "長さ", "5分30秒なら PT5M30S のように書きます"),
        Kind::Url => (text.is_some_and(is_url), "アドレス", "https:// から始まるアドレスを書きます"),
        Kind::Table => (value.as_map().is_some(), "項目の集まり（表）", "[見出し] の下に項目を並べて書きます"),
        Kind::Tables => {
            let is_right = value.as_list().is_some_and(|items| items.iter().all(|item| item.as_map().is_some()));
            (is_right, "項目の集まり（表）のリスト", "[[見出し]] を1件ごとに書き、その下に項目を並べます")
        }
    };
    (!is_right).then(|| wrong_kind(name, value, example))
}

fn wrong_kind(name: &str, value: &Data, example: &str) -> Problem {
    let found = match value {
        Data::Null => "空の値".to_owned(),
        Data::Bool(value) => format!("真偽値の {value} "),
        Data::Integer(value) => format!("数の {value} "),
        Data::Large(value) => format!("数の {value} "),
        Data::Float(value) => format!("数の {value} "),
        Data::Text(text) => format!("「{}」", shortened(text)),
        Data::List(_) => "リスト".to_owned(),
        Data::Map(_) => "表".to_owned(),
    };
    Problem::new("entry-kind", format!("は{name}で書きますが、{found}になっています"), example)
}

/// The start of a text that may be of any length.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

fn is_day(text: &str) -> bool {
    Date::parse(text).is_some_and(|date| !date.text.contains(['T', ' ']) || date.text.ends_with("T00:00:00Z"))
}

fn is_instant(text: &str) -> bool {
    let date = Date::parse(text).filter(|_| text.len() > "2026-11-21".len());
    let time = date.as_ref().and_then(|date| date.text.get("2026-11-21".len()..));
    time.is_some_and(|time| time.contains(['Z', 'z', '+', '-']))
}

fn is_duration(text: &str) -> bool {
    let has_shape = DURATION.is_match(text);
    has_shape && text.contains(|c: char| c.is_ascii_digit()) && !text.ends_with('T')
}

/// An address of the web as it can stand in a link: what RFC 3986 allows nowhere is not in it either.
fn is_url(text: &str) -> bool {
    let is_bare = |letter: char| !letter.is_whitespace() && !letter.is_control() && !"\"<>\\^`{|}".contains(letter);
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    // Browsers pass over slashes in front of a host, and people do not.
    let is_of_web = rest.is_some_and(|rest| !rest.starts_with('/'));
    is_of_web && text.chars().all(is_bare) && Url::parse(text).is_ok_and(|url| url.has_host())
}

/// Control characters are seen by nobody and break what is made of a text: feeds, calendars, addresses.
fn check_letters(text: &str) -> Option<Problem> {
    let letter = text.chars().find(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))?;
    let what = format!("に、目に見えない文字（制御文字 U+{:04X}）が入っています", u32::from(letter));
    Some(Problem::new("entry-limit", what, "ほかの文書から写した文なら、その文字を消すか、打ち直してください"))
}

fn check_length(field: &Field, text: &str) -> Option<Problem> {
    let length = text.chars().count();
    if let Some(most) = field.max_length.filter(|most| length > *most) {
        let what = format!("が長すぎます。{length}字あり、{most}字までです");
        return Some(Problem::new("entry-limit", what, format!("{}字以上減らしてください", length - most)));
    }
    let least = field.min_length.filter(|least| length < *least)?;
    let what = format!("が短すぎます。{length}字しかなく、{least}字から必要です");
    Some(Problem::new("entry-limit", what, format!("{}字以上書き足してください", least - length)))
}

fn check_text(field: &Field, text: &str) -> Option<Problem> {
    let pattern = field.pattern.as_ref()?;
    let what = format!("の書き方が決まりと違います（「{}」）", shortened(text));
    let remedy = Some(field.file_hint()).filter(|hint| !hint.is_empty());
    let remedy = remedy.unwrap_or_else(|| format!("`{}` の形で書きます", pattern.text));
    (!pattern.matches(text)).then(|| Problem::new("entry-limit", what, remedy))
}

fn check_choice(field: &Field, value: &Data) -> Option<Problem> {
    if field.choices.is_empty() || field.kind == Kind::List && value.as_list().is_some() {
        return None;
    }
    if field.choices.iter().any(|choice| choice.value == *value) {
        return None;
    }
    let texts = || field.choices.iter().filter_map(|choice| choice.value.as_str());
    let shown = |value: &Data| match value {
        Data::Text(text) => text.clone(),
        Data::Integer(number) => number.to_string(),
        other => other.kind().to_owned(),
    };
    let list: Vec<String> = field
        .choices
        .iter()
        .map(|choice| {
            let value = shown(&choice.value);
            if value == choice.label { value } else { format!("{value}（{}）", choice.label) }
        })
        .collect();
    let meant = value.as_str().and_then(|written| suggest(written, texts()));
    let remedy = match meant {
        Some(meant) => format!("「{meant}」でしょうか。使える値: {}", list.join("、")),
        None => format!("使える値: {}", list.join("、")),
    };
    let what = format!("に、選択肢にない値「{}」が書かれています", shortened(&shown(value)));
    Some(Problem::new("entry-choice", what, remedy))
}

fn check_range(field: &Field, value: &Data) -> Option<Problem> {
    let number = value.as_number()?;
    if let Some(least) = field.min.filter(|least| number < *least) {
        let what = format!("が小さすぎます。{number} ですが、{least} 以上にします");
        return Some(Problem::new("entry-limit", what, format!("{least} 以上の数を書いてください")));
    }
    let most = field.max.filter(|most| number > *most)?;
    let what = format!("が大きすぎます。{number} ですが、{most} 以下にします");
    Some(Problem::new("entry-limit", what, format!("{most} 以下の数を書いてください")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        schema::{definition::read_for_test, type_reader::read_field},
        source::parse_toml,
    };

    #[test]
    fn values_and_what_is_wrong_with_them() {
        for (field, value, fault) in [
            ("kind: text, max_length: 3", "\"あいう\"", None),
            ("kind: text, max_length: 3", "\"あいうえ\"", Some("4字あり、3字まで")),
            ("kind: text, min_length: 2", "\"あ\"", Some("2字から")),
            ("kind: text", "5", Some("文字列で書きますが、数の 5 ")),
            ("kind: text, pattern: '[a-z]+'", "\"abc\"", None),
            ("kind: text, pattern: '[a-z]+'", "\"abc1\"", Some("書き方")),
            ("kind: date", "2026-11-21", None),
            ("kind: date", "\"2026-11-21\"", None),
            ("kind: date", "2026-11-21T10:00:00+09:00", Some("日付")),
            ("kind: datetime", "2026-11-21T10:00:00+09:00", None),
            ("kind: datetime", "2026-11-21T10:00:00", Some("日時")),
            ("kind: datetime", "2026-11-21", Some("日時")),
            ("kind: datetime", "\"あした\"", Some("「あした」")),
            ("kind: integer, min: 1", "0", Some("小さすぎます")),
            ("kind: integer, max: 9", "10", Some("大きすぎます")),
            ("kind: integer", "1.5", Some("整数")),
            ("kind: number", "1.5", None),
            ("kind: boolean", "\"true\"", Some("true か false")),
            ("kind: duration", "\"PT5M50S\"", None),
            ("kind: duration", "\"P1DT2H\"", None),
            ("kind: duration", "\"PT\"", Some("長さ")),
            ("kind: duration", "\"5分\"", Some("長さ")),
            ("kind: url", "\"https://example.jp/a\"", None),
            ("kind: url", "\"example.jp\"", Some("アドレス")),
            ("kind: url", "\"https://例え.jp/春?q=a&b=(c)'d#e\"", None),
            ("kind: url", "'https://e.jp/\"><meta>'", Some("アドレス")),
            ("kind: url", "'https://e.jp/{x}'", Some("アドレス")),
            ("kind: url", "\"https://e.jp/a\\u0001\"", Some("アドレス")),
            ("kind: url", "\"https:///x\"", Some("アドレス")),
            ("kind: url", "\"https://[x/\"", Some("アドレス")),
            ("kind: url", "\"javascript:alert(1)\"", Some("アドレス")),
            ("kind: text", "\"a\\u0001b\"", Some("U+0001")),
            ("kind: markdown", "\"a\\u000Bb\"", Some("U+000B")),
            ("kind: text", "\"a\\tb\\r\\nc\"", None),
            ("kind: choice, choices: [{value: open, label: 受付中}]", "\"open\"", None),
            ("kind: choice, choices: [{value: open, label: 受付中}]", "\"opne\"", Some("選択肢にない")),
            ("kind: list", "\"a\"", Some("リスト")),
            ("kind: table", "[1]", Some("表")),
            ("kind: tables", "[1]", Some("表")),
        ] {
            let text = format!("{{key: k, label: 名, {field}}}");
            let parsed = read_for_test(&text, |value| value.table(read_field).flatten());
            let data: Data = parse_toml(&format!("v = {value}")).unwrap();
            let found = check_value(&parsed, data.get("v").unwrap());
            assert_eq!(found.is_some(), fault.is_some(), "{field} {value}: {found:?}");
            assert!(found.iter().all(|found| found.what.contains(fault.unwrap())), "{field} {value}: {found:?}");
        }
    }
}
