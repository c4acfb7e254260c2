//! What the city approves, in words.

use std::fmt::Write as _;

use crate::intake::{
    Digest,
    approvals::{ApprovalKind, ApprovalState, DecisionRefusal},
};

pub(super) fn approval_kind_label(kind: ApprovalKind) -> &'static str {
    match kind {
        ApprovalKind::Plan => "計画",
        ApprovalKind::Message => "メッセージ",
        ApprovalKind::Creative => "広告・画像",
        ApprovalKind::Manual => "マニュアル",
        ApprovalKind::Report => "報告書",
        ApprovalKind::Other => "その他",
    }
}

pub(super) fn approval_state_label(state: ApprovalState) -> &'static str {
    match state {
        ApprovalState::Waiting => "承認待ち",
        ApprovalState::Approved => "承認済み",
        ApprovalState::Returned => "差し戻し",
    }
}

/// Why a decision does not hold, and what to do.
pub(super) fn refusal_text(refusal: DecisionRefusal) -> &'static str {
    match refusal {
        DecisionRefusal::Stale => {
            "新しい版が出ています。内容を読み直して、もう一度お決めください。何も記録していません。"
        }
        DecisionRefusal::DecidedBefore => "先にほかの人が決めました。下の履歴をご確認ください。何も変更していません。",
        DecisionRefusal::OwnRequest => "自分が依頼したものは承認できません。ほかの発注者にご依頼ください。",
    }
}

/// What a version is known by, in short.
pub(super) fn short_hash(hash: &Digest) -> String {
    letters(&hash[..8])
}

/// What a file is known by: its SHA-256, as other programs write it.
pub(super) fn hash_text(hash: &Digest) -> String {
    letters(hash)
}

fn letters(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_known_by_sixteen_letters() {
        let mut hash = [0; 32];
        (hash[0], hash[7]) = (0xab, 0x01);
        assert_eq!(short_hash(&hash), "ab00000000000001");
    }
}
