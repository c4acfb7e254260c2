//! What an office writes down of its work, in words.

use crate::intake::office_records::{HandOverState, OfficeRecordKind};

/// A kind, as the list of its records is called.
pub(super) fn record_kind_label(kind: OfficeRecordKind) -> &'static str {
    match kind {
        OfficeRecordKind::Meeting => "打合せ",
        OfficeRecordKind::Daily => "日報",
        OfficeRecordKind::Account => "外部アカウント",
        OfficeRecordKind::HandOver => "引き継ぎ",
    }
}

/// What the title of a kind is asked for as.
pub(super) fn title_label(kind: OfficeRecordKind) -> &'static str {
    match kind {
        OfficeRecordKind::Meeting => "会議の名前",
        OfficeRecordKind::Daily => "見出し",
        OfficeRecordKind::Account => "サービスの名前",
        OfficeRecordKind::HandOver => "引き継ぐもの",
    }
}

/// What the day of a kind is.
pub(super) fn day_label(kind: OfficeRecordKind) -> &'static str {
    match kind {
        OfficeRecordKind::Meeting | OfficeRecordKind::Daily => "日",
        OfficeRecordKind::Account => "確かめた日",
        OfficeRecordKind::HandOver => "期日",
    }
}

/// What a field is asked for as, what helps to fill it in, and whether it takes lines.
pub(super) fn field_words(name: &str) -> (&'static str, &'static str, bool) {
    match name {
        "place" => ("場所", "", false),
        "present" => ("出席者", "", true),
        "agenda" => ("議題", "", true),
        "decisions" => ("決まったこと", "", true),
        "todos" => ("宿題", "だれが、いつまでに、何をするか。", true),
        "hours" => ("時間（任意）", "7.5 のように、時間の数で書きます。", false),
        "done" => ("したこと", "", true),
        "holder" => ("持っている人", "", false),
        "secret_place" => (
            "パスワードの置き場所",
            "置いてある場所だけを書きます。パスワードそのものは、書いても保存できません。",
            false,
        ),
        "receiver" => ("引き継ぐ相手", "", false),
        _ => ("備考", "", true),
    }
}

pub(super) fn hand_over_label(state: HandOverState) -> &'static str {
    match state {
        HandOverState::Open => "これから",
        HandOverState::Underway => "進行中",
        HandOverState::Done => "済み",
    }
}
