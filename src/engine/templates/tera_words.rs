//! Faults of templates in words. In English they are Tera's own; in Japanese they say the same by the kind of fault, and
//! quote Tera where it knows more than that.

use super::tera_report::{TeraFault, TeraFaultKind};
use tsubame_model::source::Wording;

/// What a fault says.
pub(super) fn message_of(fault: &TeraFault) -> Wording {
    fault.refusal.clone().unwrap_or_else(|| Wording::new(fault.message.as_str(), in_japanese(fault)))
}

fn in_japanese(fault: &TeraFault) -> String {
    let quoting = |what: &str| format!("{what}（Tera の報告: {}）", fault.message);
    match &fault.kind {
        TeraFaultKind::UnknownFilter(name) => format!("フィルター `{name}` はありません"),
        TeraFaultKind::UnknownTest(name) => format!("テスト `{name}` はありません"),
        TeraFaultKind::UnknownFunction(name) => format!("関数 `{name}` はありません"),
        TeraFaultKind::UnknownComponent(name) => format!("コンポーネント `{name}` はありません"),
        TeraFaultKind::UnknownTemplate(name) => format!("テンプレート `{name}` はありません"),
        TeraFaultKind::UndefinedVariable(name) => format!("変数 `{name}` がありません"),
        TeraFaultKind::UndefinedField(name) => format!("項目 `{name}` がありません"),
        TeraFaultKind::UnknownTag => quoting("知らないタグがあります"),
        TeraFaultKind::UnexpectedEnd => quoting("閉じられていないものがあります"),
        TeraFaultKind::OutsideBlocks => quoting("ブロックの外にあるので、表示されません"),
        TeraFaultKind::Macro => quoting("マクロは使えません"),
        TeraFaultKind::UnknownBlock(name) => quoting(&format!("ブロック `{name}` が、元のテンプレートにありません")),
        TeraFaultKind::MissingArgument(name) => quoting(&format!("引数 `{name}` が渡されていません")),
        TeraFaultKind::WrongArgumentType(name) => quoting(&format!("引数 `{name}` の値の種類が違います")),
        TeraFaultKind::UnknownArgument => quoting("コンポーネントにない引数が渡されています"),
        TeraFaultKind::Refused { function } => quoting(&format!("`{function}` の呼び出しが断られました")),
        TeraFaultKind::CircularExtend(..)
        | TeraFaultKind::CircularInclude(..)
        | TeraFaultKind::MissingParent { .. }
        | TeraFaultKind::DefinedTwice { .. }
        | TeraFaultKind::ComponentRecursion
        | TeraFaultKind::Other => quoting("テンプレートを処理できません"),
    }
}
