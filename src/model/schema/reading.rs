//! What reading a file said, in the words of its type: for editors, in Japanese, with the field's label and its hint.
//!
//! Readers of TOML and YAML explain themselves in English and know nothing of fields. The place is right, though, and
//! the line there says which field is meant and often what is wrong with it.

use super::{ContentType, Field};
use crate::source::{Diagnostic, Place, Span};

/// Codes of faults that come from reading a file, before its type is asked.
const CODES: [&str; 5] =
    ["front-matter", "front-matter-missing", "schedule-date", "schedule-order", "taxonomy-undeclared"];

/// Characters that Japanese keyboards give where a file needs the ones of ASCII. Those that are right in a text without
/// quotes, as YAML allows it, come last.
const FULL_WIDTH: [(char, char); 9] = [
    ('“', '"'),
    ('”', '"'),
    ('＂', '"'),
    ('\u{3000}', ' '),
    ('＝', '='),
    ('：', ':'),
    ('［', '['),
    ('］', ']'),
    ('＋', '+'),
];

/// How many of these are wrong in YAML too.
const WRONG_IN_YAML: usize = 4;

/// What readers say, by words in it, and what is wrong then. The first that fits counts.
const REASONS: [(&[&str], &str); 10] = [
    (&["duplicate"], "同じ項目が二度あります。どちらかを消してください"),
    (&["string values must be quoted"], "文字を引用符で囲んでいません。\"…\" のように囲みます"),
    (
        &["invalid date", "invalid time", "no date", "expected month", "expected day", "hour", "minute"],
        "日付や時刻として読めません。2026-11-21 のように書きます",
    ),
    (
        &["invalid basic string", "invalid literal string", "unclosed string", "unterminated"],
        "引用符 \" が閉じていません",
    ),
    (&["unclosed"], "[ ] のかっこが閉じていません"),
    (&["must be a list", "expected a sequence"], "一つだけのときも [\"…\"] のように [ ] で囲みます"),
    (&["is empty"], "空です。書き足すか、行ごと消してください"),
    (&["found character that cannot start"], "行の初めにタブがあります。空白に直してください"),
    (&["expected `=`", "missing value", "expected key", "no value"], "`項目 = 値` の形になっていません"),
    (&["invalid type: integer", "invalid value: integer", "out of range"], "数が大きすぎるか、ここには書けない数です"),
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
    let is_yaml = text.trim_start().starts_with("---");
    let line_of = |place: &Place| text.lines().nth(place.line.checked_sub(1)?);
    let line = fault.place.as_ref().and_then(line_of);
    // Readers of YAML point at the head of what they read, and name the key in words.
    let words = fault.message.clone();
    let key = if is_yaml { key_in_words(&words) } else { line.and_then(key_of) };
    let fault = match key.filter(|_| is_yaml).and_then(|key| span_of_key(text, key)) {
        Some(span) => fault.at(text, &span),
        None => fault,
    };
    let line = if is_yaml { fault.place.as_ref().and_then(line_of).filter(|_| key.is_some()) } else { line };
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
        reason_of(&fault, line.unwrap_or_default(), is_yaml)
    };
    let hint = field.map(Field::file_hint).filter(|hint| !hint.is_empty());
    Diagnostic {
        message: format!("{subject}を読めません。{reason}"), hint: hint.or(fault.hint.clone()), ..fault
    }
}

fn reason_of(fault: &Diagnostic, line: &str, is_yaml: bool) -> String {
    let outside = outside_of_texts(line);
    let wrong = &FULL_WIDTH[..if is_yaml { WRONG_IN_YAML } else { FULL_WIDTH.len() }];
    if let Some((wrong, right)) = wrong.iter().find(|(wrong, _)| outside.contains(*wrong)) {
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

/// What of a line stands outside of quotes, and before a remark.
fn outside_of_texts(line: &str) -> String {
    let mut quote = None;
    let mut outside = String::new();
    for letter in line.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '#') => break,
            (None, _) => outside.push(letter),
        }
    }
    outside
}

/// The key that a reader of YAML names: `date: invalid type …`, `duplicate entry with key "date"`.
fn key_in_words(message: &str) -> Option<&str> {
    let named = message.split_once("key \"").and_then(|(_, rest)| rest.split_once('"')).map(|(key, _)| key);
    let named = named.or_else(|| message.split_once(": ").map(|(path, _)| path.rsplit('.').next().unwrap_or(path)));
    named.filter(|key| is_key(key))
}

/// Where the last line is that sets a key.
fn span_of_key(text: &str, key: &str) -> Option<Span> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        at += line.len();
        (at - line.len(), line)
    });
    // The body may hold such a line, too.
    let front = lines.take_while(|(start, line)| *start == 0 || line.trim_end() != "---");
    let last = front.filter(|(_, line)| key_of(line) == Some(key)).last();
    last.map(|(start, line)| start..start + line.trim_end().len())
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-.".contains(letter))
}

/// The key that a line of TOML or YAML sets.
fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(['=', ':', '＝', '：'])?;
    let key = key.trim().trim_matches('"');
    is_key(key).then_some(key)
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
            ("date = 2026-13-02 # 公開日：あとで", "front-matter", "invalid date, expected month", "日付や時刻として"),
            ("title = '東北：仙台' '夏'", "front-matter", "odd thing", "（odd thing）"),
            ("[extra", "front-matter", "unclosed table, expected `]`", "[ ] のかっこが"),
            ("weight = 99", "front-matter", "invalid type: integer `99`, expected usize", "数が大きすぎるか"),
            ("]", "front-matter", "odd thing", "フロントマターを読めません。"),
            ("x", "front-matter-missing", "the file has no front matter", "`+++` の行で囲まれていません"),
        ] {
            let text = format!("+++\n{line}\n");
            let fault = Diagnostic::error("front-matter", message).at(&text, &(4..4 + line.len()));
            let said = in_words_of(kind, &text, Diagnostic { code, ..fault });
            assert!(said.message.contains(expected), "{line}: {}", said.message);
            assert_eq!(said.place.map(|place| place.line), Some(2));
        }
        for (text, message, expected, line) in [
            (
                "---\ntitle: 東北\ndate: 1\ndate: 2\n---\ndate: 3\n",
                "duplicate entry with key \"date\"",
                "`date`を読めません。同じ項目が",
                4,
            ),
            (
                "---\ntitle: 東北\naccess: [\n---\n",
                "did not find expected node",
                "フロントマターを読めません。書き方が",
                2,
            ),
            (
                "---\ntitle: 東北：仙台\naccess: 5\n---\n",
                "extra.access: invalid type: map, expected text",
                "「行き方」",
                3,
            ),
        ] {
            let said = in_words_of(kind, text, Diagnostic::error("front-matter", message).at(text, &(4..5)));
            assert!(said.message.contains(expected), "{message}: {}", said.message);
            assert_eq!(said.place.map(|place| place.line), Some(line));
        }
    }
}
