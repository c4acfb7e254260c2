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
#[derive(Clone, Debug)]
pub(super) struct NoticePage {
    /// Its heading and title.
    title: String,
    /// What there is to say.
    paragraphs: Vec<String>,
    /// What can be done about it.
    button: Option<PageButton>,
}

/// The one button of a page. It posts to the page's own address, or to `action`.
#[derive(Clone, Debug)]
pub(super) struct PageButton {
    pub text: &'static str,
    pub action: Option<String>,
}

/// A page in HTML, which leads back to the site.
#[derive(Template)]
#[template(path = "notice.html")]
struct NoticeHtml<'a> {
    page: &'a NoticePage,
    home: &'a str,
}

impl NoticePage {
    /// A page that says this, with at most one thing to do about it.
    pub fn new(title: &str, paragraphs: impl IntoIterator<Item = String>, button: Option<PageButton>) -> Self {
        Self { title: title.to_owned(), paragraphs: paragraphs.into_iter().collect(), button }
    }

    /// The page as an answer; `home` is the address of the site. Pages reached by a link send no referrer elsewhere, but an
    /// origin to this server.
    pub fn answer(&self, status: StatusCode, home: &str) -> Response {
        match (NoticeHtml { page: self, home }).render() {
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
