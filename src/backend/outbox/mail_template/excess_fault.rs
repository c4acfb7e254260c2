//! What templates of mails may not use, as diagnostics.

use tsubame_model::source::{Diagnostic, Wording};

use super::{
    names::path,
    subset::{Excess, ExcessKind},
};

/// The fault of something that the template `name` with this text uses.
pub(super) fn excess_fault(excess: &Excess, name: &str, text: &str) -> Diagnostic {
    let (message, hint) = words(&excess.kind);
    let code = if matches!(excess.kind, ExcessKind::Missing(_)) { "mail-template" } else { "mail-limits" };
    Diagnostic::error(code, message).in_file(&path(name)).at(text, &excess.span).with_hint(hint)
}

/// What is wrong, and what to do.
fn words(kind: &ExcessKind) -> (Wording, Wording) {
    match kind {
        ExcessKind::Length => (
            Wording::new("this template or this tag is too long", "テンプレートかタグが長すぎます"),
            Wording::new(
                "a template has 64 KiB at most, a tag 200 bytes",
                "テンプレートは64 KiB、タグは200バイトまでです",
            ),
        ),
        ExcessKind::Depth => (
            Wording::new("tags stand in each other too deep", "タグの入れ子が深すぎます"),
            Wording::new("put parts into templates of their own", "一部を part.… として別のファイルに分けてください"),
        ),
        ExcessKind::Tag(tag) => (
            Wording::new(
                format!("mails do not have the tag `{tag}` here"),
                format!("メールのここではタグ「{tag}」を使えません"),
            ),
            Wording::new(
                "mails have `if`, `include` and, outside of parts, `extends` and `block`",
                "使えるのは if、include と、part 以外での extends、block です",
            ),
        ),
        ExcessKind::Filter(filter) => (
            Wording::new(
                format!("mails do not have the filter `{filter}`"),
                format!("メールではフィルター「{filter}」を使えません"),
            ),
            Wording::new("mails have `default` and `trim`", "使えるのは default と trim です"),
        ),
        ExcessKind::Call(function) => (
            Wording::new(
                format!("mails cannot call `{function}`"),
                format!("メールでは「{function}」を呼び出せません"),
            ),
            Wording::new("write the value itself", "値をそのまま書いてください"),
        ),
        ExcessKind::Loop => (
            Wording::new("mails have no loops", "メールでは繰り返しを使えません"),
            Wording::new("write the values one by one", "値を一つずつ書いてください"),
        ),
        ExcessKind::Target(target) => (
            Wording::new(format!("`{target}` may not be used from here"), format!("ここから「{target}」は使えません")),
            Wording::new(
                "name it in double quotes: mails extend `layout.…`; mails and layouts include `part.…`",
                "二重引用符で名前を書いてください。extends は layout.…、include は part.… だけです",
            ),
        ),
        ExcessKind::Missing(target) => (
            Wording::new(format!("there is no `{target}`"), format!("「{target}」がありません")),
            Wording::new(
                "write one beside the mails, or correct the name",
                "同じフォルダーに作るか、名前を直してください",
            ),
        ),
        ExcessKind::Unclear => (
            Wording::new("it is not clear where this tag ends", "タグの終わりがはっきりしません"),
            Wording::new(
                "close it with }} or %}; put strings in double quotes, without braces, quotes or backslashes",
                "}} か %} で閉じ、文字列は二重引用符で囲み、中に波括弧・引用符・バックスラッシュを入れないでください",
            ),
        ),
    }
}
