//! The Content-Security-Policy of the published pages, from the `_headers` of the build: what a host sends with a page, the
//! server sends with it, too, where it shows that page itself.

use axum::http::{HeaderName, header};
use url::{Origin, Url};

/// Which page of the site has which policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SitePolicies {
    /// Paths of the host, the last character of which may be `*`, with their policies.
    rules: Vec<(String, String)>,
    /// The origin of the site.
    origin: Option<String>,
}

impl SitePolicies {
    /// Reads the file: a path a line, and below it, indented, the headers of that path.
    pub fn parse(text: &str, base_url: &str) -> Self {
        let (mut rules, mut path) = (Vec::new(), "");
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            if !line.starts_with(char::is_whitespace) {
                path = line.trim();
            } else if let Some((name, value)) = line.split_once(':')
                && name.trim().eq_ignore_ascii_case(header::CONTENT_SECURITY_POLICY.as_str())
            {
                rules.push((path.to_owned(), value.trim().to_owned()));
            }
        }
        let origin = Url::parse(base_url).ok().map(|url| url.origin()).filter(Origin::is_tuple);
        Self { rules, origin: origin.map(|origin| origin.ascii_serialization()) }
    }

    /// The policy of the page at an address, as the header of an answer; nothing where the site has none.
    pub fn headers_of(&self, address: &Url) -> Vec<(HeaderName, String)> {
        let matches = |rule: &str| match rule.strip_suffix('*') {
            Some(start) => address.path().starts_with(start),
            None => address.path() == rule,
        };
        // Of several rules the last one counts, as with the host.
        let found = self.rules.iter().rev().find(|(rule, _)| matches(rule));
        found.map(|(_, policy)| (header::CONTENT_SECURITY_POLICY, self.elsewhere(policy))).into_iter().collect()
    }

    /// The policy for a page that is shown by another host: what is the site's own there is the site's own here.
    fn elsewhere(&self, policy: &str) -> String {
        match &self.origin {
            Some(origin) => policy.replace("'self'", &format!("'self' {origin}")),
            None => policy.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "# x\n/*\n  X-A: 1\n  Content-Security-Policy: default-src 'none'; style-src 'self'\n/player/*\n  \
                         content-security-policy: frame-src *\n/a\n  X: y\n";

    fn policy_of(rules: &str, page: &str) -> Option<String> {
        let policies = SitePolicies::parse(rules, "https://site.example.jp/sub/");
        let headers = policies.headers_of(&Url::parse("https://site.example.jp").unwrap().join(page).unwrap());
        assert!(headers.len() < 2);
        headers.into_iter().next().map(|(_, policy)| policy)
    }

    #[test]
    fn a_page_has_the_policy_that_its_host_sends_and_the_files_of_the_site_stay_its_own() {
        let all = "default-src 'none'; style-src 'self' https://site.example.jp";
        for (page, expected) in [("/", all), ("/a", all), ("/player/x/", "frame-src *")] {
            assert_eq!(policy_of(RULES, page).as_deref(), Some(expected), "{page}");
        }
        assert_eq!(policy_of("/x\n  Content-Security-Policy: a", "/y"), None);
        assert_eq!(policy_of("", "/"), None);
    }
}
