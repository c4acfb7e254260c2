//! What a page makes a browser ask for by itself, or send: all that a Content-Security-Policy has a say in.
//!
//! It judges nothing: addresses come out as they are written, with entities read.

use lol_html::html_content::Element;

use super::{
    html_links::{decode_entities, split_srcset},
    request_kind::RequestKind,
    style_requests::{StyleRequest, read_style_requests},
};

/// Something that a page asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ElementRequest {
    pub kind: RequestKind,
    /// The element that asks.
    pub tag: String,
    /// The address as written.
    pub address: String,
}

/// Adds what an element asks for, each once.
pub(super) fn read_requests(element: &Element<'_, '_>, requests: &mut Vec<ElementRequest>) {
    let mut asking = AskingElement { element, tag: element.tag_name(), requests };
    asking.read_sets();
    asking.read_addresses();
    if let Some(style) = asking.value("style") {
        add_style_requests(&style, &asking.tag, asking.requests);
    }
}

/// Adds what styles that stand in an element ask for, each once.
pub(super) fn add_style_requests(css: &str, tag: &str, requests: &mut Vec<ElementRequest>) {
    for StyleRequest { kind, address } in read_style_requests(css) {
        add_request(ElementRequest { kind, tag: tag.to_owned(), address }, requests);
    }
}

/// Adds a request, once.
pub(super) fn add_request(request: ElementRequest, requests: &mut Vec<ElementRequest>) {
    if !requests.contains(&request) {
        requests.push(request);
    }
}

/// An element that is being read.
struct AskingElement<'a, 'r, 't> {
    element: &'a Element<'r, 't>,
    tag: String,
    requests: &'a mut Vec<ElementRequest>,
}

impl AskingElement<'_, '_, '_> {
    fn value(&self, name: &str) -> Option<String> {
        self.element.get_attribute(name).map(|value| decode_entities(&value).trim().to_owned())
    }

    /// The address in an element of a drawing.
    fn drawing_address(&self) -> Option<String> {
        self.value("href").or_else(|| self.value("xlink:href"))
    }

    fn ask(&mut self, kind: RequestKind, address: Option<String>) {
        if let Some(address) = address.filter(|address| !address.is_empty()) {
            add_request(ElementRequest { kind, tag: self.tag.clone(), address }, self.requests);
        }
    }

    /// Attributes that hold several addresses.
    fn read_sets(&mut self) {
        let set = |name: &str| self.value(name).unwrap_or_default();
        let (kind, addresses): (RequestKind, Vec<String>) = match self.tag.as_str() {
            "img" | "image" | "source" => {
                (RequestKind::Image, split_srcset(&set("srcset")).map(str::to_owned).collect())
            }
            "link" => (RequestKind::Image, split_srcset(&set("imagesrcset")).map(str::to_owned).collect()),
            "a" | "area" => {
                (RequestKind::Connection, set("ping").split_ascii_whitespace().map(str::to_owned).collect())
            }
            _ => return,
        };
        for address in addresses {
            self.ask(kind, Some(address));
        }
    }

    fn read_addresses(&mut self) {
        let tag = self.tag.clone();
        match tag.as_str() {
            "base" => self.ask(RequestKind::Base, self.value("href")),
            "iframe" | "frame" => self.ask(RequestKind::Frame, self.value("src")),
            "embed" => self.ask(RequestKind::Embed, self.value("src")),
            "object" => self.ask(RequestKind::Object, self.value("data")),
            "script" => self.ask(RequestKind::Script, self.value("src").or_else(|| self.drawing_address())),
            "img" => self.ask(RequestKind::Image, self.value("src")),
            // Browsers take one outside of a drawing for an `img`.
            "image" => self.ask(RequestKind::Image, self.drawing_address().or_else(|| self.value("src"))),
            "feimage" | "use" => self.ask(RequestKind::Image, self.drawing_address()),
            "body" | "table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => {
                self.ask(RequestKind::Image, self.value("background"));
            }
            "audio" | "video" | "source" => {
                self.ask(RequestKind::Media, self.value("src"));
                self.ask(RequestKind::Image, self.value("poster"));
            }
            "track" => self.ask(RequestKind::Track, self.value("src")),
            "form" => self.ask(RequestKind::Form, self.value("action")),
            "button" | "input" => {
                self.ask(RequestKind::Form, self.value("formaction"));
                let is_image = self.value("type").is_some_and(|kind| kind.eq_ignore_ascii_case("image"));
                self.ask(RequestKind::Image, self.value("src").filter(|_| is_image));
            }
            "link" => {
                let [rel, preloaded] = ["rel", "as"].map(|name| self.value(name).unwrap_or_default());
                for kind in kinds_of_link(&rel, &preloaded) {
                    self.ask(kind, self.value("href"));
                }
            }
            _ => {}
        }
    }
}

/// What a `<link>` asks for; links for people and search engines, and those that only warm up, ask for nothing.
fn kinds_of_link(rel: &str, preloaded: &str) -> impl Iterator<Item = RequestKind> {
    let preloaded = match preloaded.to_ascii_lowercase().as_str() {
        "audio" | "video" => Some(RequestKind::Media),
        "embed" => Some(RequestKind::Embed),
        "fetch" => Some(RequestKind::Connection),
        "font" => Some(RequestKind::Font),
        "image" => Some(RequestKind::Image),
        "object" => Some(RequestKind::Object),
        "script" | "worker" => Some(RequestKind::Script),
        "style" => Some(RequestKind::Style),
        "track" => Some(RequestKind::Track),
        _ => None,
    };
    let rel = rel.to_ascii_lowercase();
    let kinds: Vec<RequestKind> = rel
        .split_ascii_whitespace()
        .filter_map(|word| match word {
            "stylesheet" => Some(RequestKind::Style),
            "icon"
            | "apple-touch-icon"
            | "apple-touch-icon-precomposed"
            | "apple-touch-startup-image"
            | "mask-icon" => Some(RequestKind::Image),
            "manifest" => Some(RequestKind::Manifest),
            "modulepreload" => Some(RequestKind::Script),
            "preload" => preloaded,
            _ => None,
        })
        .collect();
    kinds.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::html_summary::summarize_html;

    #[test]
    fn what_elements_ask_for() {
        use RequestKind::{
            Base, Connection, Embed, Font, Form, Frame, Image, Manifest, Media, Object, Script, Style, Track,
        };
        for (html, expected) in [
            ("<base href=//a.jp/>", &[(Base, "//a.jp/")][..]),
            ("<iframe src='https://a.jp/?x=1&amp;y'></iframe>", &[(Frame, "https://a.jp/?x=1&y")]),
            ("<script src=a.js></script><script src=a.js async></script>", &[(Script, "a.js")]),
            ("<img src=a.png srcset='b.png 1x, c.png 2x'>", &[(Image, "b.png"), (Image, "c.png"), (Image, "a.png")]),
            (
                "<video src=a.mp4 poster=a.png><source src=b.mp4><track src=a.vtt></video>",
                &[(Media, "a.mp4"), (Image, "a.png"), (Media, "b.mp4"), (Track, "a.vtt")],
            ),
            ("<object data=a.pdf></object><embed src=b>", &[(Object, "a.pdf"), (Embed, "b")]),
            (
                "<form action=/x><button formaction=/y></button><input type=image src=z></form>",
                &[(Form, "/x"), (Form, "/y"), (Image, "z")],
            ),
            ("<input type=text src=z>", &[]),
            (
                "<link rel='preload' as=font href=a.woff2><link rel=StyleSheet href=a.css><link rel=manifest href=m>",
                &[(Font, "a.woff2"), (Style, "a.css"), (Manifest, "m")],
            ),
            (
                "<link rel='shortcut icon' href=i><link rel=canonical href=c><link rel=preconnect href=p>",
                &[(Image, "i")],
            ),
            ("<svg><image xlink:href=a.png /><use href=#x /></svg>", &[(Image, "a.png"), (Image, "#x")]),
            ("<a href=https://a.jp/>", &[]),
            ("<a href=/ ping='https://a.jp/p  /q'>", &[(Connection, "https://a.jp/p"), (Connection, "/q")]),
            ("<area ping=/p><link rel=preload as=fetch href=/d.json>", &[(Connection, "/p"), (Connection, "/d.json")]),
            (
                "<body background=a.png><table background=b.png><tr background=c.png><td background=d.png>",
                &[(Image, "a.png"), (Image, "b.png"), (Image, "c.png"), (Image, "d.png")],
            ),
            ("<image src=a.png srcset='b.png 2x'>", &[(Image, "b.png"), (Image, "a.png")]),
            ("<p style='background: url(&quot;//a.jp/x.png&quot;)'>", &[(Image, "//a.jp/x.png")]),
            (
                "<style>@import 'a.css'; p{background:url(b.png)}</style><style>@font-face{src:url(c.woff2)}</style>",
                &[(Style, "a.css"), (Image, "b.png"), (Font, "c.woff2")],
            ),
            (
                "<iframe srcdoc=\"<img src='https://a.jp/x.png'><iframe srcdoc='&lt;script src=/y.js&gt;'>\"></iframe>",
                &[(Image, "https://a.jp/x.png"), (Script, "/y.js")],
            ),
            ("<noscript><img src='https://a.jp/x.gif?a&amp;b'></noscript>", &[(Image, "https://a.jp/x.gif?a&b")]),
            ("<img src='//a.jp&sol;x&#46png'>", &[(Image, "//a.jp/x.png")]),
        ] {
            let summary = summarize_html(html.as_bytes());
            let found: Vec<_> =
                summary.requests.iter().map(|request| (request.kind, request.address.as_str())).collect();
            assert_eq!(found, expected, "{html}");
        }
    }
}
