//! Pages that the server itself makes: a heading, what there is to say, at most one button. They need no script, and what they
//! are made of is text, which the templates encode.

use askama::Template;
use axum::{
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use tsubame_http::answer;

use super::{
    Error,
    operation::{AnswerContent, ApiOperation, OperationAnswer, OperationBody, OperationMethod},
};

pub(super) const OPERATION: ApiOperation = ApiOperation {
    path: "/api/pages.css",
    method: OperationMethod::Get,
    id: "page_style",
    summary: "The style sheet of the server's own pages",
    parameters: &[],
    body: OperationBody::None,
    answers: &[OperationAnswer { status: 200, text: "A style sheet", content: AnswerContent::Text("text/css") }],
};

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
    /// Pages that it leads to, to choose from.
    links: Vec<PageLink>,
    /// What can be done about it.
    button: Option<PageButton>,
}

/// Another page of the server.
#[derive(Clone, Debug)]
pub(super) struct PageLink {
    pub text: String,
    pub address: String,
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
        let paragraphs = paragraphs.into_iter().collect();
        Self { title: title.to_owned(), paragraphs, links: Vec::new(), button }
    }

    /// The page with more to say.
    pub fn with_paragraphs(mut self, paragraphs: impl IntoIterator<Item = String>) -> Self {
        self.paragraphs.extend(paragraphs);
        self
    }

    /// The page with more links to choose from.
    pub fn with_links(mut self, links: impl IntoIterator<Item = PageLink>) -> Self {
        self.links.extend(links);
        self
    }

    /// The page as an answer; `home` is the address of the site. Pages reached by a link send no referrer elsewhere, but an
    /// origin to this server.
    pub fn answer(&self, status: StatusCode, home: &str) -> Response {
        answer_html(&NoticeHtml { page: self, home }, status).unwrap_or_else(IntoResponse::into_response)
    }
}

/// A page of another shape as an answer.
pub(super) fn answer_html(page: &impl Template, status: StatusCode) -> Result<Response, Error> {
    let html = page.render().map_err(anyhow::Error::from)?;
    Ok(answer(status, html, &page_headers()))
}

/// What goes with every page of the server: it is kept by no cache and no search engine, and may do little.
pub(super) fn page_headers() -> Vec<(HeaderName, String)> {
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
