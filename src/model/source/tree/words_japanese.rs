//! Faults in Japanese, for editors; full-width slips, which happen on Japanese keyboards, in both languages.

use std::fmt::Write as _;

use super::{
    super::{MessageLanguage, Step},
    fault::{FoundValue, SyntaxProblem, TreeFault, TreeFaultKind},
    node::Shape,
    slip::FullWidthSlip,
    words_english::{FaultWords, join_path},
};

impl TreeFault {
    /// The fault in Japanese.
    pub fn in_japanese(&self) -> FaultWords {
        let subject = || shown_path(&self.path).map_or_else(String::new, |path| format!("`{path}` "));
        match &self.kind {
            TreeFaultKind::Syntax { problem, detail } => {
                let (message, hint) = syntax(*problem);
                let message = match problem {
                    SyntaxProblem::Other => format!("{message}（{detail}）"),
                    _ => message.to_owned(),
                };
                FaultWords { message, hint: (!hint.is_empty()).then(|| hint.to_owned()) }
            }
            TreeFaultKind::DuplicateKey { key, .. } => {
                FaultWords::new(format!("`{key}` が二度あります"), "どちらかを消してください")
            }
            TreeFaultKind::UnknownKey { key, meant, allowed } => {
                let message = format!("{}`{key}` という項目はありません", subject());
                FaultWords { message, hint: choice(*meant, allowed) }
            }
            TreeFaultKind::MissingKey { key } => {
                FaultWords::new(format!("{}`{key}` がありません", subject()), format!("`{key}` を書き足してください"))
            }
            TreeFaultKind::WrongShape { expected, found } => {
                let message =
                    format!("{}{}を書くところに、{}があります", subject(), name_of(*expected), name_found(found));
                FaultWords { message, hint: shape_hint(*expected, found.shape).map(str::to_owned) }
            }
            TreeFaultKind::NotOneOf { value, meant, allowed } => {
                let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
                FaultWords {
                    message: format!("{}`{value}` は選べません", subject()),
                    hint: choice(meant.as_deref(), &allowed),
                }
            }
            TreeFaultKind::OutOfRange { least, greatest, value } => {
                let range = if *value < *least { format!("{least}以上") } else { format!("{greatest}以下") };
                FaultWords::plain(format!("{}{range}の整数を書くところに、数 {value} があります", subject()))
            }
            TreeFaultKind::NotADate { value } => FaultWords::new(
                format!("{}「{value}」は日付や時刻として読めません", subject()),
                "2026-11-21 や 2026-11-21T10:00:00+09:00 のように書きます",
            ),
            TreeFaultKind::Refused { reason } => FaultWords::plain(reason.japanese().to_owned()),
        }
    }
}

impl FullWidthSlip {
    /// The slip in a language.
    pub fn in_language(&self, language: MessageLanguage) -> FaultWords {
        match language {
            MessageLanguage::English => self.in_english(),
            MessageLanguage::Japanese => self.in_japanese(),
        }
    }

    /// The slip in English.
    pub fn in_english(&self) -> FaultWords {
        let message = format!("a full-width `{}` stands where `{}` has to", self.wrong, self.right);
        FaultWords::new(message, format!("write `{}` instead", self.right))
    }

    /// The slip in Japanese.
    pub fn in_japanese(&self) -> FaultWords {
        let wrong = if self.wrong == '\u{3000}' { "空白".to_owned() } else { format!("「{}」", self.wrong) };
        let right = if self.right == ' ' { "空白".to_owned() } else { format!(" `{}` ", self.right) };
        FaultWords::new(format!("全角の{wrong}があります"), format!("半角の{right}に直してください"))
    }
}

/// A path with its items as people count them: `targets[1件目].want`; `None` for the root.
fn shown_path(path: &[Step]) -> Option<String> {
    (!path.is_empty()).then(|| join_path(path, |shown, at| _ = write!(shown, "[{}件目]", at + 1)))
}

fn choice(meant: Option<&str>, allowed: &[&str]) -> Option<String> {
    match (meant, allowed) {
        (Some(meant), _) => Some(format!("`{meant}` の書き間違いではありませんか")),
        (None, []) => None,
        (None, _) => Some(format!("書けるのは {} です", allowed.join("、"))),
    }
}

fn name_of(shape: Shape) -> &'static str {
    match shape {
        Shape::Null => "空の値",
        Shape::Boolean => " true か false ",
        Shape::Integer => "整数",
        Shape::Number => "数",
        Shape::Text => "文字列",
        Shape::Date => "日付",
        Shape::List => "リスト",
        Shape::Texts => "文字列のリスト",
        Shape::TextOrTexts => "文字列かそのリスト",
        Shape::Table => "「項目: 値」の並び",
    }
}

fn name_found(found: &FoundValue) -> String {
    match found.shape {
        Shape::Text => format!("「{}」", found.value),
        Shape::Boolean => format!(" {} ", found.value),
        Shape::Integer | Shape::Number => format!("数 {} ", found.value),
        Shape::Date => format!("日付 {} ", found.value),
        shape => name_of(shape).to_owned(),
    }
}

fn shape_hint(expected: Shape, found: Shape) -> Option<&'static str> {
    match (expected, found) {
        (Shape::List | Shape::Texts, Shape::Text) => Some("一つだけのときも [\"…\"] のように [ ] で囲みます"),
        (Shape::Text, Shape::Boolean | Shape::Integer | Shape::Number | Shape::Date) => {
            Some("\"…\" のように引用符で囲みます")
        }
        (Shape::Boolean | Shape::Integer | Shape::Number, Shape::Text) => Some("引用符を付けずに書きます"),
        _ => None,
    }
}

/// What is wrong with the writing, and what to do.
fn syntax(problem: SyntaxProblem) -> (&'static str, &'static str) {
    match problem {
        SyntaxProblem::UnquotedText => ("文字を引用符で囲んでいません", "\"…\" のように囲みます"),
        SyntaxProblem::Text => {
            ("引用符の中に、書けない文字があります", "文字列の中の `\\` と `\"` は `\\\\` と `\\\"` と書きます")
        }
        SyntaxProblem::Date => ("日付や時刻として読めません", "2026-11-21 のように書きます"),
        SyntaxProblem::Number => ("数が大きすぎるか、書き方が正しくありません", ""),
        SyntaxProblem::Boolean => ("true か false として読めません", "小文字で true か false と書きます"),
        SyntaxProblem::Expected("\"" | "'" | "\"\"\"" | "'''") => ("引用符が閉じていません", "引用符で閉じてください"),
        SyntaxProblem::Expected("]" | "]]" | "}") => ("かっこが閉じていません", "かっこを閉じてください"),
        SyntaxProblem::Expected("=") | SyntaxProblem::Key => {
            ("`項目 = 値` の形になっていません", "項目の名前、`=`、値の順に書きます")
        }
        SyntaxProblem::Expected(",") => ("値と値の間に `,` がありません", "`,` で区切ってください"),
        SyntaxProblem::MissingValue => ("値がありません", "値を書き足すか、行ごと消してください"),
        SyntaxProblem::NotATable => ("値のある項目に、さらに項目を足すことはできません", "項目の名前を見てください"),
        SyntaxProblem::TooDeep => ("入れ子が深すぎます", "かっこや字下げを減らしてください"),
        SyntaxProblem::TooManyAliases => ("`*` による繰り返しが多すぎます", "繰り返しを減らしてください"),
        SyntaxProblem::Alias => ("`*` の指す値がありません", "`&` で名付けた値より後に書きます"),
        SyntaxProblem::Tab => (
            "字下げにタブがあります。YAML の字下げは半角の空白だけです",
            "タブを消し、前後の行と同じ数の半角の空白にしてください",
        ),
        SyntaxProblem::Tag => ("`!` で始まるタグは使えません", "タグを消してください"),
        SyntaxProblem::SecondDocument => ("一つのファイルに書けるのは一つだけです", "`---` の行を消してください"),
        SyntaxProblem::Expected(_) | SyntaxProblem::Other => {
            ("書き方に誤りがあります", "字下げ、記号のあとの空白、引用符やかっこの閉じ忘れを見てください")
        }
    }
}
