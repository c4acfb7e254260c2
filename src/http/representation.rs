//! A file over HTTP: type, tag, parts of it, and what is sent when the browser has it already.

use std::{
    convert::Infallible,
    fs::File,
    hash::{DefaultHasher, Hash, Hasher},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, Method, StatusCode, header, request::Parts},
    response::Response,
};
use futures_util::stream;

use super::{
    answer::{answer, plain},
    pieces::pieces,
    range::RequestedRange,
};

/// What is to be sent.
#[derive(Debug)]
pub enum Representation {
    /// These bytes, one after the other.
    Pieces(Vec<Bytes>),
    /// A file, of which only what is asked for is read.
    File(FileContent),
}

/// A file that is open for reading.
#[derive(Debug)]
pub struct FileContent {
    /// The file.
    pub file: File,
    /// Its length in bytes when it was opened.
    pub length: u64,
    /// A text that is another one whenever the file was written to.
    pub version: String,
}

impl Representation {
    fn length(&self) -> u64 {
        match self {
            Self::Pieces(pieces) => pieces.iter().map(|piece| piece.len() as u64).sum(),
            Self::File(content) => content.length,
        }
    }

    /// The same text for the same bytes, in the form of a header.
    fn tag(&self) -> String {
        // Only told apart from other versions of the same file, so a fast hash will do. Its keys are fixed.
        let mut hasher = DefaultHasher::new();
        match self {
            Self::Pieces(pieces) => pieces.iter().for_each(|piece| hasher.write(piece)),
            Self::File(content) => content.version.hash(&mut hasher),
        }
        format!("\"{:016x}\"", hasher.finish())
    }

    /// So many bytes from `start` on, all of which are there.
    fn part(self, start: u64, length: u64) -> Option<Body> {
        match self {
            Self::Pieces(pieces) => {
                let (mut start, mut left) = (usize::try_from(start).ok()?, usize::try_from(length).ok()?);
                let parts = pieces.into_iter().filter_map(|piece| {
                    let from = start.min(piece.len());
                    let to = from.saturating_add(left).min(piece.len());
                    (start, left) = (start - from, left - (to - from));
                    (from < to).then(|| piece.slice(from..to))
                });
                Some(joined(parts.collect()))
            }
            Self::File(content) => pieces(content.file, start, length),
        }
    }
}

fn joined(mut parts: Vec<Bytes>) -> Body {
    match parts.len() {
        0 => Body::empty(),
        1 => Body::from(parts.remove(0)),
        _ => Body::from_stream(stream::iter(parts.into_iter().map(Ok::<_, Infallible>))),
    }
}

/// Answers a GET or HEAD with what stands at a path, whose ending says the type. Parts of it and `304` are sent only
/// when the status is `200`. It may wait for the disk, so it belongs on a thread that may.
pub fn respond(request: &Parts, status: StatusCode, path: &str, content: Representation) -> Response {
    let (length, tag) = (content.length(), content.tag());
    let is_found = status == StatusCode::OK;
    if is_found && is_known(&request.headers, &tag) {
        return answer(StatusCode::NOT_MODIFIED, Body::empty(), &[(header::ETAG, tag)]);
    }
    let range = if is_found && is_for(&request.headers, &tag) {
        RequestedRange::parse(text(&request.headers, header::RANGE), length)
    } else {
        RequestedRange::Whole
    };
    let mut headers = vec![(header::CONTENT_TYPE, content_type(path))];
    if is_found {
        headers.extend([(header::ETAG, tag), (header::ACCEPT_RANGES, "bytes".to_owned())]);
    }
    let (status, start, part) = match range {
        RequestedRange::Whole => (status, 0, length),
        RequestedRange::Part { start, length } => (StatusCode::PARTIAL_CONTENT, start, length),
        RequestedRange::Unsatisfiable => {
            let headers = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return answer(StatusCode::RANGE_NOT_SATISFIABLE, Body::empty(), &headers);
        }
    };
    if status == StatusCode::PARTIAL_CONTENT {
        headers.push((header::CONTENT_RANGE, format!("bytes {start}-{}/{length}", start + part - 1)));
    }
    headers.push((header::CONTENT_LENGTH, part.to_string()));
    if request.method == Method::HEAD {
        return answer(status, Body::empty(), &headers);
    }
    match content.part(start, part) {
        Some(body) => answer(status, body, &headers),
        None => plain(StatusCode::INTERNAL_SERVER_ERROR, "ファイルを読み込めませんでした。もう一度開いてください。"),
    }
}

/// The media type of a path, with the encoding for text.
pub fn content_type(path: &str) -> String {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let essence = guess.essence_str();
    let is_text = essence.starts_with("text/")
        || essence.ends_with("+xml")
        || essence.ends_with("+json")
        || ["application/javascript", "application/json", "application/xml"].contains(&essence);
    if is_text { format!("{essence}; charset=utf-8") } else { essence.to_owned() }
}

/// Whether the browser says that it has this version.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let is_same = |known: &str| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag;
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|known| is_same(known.trim()))
}

/// Whether a part is wanted even if the rest that the browser has may be of another version.
fn is_for(headers: &HeaderMap, tag: &str) -> bool {
    text(headers, header::IF_RANGE).is_none_or(|known| known == tag)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn sent(method: &Method, headers: &[(HeaderName, &str)]) -> Response {
        let mut request = Request::builder().method(method);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let content = Representation::Pieces([&b"012"[..], b"", b"3456", b"789"].map(Bytes::from_static).to_vec());
        respond(&request.body(()).unwrap().into_parts().0, StatusCode::OK, "a.txt", content)
    }

    #[test]
    fn types_say_their_encoding() {
        for (path, expected) in [
            ("a/index.html", "text/html; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("a.json", "application/json; charset=utf-8"),
            ("atom.xml", "text/xml; charset=utf-8"),
            ("a.svg", "image/svg+xml; charset=utf-8"),
            ("a.webmanifest", "application/manifest+json; charset=utf-8"),
            ("a.avif", "image/avif"),
            ("a.webp", "image/webp"),
            ("a.woff2", "font/woff2"),
            ("a.mp4", "video/mp4"),
            ("a.wasm", "application/wasm"),
            ("CNAME", "application/octet-stream"),
        ] {
            assert_eq!(content_type(path), expected, "{path}");
        }
    }

    #[test]
    fn known_versions_are_not_sent_again() {
        let first = sent(&Method::GET, &[]);
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        let (weak, list) = (format!("W/{tag}"), format!("\"x\", {tag}"));
        for (known, status) in [(tag.as_str(), 304), (&weak, 304), (&list, 304), ("*", 304), ("\"x\"", 200), ("", 200)]
        {
            assert_eq!(sent(&Method::GET, &[(header::IF_NONE_MATCH, known)]).status().as_u16(), status, "{known}");
        }
        let range = (header::RANGE, "bytes=2-3");
        for (known, status) in [(tag.as_str(), 206), ("\"x\"", 200), ("Sun, 06 Nov 1994 08:49:37 GMT", 200)] {
            let found = sent(&Method::GET, &[range.clone(), (header::IF_RANGE, known)]);
            assert_eq!(found.status().as_u16(), status, "{known}");
        }
    }

    #[test]
    fn pieces_are_one_text() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for (range, expected) in [
            ("bytes=0-9", "0123456789"),
            ("bytes=0-2", "012"),
            ("bytes=2-7", "234567"),
            ("bytes=3-6", "3456"),
            ("bytes=9-", "9"),
        ] {
            let body = sent(&Method::GET, &[(header::RANGE, range)]).into_body();
            let bytes = runtime.block_on(axum::body::to_bytes(body, usize::MAX)).unwrap();
            assert_eq!(bytes, expected, "{range}");
        }
        let split = Representation::Pieces(vec![Bytes::from_static(b"01"), Bytes::from_static(b"23")]);
        assert_eq!(split.tag(), Representation::Pieces(vec![Bytes::from_static(b"0123")]).tag());
    }

    #[test]
    fn parts_say_what_they_are() {
        let part = sent(&Method::HEAD, &[(header::RANGE, "bytes=2-")]);
        assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(part.headers()[header::CONTENT_RANGE], "bytes 2-9/10");
        assert_eq!(part.headers()[header::CONTENT_LENGTH], "8");
        let none = sent(&Method::GET, &[(header::RANGE, "bytes=10-")]);
        assert_eq!(none.status(), StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(none.headers()[header::CONTENT_RANGE], "bytes */10");
    }
}
