//! The key of what only whoever has started the program may see: made at each start, brought by a link, kept by the browser as a
//! cookie, or sent by a program as a token.

use std::{fmt, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::Response,
};
use tsubame_http::answer;
use uuid::Uuid;

use super::page::NoticePage;
use crate::intake::HashKey;

/// What its hashes are for.
const PURPOSE: &str = "trial key";

/// A key of 122 bits of chance.
pub struct TrialKey {
    text: String,
    /// Cookies of one host are those of all its ports, so the name tells servers apart.
    cookie: String,
    /// Keys are compared by their hashes under it, which tell nothing by the time that it takes.
    hash: HashKey,
}

/// Whether a request has the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyVerdict {
    /// By a cookie or a token.
    Has,
    /// In its address, from where it is to become a cookie.
    Brings,
    /// Not at all, or another one.
    Lacks,
}

impl TrialKey {
    /// A fresh one, for a server at this port.
    pub fn generate(port: u16) -> Self {
        let mut bytes = [0; 32];
        let (first, second) = bytes.split_at_mut(16);
        first.copy_from_slice(Uuid::new_v4().as_bytes());
        second.copy_from_slice(Uuid::new_v4().as_bytes());
        let text = Uuid::new_v4().simple().to_string();
        Self { text, cookie: format!("tsubame_key_{port}"), hash: HashKey::new(bytes) }
    }

    /// The cookie, for the pages at this path. A link from another site may lead here, which changes nothing, so it is `Lax`.
    pub(super) fn cookie(&self, path: &str) -> String {
        format!("{}={}; Path={path}; HttpOnly; SameSite=Lax", self.cookie, self.text)
    }

    /// Whether a request has the key.
    pub(super) fn judge(&self, uri: &Uri, headers: &HeaderMap) -> KeyVerdict {
        let query = uri.query().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("key="));
        if query.is_some_and(|given| self.is(given)) {
            return KeyVerdict::Brings;
        }
        let text = |value: &HeaderValue| value.to_str().map(str::to_owned).unwrap_or_default();
        let token = headers.get(header::AUTHORIZATION).map(text);
        let token = token.as_deref().and_then(|value| value.strip_prefix("Bearer "));
        let cookies: Vec<String> = headers.get_all(header::COOKIE).iter().map(text).collect();
        let cookie =
            |pair: &str| pair.trim().split_once('=').is_some_and(|(name, value)| name == self.cookie && self.is(value));
        let has_cookie = cookies.iter().any(|cookies| cookies.split(';').any(cookie));
        if has_cookie || token.is_some_and(|given| self.is(given)) { KeyVerdict::Has } else { KeyVerdict::Lacks }
    }

    /// An address with the key in it, which leads in.
    pub fn link(&self, address: &str) -> String {
        format!("{address}?key={}", self.text)
    }

    fn is(&self, given: &str) -> bool {
        self.hash.hash(PURPOSE, &[given.as_bytes()]) == self.hash.hash(PURPOSE, &[self.text.as_bytes()])
    }
}

/// What wants a key: the key, and the path below which its cookie is sent.
#[derive(Clone, Debug)]
pub(super) struct KeyGate {
    pub key: Arc<TrialKey>,
    pub path: &'static str,
}

/// Lets those through who have the key; a link with it becomes a cookie, so that it does not stay in the address.
pub(super) async fn ask_for_key(State(gate): State<KeyGate>, request: Request, next: Next) -> Response {
    match gate.key.judge(request.uri(), request.headers()) {
        KeyVerdict::Has => next.run(request).await,
        KeyVerdict::Brings => {
            let headers = [
                (header::LOCATION, request.uri().path().to_owned()),
                (header::SET_COOKIE, gate.key.cookie(gate.path)),
                (header::REFERRER_POLICY, "no-referrer".to_owned()),
            ];
            answer(StatusCode::SEE_OTHER, "", &headers)
        }
        KeyVerdict::Lacks => {
            let text = "tsubame up を起動した画面に、この画面を開くリンク（…?key=…）が表示されています。そのリンクから開いてください。\
                        リンクは、起動のたびに変わります。";
            NoticePage::new("この画面を開くには、鍵が要ります", [text.to_owned()], None)
                .answer(StatusCode::FORBIDDEN, "/")
        }
    }
}

/// Keys are never printed by accident.
impl fmt::Debug for TrialKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TrialKey")
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    #[test]
    fn a_key_is_brought_by_a_link_and_had_by_cookie_or_token() {
        let (key, other) = (TrialKey::generate(1111), TrialKey::generate(1111));
        let (own, foreign) = (key.text.as_str(), other.text.as_str());
        for (query, name, value, verdict) in [
            (format!("?key={own}"), "x", String::new(), KeyVerdict::Brings),
            (format!("?a=1&key={own}"), "x", String::new(), KeyVerdict::Brings),
            (format!("?key={foreign}"), "x", String::new(), KeyVerdict::Lacks),
            ("?key=".to_owned(), "x", String::new(), KeyVerdict::Lacks),
            (String::new(), "x", String::new(), KeyVerdict::Lacks),
            (String::new(), "cookie", format!("a=b; tsubame_key_1111={own}"), KeyVerdict::Has),
            (String::new(), "cookie", format!("tsubame_key_1111={foreign}"), KeyVerdict::Lacks),
            (String::new(), "cookie", format!("tsubame_key_1112={own}"), KeyVerdict::Lacks),
            (String::new(), "cookie", format!("x{own}"), KeyVerdict::Lacks),
            (String::new(), "authorization", format!("Bearer {own}"), KeyVerdict::Has),
            (String::new(), "authorization", own.to_owned(), KeyVerdict::Lacks),
            // An old cookie does not keep a fresh link from leading in.
            (format!("?key={own}"), "cookie", format!("tsubame_key_1111={foreign}"), KeyVerdict::Brings),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HeaderName::from_static(name), value.parse().unwrap());
            let uri: Uri = format!("/api/outbox{query}").parse().unwrap();
            assert_eq!(key.judge(&uri, &headers), verdict, "{query} {name}: {value}");
        }
        assert_ne!(own, foreign);
        assert!(own.len() == 32 && key.cookie("/api/outbox").ends_with("; Path=/api/outbox; HttpOnly; SameSite=Lax"));
        assert_eq!(format!("{key:?}"), "TrialKey");
    }
}
