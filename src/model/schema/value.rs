//! One value against its field: its kind, its length, its range, its choices.

use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use super::{Choice, Field, FieldKind, condition::is_empty};
use crate::source::{Data, Date, MessageLanguage, Wording, pattern, suggest};

/// What is wrong with a value, in words that follow the field's label, and what to do, if there is something to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub code: &'static str,
    pub what: Wording,
    pub remedy: Wording,
}

impl Problem {
    pub fn new(code: &'static str, what: Wording, remedy: Wording) -> Self {
        Self { code, what, remedy }
    }
}

static DURATION: LazyLock<Regex> = LazyLock::new(|| pattern(r"^P(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$"));

/// Checks a value that is there. Tables, lists' sizes and what a value leads to are looked at elsewhere.
pub(super) fn check_value(field: &Field, value: &Data) -> Option<Problem> {
    if let Some(problem) = check_kind(field, value) {
        return Some(problem);
    }
    match value {
        Data::Text(text) if field.kind == FieldKind::Markdown => check_letters(text),
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
        return Some(wrong_kind(FieldKind::Text, item));
    };
    if is_empty(item) {
        let what = Wording::new("is an empty text", "に空の文字列があります");
        return Some(Problem::new(
            "entry-kind",
            what,
            Wording::new("remove the empty text", "空の文字列を消してください"),
        ));
    }
    let of_text = check_letters(text).or_else(|| check_length(field, text)).or_else(|| check_text(field, text));
    of_text.or_else(|| check_choice(field, item))
}

fn check_kind(field: &Field, value: &Data) -> Option<Problem> {
    (!is_of_kind(field.kind, value)).then(|| wrong_kind(field.kind, value))
}

fn is_of_kind(kind: FieldKind, value: &Data) -> bool {
    let text = value.as_str();
    match kind {
        FieldKind::Text | FieldKind::Markdown | FieldKind::Image | FieldKind::File | FieldKind::Relation => {
            text.is_some()
        }
        FieldKind::Choice => matches!(value, Data::Text(_) | Data::Integer(_)),
        FieldKind::Date => text.is_some_and(|text| Date::parse(text).is_some() && Date::is_day(text)),
        FieldKind::Datetime => text.is_some_and(|text| Date::parse(text).is_some() && Date::has_offset(text)),
        FieldKind::Integer => matches!(value, Data::Integer(_)),
        FieldKind::Number => value.as_number().is_some(),
        FieldKind::Boolean => matches!(value, Data::Bool(_)),
        FieldKind::List => value.as_list().is_some(),
        FieldKind::Duration => text.is_some_and(is_duration),
        FieldKind::Url => text.is_some_and(is_url),
        FieldKind::Table => value.as_map().is_some(),
        FieldKind::Tables => value.as_list().is_some_and(|items| items.iter().all(|item| item.as_map().is_some())),
    }
}

fn wrong_kind(kind: FieldKind, value: &Data) -> Problem {
    let (english, japanese) = kind.names();
    let what = Wording::new(
        format!("must be {english}, but it is {}", found(value, MessageLanguage::English)),
        format!("は{japanese}で書きますが、{}になっています", found(value, MessageLanguage::Japanese)),
    );
    let (english, japanese) = kind.examples();
    Problem::new("entry-kind", what, Wording::new(english, japanese))
}

/// What is there, in the words of a language.
fn found(value: &Data, language: MessageLanguage) -> String {
    let number = |number: String| language.choose(format!("the number {number}"), format!("数の {number} "));
    match value {
        Data::Null => language.choose("nothing", "空の値").to_owned(),
        Data::Bool(value) => language.choose(format!("the boolean `{value}`"), format!("真偽値の {value} ")),
        Data::Integer(value) => number(value.to_string()),
        Data::Large(value) => number(value.to_string()),
        Data::Float(value) => number(value.to_string()),
        Data::Text(text) => {
            let text = shortened(text);
            language.choose(format!("the text \"{text}\""), format!("「{text}」"))
        }
        Data::List(_) => language.choose("a list", "リスト").to_owned(),
        Data::Map(_) => language.choose("a table", "表").to_owned(),
    }
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
    let number = u32::from(letter);
    let what = Wording::new(
        format!("has a character in it that nobody sees (the control character U+{number:04X})"),
        format!("に、目に見えない文字（制御文字 U+{number:04X}）が入っています"),
    );
    let remedy = Wording::new(
        "remove the character, or type the text anew if it was copied from elsewhere",
        "ほかの文書から写した文なら、その文字を消すか、打ち直してください",
    );
    Some(Problem::new("entry-limit", what, remedy))
}

/// A text that is longer or shorter than its field allows.
pub(super) fn check_length(field: &Field, text: &str) -> Option<Problem> {
    let length = text.chars().count();
    if let Some(most) = field.max_length.filter(|most| length > *most) {
        let (has, over) = (characters(length), characters(length - most));
        let what = Wording::new(
            format!("is too long: it has {has}, and {most} are the most"),
            format!("が長すぎます。{length}字あり、{most}字までです"),
        );
        let remedy =
            Wording::new(format!("take {over} or more away"), format!("{}字以上減らしてください", length - most));
        return Some(Problem::new("entry-limit", what, remedy));
    }
    let least = field.min_length.filter(|least| length < *least)?;
    let more = characters(least - length);
    let remedy = Wording::new(format!("add {more} or more"), format!("{}字以上書き足してください", least - length));
    Some(Problem::new("entry-limit", too_short(length, least), remedy))
}

/// That a text of some characters is too short.
pub(super) fn too_short(length: usize, least: usize) -> Wording {
    Wording::new(
        format!("is too short: it has {}, and {least} are the least", characters(length)),
        format!("が短すぎます。{length}字しかなく、{least}字から必要です"),
    )
}

fn characters(count: usize) -> String {
    if count == 1 { "1 character".to_owned() } else { format!("{count} characters") }
}

fn check_text(field: &Field, text: &str) -> Option<Problem> {
    let pattern = field.pattern.as_ref().filter(|pattern| !pattern.matches(text))?;
    let text = shortened(text);
    let what = Wording::new(
        format!("is not written in the form it has to have (\"{text}\")"),
        format!("の書き方が決まりと違います（「{text}」）"),
    );
    let form = || {
        let english = format!("write it in the form `{}`", pattern.text);
        Wording::new(english, format!("`{}` の形で書きます", pattern.text))
    };
    let remedy = Some(field.file_hint()).filter(|hint| !hint.is_empty());
    Some(Problem::new("entry-limit", what, remedy.map_or_else(form, Wording::of_site)))
}

fn check_choice(field: &Field, value: &Data) -> Option<Problem> {
    if field.choices.is_empty() || field.kind == FieldKind::List && value.as_list().is_some() {
        return None;
    }
    if field.choices.iter().any(|choice| choice.value == *value) {
        return None;
    }
    let shown = |value: &Data| match value {
        Data::Text(text) => text.clone(),
        Data::Integer(number) => number.to_string(),
        other => other.kind().to_owned(),
    };
    let list = |language: MessageLanguage| -> String {
        let choice = |choice: &Choice| match (shown(&choice.value), &choice.label) {
            (value, label) if value == *label => value,
            (value, label) => language.choose(format!("{value} ({label})"), format!("{value}（{label}）")),
        };
        field.choices.iter().map(choice).collect::<Vec<_>>().join(language.choose(", ", "、"))
    };
    let (english, japanese) = (list(MessageLanguage::English), list(MessageLanguage::Japanese));
    let texts = || field.choices.iter().filter_map(|choice| choice.value.as_str());
    let remedy = match value.as_str().and_then(|written| suggest(written, texts())) {
        Some(meant) => Wording::new(
            format!("did you mean `{meant}`? the choices are: {english}"),
            format!("「{meant}」でしょうか。使える値: {japanese}"),
        ),
        None => Wording::new(format!("the choices are: {english}"), format!("使える値: {japanese}")),
    };
    let value = shortened(&shown(value));
    let what = Wording::new(
        format!("has the value \"{value}\", which is none of its choices"),
        format!("に、選択肢にない値「{value}」が書かれています"),
    );
    Some(Problem::new("entry-choice", what, remedy))
}

fn check_range(field: &Field, value: &Data) -> Option<Problem> {
    let number = value.as_number()?;
    if let Some(least) = field.min.filter(|least| number < *least) {
        let what = Wording::new(
            format!("is too small: it is {number}, and {least} is the least"),
            format!("が小さすぎます。{number} ですが、{least} 以上にします"),
        );
        let remedy = Wording::new(
            format!("write a number that is {least} or greater"),
            format!("{least} 以上の数を書いてください"),
        );
        return Some(Problem::new("entry-limit", what, remedy));
    }
    let most = field.max.filter(|most| number > *most)?;
    let what = Wording::new(
        format!("is too large: it is {number}, and {most} is the most"),
        format!("が大きすぎます。{number} ですが、{most} 以下にします"),
    );
    let remedy =
        Wording::new(format!("write a number that is {most} or less"), format!("{most} 以下の数を書いてください"));
    Some(Problem::new("entry-limit", what, remedy))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        schema::{definition::read_for_test, language_tests::check_wording, type_reader::read_field},
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
            ("kind: file", "\"clip.mp4\"", None),
            ("kind: file", "4", Some("文字列")),
            ("kind: list", "\"a\"", Some("リスト")),
            ("kind: table", "[1]", Some("表")),
            ("kind: tables", "[1]", Some("表")),
        ] {
            let text = format!("{{key: k, label: 名, {field}}}");
            let parsed = read_for_test(&text, |value| value.table(read_field).flatten());
            let data: Data = parse_toml(&format!("v = {value}")).unwrap();
            let found = check_value(&parsed, data.get("v").unwrap());
            assert_eq!(found.is_some(), fault.is_some(), "{field} {value}: {found:?}");
            let Some(found) = found else { continue };
            assert!(found.what.japanese().contains(fault.unwrap()), "{field} {value}: {found:?}");
            check_wording(&found.what, &[field, value]);
            check_wording(&found.remedy, &[field, value]);
        }
    }
}
