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
use tsubame_model::source::{MessageLanguage, ReadError};

/// The site's own page for what is not there.
const MISSING_PAGE: &str = "404.html";

/// Stands in for [`MISSING_PAGE`] in a site that has none.
const MISSING: OwnPage = OwnPage {
    title: ["There is no page", "ページがありません"],
    text: ["There is no page at this address.", "このアドレスのページはありません。"],
};

/// The page below the overlay as long as there was no good build.
const NOTHING_YET: OwnPage = OwnPage {
    title: ["The site could not be built", "ビルドできませんでした"],
    text: ["There is no page yet that could be shown.", "まだ表示できるページがありません。"],
};

/// The page as long as the first build is under way.
const STILL_BUILDING: OwnPage = OwnPage {
    title: ["The site is being built", "ビルドしています"],
    text: [
        "The site is being built. It shows here by itself as soon as it is done.",
        "サイトを作っています。できしだい、この画面は自動で新しくなります。",
    ],
};

/// A page of the preview itself, in English and in Japanese.
struct OwnPage {
    title: [&'static str; 2],
    text: [&'static str; 2],
}

impl OwnPage {
    fn html(&self, language: MessageLanguage) -> Bytes {
        let choose = |[english, japanese]: [&'static str; 2]| language.choose(english, japanese);
        let (tag, title, text) = (language.tag(), choose(self.title), choose(self.text));
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"{tag}\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
             <body><h1>{title}</h1><p>{text}</p></body></html>\n"
        );
        html.into()
    }
}

/// Longer pages are served as they are, since telling where their body ends takes reading them whole.
const LONGEST_PAGE_BYTES: u64 = 16 * 1024 * 1024;

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
        let (status, page) = match state.overlay {
            Some(_) => (StatusCode::INTERNAL_SERVER_ERROR, &NOTHING_YET),
            None => (StatusCode::SERVICE_UNAVAILABLE, &STILL_BUILDING),
        };
        let html = snippet(live, &state, None).inject(&page.html(live.language()));
        return respond(request, status, "index.html", Representation::Pieces(html));
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
    ReloadSnippet {
        stamp: &state.stamp,
        pages,
        base: &live.base,
        overlay: state.overlay.as_deref(),
        working: live.working_seconds(),
        language: live.language(),
    }
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
                let words = ("The file could not be read.", "ファイルを読み込めませんでした。");
                plain(StatusCode::INTERNAL_SERVER_ERROR, self.live.language().choose(words.0, words.1))
            }
        }
    }

    /// The site's page for what is missing. It is made anew when itself changes, or when what is missing appears.
    fn missing(&self, wanted: Option<String>) -> Response {
        let pages: Vec<String> = [MISSING_PAGE.to_owned()].into_iter().chain(wanted).collect();
        self.content(MISSING_PAGE, StatusCode::NOT_FOUND, pages.clone()).unwrap_or_else(|_| {
            let html = self.injected(&MISSING.html(self.live.language()), pages);
            respond(self.request, StatusCode::NOT_FOUND, MISSING_PAGE, html)
        })
    }

    fn content(&self, path: &str, status: StatusCode, pages: Vec<String>) -> Result<Response, ReadError> {
        let is_page = content_type(path).starts_with("text/html") && self.is_shown_as_page();
        let content = match self.site.file(path).ok_or(ReadError::Missing)? {
            SnapshotFile::Made(bytes) if is_page => self.injected(bytes, pages),
            SnapshotFile::Made(bytes) => Representation::Pieces(vec![bytes.clone()]),
            SnapshotFile::File { source, .. } => {
                let OpenFile { file, length, stamp } = OpenFile::open(self.site.root(), source)?;
                if is_page && length <= LONGEST_PAGE_BYTES {
                    let mut html = Vec::new();
                    let read = file.take(LONGEST_PAGE_BYTES).read_to_end(&mut html);
                    read.map_err(|error| ReadError::Refused(error.to_string()))?;
                    self.injected(&html.into(), pages)
                } else {
                    Representation::File(FileContent { file, length, version: stamp })
                }
            }
        };
        Ok(respond(self.request, status, path, content))
    }

    fn injected(&self, html: &Bytes, pages: Vec<String>) -> Representation {
        Representation::Pieces(snippet(self.live, self.state, Some(pages)).inject(html))
    }

    fn is_shown_as_page(&self) -> bool {
        let destination = self.request.headers.get("sec-fetch-dest").and_then(|value| value.to_str().ok());
        destination.is_none_or(|destination| SHOWN_AS_PAGE.contains(&destination))
    }
}
