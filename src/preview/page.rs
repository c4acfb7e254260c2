//! The answer to a request for something of the site.

use std::io::Read;

use axum::{
    body::{Body, Bytes},
    http::{Method, StatusCode, header, request::Parts},
    response::Response,
};
use tsubame_http::{FileContent, Representation, answer, content_type, plain, respond};

use super::{
    live_site::{LiveSite, LiveState},
    request_path::{ResolvedPath, find},
    snapshot::{Snapshot, SnapshotFile},
    snippet::ReloadSnippet,
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
pub(super) fn serve_page(live: &LiveSite, request: &Parts) -> Response {
    if ![Method::GET, Method::HEAD].contains(&request.method) {
        let headers = [(header::ALLOW, "GET, HEAD".to_owned())];
        return answer(StatusCode::METHOD_NOT_ALLOWED, Body::empty(), &headers);
    }
    let state = live.state();
    let Some(site) = &state.site else {
        let html = snippet(live, &state, None).inject(NOTHING_YET.as_bytes());
        return respond(request, StatusCode::INTERNAL_SERVER_ERROR, "index.html", Representation::Bytes(html.into()));
    };
    let page = PageRequest { live, state: &state, site, request };
    match find(site, &live.base, request.uri.path()) {
        ResolvedPath::File(path) => page.file(path),
        ResolvedPath::Redirect(path) => {
            let query = request.uri.query().map_or_else(String::new, |query| format!("?{query}"));
            answer(StatusCode::FOUND, Body::empty(), &[(header::LOCATION, format!("{path}{query}"))])
        }
        ResolvedPath::Missing(path) => page.missing(Some(path)),
        ResolvedPath::Outside => page.missing(None),
    }
}

fn snippet<'a>(live: &'a LiveSite, state: &'a LiveState, pages: Option<Vec<String>>) -> ReloadSnippet<'a> {
    ReloadSnippet { stamp: &state.stamp, pages, base: &live.base, overlay: state.overlay.as_deref() }
}

/// One request to a good site.
struct PageRequest<'a> {
    live: &'a LiveSite,
    state: &'a LiveState,
    site: &'a Snapshot,
    request: &'a Parts,
}

impl PageRequest<'_> {
    fn file(&self, path: String) -> Response {
        match self.content(&path, StatusCode::OK, vec![path.clone()]) {
            Ok(response) => response,
            // Removed since the last build; the next one will say so too.
            Err(ReadError::Missing) => self.missing(Some(path)),
            Err(ReadError::Outside | ReadError::Refused(_)) => {
                plain(StatusCode::INTERNAL_SERVER_ERROR, "ファイルを読み込めませんでした。")
            }
        }
    }

    /// The site's page for what is missing. It is made anew when itself changes, or when what is missing appears.
    fn missing(&self, wanted: Option<String>) -> Response {
        let pages: Vec<String> = [MISSING_PAGE.to_owned()].into_iter().chain(wanted).collect();
        self.content(MISSING_PAGE, StatusCode::NOT_FOUND, pages.clone()).unwrap_or_else(|_| {
            let html = Representation::Bytes(self.injected(MISSING.as_bytes(), pages));
            respond(self.request, StatusCode::NOT_FOUND, MISSING_PAGE, html)
        })
    }

    fn content(&self, path: &str, status: StatusCode, pages: Vec<String>) -> Result<Response, ReadError> {
        let is_page = content_type(path).starts_with("text/html") && self.is_shown_as_page();
        let content = match self.site.file(path).ok_or(ReadError::Missing)? {
            SnapshotFile::Made(bytes) if is_page => Representation::Bytes(self.injected(bytes, pages)),
            SnapshotFile::Made(bytes) => Representation::Bytes(bytes.clone()),
            SnapshotFile::File { source, .. } => {
                let OpenFile { mut file, length, stamp } = OpenFile::open(self.site.root(), source)?;
                if is_page {
                    let mut html = Vec::new();
                    file.read_to_end(&mut html).map_err(|error| ReadError::Refused(error.to_string()))?;
                    Representation::Bytes(self.injected(&html, pages))
                } else {
                    Representation::File(FileContent { file, length, version: stamp })
                }
            }
        };
        Ok(respond(self.request, status, path, content))
    }

    fn injected(&self, html: &[u8], pages: Vec<String>) -> Bytes {
        snippet(self.live, self.state, Some(pages)).inject(html).into()
    }

    fn is_shown_as_page(&self) -> bool {
        let destination = self.request.headers.get("sec-fetch-dest").and_then(|value| value.to_str().ok());
        destination.is_none_or(|destination| SHOWN_AS_PAGE.contains(&destination))
    }
}
