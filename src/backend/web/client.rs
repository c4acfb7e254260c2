//! Who sends a request, for limits: whoever is at the other end of the connection, unless that is a proxy whose word counts.
//!
//! A proxy's word counts where its address is listed, or where the host signs what it passes on and shares the secret with this
//! server. Netlify does so in `X-Nf-Sign`, and writes into `X-Nf-Client-Connection-Ip` who has asked it.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::{HeaderMap, HeaderValue, request::Parts};
use jiff::Timestamp;
use serde::Deserialize;
use tsubame_http::PeerAddress;

use super::ServerSettings;
use crate::intake::{ClientNetwork, parse_hop};

/// What the host says of itself when it signs.
#[derive(Deserialize)]
struct HostClaims {
    iss: String,
    /// Until when the signature holds, in seconds since 1970.
    exp: i64,
}

/// Who sends a request.
pub(super) fn find_client(parts: &Parts, settings: &ServerSettings, now: Timestamp) -> ClientNetwork {
    let headers = &parts.headers;
    let told = headers.get("x-nf-client-connection-ip").and_then(text).and_then(parse_hop);
    if let Some(address) = told.filter(|_| is_signed(headers, settings, now)) {
        return ClientNetwork::of(address);
    }
    let peer = parts.extensions.get::<PeerAddress>().map(|peer| peer.0.ip());
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(text);
    settings.proxies.find_client(peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), forwarded)
}

fn is_signed(headers: &HeaderMap, settings: &ServerSettings, now: Timestamp) -> bool {
    let signature = headers.get("x-nf-sign").and_then(text);
    let payload = settings.proxy_secret.as_ref().zip(signature).and_then(|(secret, token)| secret.verify(token));
    let claims = payload.and_then(|payload| serde_json::from_slice::<HostClaims>(&payload).ok());
    claims.is_some_and(|claims| claims.iss == "netlify" && now.as_second() < claims.exp)
}

fn text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::http::Request;

    use super::*;
    use crate::intake::{ProxySecret, TrustedProxies};

    fn client(settings: &ServerSettings, headers: &[(&str, &str)]) -> ClientNetwork {
        let mut request = Request::builder().extension(PeerAddress(SocketAddr::from(([192, 0, 2, 1], 4711))));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        find_client(&parts, settings, Timestamp::from_second(1_000).unwrap())
    }

    fn network(address: &str) -> ClientNetwork {
        ClientNetwork::of(address.parse().unwrap())
    }

    #[test]
    fn r12_a_host_that_signs_says_who_asks_and_nobody_else_does() {
        let secret = ProxySecret::new("a secret of the tests").unwrap();
        let settings = ServerSettings { proxy_secret: Some(secret.clone()), ..ServerSettings::default() };
        let signed = |claims: &str| secret.sign(claims).unwrap();
        let good = signed(r#"{"iss":"netlify","exp":1001,"site_url":"https://example.jp"}"#);
        let told = ("x-nf-client-connection-ip", "203.0.113.7");
        assert_eq!(client(&settings, &[("x-nf-sign", &good), told]), network("203.0.113.7"));
        let unset = ServerSettings::default();
        assert_eq!(client(&unset, &[("x-nf-sign", &good), told]), network("192.0.2.1"), "no secret is set");
        let foreign =
            ProxySecret::new("another secret of tests").unwrap().sign(r#"{"iss":"netlify","exp":1001}"#).unwrap();
        for wrong in [
            signed(r#"{"iss":"netlify","exp":1000}"#),
            signed(r#"{"iss":"somebody","exp":1001}"#),
            signed(r#"{"iss":"netlify"}"#),
            foreign,
            String::new(),
        ] {
            assert_eq!(client(&settings, &[("x-nf-sign", &wrong), told]), network("192.0.2.1"), "{wrong}");
        }
        assert_eq!(client(&settings, &[told]), network("192.0.2.1"));
    }

    #[test]
    fn r12_lines_of_a_listed_proxy_count_from_the_last() {
        let lines = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "2.2.2.2, 203.0.113.7")];
        let listed = TrustedProxies::parse(["192.0.2.1"]).unwrap();
        let settings = ServerSettings { proxies: listed, ..ServerSettings::default() };
        assert_eq!(client(&settings, &lines), network("203.0.113.7"));
        assert_eq!(client(&ServerSettings::default(), &lines), network("192.0.2.1"));
    }
}
