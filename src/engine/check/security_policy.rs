//! The Content-Security-Policy of a page, as its host and the page itself send it, and what it forbids.

use content_security_policy::{
    CheckResult, CspList, Destination, Initiator, NavigationCheckType, ParserMetadata, Policy, PolicyDisposition,
    PolicySource, Request,
};
use url::Url;

use super::request_kind::RequestKind;

const HEADER: &str = "content-security-policy";

/// The rules of a `_headers` file that set a policy.
#[derive(Debug, Default)]
pub(super) struct HeaderPolicies(Vec<(String, String)>);

/// The policies that hold for a page.
#[derive(Clone, Debug)]
pub(super) struct SecurityPolicy(CspList);

impl HeaderPolicies {
    /// Reads the file: a path a line, and below it, indented, the headers of that path.
    pub fn parse(text: &str) -> Self {
        let (mut rules, mut path) = (Vec::new(), "");
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            if !line.starts_with(char::is_whitespace) {
                path = line.trim();
            } else if let Some((name, value)) = line.split_once(':')
                && name.trim().eq_ignore_ascii_case(HEADER)
            {
                rules.push((path.to_owned(), value.trim().to_owned()));
            }
        }
        Self(rules)
    }

    /// The policy that is sent with a path of the host: of several rules, the last one counts.
    pub fn find(&self, path: &str) -> Option<&str> {
        let matches = |rule: &str| match rule.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => path == rule,
        };
        self.0.iter().rev().find(|(rule, _)| matches(rule)).map(|(_, policy)| policy.as_str())
    }
}

impl SecurityPolicy {
    /// The policy in the header, and those in the page; `None` where there is none.
    pub fn new(header: Option<&str>, in_page: &[String]) -> Option<Self> {
        let parse = |text: &str, source| Policy::parse(text, source, PolicyDisposition::Enforce);
        let header = header.map(|text| parse(text, PolicySource::Header));
        let in_page = in_page.iter().map(|text| parse(text, PolicySource::Meta));
        let policies: Vec<Policy> =
            header.into_iter().chain(in_page).filter(|policy| !policy.directive_set.is_empty()).collect();
        (!policies.is_empty()).then_some(Self(CspList(policies)))
    }

    /// The directive that forbids a page to ask for an address, as it stands in the policy.
    pub fn forbids(&self, page: &Url, kind: RequestKind, address: &Url) -> Option<String> {
        if kind == RequestKind::Frame && is_asked_of_nobody(address) {
            return None;
        }
        let (result, violations) = match kind {
            RequestKind::Base => self.0.is_base_allowed_for_document(address, &page.origin()),
            RequestKind::Form => {
                let mut request = request(page, kind, address);
                let as_it_is = |script: &str| Some(script.to_owned());
                self.0.should_navigation_request_be_blocked(&mut request, NavigationCheckType::FormSubmission, as_it_is)
            }
            _ => self.0.should_request_be_blocked(&request(page, kind, address)),
        };
        let directive = violations.into_iter().next().map_or_else(String::new, |violation| {
            let mut directive = violation.directive;
            // The library calls what forbids a form by the name of what would forbid a request to the same address.
            if kind == RequestKind::Form {
                "form-action".clone_into(&mut directive.name);
            }
            directive.to_string()
        });
        (result == CheckResult::Blocked).then_some(directive)
    }
}

/// Whether nothing is asked for to fill a frame: it is empty, or its text stands in the page.
fn is_asked_of_nobody(address: &Url) -> bool {
    address.scheme() == "about" && matches!(address.path(), "blank" | "srcdoc")
}

fn request(page: &Url, kind: RequestKind, address: &Url) -> Request {
    Request {
        url: address.clone(),
        current_url: address.clone(),
        origin: page.origin(),
        redirect_count: 0,
        destination: match kind {
            RequestKind::Base | RequestKind::Form => Destination::Document,
            RequestKind::Connection => Destination::None,
            RequestKind::Embed => Destination::Embed,
            RequestKind::Font => Destination::Font,
            RequestKind::Frame => Destination::IFrame,
            RequestKind::Image => Destination::Image,
            RequestKind::Manifest => Destination::Manifest,
            RequestKind::Media => Destination::Video,
            RequestKind::Object => Destination::Object,
            RequestKind::Script => Destination::Script,
            RequestKind::Style => Destination::Style,
            RequestKind::Track => Destination::Track,
        },
        initiator: Initiator::None,
        nonce: String::new(),
        integrity_metadata: String::new(),
        parser_metadata: ParserMetadata::ParserInserted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_rule_of_a_path_counts() {
        let rules = "# x\n/*\n  X-A: 1\n  Content-Security-Policy: default-src 'none'\n/player/*\n  content-security-policy: frame-src *\n/a\n  X: y\n";
        let rules = HeaderPolicies::parse(rules);
        for (path, expected) in
            [("/", Some("default-src 'none'")), ("/player/x/", Some("frame-src *")), ("/a", Some("default-src 'none'"))]
        {
            assert_eq!(rules.find(path), expected, "{path}");
        }
        assert_eq!(HeaderPolicies::parse("/x\n  Content-Security-Policy: a").find("/y"), None);
    }

    #[test]
    fn what_a_policy_forbids() {
        use RequestKind::{
            Base, Connection, Embed, Font, Form, Frame, Image, Manifest, Media, Object, Script, Style, Track,
        };
        let text = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https://*.img.jp; font-src 'self'; \
            media-src 'self'; connect-src 'self'; frame-src https://v.jp; manifest-src 'self'; form-action 'self' https://f.jp; base-uri 'none'";
        let policy = SecurityPolicy::new(Some(text), &[]).unwrap();
        let page = Url::parse("https://a.jp/x/").unwrap();
        for (kind, allowed, forbidden) in [
            (Script, "/a.js", "https://cdn.jp/a.js"),
            (Style, "/a.css", "https://cdn.jp/a.css"),
            (Image, "https://1.img.jp/x.png", "https://img.jp/x.png"),
            (Image, "data:image/png;base64,AA", "blob:x"),
            (Font, "/a.woff2", "https://fonts.jp/a.woff2"),
            (Media, "/a.mp4", "https://cdn.jp/a.mp4"),
            (Track, "/a.vtt", "https://cdn.jp/a.vtt"),
            (Frame, "https://v.jp/1", "https://w.jp/1"),
            (Frame, "https://v.jp/1", "/own/"),
            (Frame, "about:blank#x", "data:text/html,x"),
            (Frame, "about:srcdoc", "https://w.jp/blank"),
            (Manifest, "/m", "https://cdn.jp/m"),
            (Connection, "/p", "https://cdn.jp/p"),
            (Form, "https://f.jp/x", "https://g.jp/x"),
        ] {
            assert_eq!(policy.forbids(&page, kind, &page.join(allowed).unwrap()), None, "{allowed}");
            assert!(policy.forbids(&page, kind, &page.join(forbidden).unwrap()).is_some(), "{kind:?} {forbidden}");
        }
        let told = |kind: RequestKind| policy.forbids(&page, kind, &page.join("https://g.jp/x").unwrap());
        assert_eq!(told(Form).as_deref(), Some("form-action 'self' https://f.jp"));
        assert_eq!(told(Connection).as_deref(), Some("connect-src 'self'"));
        for kind in [Base, Object, Embed] {
            assert!(policy.forbids(&page, kind, &page).is_some(), "{kind:?}");
        }
        let of_page = SecurityPolicy::new(None, &["img-src 'none'".to_owned()]).unwrap();
        assert_eq!(of_page.forbids(&page, Image, &page).as_deref(), Some("img-src 'none'"));
        assert_eq!(of_page.forbids(&page, Script, &page), None);
        assert!(SecurityPolicy::new(None, &[]).is_none() && SecurityPolicy::new(Some(" "), &[]).is_none());
    }
}
