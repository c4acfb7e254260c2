//! What is answered past the limit: to a script, how much to work; to a browser without scripts, a page with everything that was
//! typed and one button, which counts once its turn has come.

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use tsubame_http::answer;
use tsubame_model::schema::{Form, FormValues};

use crate::{
    intake::{HashKey, ProofDemand, ProofTicket},
    web::page::answer_html,
};

/// The name under which a proof comes back.
pub(super) const PROOF: &str = "proof";

/// What scripts and people are told.
const TITLE: &str = "同じ回線から続けてお申し込みがあったため、確認をしています。";

/// A page that waits with what was typed.
#[derive(Template)]
#[template(path = "wait.html")]
struct WaitHtml<'a> {
    /// Where it is sent.
    action: String,
    /// Everything that was sent, and the ticket.
    values: Vec<(&'a str, &'a str)>,
    /// How long until the button counts.
    seconds: i64,
    /// The address of the site.
    home: &'a str,
}

/// What is asked of a script, as data: a ticket, and how many bits of nought the SHA-256 of `TICKET.NUMBER` has to begin with.
fn work(ticket: &ProofTicket, form: &str, key: &HashKey) -> serde_json::Value {
    let bits = match ticket.demand {
        ProofDemand::Work { bits } => bits,
        ProofDemand::Wait => 0,
    };
    json!({ "ticket": ticket.render(form, key), "algorithm": "SHA-256", "bits": bits })
}

/// The work alone.
pub(super) fn challenge_answer(ticket: &ProofTicket, form: &str, key: &HashKey) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), no_store()];
    answer(StatusCode::OK, work(ticket, form, key).to_string(), &headers)
}

/// 429 with the work.
pub(super) fn work_answer(ticket: &ProofTicket, form: &str, key: &HashKey) -> Response {
    let status = StatusCode::TOO_MANY_REQUESTS;
    let message = format!("{TITLE}しばらくしてから、もう一度お送りください。");
    let work = work(ticket, form, key);
    let body = json!({ "status": status.as_u16(), "title": TITLE, "message": message, "proof": work }).to_string();
    answer(status, body, &[(header::CONTENT_TYPE, "application/problem+json".to_owned()), no_store()])
}

/// A page that keeps what was typed until its turn comes.
pub(super) struct WaitPage<'a> {
    pub form: &'a Form,
    pub values: &'a FormValues,
    pub ticket: &'a str,
    /// How long until the button counts.
    pub seconds: i64,
    /// The address of the site.
    pub home: &'a str,
}

impl WaitPage<'_> {
    /// 429 with the page.
    pub fn answer(&self) -> Response {
        let typed = self.values.texts.iter().filter(|(name, _)| name != PROOF);
        let typed = typed.map(|(name, value)| (name.as_str(), value.as_str()));
        let values = typed.chain([(PROOF, self.ticket)]).collect();
        let action = format!("/api/forms/{}", self.form.form);
        let page = WaitHtml { action, values, seconds: self.seconds, home: self.home };
        let mut response =
            answer_html(&page, StatusCode::TOO_MANY_REQUESTS).unwrap_or_else(IntoResponse::into_response);
        response.headers_mut().insert(header::RETRY_AFTER, self.seconds.into());
        response
    }
}

fn no_store() -> (header::HeaderName, String) {
    (header::CACHE_CONTROL, "no-store".to_owned())
}
