//! Who may ask: a page from elsewhere must not reach a server through the visitor's own browser.
//!
//! A foreign page can have its host's name point at this machine (DNS rebinding); its requests then carry that name.

use axum::http::{HeaderMap, Uri, header, uri::Authority};

/// Names under which requests may come.
#[derive(Clone, Debug)]
pub struct AllowedHosts {
    /// `None` if any name will do, because the server is there for others in the network.
    names: Option<Vec<String>>,
}

impl AllowedHosts {
    /// For a server that only this machine reaches: its own names, and those given.
    pub fn local(given: impl IntoIterator<Item = String>) -> Self {
        let own = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        Self { names: Some(own.into_iter().chain(given.into_iter().map(|name| name.to_lowercase())).collect()) }
    }

    /// For a server that others reach, under names that are not known here.
    pub fn any() -> Self {
        Self { names: None }
    }

    /// Whether a request names a host that may be asked for.
    pub fn allow(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let Some(names) = &self.names else { return true };
        let named = [uri.authority().map(Authority::as_str), text(headers, header::HOST)];
        let mut named = named.into_iter().flatten().peekable();
        let is_allowed = |authority: &str| {
            let name = host_of(authority).to_lowercase();
            // Browsers resolve names below `localhost` to this machine without asking anybody.
            names.contains(&name) || name.ends_with(".localhost")
        };
        named.peek().is_some() && named.all(is_allowed)
    }
}

/// Whether a request comes from a page of this server, or from a program that is no browser: browsers let any page open
/// a socket to anywhere and post anywhere, and say from where.
pub fn is_same_origin(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, rest)| rest);
    authority.is_some() && authority == text(headers, header::HOST)
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

/// The host of `host:port`, without the brackets of an address of IPv6.
fn host_of(authority: &str) -> &str {
    if let Some(rest) = authority.strip_prefix('[') {
        return rest.split(']').next().unwrap_or_default();
    }
    authority.rsplit_once(':').map_or(authority, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn foreign_names_are_refused() {
        let hosts = AllowedHosts::local(["127.0.0.5".to_owned(), "Preview.test".to_owned()]);
        for (host, is_allowed) in [
            ("localhost:1111", true),
            ("LOCALHOST", true),
            ("site.localhost:1111", true),
            ("127.0.0.1:1111", true),
            ("[::1]:1111", true),
            ("[::1]", true),
            ("127.0.0.5:1", true),
            ("preview.test:1111", true),
            ("evil.example:1111", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.evil.example", false),
            ("127.0.0.9", false),
            ("", false),
        ] {
            let headers = headers(&[(header::HOST, host)]);
            assert_eq!(hosts.allow(&Uri::from_static("/"), &headers), is_allowed, "{host}");
            assert!(AllowedHosts::any().allow(&Uri::from_static("/"), &headers));
        }
        assert!(!hosts.allow(&Uri::from_static("/"), &HeaderMap::new()));
        let local = headers(&[(header::HOST, "localhost")]);
        assert!(!hosts.allow(&Uri::from_static("http://evil.example/"), &local));
    }

    #[test]
    fn pages_from_elsewhere_are_told_apart() {
        let host = (header::HOST, "localhost:1111");
        for (origin, is_allowed) in [
            (Some("http://localhost:1111"), true),
            (Some("https://localhost:1111"), true),
            (None, true),
            (Some("http://localhost:3000"), false),
            (Some("http://evil.example:1111"), false),
            (Some("null"), false),
            (Some(""), false),
        ] {
            let pairs: Vec<_> = [Some(host.clone()), origin.map(|origin| (header::ORIGIN, origin))].into();
            let pairs: Vec<_> = pairs.into_iter().flatten().collect();
            assert_eq!(is_same_origin(&headers(&pairs)), is_allowed, "{origin:?}");
        }
        assert!(!is_same_origin(&headers(&[(header::ORIGIN, "http://localhost:1111")])));
    }
}
