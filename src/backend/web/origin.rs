//! Whether a request was sent by a page of this site.
//!
//! Browsers say from which page a form is sent, and a page cannot lie about it. Programs say what they like, so this keeps
//! foreign pages from using a visitor's browser and nothing else. The `Host` header is not asked: whoever sends chooses it.

use axum::http::{HeaderMap, HeaderValue, header};
use url::{Origin, Url};

/// The origins whose pages may send forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedOrigins(Vec<String>);

impl AllowedOrigins {
    /// The origins of these addresses: the site's `base_url` and the server's own. One that is no address of a host
    /// allows nothing.
    pub fn of<'a>(addresses: impl IntoIterator<Item = &'a str>) -> Self {
        let origins = addresses.into_iter().filter_map(|address| Url::parse(address).ok()).map(|url| url.origin());
        Self(origins.filter(Origin::is_tuple).map(|origin| origin.ascii_serialization()).collect())
    }

    /// Whether it is one of them.
    pub fn contains(&self, origin: &[u8]) -> bool {
        self.0.iter().any(|known| known.as_bytes() == origin)
    }
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginVerdict {
    /// A page of this site, or of the server.
    Allowed,
    /// A page of another site: the answer is 403.
    Foreign,
    /// Nothing tells. What was sent is kept, but held until somebody has looked at it.
    Unclear,
}

/// Says where a request comes from, by what the browser says of it.
///
/// `Origin: null` is sent by pages with the policy `no-referrer` and by frames without an origin, and old browsers send no
/// `Origin` at all. Then `Sec-Fetch-Site: same-origin`, which no page can set, vouches for the request.
pub fn judge_origin(headers: &HeaderMap, allowed: &AllowedOrigins) -> OriginVerdict {
    let named: Vec<&[u8]> =
        headers.get_all(header::ORIGIN).iter().map(HeaderValue::as_bytes).filter(|origin| *origin != b"null").collect();
    if !named.iter().all(|origin| allowed.contains(origin)) {
        return OriginVerdict::Foreign;
    }
    let is_same = headers.get("sec-fetch-site").is_some_and(|site| site.as_bytes() == b"same-origin");
    if named.is_empty() && !is_same { OriginVerdict::Unclear } else { OriginVerdict::Allowed }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    #[test]
    fn r10_foreign_origins_are_refused_and_unclear_ones_held() {
        let allowed = AllowedOrigins::of(["https://example.jp/site/", "http://127.0.0.1:8080", "/", "data:,x"]);
        for (origin, site, verdict) in [
            (Some("https://example.jp"), None, OriginVerdict::Allowed),
            (Some("https://example.jp"), Some("cross-site"), OriginVerdict::Allowed),
            (Some("http://127.0.0.1:8080"), Some("same-origin"), OriginVerdict::Allowed),
            (Some("https://evil.example"), None, OriginVerdict::Foreign),
            (Some("https://evil.example"), Some("same-origin"), OriginVerdict::Foreign),
            (Some("http://example.jp"), None, OriginVerdict::Foreign),
            (Some("https://example.jp:8443"), None, OriginVerdict::Foreign),
            (Some("https://example.jp.evil.example"), None, OriginVerdict::Foreign),
            (Some("https://example.jp/site/"), None, OriginVerdict::Foreign),
            (Some("http://127.0.0.1"), None, OriginVerdict::Foreign),
            (Some(""), None, OriginVerdict::Foreign),
            (Some("null"), Some("same-origin"), OriginVerdict::Allowed),
            (Some("null"), Some("cross-site"), OriginVerdict::Unclear),
            (Some("null"), None, OriginVerdict::Unclear),
            (None, Some("same-origin"), OriginVerdict::Allowed),
            (None, Some("same-site"), OriginVerdict::Unclear),
            (None, None, OriginVerdict::Unclear),
        ] {
            let origin_header = origin.map(|origin| (header::ORIGIN, origin.parse().unwrap()));
            let site_header = site.map(|site| (HeaderName::from_static("sec-fetch-site"), site.parse().unwrap()));
            // Whoever sends chooses the name of the host.
            let host_header = Some((header::HOST, "evil.example".parse().unwrap()));
            let headers = [origin_header, site_header, host_header].into_iter().flatten().collect();
            assert_eq!(judge_origin(&headers, &allowed), verdict, "{origin:?} {site:?}");
        }
    }

    #[test]
    fn r10_a_second_origin_does_not_help() {
        let allowed = AllowedOrigins::of(["https://example.jp"]);
        let mut headers = HeaderMap::new();
        headers.append(header::ORIGIN, "https://example.jp".parse().unwrap());
        headers.append(header::ORIGIN, "https://evil.example".parse().unwrap());
        assert_eq!(judge_origin(&headers, &allowed), OriginVerdict::Foreign);
    }
}
