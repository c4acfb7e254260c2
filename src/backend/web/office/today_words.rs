//! Why something waits for a person and how old backups are, in words.

use jiff::Timestamp;

use super::times::{day_and_time, since};
use crate::{
    intake::Suspicion,
    store::{NoticeKind, StoreFigures},
};

/// After so many days without a tried backup, the page says so.
const TRIED_DAYS: i64 = 35;

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

/// How old the backups are.
pub(super) fn backup_text(figures: &StoreFigures, now: Timestamp) -> String {
    let written = figures.backups.written_at.map_or_else(|| "まだありません".to_owned(), day_and_time);
    let tried = figures.backups.tried_at;
    let tried = tried
        .map_or_else(|| "まだ試していません".to_owned(), |at| format!("{}（{}前）", day_and_time(at), since(at, now)));
    format!("最新のバックアップ：{written}。復元の確認：{tried}。")
}

/// Whether none was tried for too long.
pub(super) fn is_backup_old(figures: &StoreFigures, now: Timestamp) -> bool {
    figures.backups.tried_at.is_none_or(|at| now.duration_since(at).as_hours() > TRIED_DAYS * 24)
}
