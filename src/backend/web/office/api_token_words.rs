//! What tokens are good for, in words.

use crate::intake::office_api::{ApiScope, ApiTokenFault};

/// A scope, as the page names it.
pub(super) fn scope_label(scope: ApiScope) -> &'static str {
    match scope {
        ApiScope::PersonsRead => "登録者と案件を読む",
        ApiScope::PersonsWrite => "登録者に書く（タグ、段階、メモ、用件）",
        ApiScope::EventsRead => "イベントと名簿を読む",
        ApiScope::EventsCheckIn => "受付をする",
        ApiScope::BookingsRead => "予約を読む",
        ApiScope::FiguresRead => "数字を読む（個人は含みません）",
        ApiScope::OrganisationsRead => "企業・団体を読む",
        ApiScope::Exports => "名簿を書き出す（メールアドレスの全体を含みます。理由が要ります）",
    }
}

/// Why a token cannot be made, and what to do.
pub(super) fn token_fault(fault: ApiTokenFault) -> &'static str {
    match fault {
        ApiTokenFault::Name => "名前を、1文字以上、60文字までで入力してください。",
        ApiTokenFault::NoScope => "範囲を1つ以上選んでください。",
        ApiTokenFault::NoEnd => "使える最後の日を入力してください。",
        ApiTokenFault::Over => "使える最後の日が過ぎています。今日からあとの日を入力してください。",
        ApiTokenFault::TooLong => "使える最後の日は、今日から1年までにしてください。",
    }
}
