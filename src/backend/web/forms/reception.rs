//! What a sender is told once everything is checked: received, or why not. With a script as JSON, without one as a page.

use axum::{
    http::{StatusCode, header},
    response::Response,
};
use serde_json::json;
use tsubame_http::answer;
use tsubame_model::schema::Form;

use crate::{
    store::{Reception, SeatReceipt},
    web::page::NoticePage,
};

/// What became of a submission, for its sender.
pub(super) struct Told<'a> {
    pub form: &'a Form,
    pub reception: Reception,
    /// The address of the site.
    pub home: &'a str,
}

impl Told<'_> {
    /// The answer. A page that was received is one that can be loaded again without sending anything: 303.
    pub fn answer(&self, is_page: bool) -> Response {
        match self.reception {
            Reception::Received { receipt, .. } if is_page => {
                let location = format!("/api/forms/{}/received?seat={}", self.form.form, receipt.name());
                answer(StatusCode::SEE_OTHER, "", &[(header::LOCATION, location), no_store()])
            }
            Reception::Received { receipt, .. } => {
                let message = thanks(self.form, receipt).join("");
                let body = json!({ "message": message, "seat": receipt.name() }).to_string();
                answer(StatusCode::OK, body, &[(header::CONTENT_TYPE, "application/json".to_owned()), no_store()])
            }
            Reception::Conflict { .. } => self.refuse(StatusCode::CONFLICT, &CONFLICT, is_page),
            Reception::Closed => self.refuse(StatusCode::UNPROCESSABLE_ENTITY, &CLOSED, is_page),
            Reception::SlotTaken => self.refuse(StatusCode::UNPROCESSABLE_ENTITY, &SLOT_TAKEN, is_page),
            Reception::ProofSpent => self.refuse(StatusCode::TOO_MANY_REQUESTS, &PROOF_SPENT, is_page),
            Reception::NoSuchEvent => self.refuse(StatusCode::UNPROCESSABLE_ENTITY, &NO_SUCH_EVENT, is_page),
            Reception::GroupTooLarge { .. } => self.refuse(StatusCode::UNPROCESSABLE_ENTITY, &TOO_LARGE, is_page),
            Reception::TooManyFiles => self.refuse(StatusCode::TOO_MANY_REQUESTS, &TOO_MANY_FILES, is_page),
        }
    }

    fn refuse(&self, status: StatusCode, refusal: &Refused, is_page: bool) -> Response {
        if is_page {
            return NoticePage::new(refusal.title, [refusal.text.to_owned()], None).answer(status, self.home);
        }
        let message = format!("{}。{}", refusal.title, refusal.text);
        let body = json!({ "status": status.as_u16(), "title": refusal.title, "message": message }).to_string();
        answer(status, body, &[(header::CONTENT_TYPE, "application/problem+json".to_owned()), no_store()])
    }
}

/// The page behind the 303.
pub(super) fn received_page(form: &Form, receipt: SeatReceipt, home: &str) -> Response {
    NoticePage::new("送信しました", thanks(form, receipt), None).answer(StatusCode::OK, home)
}

/// What is shown where nothing was sent.
pub(super) fn nothing_sent(home: &str) -> Response {
    let text = "このアドレスはフォームの送り先です。サイトのページから、フォームにご記入ください。";
    NoticePage::new("ここには何も届いていません", [text.to_owned()], None).answer(StatusCode::OK, home)
}

/// What somebody does next who has to confirm. It is the form that says so, never the address: the answer is the same for known and
/// unknown ones.
const TO_CONFIRM: &str = "ご入力のメールアドレスに、確認のメールをお送りしました。メールにあるページを開き、ボタンを1回押していただくと、受け付けが完了します。";

fn thanks(form: &Form, receipt: SeatReceipt) -> Vec<String> {
    if receipt == SeatReceipt::Held {
        let text = "お送りいただいた内容を受け付けました。担当者が内容を確かめてから、メールまたは電話でご連絡します。";
        return vec![text.to_owned()];
    }
    let why = if form.seats.is_some() { "お申し込みの人数分の席" } else { "お申し込みの席" };
    let line = format!(
        "いまは{why}が空いていないため、キャンセル待ちとして受け付けました。席が空いたら、順番にメールでご案内します。\
         前に同じメールアドレスでお申し込みいただいているときは、そちらがそのまま有効です。お送りしたメールをご覧ください。"
    );
    let seat = (receipt == SeatReceipt::Line).then_some(line);
    // Whoever waits for a seat has nothing to confirm yet.
    let confirm = (form.double_opt_in && seat.is_none()).then(|| TO_CONFIRM.to_owned());
    seat.into_iter().chain(confirm).chain([form.thanks.clone()]).collect()
}

/// Why something was not received.
struct Refused {
    title: &'static str,
    text: &'static str,
}

const CONFLICT: Refused = Refused {
    title: "この申し込みは、すでに受け付けています",
    text: "はじめにお送りいただいた内容で受け付けました。変更や取り消しは、お送りしたメールのリンクからお願いします。別の申し込みをするときは、\
           フォームのページを読み込み直してください。",
};

const PROOF_SPENT: Refused = Refused {
    title: "もう一度お送りください",
    text: "お申し込みが続いているため、確認をもう一度させてください。フォームのページに戻って、送信のボタンを押してください。",
};

const CLOSED: Refused = Refused {
    title: "申し込みの受け付けは終わりました",
    text: "締め切りを過ぎたか、開催されないため、お申し込みいただけません。",
};

const SLOT_TAKEN: Refused = Refused {
    title: "その時間は、ほかの方の予約が入りました",
    text: "空いている日時の一覧から、ほかの時間をお選びください。",
};

const NO_SUCH_EVENT: Refused = Refused {
    title: "お申し込みの催しは見つかりません",
    text: "案内のページを読み込み直して、もう一度お申し込みください。",
};

const TOO_LARGE: Refused = Refused {
    title: "お申し込みの人数が、定員を超えています",
    text: "人数を少なくして、もう一度お申し込みください。",
};

const TOO_MANY_FILES: Refused = Refused {
    title: "今日はこれ以上ファイルを受け取れません",
    text: "同じメールアドレスからお送りいただけるファイルの量を超えました。明日もう一度お送りいただくか、お問い合わせのページからご連絡ください。",
};

fn no_store() -> (header::HeaderName, String) {
    (header::CACHE_CONTROL, "no-store".to_owned())
}
