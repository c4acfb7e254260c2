//! The one type of what goes wrong while a request is answered.
//!
//! A visitor is told what they can do about it, in the form of RFC 9457; what happened inside is written to the log and
//! shown to nobody.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use tsubame_http::{Refusal, answer};

use super::WorkspaceError;
use crate::store::WriteError;

/// Why a request has no better answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing is at this address.
    #[error("nothing is at this address")]
    NotFound,
    /// The address does not take this method.
    #[error("the address does not take this method")]
    MethodNotAllowed,
    /// The body is longer than [`Limits`](tsubame_http::Limits) allow.
    #[error("the body is too long")]
    BodyTooLarge,
    /// The body is not what its type says, or holds what is no text: bytes that are not UTF-8, control characters.
    #[error("the body cannot be read")]
    Unreadable,
    /// The body is JSON, but not an object of texts and lists of texts.
    #[error("the body is JSON of another shape")]
    OtherShape,
    /// The body is of a type that the address does not take.
    #[error("the body is of a type that is not taken")]
    UnsupportedMediaType,
    /// The request comes from a page of another site.
    #[error("the request comes from a foreign page")]
    ForeignOrigin,
    /// The answer took longer than [`Limits`](tsubame_http::Limits) allow.
    #[error("the answer took too long")]
    TimedOut,
    /// The database does not answer.
    #[error("the server is not ready")]
    NotReady,
    /// What was to be kept was not; the same request may go well later.
    #[error("nothing was written: {0}")]
    Write(#[from] WriteError),
    /// A file was not stored: the disk is full, or files take as much room as they may. Nothing of the form was kept.
    #[error("a file was not stored: {0:#}")]
    Storage(#[source] anyhow::Error),
    /// The site's files cannot be read or have faults; the same request may go well later.
    #[error("the workspace does not answer")]
    Workspace(#[from] WorkspaceError),
    /// Anything else that is nobody's fault outside.
    #[error("a failure inside")]
    Internal(#[from] anyhow::Error),
}

impl Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable | Self::OtherShape => StatusCode::BAD_REQUEST,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::TimedOut | Self::NotReady | Self::Workspace(_) | Self::Write(_) | Self::Storage(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What visitors read.
    fn title(&self) -> &'static str {
        match self {
            Self::NotFound => "このアドレスには何もありません。",
            Self::MethodNotAllowed => "このアドレスでは、その操作はできません。",
            Self::BodyTooLarge => "送られた内容が長すぎます。短くして、もう一度お送りください。",
            Self::Unreadable => {
                "送られた内容に、読み取れない文字（制御文字など）があります。貼り付けた文字を打ち直して、もう一度お送りください。"
            }
            Self::OtherShape => "JSONは、文字列か、文字列のリストを値に持つオブジェクトでお送りください。",
            Self::UnsupportedMediaType => {
                "この形式では受け取れません。application/x-www-form-urlencoded、multipart/form-data、application/json のどれかでお送りください。"
            }
            Self::ForeignOrigin => "ほかのサイトのページからは送れません。このサイトのページを開いて、お送りください。",
            Self::Storage(_) => {
                "ただいまファイルを受け取れません。何も送られていません。しばらくしてから、もう一度お送りください。"
            }
            Self::TimedOut | Self::NotReady | Self::Workspace(_) | Self::Write(_) => {
                "ただいま混み合っています。しばらくしてから、もう一度お試しください。"
            }
            Self::Internal(_) => "サーバーで問題が起きました。しばらくしてから、もう一度お試しください。",
        }
    }

    /// Writes down what visitors are not shown.
    fn log(&self) {
        match self {
            Self::Workspace(error) => log::error!("{error}"),
            Self::Internal(error) => log::error!("{error:#}"),
            Self::Storage(_) => log::error!("{self}"),
            Self::TimedOut | Self::Write(_) => log::warn!("{self}"),
            Self::NotFound
            | Self::NotReady
            | Self::MethodNotAllowed
            | Self::BodyTooLarge
            | Self::Unreadable
            | Self::OtherShape
            | Self::UnsupportedMediaType
            | Self::ForeignOrigin => {}
        }
    }
}

/// What an answer says that tells of an error, for whoever shows it in another form.
#[derive(Clone, Copy, Debug)]
pub(super) struct ErrorTitle(pub &'static str);

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::BodyTooLarge => Self::BodyTooLarge,
            Refusal::TimedOut => Self::TimedOut,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.log();
        let status = self.status();
        let body = json!({ "status": status.as_u16(), "title": self.title() }).to_string();
        let mut headers = vec![(header::CONTENT_TYPE, "application/problem+json".to_owned())];
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.push((header::RETRY_AFTER, "30".to_owned()));
        }
        let mut response = answer(status, body, &headers);
        response.extensions_mut().insert(ErrorTitle(self.title()));
        response
    }
}
