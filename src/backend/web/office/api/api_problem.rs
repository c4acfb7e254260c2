//! What went wrong, as data (RFC 9457), in the shape that the server's other answers have.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tsubame_http::answer;

use super::super::frame::office_headers;
use crate::web::Error;

/// Why a request of a program has no better answer.
#[derive(Debug)]
pub(super) enum ApiFault {
    /// As everywhere.
    Known(Error),
    /// What is wrong at which field.
    Field(String, String),
    /// Something else, in a sentence.
    Told(StatusCode, String),
}

impl ApiFault {
    /// What is wrong at one field, and what to do.
    pub fn field(name: &str, message: &str) -> Self {
        Self::Field(name.to_owned(), message.to_owned())
    }
}

impl<E> From<E> for ApiFault
where
    Error: From<E>,
{
    fn from(error: E) -> Self {
        Self::Known(error.into())
    }
}

impl IntoResponse for ApiFault {
    fn into_response(self) -> Response {
        match self {
            Self::Known(error) => error.into_response(),
            Self::Told(status, title) => problem(status, &title),
            Self::Field(field, message) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                let errors = json!([{ "field": field, "message": message }]);
                let title = "送られた内容を確かめてください。";
                send(status, &json!({ "status": status.as_u16(), "title": title, "errors": errors }), None)
            }
        }
    }
}

/// Something that went wrong, in a sentence.
pub(super) fn problem(status: StatusCode, title: &str) -> Response {
    send(status, &json!({ "status": status.as_u16(), "title": title }), None)
}

/// No token, or none that is good.
pub(super) fn challenge(title: &str) -> Response {
    let status = StatusCode::UNAUTHORIZED;
    let asked = (header::WWW_AUTHENTICATE, "Bearer realm=\"tsubame\"".to_owned());
    send(status, &json!({ "status": status.as_u16(), "title": title }), Some(asked))
}

/// Too many requests within a minute.
pub(super) fn too_often(seconds: u32) -> Response {
    let status = StatusCode::TOO_MANY_REQUESTS;
    let title = format!("1分あたりの回数を超えました。{seconds}秒後に、もう一度お送りください。");
    let wait = (header::RETRY_AFTER, seconds.to_string());
    send(status, &json!({ "status": status.as_u16(), "title": title }), Some(wait))
}

/// An answer that is what was asked for.
pub(super) fn json_answer(status: StatusCode, value: &Value) -> Response {
    answer(status, value.to_string(), &office_headers("application/json", "default-src 'none'"))
}

fn send(status: StatusCode, body: &Value, more: Option<(header::HeaderName, String)>) -> Response {
    let mut headers = office_headers("application/problem+json", "default-src 'none'");
    headers.extend(more);
    answer(status, body.to_string(), &headers)
}
