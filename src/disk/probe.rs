//! Asking servers whether an address leads anywhere, for `check`.
//!
//! It knows nothing of what an answer means for a site, of retries or of other links to the same server.

use std::{io::Read, sync::OnceLock, time::Duration};

use jiff::Timestamp;
use ureq::{
    Agent, Error,
    http::{
        HeaderMap,
        header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER},
    },
};

use tsubame_model::source::{ProbeAnswer, ProbeBody, ProbeFault, ProbeRequest, Wording};

/// A server that lets nobody in for so long is not there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// From looking up the name to the end of the answer, redirects among it.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(20);

/// As browsers and Zola allow.
const MOST_REDIRECTS: u32 = 10;

/// Fragments are looked for in so much of a page.
const LARGEST_BODY_BYTES: u64 = 2 * 1024 * 1024;

const USER_AGENT: &str = concat!("tsubame/", env!("CARGO_PKG_VERSION"), " (+link check)");

/// Keeps connections open between questions to one server.
#[derive(Default)]
pub(super) struct Prober(OnceLock<Agent>);

impl Prober {
    /// Asks one address.
    pub fn probe(&self, request: &ProbeRequest) -> Result<ProbeAnswer, ProbeFault> {
        let agent = self.0.get_or_init(new_agent);
        let mut answer = agent.get(&request.url).header(ACCEPT, "text/html, */*").call().map_err(explain)?;
        let status = answer.status().as_u16();
        let retry_after_seconds = text_of(answer.headers(), RETRY_AFTER.as_str()).and_then(parse_wait);
        let is_wanted = request.wants_body && answer.status().is_success() && is_html(answer.headers());
        let body = if is_wanted { Some(read_body(answer.body_mut().as_reader())?) } else { None };
        Ok(ProbeAnswer { status, retry_after_seconds, body })
    }
}

fn new_agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(MOST_REDIRECTS)
        .timeout_connect(Some(CONNECT_TIMEOUT))
        .timeout_global(Some(TOTAL_TIMEOUT))
        .user_agent(USER_AGENT);
    config.build().into()
}

fn explain(error: Error) -> ProbeFault {
    match error {
        Error::TooManyRedirects => ProbeFault::EndlessRedirect,
        Error::BadUri(address) => ProbeFault::NoAddress(address),
        Error::Http(error) => ProbeFault::NoAddress(error.to_string()),
        Error::HostNotFound => {
            ProbeFault::Unreached(Wording::new("its name is not known", "サーバーの名前が見つかりません"))
        }
        Error::Timeout(_) => {
            ProbeFault::Unreached(Wording::new("it did not answer in time", "時間内に返事がありません"))
        }
        error => ProbeFault::Unreached(Wording::of_library(&error)),
    }
}

fn text_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// A wait is given in seconds, or as the time of its end.
fn parse_wait(text: &str) -> Option<u64> {
    text.parse().ok().or_else(|| {
        let end = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
        u64::try_from(end.duration_since(Timestamp::now()).as_secs()).ok()
    })
}

/// A server that does not say what it sends most likely sends a page.
fn is_html(headers: &HeaderMap) -> bool {
    text_of(headers, CONTENT_TYPE.as_str()).is_none_or(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        matches!(kind.as_str(), "text/html" | "application/xhtml+xml")
    })
}

fn read_body(body: impl Read) -> Result<ProbeBody, ProbeFault> {
    let mut bytes = Vec::new();
    let read = body.take(LARGEST_BODY_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        let english = format!("its answer broke off: {error}");
        ProbeFault::Unreached(Wording::new(english, format!("返事が途中で切れました: {error}")))
    })?;
    let limit = usize::try_from(LARGEST_BODY_BYTES).unwrap_or(usize::MAX);
    let is_whole = bytes.len() <= limit;
    bytes.truncate(limit);
    Ok(ProbeBody { html: String::from_utf8_lossy(&bytes).into_owned(), is_whole })
}

#[cfg(test)]
mod tests {
    use std::iter;

    use ureq::http::HeaderValue;

    use super::*;

    #[test]
    fn pages_are_told_from_files() {
        for (kind, expected) in [
            (Some("text/html; charset=utf-8"), true),
            (Some("Text/HTML"), true),
            (Some("application/xhtml+xml"), true),
            (Some("application/pdf"), false),
            (Some(""), false),
            (None, true),
        ] {
            let headers = kind.map(|kind| (CONTENT_TYPE, HeaderValue::from_static(kind)));
            assert_eq!(is_html(&headers.into_iter().collect()), expected, "{kind:?}");
        }
    }

    #[test]
    fn waits_are_seconds_or_times() {
        assert_eq!(parse_wait("120"), Some(120));
        assert_eq!(parse_wait("Wed, 21 Oct 2015 07:28:00 GMT"), None);
        assert!(parse_wait("Wed, 21 Oct 2093 07:28:00 GMT").is_some_and(|seconds| seconds > 1_000_000));
        assert_eq!(parse_wait("soon"), None);
    }

    #[test]
    fn long_pages_are_cut() {
        let limit = usize::try_from(LARGEST_BODY_BYTES).unwrap();
        for (length, is_whole) in [(0, true), (limit, true), (limit + 1, false), (limit * 2, false)] {
            let bytes: Vec<u8> = iter::repeat_n(b'x', length).collect();
            let body = read_body(&bytes[..]).unwrap();
            assert_eq!((body.html.len(), body.is_whole), (length.min(limit), is_whole), "{length}");
        }
        assert_eq!(read_body(&b"\xFF"[..]).unwrap().html, "\u{FFFD}");
    }
}
