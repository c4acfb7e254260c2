//! `[extra.tsubame.delivery]`: what a static host has to know beside the files.

use std::collections::BTreeMap;

use url::Url;

use tsubame_model::source::{TableReader, ValueReader, Wording};

/// Redirects, headers and compressed copies for a static host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryConfig {
    /// Whether `_redirects` is made.
    pub redirects: bool,
    /// Whether `_headers` is made.
    pub security_headers: bool,
    /// Whether the headers hold a Content-Security-Policy that allows nothing inline.
    pub strict_csp: bool,
    /// The server behind the forms, where it is not the site's own host.
    pub backend: Option<Origin>,
    /// By which variable of the host's environment it signs what it passes on to `backend`, where it signs at all.
    pub signed: Option<VariableName>,
    /// Hosts whose pages may be shown in frames: video players.
    pub frame_hosts: Vec<Origin>,
    /// Other hosts that images may come from.
    pub image_hosts: Vec<Origin>,
    /// Other hosts that scripts may ask.
    pub connect_hosts: Vec<Origin>,
    /// Encodings of compressed copies.
    pub precompress: Vec<Encoding>,
    /// Headers by path; they replace generated ones of the same path, and win over those of other paths.
    pub headers: BTreeMap<RulePath, BTreeMap<HeaderName, HeaderValue>>,
}

impl Default for DeliveryConfig {
    fn default() -> Self {
        Self {
            redirects: true,
            security_headers: true,
            strict_csp: true,
            backend: None,
            signed: None,
            frame_hosts: Vec::new(),
            image_hosts: Vec::new(),
            connect_hosts: Vec::new(),
            precompress: Vec::new(),
            headers: BTreeMap::new(),
        }
    }
}

/// How a compressed copy is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// Brotli: `.br`
    Br,
    /// Zstandard: `.zst`
    Zstd,
    /// Gzip: `.gz`
    Gzip,
}

/// Scheme and host of another site: `https://player.example.jp`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// The name of a variable of an environment, in the capitals that such names are written in: `PROXY_SECRET`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableName(String);

/// A path of the site in a rule, which may end with `*`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RulePath(String);

/// The name of a header, as written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeaderName(String);

/// The value of a header; an empty one takes the header away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderValue(String);

impl Origin {
    /// The origin as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl VariableName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl RulePath {
    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl HeaderName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl HeaderValue {
    /// The value as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Origin {
    /// Reads scheme and host. The error is the reason in words.
    pub fn parse(text: &str) -> Result<Self, Wording> {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
        let is_host = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | ':' | '*');
        let (name, port) = host.rsplit_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
        let is_label = |label: &str| !label.is_empty() && (label == "*" || !label.contains('*'));
        let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
        let is_sound = name.split('.').all(is_label) && port.is_none_or(is_port);
        if !host.chars().all(is_host) || !is_sound {
            return Err(Wording::new(
                format!("`{text}` is no host; write it as https://player.example.jp, without a path"),
                format!("`{text}` はホストではありません。https://player.example.jp のように、パスを付けずに書きます"),
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether a policy that names this origin allows the address. `*` stands for any names in front of the rest.
    pub fn allows(&self, address: &Url) -> bool {
        let own = self.0.strip_prefix("https://").map(|host| ("https", host));
        let own = own.or_else(|| self.0.strip_prefix("http://").map(|host| ("http", host)));
        let (Some((scheme, host)), Some(asked)) = (own, address.host_str()) else { return false };
        let (name, port) = host.rsplit_once(':').map_or((host, None), |(name, port)| (name, port.parse().ok()));
        let default = if address.scheme() == "https" { 443 } else { 80 };
        let is_port = address.port_or_known_default() == Some(port.unwrap_or(default));
        let is_scheme = address.scheme() == scheme || scheme == "http" && address.scheme() == "https";
        let is_name = name.strip_prefix('*').map_or_else(
            || asked.eq_ignore_ascii_case(name),
            |rest| asked.len() > rest.len() && asked.to_ascii_lowercase().ends_with(&rest.to_ascii_lowercase()),
        );
        is_scheme && is_port && is_name
    }
}

impl VariableName {
    /// Reads a name. The error is the reason in words, which never repeat the text: who mistakes the key writes a secret here.
    pub fn parse(text: &str) -> Result<Self, Wording> {
        let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        if text.starts_with(|first: char| first.is_ascii_uppercase()) && text.bytes().all(is_part) {
            return Ok(Self(text.to_owned()));
        }
        Err(Wording::new(
            "this is no name of a variable; write the name in capitals, signed = \"PROXY_SECRET\". The secret itself is set \
                at the host and never stands here",
            "環境変数の名前ではありません。signed = \"PROXY_SECRET\" のように、名前を大文字で書きます。秘密の値はホストの設定に置き、ここには書きません",
        ))
    }
}

impl RulePath {
    /// Reads the path of a rule. The error is the reason in words.
    pub fn parse(text: &str) -> Result<Self, Wording> {
        // The hosts read a line each, cut at white space, and nothing after a star. No address has control characters.
        let ends_path = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '#';
        let is_plain = text.starts_with('/') && !text.contains(ends_path);
        if !is_plain || text.trim_end_matches('*').contains('*') {
            return Err(Wording::new(
                format!("`{text}` is no path of a rule; write it as /api/* or /search/"),
                format!("`{text}` は規則のパスではありません。/api/* や /search/ のように書きます"),
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl HeaderName {
    /// Reads a name. The error is the reason in words.
    pub fn parse(text: &str) -> Result<Self, Wording> {
        let is_name = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if is_name {
            return Ok(Self(text.to_owned()));
        }
        let english = format!("`{text}` is no name of a header");
        Err(Wording::new(english, format!("`{text}` はヘッダーの名前として使えません")))
    }
}

impl HeaderValue {
    /// Reads a value. The error is the reason in words.
    pub fn parse(text: &str) -> Result<Self, Wording> {
        if text.chars().any(char::is_control) {
            let english = "a header is one line without control characters";
            return Err(Wording::new(english, "ヘッダーは、制御文字のない一行で書きます"));
        }
        Ok(Self(text.trim().to_owned()))
    }
}

impl Encoding {
    /// The words for them in the file.
    const NAMES: [(&str, Self); 3] = [("br", Self::Br), ("zstd", Self::Zstd), ("gzip", Self::Gzip)];
}

impl DeliveryConfig {
    /// Reads the table.
    pub(super) fn read(table: &mut TableReader<'_>) -> Self {
        Self {
            redirects: table.boolean("redirects").unwrap_or(true),
            security_headers: table.boolean("security_headers").unwrap_or(true),
            strict_csp: table.boolean("strict_csp").unwrap_or(true),
            backend: table.parse("backend", Origin::parse),
            signed: table.parse("signed", VariableName::parse),
            frame_hosts: read_hosts(table, "frame_hosts"),
            image_hosts: read_hosts(table, "image_hosts"),
            connect_hosts: read_hosts(table, "connect_hosts"),
            precompress: table.list("precompress", |encoding| encoding.one_of(&Encoding::NAMES)).unwrap_or_default(),
            headers: table.entries("headers", read_rule).into_iter().flatten().map(|(_, rule)| rule).collect(),
        }
    }
}

fn read_hosts(table: &mut TableReader<'_>, key: &'static str) -> Vec<Origin> {
    table.list(key, |host| host.parse(Origin::parse)).unwrap_or_default()
}

/// The headers of one path.
fn read_rule(path: &str, mut value: ValueReader<'_>) -> Option<(RulePath, BTreeMap<HeaderName, HeaderValue>)> {
    match RulePath::parse(path) {
        Ok(path) => {
            let headers = value.entries(read_header)?;
            Some((path, headers.into_iter().map(|(_, header)| header).collect()))
        }
        Err(reason) => {
            value.refuse(reason);
            None
        }
    }
}

fn read_header(name: &str, mut value: ValueReader<'_>) -> Option<(HeaderName, HeaderValue)> {
    match HeaderName::parse(name) {
        Ok(name) => Some((name, value.parse(HeaderValue::parse)?)),
        Err(reason) => {
            value.refuse(reason);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_an_origin_allows() {
        for (origin, address, is_allowed) in [
            ("https://video.example.jp", "https://video.example.jp/embed/1", true),
            ("https://video.example.jp", "https://video.example.jp:8443/embed/1", false),
            ("https://video.example.jp:8443", "https://video.example.jp:8443/embed/1", true),
            ("https://video.example.jp", "http://video.example.jp/embed/1", false),
            ("http://video.example.jp", "https://VIDEO.example.jp/embed/1", true),
            ("https://*.example.jp", "https://a.video.example.jp/", true),
            ("https://*.example.jp", "https://example.jp/", false),
            ("https://*.example.jp", "https://example.jp.evil.test/", false),
            ("https://video.example.jp", "https://evil.test/video.example.jp", false),
        ] {
            let address = Url::parse(address).unwrap();
            assert_eq!(Origin::parse(origin).unwrap().allows(&address), is_allowed, "{origin} {address}");
        }
    }

    #[test]
    fn a_variable_is_named_in_capitals() {
        for name in ["PROXY_SECRET", "A", "A1_"] {
            assert_eq!(VariableName::parse(name).unwrap().as_str(), name);
        }
        for text in ["", "_A", "1A", "a", "PROXY SECRET", "A#", "A=B", "A\n/x/* https://c.jp 200", "kJ8s0-Qm_x", "秘密"]
        {
            let words = VariableName::parse(text).unwrap_err();
            assert!(text.len() < 3 || !words.english().contains(text), "{words:?}");
        }
    }

    #[test]
    fn the_path_of_a_rule_is_one_word_of_an_address() {
        for path in ["/", "/*", "/api/*", "/春/", "/a:b"] {
            assert!(RulePath::parse(path).is_ok(), "{path}");
        }
        for path in ["", "a", "/a b", "/a\u{3000}b", "/a\nb", "/a\u{1}b", "/a\u{7f}", "/a#b", "/*/b"] {
            assert!(RulePath::parse(path).is_err(), "{path:?}");
        }
    }
}
