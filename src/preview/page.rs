//! The answer to a request for something of the site.

use axum::{
    body::{Body, Bytes},
    http::{Method, StatusCode, header, request::Parts},
    response::Response,
};

use super::{
    answer::{Asked, Content, content_type, plain, send, with_headers},
    inject::Tag,
    request_path::{Found, find},
    scene::{Scene, Stage},
    snapshot::{Snapshot, Stored},
};
use crate::disk::OpenFile;
use tsubame_model::source::ReadError;

/// The site's own page for what is not there.
const MISSING_PAGE: &str = "404.html";

/// Stands in for [`MISSING_PAGE`] in a site that has none.
const MISSING: &str = "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><title>ページがありません</title></head>\
    <body><h1>ページがありません</h1><p>このアドレスのページはありません。</p></body></html>\n";

/// The page below the overlay as long as there was no good build.
const NOTHING_YET: &str = "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\">\
    <title>ビルドできませんでした</title></head>\
    <body><p>まだ表示できるページがありません。</p></body></html>\n";

/// What browsers fetch to show it as a page; scripts that fetch a part of one get it as it is.
const SHOWN_AS_PAGE: [&str; 5] = ["document", "embed", "frame", "iframe", "object"];

/// Answers one request. It may read from the disk, so it belongs on a thread that may wait.
pub(super) fn answer(stage: &Stage, request: &Parts) -> Response {
    if ![Method::GET, Method::HEAD].contains(&request.method) {
        let headers = [(header::ALLOW, "GET, HEAD".to_owned())];
        return with_headers(StatusCode::METHOD_NOT_ALLOWED, Body::empty(), &headers);
    }
    let scene = stage.scene();
    let asked = Asked { method: &request.method, headers: &request.headers };
    let Some(site) = &scene.site else {
        let html = tag(stage, &scene, None).inject(NOTHING_YET.as_bytes());
        return send(&asked, StatusCode::INTERNAL_SERVER_ERROR, "index.html", Content::Bytes(html.into()));
    };
    let visit = Visit { stage, scene: &scene, site, asked };
    match find(site, &stage.base, request.uri.path()) {
        Found::File(path) => visit.file(path),
        Found::Redirect(path) => {
            let query = request.uri.query().map_or_else(String::new, |query| format!("?{query}"));
            with_headers(StatusCode::FOUND, Body::empty(), &[(header::LOCATION, format!("{path}{query}"))])
        }
        Found::Nothing(path) => visit.nothing(Some(path)),
        Found::Outside => visit.nothing(None),
    }
}

fn tag<'a>(stage: &'a Stage, scene: &'a Scene, pages: Option<Vec<String>>) -> Tag<'a> {
    Tag { stamp: &scene.stamp, pages, base: &stage.base, overlay: scene.overlay.as_deref() }
}

/// One request to a good site.
struct Visit<'a> {
    stage: &'a Stage,
    scene: &'a Scene,
    site: &'a Snapshot,
    asked: Asked<'a>,
}

impl Visit<'_> {
    fn file(&self, path: String) -> Response {
        match self.content(&path, StatusCode::OK, vec![path.clone()]) {
            Ok(response) => response,
            // Removed since the last build; the next one will say so too.
            Err(ReadError::Missing) => self.nothing(Some(path)),
            Err(ReadError::Outside | ReadError::Refused(_)) => {
                plain(StatusCode::INTERNAL_SERVER_ERROR, "ファイルを読み込めませんでした。")
            }
        }
    }

    /// The site's page for what is missing. It is made anew when itself changes, or when what is missing appears.
    fn nothing(&self, wanted: Option<String>) -> Response {
        let pages: Vec<String> = [MISSING_PAGE.to_owned()].into_iter().chain(wanted).collect();
        self.content(MISSING_PAGE, StatusCode::NOT_FOUND, pages.clone()).unwrap_or_else(|_| {
            let html = self.injected(MISSING.as_bytes(), pages);
            send(&self.asked, StatusCode::NOT_FOUND, MISSING_PAGE, Content::Bytes(html))
        })
    }

    fn content(&self, path: &str, status: StatusCode, pages: Vec<String>) -> Result<Response, ReadError> {
        let is_page = content_type(path).starts_with("text/html") && self.is_shown_as_page();
        let content = match self.site.file(path).ok_or(ReadError::Missing)? {
            Stored::Made(bytes) if is_page => Content::Bytes(self.injected(bytes, pages)),
            Stored::Made(bytes) => Content::Bytes(bytes.clone()),
            Stored::File { source, .. } => {
                let mut file = OpenFile::open(self.site.root(), source)?;
                if is_page {
                    let length = file.length;
                    let html = file.read(length).map_err(|error| ReadError::Refused(error.to_string()))?;
                    Content::Bytes(self.injected(&html, pages))
                } else {
                    Content::File(file)
                }
            }
        };
        Ok(send(&self.asked, status, path, content))
    }

    fn injected(&self, html: &[u8], pages: Vec<String>) -> Bytes {
        tag(self.stage, self.scene, Some(pages)).inject(html).into()
    }

    fn is_shown_as_page(&self) -> bool {
        let destination = self.asked.headers.get("sec-fetch-dest").and_then(|value| value.to_str().ok());
        destination.is_none_or(|destination| SHOWN_AS_PAGE.contains(&destination))
    }
}
