//! What the reader of YAML says of a file, in the words of the people who write it: which key, what was expected, what
//! stands there.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::near::nearest;

/// A fault in Japanese, with what may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wording {
    /// What is wrong.
    pub message: String,
    /// What to do, where that is known.
    pub hint: Option<String>,
}

/// How the messages of the reader are built, after the path of the value.
struct Patterns {
    path: Regex,
    invalid: Regex,
    missing: Regex,
    unknown: Regex,
    twice: Regex,
    quoted: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    Some(Patterns {
        path: Regex::new(r"^([^\s`:]+): (.+)$").ok()?,
        invalid: Regex::new(r"^invalid (?:type|value|length): (.+?), expected (.+)$").ok()?,
        missing: Regex::new(r"^missing field `(.+)`$").ok()?,
        unknown: Regex::new(r"^unknown (field|variant) `(.*?)`(?:, (.*))?$").ok()?,
        twice: Regex::new(r#"^duplicate (?:field `(.+)`|entry with key "?(.+?)"?)$"#).ok()?,
        quoted: Regex::new("`([^`]+)`").ok()?,
    })
});

/// Says a message of the reader in Japanese.
pub(super) fn in_japanese(message: &str) -> Wording {
    let Some(patterns) = &*PATTERNS else { return Wording { message: message.to_owned(), hint: None } };
    let (path, rest) = match patterns.path.captures(message) {
        Some(parts) if is_path(&parts[1]) => (Some(shown_path(&parts[1])), parts[2].to_owned()),
        _ => (None, message.to_owned()),
    };
    let Wording { message, hint } = describe(patterns, &rest);
    let message = path.map_or(message.clone(), |path| format!("`{path}` {message}"));
    Wording { message, hint }
}

fn describe(patterns: &Patterns, message: &str) -> Wording {
    let plain = |message: String| Wording { message, hint: None };
    if let Some(parts) = patterns.invalid.captures(message) {
        let (found, wanted) = (found_in_japanese(&parts[1]), wanted_in_japanese(&parts[2]));
        return plain(format!("{wanted}を書くところに、{found}があります"));
    }
    if let Some(parts) = patterns.missing.captures(message) {
        return plain(format!("`{}` がありません", &parts[1]));
    }
    if let Some(parts) = patterns.unknown.captures(message) {
        return unknown(patterns, &parts);
    }
    if let Some(parts) = patterns.twice.captures(message) {
        let key = parts.get(1).or_else(|| parts.get(2)).map_or("", |key| key.as_str());
        return plain(format!("`{key}` が二度あります"));
    }
    // What this program itself says of a value is Japanese already.
    if message.chars().any(|letter| matches!(letter, 'ぁ'..='ん')) {
        return plain(message.to_owned());
    }
    let hint = "字下げ、`:` のあとの空白、引用符やかっこの閉じ忘れを見てください".to_owned();
    Wording { message: "YAML の書き方に誤りがあります".to_owned(), hint: Some(hint) }
}

fn unknown(patterns: &Patterns, parts: &Captures<'_>) -> Wording {
    let written = &parts[2];
    let known = parts.get(3).map_or("", |known| known.as_str());
    let known: Vec<&str> =
        patterns.quoted.captures_iter(known).filter_map(|name| Some(name.get(1)?.as_str())).collect();
    let message = match &parts[1] {
        "field" => format!("`{written}` という項目はありません"),
        _ => format!("`{written}` は選べません"),
    };
    let hint = match nearest(written, known.iter().copied()) {
        Some(meant) => format!("`{meant}` の書き間違いではありませんか"),
        None => format!("書けるのは {} です", known.join("、")),
    };
    Wording { message, hint: (!known.is_empty()).then_some(hint) }
}

/// Whether this is the path of a value, not the first word of a message.
fn is_path(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.[]?".contains(&byte) || byte >= 0x80)
}

/// `targets[0].want` as people count: `targets[1件目].want`.
fn shown_path(path: &str) -> String {
    path.trim_start_matches('.').split('[').enumerate().fold(String::new(), |shown, (at, part)| {
        match part.split_once(']') {
            Some((number, rest)) if at > 0 => {
                let number =
                    number.parse::<usize>().map_or_else(|_| number.to_owned(), |number| format!("{}件目", number + 1));
                format!("{shown}[{number}]{rest}")
            }
            _ => shown + part,
        }
    })
}

fn found_in_japanese(found: &str) -> String {
    let inside = |mark: char| found.split_once(mark).and_then(|(_, rest)| rest.strip_suffix(mark));
    match found.split(' ').next().unwrap_or_default() {
        "string" => inside('"').map_or_else(|| "文字列".to_owned(), |text| format!("「{text}」")),
        "integer" | "floating" | "float" => {
            inside('`').map_or_else(|| "数".to_owned(), |number| format!("数 {number} "))
        }
        "boolean" => inside('`').map_or_else(|| "true か false".to_owned(), |value| format!(" {value} ")),
        "unit" | "null" | "Option" => "空の値".to_owned(),
        "sequence" => "リスト".to_owned(),
        "map" => "「項目: 値」の並び".to_owned(),
        number if number.bytes().all(|byte| byte.is_ascii_digit()) && !number.is_empty() => format!("{number}個"),
        _ => "別の種類の値".to_owned(),
    }
}

fn wanted_in_japanese(wanted: &str) -> String {
    if let Some((_, names)) = wanted.split_once(": ") {
        let names = names.replace(" and more", " など").replace(" and ", ", ").replace(", ", "、");
        return format!("項目（{names}）");
    }
    match wanted {
        "a string" | "a text" => "文字列",
        "a boolean" => " true か false ",
        "a sequence" => "リスト",
        "a map" => "「項目: 値」の並び",
        "a list `targets`" => "`targets:` で始まるリスト",
        "a nonzero usize" => "1以上の整数",
        "usize" | "u64" | "u32" => "0以上の整数",
        "i64" | "i32" | "an integer" => "整数",
        "f64" | "f32" | "a number" => "数",
        _ => "別の種類の値",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::{
        schema::{Form, Target},
        source::parse_yaml,
    };

    fn of<T: for<'de> Deserialize<'de>>(text: &str) -> Wording {
        in_japanese(&parse_yaml::<T>(text).err().unwrap().message)
    }

    #[test]
    fn messages_of_the_reader_are_japanese() {
        const TARGET: &str = "{id: a, label: 会, type: event, want: 1";
        let list = |rest: &str| of::<Vec<Target>>(&format!("[{TARGET}}}, {TARGET}, {rest}}}]"));
        let one = |text: &str| of::<Target>(text);
        for (wording, message, hint) in [
            (one("{want: thirty}"), "`want` 0以上の整数を書くところに、「thirty」があります", ""),
            (one("{want: -2}"), "`want` 0以上の整数を書くところに、数 -2 があります", ""),
            (one("{id: [5]}"), "`id` 文字列を書くところに、リストがあります", ""),
            (one("{id: a}"), "`label` がありません", ""),
            (one("{wnat: 5}"), "`wnat` という項目はありません", "`want` の書き間違い"),
            (one("{where: 5}"), "`where` リストを書くところに、数 5 があります", ""),
            (one("{id: a"), "YAML の書き方に誤りがあります", "字下げ"),
            (one("[]"), "項目（id、label、type、want）を書くところに、リストがあります", ""),
            (list("where: [{filed: a}]"), "`filed` という項目はありません", "`field` の"),
            (list("where: [{field: a, present: 1}]"), "`[2件目].where[1件目].present`  true か false を書く", ""),
            (of::<Form>("{form: {a: 1}}"), "`form` 文字列を書くところに、「項目: 値」の並びがあります", ""),
        ] {
            assert!(wording.message.contains(message), "{message}: {}", wording.message);
            assert!(wording.hint.clone().unwrap_or_default().contains(hint), "{wording:?}");
        }
    }
}
