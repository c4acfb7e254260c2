//! What editors read of the kinds of fields.

use super::FieldKind;

impl FieldKind {
    /// What a value of the kind is, in English and in Japanese.
    pub(super) fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Text | Self::Markdown | Self::Image | Self::File | Self::Relation => ("a text", "文字列"),
            Self::Choice => ("the value of a choice", "選択肢の値"),
            Self::Date => ("a date", "日付"),
            Self::Datetime => ("a date with a time", "日時"),
            Self::Integer => ("an integer", "整数"),
            Self::Number => ("a number", "数"),
            Self::Boolean => ("`true` or `false`", "true か false"),
            Self::List => ("a list of texts", "文字列のリスト"),
            Self::Duration => ("a length of time", "長さ"),
            Self::Url => ("a web address", "アドレス"),
            Self::Table => ("a table", "項目の集まり（表）"),
            Self::Tables => ("a list of tables", "項目の集まり（表）のリスト"),
        }
    }

    /// How such a value is written, in English and in Japanese.
    pub(super) fn examples(self) -> (&'static str, &'static str) {
        match self {
            Self::Text | Self::Markdown | Self::Image | Self::File | Self::Relation => {
                ("put it in quotes: \"…\"", "\"…\" のように引用符で囲みます")
            }
            Self::Choice => ("write a value of one of its choices", "下の値から選びます"),
            Self::Date => ("write it as 2026-11-21", "2026-11-21 のように書きます"),
            Self::Datetime => (
                "write it with its time and offset, as 2026-11-21T18:00:00+09:00",
                "2026-11-21T18:00:00+09:00 のように、時刻と +09:00 まで書きます",
            ),
            Self::Integer => ("write it without quotes, as 30", "30 のように、引用符を付けずに書きます"),
            Self::Number => ("write it without quotes, as 3.5", "3.5 のように、引用符を付けずに書きます"),
            Self::Boolean => ("write `true` or `false` without quotes", "true か false を、引用符を付けずに書きます"),
            Self::List => ("write it as [\"…\", \"…\"]", "[\"…\", \"…\"] のように書きます"),
            Self::Duration => ("write 5 minutes and 30 seconds as PT5M30S", "5分30秒なら PT5M30S のように書きます"),
            Self::Url => ("write an address that begins with https://", "https:// から始まるアドレスを書きます"),
            Self::Table => ("write its fields below [HEADING]", "[見出し] の下に項目を並べて書きます"),
            Self::Tables => (
                "write [[HEADING]] for each of them, and its fields below it",
                "[[見出し]] を1件ごとに書き、その下に項目を並べます",
            ),
        }
    }
}
