//! Pages that the server itself makes: a heading, what there is to say, at most one button. They need no script, and what they
//! are made of is text, which the templates encode.

use askama::Template;
use axum::{
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use tsubame_http::answer;

use super::Error;

/// What browsers may do on such a page: show its one style sheet, send its one form to this server.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page.
#[derive(Clone, Debug, Template)]
#[template(path = "notice.html")]
pub(super) struct NoticePage {
    /// Its heading and title.
    pub title: String,
    /// What there is to say.
    pub paragraphs: Vec<String>,
    /// What can be done about it.
    pub button: Option<PageButton>,
    /// The address of the site.
    pub home: String,
}

/// The one button of a page. It posts to the page's own address, or to `action`.
#[derive(Clone, Debug)]
pub(super) struct PageButton {
    pub text: &'static str,
    pub action: Option<String>,
}

impl NoticePage {
    /// The page as an answer. Pages reached by a link send no referrer elsewhere, but an origin to this server.
    pub fn answer(&self, status: StatusCode) -> Response {
        match self.render() {
            Ok(html) => answer(status, html, &headers()),
            Err(error) => Error::Internal(error.into()).into_response(),
        }
    }
}

fn headers() -> Vec<(HeaderName, String)> {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    headers.map(|(name, value)| (name, value.to_owned())).into()
}

/// `GET /api/pages.css`: the style sheet of these pages.
pub(super) async fn style_sheet() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "public, max-age=3600".to_owned()),
    ];
    answer(StatusCode::OK, include_str!("pages/pages.css"), &headers)
}
