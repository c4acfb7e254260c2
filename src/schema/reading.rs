//! What reading a file said, in the words of its type: for editors, in Japanese, with the field's label and its hint.
//!
//! Readers of TOML and YAML explain themselves in English and know nothing of fields. The place is right, though, and
//! the line there says which field is meant and often what is wrong with it.

use super::{ContentType, Field};
use crate::source::{Diagnostic, Place};

/// Codes of faults that come from reading a file, before its type is asked.
const CODES: [&str; 5] =
    ["front-matter", "front-matter-missing", "schedule-date", "schedule-order", "taxonomy-undeclared"];

/// Characters that Japanese keyboards give where a file needs the ones of ASCII.
const FULL_WIDTH: [(char, char); 9] = [
    ('“', '"'),
    ('”', '"'),
    ('＂', '"'),
    ('＝', '='),
    ('：', ':'),
    ('［', '['),
    ('］', ']'),
    ('＋', '+'),
    ('\u{3000}', ' '),
];

/// What readers say, by words in it, and what is wrong then.
const REASONS: [(&[&str], &str); 8] = [
    (&["string values must be quoted"], "文字を引用符で囲んでいません。\"…\" のように囲みます"),
    (&["date", "month", "day", "hour", "minute"], "日付や時刻として読めません。2026-11-21 のように書きます"),
    (&["duplicate"], "同じ項目が二度あります。どちらかを消してください"),
    (&["invalid basic string", "invalid literal string", "unclosed", "unterminated"], "引用符 \" が閉じていません"),
    (&["must be a list", "expected a sequence"], "一つだけのときも [\"…\"] のように [ ] で囲みます"),
    (&["is empty"], "空です。書き足すか、行ごと消してください"),
    (&["tab", "found character that cannot start"], "行の初めにタブがあります。空白に直してください"),
    (&["expected `=`", "missing value", "expected key", "no value"], "`項目 = 値` の形になっていません"),
];

/// Whether a fault comes from reading a file.
pub fn is_of_reading(code: &str) -> bool {
    CODES.contains(&code)
}

/// Says such a fault in the words of the file's type. The reader's own words stay in the message where nothing better
/// is known.
pub fn in_words_of(kind: &ContentType, text: &str, fault: Diagnostic) -> Diagnostic {
    if fault.code == "front-matter-missing" {
        let message = "ファイルの初めの設定（フロントマター）が、`+++` の行で囲まれていません";
        let hint = "一行目を `+++` だけにし、項目を書き、そのあとにもう一度 `+++` だけの行を書いてください";
        return Diagnostic { message: message.to_owned(), hint: Some(hint.to_owned()), ..fault };
    }
    let line = fault.place.as_ref().and_then(|place: &Place| text.lines().nth(place.line.checked_sub(1)?));
    let key = line.and_then(key_of);
    let field = key.and_then(|key| find_field(kind, key));
    let subject = match (field, key) {
        (Some(field), _) => format!("「{}」（{}）", field.label, field.key),
        (None, Some(key)) => format!("`{key}`"),
        (None, None) => "フロントマター".to_owned(),
    };
    let is_misplaced = field.is_some_and(|field| field.key.starts_with("extra."))
        && (fault.code == "taxonomy-undeclared" || fault.message.contains("taxonomy"));
    let reason = if is_misplaced {
        "[extra] の行より下に書く項目です。[extra] の行を忘れていないか見てください".to_owned()
    } else {
        reason_of(&fault, line.unwrap_or_default())
    };
    let hint = field.map(|field| field.hint.clone()).filter(|hint| !hint.is_empty());
    Diagnostic {
        message: format!("{subject}を読めません。{reason}"), hint: hint.or(fault.hint.clone()), ..fault
    }
}

fn reason_of(fault: &Diagnostic, line: &str) -> String {
    let outside = line.split('"').step_by(2).collect::<String>();
    if let Some((wrong, right)) = FULL_WIDTH.iter().find(|(wrong, _)| outside.contains(*wrong)) {
        return format!("全角の「{wrong}」があります。半角の `{right}` に直してください");
    }
    match fault.code {
        "schedule-order" => return "出る日時が、消える日時より後になっています".to_owned(),
        "taxonomy-undeclared" => return "この分類は zola.toml の taxonomies にありません".to_owned(),
        _ => {}
    }
    let message = fault.message.to_lowercase();
    let known = REASONS.iter().find(|(words, _)| words.iter().any(|word| message.contains(word)));
    known.map_or_else(|| format!("書き方が正しくありません（{}）", fault.message), |(_, reason)| (*reason).to_owned())
}

/// The key that a line of TOML or YAML sets.
fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(['=', ':', '＝', '：'])?;
    let key = key.trim().trim_matches('"');
    let is_key = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
    (!key.is_empty() && key.chars().all(is_key)).then_some(key)
}

/// The field that a key means, wherever its table is.
fn find_field<'a>(kind: &'a ContentType, key: &str) -> Option<&'a Field> {
    kind.field(key).or_else(|| kind.fields.iter().find(|field| field.key.rsplit('.').next() == Some(key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{schema::Types, source::SourcePath};

    const TYPE: &str = "id: a\nlabel: A\nfolder: a\nfields:\n  - { key: title, kind: text, label: 見出し, hint: 40字まで。 }\n  \
        - { key: extra.access, kind: text, label: 行き方, hint: 駅から。 }\n";

    #[test]
    fn readers_words_become_an_editors() {
        let (types, faults) = Types::parse(&[(SourcePath::new("data/types/a.yaml"), TYPE.to_owned())]);
        assert_eq!(faults, []);
        let kind = types.get("a").unwrap();
        for (line, code, message, expected) in [
            (
                "title = 40人",
                "front-matter",
                "string values must be quoted, expected literal",
                "「見出し」（title）を読めません。文字を",
            ),
            ("title = “x”", "front-matter", "string values must be quoted", "全角の「“」があります。半角の `\"` に"),
            ("title ＝ \"x\"", "front-matter", "key with no value, expected `=`", "全角の「＝」があります"),
            ("title = \"x", "front-matter", "invalid basic string, expected `\"`", "引用符 \" が閉じていません"),
            (
                "date = 2026-13-02",
                "front-matter",
                "invalid date, expected month between",
                "`date`を読めません。日付や時刻として",
            ),
            ("access = \"x\"", "front-matter", "the taxonomy `access` must be a list of texts", "[extra] の行を忘れて"),
            ("title = \"“x”\" y", "front-matter", "odd thing", "書き方が正しくありません（odd thing）"),
            ("]", "front-matter", "odd thing", "フロントマターを読めません。"),
            ("x", "front-matter-missing", "the file has no front matter", "`+++` の行で囲まれていません"),
        ] {
            let text = format!("+++\n{line}\n");
            let fault = Diagnostic::error("front-matter", message).at(&text, &(4..4 + line.len()));
            let said = in_words_of(kind, &text, Diagnostic { code, ..fault });
            assert!(said.message.contains(expected), "{line}: {}", said.message);
            assert_eq!(said.place.map(|place| place.line), Some(2));
        }
    }
}
