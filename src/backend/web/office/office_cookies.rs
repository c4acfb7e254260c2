//! The cookies of the office: one says who has signed in, one that somebody has signed in from this browser before, one which browser
//! was asked for a passkey.

use axum::http::{HeaderMap, header};

/// How long a browser is known that nobody signs in from: 180 days, in seconds.
const KNOWN_S: u64 = 180 * 24 * 60 * 60;

/// How long a browser can answer that was asked for a passkey, in seconds.
const ASKED_S: u64 = 5 * 60;

/// What the cookies are called, and how they are set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OfficeCookies {
    session: String,
    browser: String,
    passkey: String,
    is_secure: bool,
}

impl OfficeCookies {
    /// For an office at this address. Over TLS the names say that no other host may set them; without it, on one's own machine, all
    /// ports of a host have the same cookies, so the name tells servers apart.
    pub fn of(address: &str) -> Self {
        if address.starts_with("https://") {
            let [session, browser, passkey] =
                ["session", "browser", "passkey"].map(|name| format!("__Host-tsubame_{name}"));
            return Self { session, browser, passkey, is_secure: true };
        }
        let port = address.rsplit_once(':').map_or("", |(_, port)| port);
        let [session, browser, passkey] =
            ["session", "browser", "passkey"].map(|name| format!("tsubame_{name}_{port}"));
        Self { session, browser, passkey, is_secure: false }
    }

    /// The token of a session that a request brings.
    pub fn session(&self, headers: &HeaderMap) -> Option<String> {
        find(headers, &self.session)
    }

    /// The token of a known browser that a request brings.
    pub fn browser(&self, headers: &HeaderMap) -> Option<String> {
        find(headers, &self.browser)
    }

    /// The token of a browser that was asked for a passkey.
    pub fn passkey(&self, headers: &HeaderMap) -> Option<String> {
        find(headers, &self.passkey)
    }

    /// Sets the cookie of a session, which ends with the browser.
    pub fn set_session(&self, token: &str) -> String {
        self.set(&self.session, token, None)
    }

    /// Takes it away.
    pub fn clear_session(&self) -> String {
        self.set(&self.session, "", Some(0))
    }

    /// Sets the cookie of a known browser.
    pub fn set_browser(&self, token: &str) -> String {
        self.set(&self.browser, token, Some(KNOWN_S))
    }

    /// Sets the cookie of a browser that is asked for a passkey.
    pub fn set_passkey(&self, token: &str) -> String {
        self.set(&self.passkey, token, Some(ASKED_S))
    }

    /// Takes it away.
    pub fn clear_passkey(&self) -> String {
        self.set(&self.passkey, "", Some(0))
    }

    /// Links of mails lead into the office, which changes nothing, so cookies are `Lax`; what changes something wants a token beside.
    fn set(&self, name: &str, token: &str, max_age_s: Option<u64>) -> String {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let age = max_age_s.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
    }
}

fn find(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == wanted && !value.is_empty()).map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_kept_from_scripts_other_hosts_and_plain_lines() {
        let cookies = OfficeCookies::of("https://office.example.jp");
        assert_eq!(cookies.set_session("abc"), "__Host-tsubame_session=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert!(cookies.set_browser("b").ends_with("; Secure; Max-Age=15552000"));
        assert!(cookies.clear_session().ends_with("; Secure; Max-Age=0"));
        let local = OfficeCookies::of("http://office.localhost:1111");
        assert_eq!(local.set_session("abc"), "tsubame_session_1111=abc; Path=/; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn cookies_are_found_among_others() {
        let cookies = OfficeCookies::of("http://office.localhost:1111");
        for (line, found) in [
            ("tsubame_session_1111=abc", Some("abc")),
            ("a=b; tsubame_session_1111=abc; c=d", Some("abc")),
            ("tsubame_session_1112=abc", None),
            ("xtsubame_session_1111=abc", None),
            ("tsubame_session_1111=", None),
            ("tsubame_session_1111", None),
        ] {
            let headers = [(header::COOKIE, line.parse().unwrap())].into_iter().collect();
            assert_eq!(cookies.session(&headers).as_deref(), found, "{line}");
        }
    }
}
