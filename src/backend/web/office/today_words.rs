//! Why something waits for a person, in words.

use crate::{intake::Suspicion, store::NoticeKind};

/// Why a submission is held.
pub(super) fn suspicion_text(suspicion: Suspicion) -> &'static str {
    match suspicion {
        Suspicion::Trap => "人には見えない欄に入力がありました",
        Suspicion::Origin => "このサイトの画面から送られたと確かめられませんでした",
        Suspicion::Haste => "人が入力するより速く送られました",
        Suspicion::Crowd => "同じ場所から多くの送信がありました",
    }
}

/// What became visible of a person.
pub(super) fn notice_text(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::TwoRegistrations => "同じ人が、1つのイベントに2件申し込んでいます",
        NoticeKind::SharedAddress => "確認されたメールアドレスは、別の登録者のものでもあります",
        NoticeKind::ConsentWithdrawn => "同意が取り消されました",
        NoticeKind::NotGivenAgain => "登録者を分けたとき、戻せなかった申し込みがあります",
    }
}
