//! What rights and roles are called where staff read them.

use crate::intake::staff::{StaffRight, StaffRole};

/// A right, as pages name it.
pub(super) fn right_label(right: StaffRight) -> &'static str {
    match right {
        StaffRight::SeeToday => "今日の予定を見る",
        StaffRight::FindPersons => "登録者をさがす",
        StaffRight::OpenPerson => "登録者の記録を開く",
        StaffRight::EditPerson => "登録者の記録を書く",
        StaffRight::SeeCounselling => "相談の記録を読む",
        StaffRight::MergePersons => "登録者をまとめる",
        StaffRight::ErasePersons => "登録者を消去する",
        StaffRight::ExportPersons => "名簿を書き出す",
        StaffRight::ReleaseHeld => "保留を解く",
        StaffRight::SeeEvents => "イベントを見る",
        StaffRight::CheckIn => "受付をする",
        StaffRight::ManageEvents => "イベントの席を動かす",
        StaffRight::ManageBookings => "予約を扱う",
        StaffRight::SendMessages => "メッセージを送る",
        StaffRight::SeeFigures => "数字を見る",
        StaffRight::EditContent => "記事を書く",
        StaffRight::PublishContent => "記事を公開する",
        StaffRight::ManageAccounts => "アカウントを管理する",
        StaffRight::ManageSettings => "設定を変える",
        StaffRight::ReadAudit => "操作の記録を読む",
        StaffRight::ApprovePlans => "計画などを承認する",
        StaffRight::ManageIncidents => "事故の対応を記録する",
        StaffRight::SeeOrganisations => "企業・団体を見る",
        StaffRight::ManageOrganisations => "企業・団体の記録を書く",
        StaffRight::SeeApprovals => "承認の依頼を見る",
        StaffRight::AskApproval => "承認を依頼する",
        StaffRight::KeepRecords => "打合せや日報を記録する",
    }
}

/// A role, as pages name it.
pub fn role_label(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Administrator => "管理者",
        StaffRole::Coordinator => "コーディネーター",
        StaffRole::Counsellor => "相談員",
        StaffRole::EventStaff => "イベント受付",
        StaffRole::Editor => "編集者",
        StaffRole::Viewer => "閲覧者（数字のみ）",
        StaffRole::Auditor => "監査（操作の記録のみ）",
        StaffRole::Client => "発注者（市の担当）",
    }
}

/// What a role is there for, in a sentence.
pub(super) fn role_hint(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Administrator => {
            "アカウントと設定を管理し、相談の記録、操作の記録、市の承認のほかは、すべてを扱えます。"
        }
        StaffRole::Coordinator => "登録者、イベント、予約、メッセージを扱います。",
        StaffRole::Counsellor => "登録者と相談の記録、予約を扱います。書き出しと消去はできません。",
        StaffRole::EventStaff => "イベントの名簿を見て、受付をします。",
        StaffRole::Editor => "サイトの記事を書いて公開します。個人の記録は見えません。",
        StaffRole::Viewer => "集計した数字だけを見ます。",
        StaffRole::Auditor => "だれが何をしたかの記録だけを読みます。",
        StaffRole::Client => "集計した数字を見て、計画やメッセージを承認します。個人の記録は見えません。",
    }
}
