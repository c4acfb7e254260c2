//! What endpoints are told, and how that stands, in words.

use jiff::Timestamp;

use super::times::{day_and_time, since};
use crate::{
    intake::office_api::{WebhookEvent, WebhookTargetFault},
    store::{DeliveryState, DeliveryView, WebhookView},
};

/// What is told, as the page names it.
pub(super) fn event_label(event: WebhookEvent) -> &'static str {
    match event {
        WebhookEvent::SubmissionReceived => "フォームが送られた",
        WebhookEvent::RegistrationChanged => "イベントの申し込みが変わった",
        WebhookEvent::BookingChanged => "予約が変わった",
        WebhookEvent::PersonErased => "登録者が消去された（プログラムを選んだときは知らせません）",
        WebhookEvent::CaseMoved => "案件が始まったか、進んだ",
        WebhookEvent::EventCheckedIn => "イベントで受付した",
    }
}

/// Why an address cannot be one of an endpoint, and what to do.
pub(super) fn target_fault(fault: WebhookTargetFault) -> &'static str {
    match fault {
        WebhookTargetFault::NoAddress => "アドレスの形をお確かめください（例：https://hooks.example.jp/tsubame）。",
        WebhookTargetFault::NotEncrypted => "アドレスは https:// で始めてください。",
        WebhookTargetFault::Credentials => "アドレスに名前やパスワードを書かないでください。署名で確かめられます。",
        WebhookTargetFault::NotPublic => {
            "このアドレスには送れません。インターネットに公開されたアドレスにしてください。"
        }
    }
}

/// How an endpoint stands.
pub(super) fn webhook_state(endpoint: &WebhookView) -> String {
    match (endpoint.stopped_at, endpoint.failing_since) {
        (Some(at), _) if endpoint.stopped_by.as_deref() == Some("system") => {
            format!("届かないため、{}に自動で止まりました", day_and_time(at))
        }
        (Some(at), _) => format!("{}に止めました", day_and_time(at)),
        (None, Some(at)) => format!("{}から届いていません", day_and_time(at)),
        (None, None) => "動いています".to_owned(),
    }
}

/// How a delivery stands.
pub(super) fn delivery_state(delivery: &DeliveryView, now: Timestamp) -> String {
    match delivery.state {
        DeliveryState::Waiting if delivery.due_at > now => {
            format!("送信待ち（次は{}後）", since(now, delivery.due_at))
        }
        DeliveryState::Waiting => "送信待ち".to_owned(),
        DeliveryState::Sending => "送信中".to_owned(),
        DeliveryState::Sent => "届きました".to_owned(),
        DeliveryState::Dead => "届きませんでした".to_owned(),
        DeliveryState::Held => "復元したため、送らずにあります".to_owned(),
    }
}
