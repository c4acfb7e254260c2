//! The base URL that the pages of a preview are built with.

use std::net::SocketAddr;

use super::request_path::percent_decoded;

/// The base URL of a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseAddress {
    /// Without a slash at its end; empty for addresses without a host.
    url: String,
    /// As text, with slashes at both ends.
    path: String,
    /// The host that it names, if it is not the address itself.
    pub(super) host: Option<String>,
    address: SocketAddr,
}

impl BaseAddress {
    /// The address listened on.
    pub fn of(address: SocketAddr) -> Self {
        Self { url: format!("http://{address}"), path: "/".to_owned(), host: None, address }
    }

    /// What the user gave. Without a scheme it is `http://`. With `appends_port`, one that names no port is given that
    /// of the address, and one that names the port `asked` for is given the port that was free. One that starts with a
    /// slash stays without a host: links are then relative to whatever server it is.
    pub fn given(given: &str, address: SocketAddr, asked: u16, appends_port: bool) -> Self {
        let (scheme, rest) = match given.split_once("://") {
            Some((scheme, rest)) => (scheme, rest),
            None => ("http", given),
        };
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let path = path.trim_matches('/');
        let below = if path.is_empty() { String::new() } else { format!("/{path}") };
        let text = percent_decoded(&below).unwrap_or_else(|| below.clone());
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
            _ => (authority, None),
        };
        let port = match port {
            Some(port) if appends_port && port == asked => Some(address.port()),
            None if appends_port => Some(address.port()),
            port => port,
        };
        let url = match port {
            _ if host.is_empty() => below,
            Some(port) => format!("{scheme}://{host}:{port}{below}"),
            None => format!("{scheme}://{host}{below}"),
        };
        let host = Some(host.trim_matches(['[', ']']).to_owned()).filter(|host| !host.is_empty());
        Self { url, path: format!("{text}/"), host, address }
    }

    /// The base URL, with a slash at its end or without as the site's own has it, because templates add to it.
    pub fn url(&self, has_slash: bool) -> String {
        if has_slash || self.url.is_empty() { format!("{}/", self.url) } else { self.url.clone() }
    }

    /// Where a browser on this machine finds the first page.
    pub fn first_page(&self) -> String {
        if self.host.is_none() { format!("http://{}{}", self.address, self.path) } else { self.url(true) }
    }

    /// The path before the site's own paths, decoded, with slashes at both ends.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The address listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls() {
        let address: SocketAddr = "127.0.0.1:1112".parse().unwrap();
        for (given, appends_port, url, path, host) in [
            ("http://127.0.0.1:1111/blog", true, "http://127.0.0.1:1112/blog", "/blog/", Some("127.0.0.1")),
            ("http://127.0.0.1:1111/blog", false, "http://127.0.0.1:1111/blog", "/blog/", Some("127.0.0.1")),
            ("http://127.0.0.1:8080/blog/", true, "http://127.0.0.1:8080/blog", "/blog/", Some("127.0.0.1")),
            ("https://example.jp/a/b/", true, "https://example.jp:1112/a/b", "/a/b/", Some("example.jp")),
            ("https://example.jp/", false, "https://example.jp", "/", Some("example.jp")),
            ("localhost", true, "http://localhost:1112", "/", Some("localhost")),
            ("http://[::1]/x", true, "http://[::1]:1112/x", "/x/", Some("::1")),
            ("http://h/%E6%97%A5", false, "http://h/%E6%97%A5", "/日/", Some("h")),
            ("/", true, "", "/", None),
            ("/blog", true, "/blog", "/blog/", None),
        ] {
            let base = BaseAddress::given(given, address, 1111, appends_port);
            assert_eq!((base.url.as_str(), base.path(), base.host.as_deref()), (url, path, host), "{given}");
        }
        let base = BaseAddress::of(address);
        assert_eq!(
            (base.url(false), base.url(true)),
            ("http://127.0.0.1:1112".to_owned(), "http://127.0.0.1:1112/".to_owned())
        );
        let relative = BaseAddress::given("/blog", address, 1111, true);
        assert_eq!(relative.first_page(), "http://127.0.0.1:1112/blog/");
        assert_eq!(BaseAddress::given("/", address, 1111, true).url(false), "/");
    }
}
