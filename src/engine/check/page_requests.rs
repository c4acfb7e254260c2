//! What a page makes a browser ask for by itself, or send: all that a Content-Security-Policy has a say in.
//!
//! It judges nothing: addresses come out as they are written, with entities read.

use lol_html::html_content::Element;

use super::html_links::{decode_entities, split_srcset};

/// What is asked for, in the words of a Content-Security-Policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum RequestKind {
    /// The base of all relative addresses of the page.
    Base,
    Embed,
    Font,
    /// Where a form is sent.
    Form,
    Frame,
    Image,
    Manifest,
    /// Sound or moving pictures.
    Media,
    Object,
    Script,
    Style,
    /// Subtitles and the like.
    Track,
}

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
    let tag = element.tag_name();
    let value = |name: &str| element.get_attribute(name).map(|value| decode_entities(&value).trim().to_owned());
    let mut ask = |kind: RequestKind, address: Option<String>| {
        let Some(address) = address.filter(|address| !address.is_empty()) else { return };
        let request = ElementRequest { kind, tag: tag.clone(), address };
        if !requests.contains(&request) {
            requests.push(request);
        }
    };
    let mut ask_of_set = |name: &str| {
        let set = value(name).unwrap_or_default();
        split_srcset(&set).for_each(|address| ask(RequestKind::Image, Some(address.to_owned())));
    };
    match tag.as_str() {
        "img" | "source" => ask_of_set("srcset"),
        "link" => ask_of_set("imagesrcset"),
        _ => {}
    }
    match tag.as_str() {
        "base" => ask(RequestKind::Base, value("href")),
        "iframe" | "frame" => ask(RequestKind::Frame, value("src")),
        "embed" => ask(RequestKind::Embed, value("src")),
        "object" => ask(RequestKind::Object, value("data")),
        "script" => ask(RequestKind::Script, value("src").or_else(|| value("href")).or_else(|| value("xlink:href"))),
        "img" => ask(RequestKind::Image, value("src")),
        // Those of drawings inside the page.
        "image" | "feimage" | "use" => ask(RequestKind::Image, value("href").or_else(|| value("xlink:href"))),
        "audio" | "video" | "source" => {
            ask(RequestKind::Media, value("src"));
            ask(RequestKind::Image, value("poster"));
        }
        "track" => ask(RequestKind::Track, value("src")),
        "form" => ask(RequestKind::Form, value("action")),
        "button" | "input" => {
            ask(RequestKind::Form, value("formaction"));
            let is_image = value("type").is_some_and(|kind| kind.eq_ignore_ascii_case("image"));
            ask(RequestKind::Image, value("src").filter(|_| is_image));
        }
        "link" => {
            for kind in kinds_of_link(&value("rel").unwrap_or_default(), &value("as").unwrap_or_default()) {
                ask(kind, value("href"));
            }
        }
        _ => {}
    }
}

/// What a `<link>` asks for; links for people and search engines, and those that only warm up, ask for nothing.
fn kinds_of_link(rel: &str, preloaded: &str) -> impl Iterator<Item = RequestKind> {
    let preloaded = match preloaded.to_ascii_lowercase().as_str() {
        "audio" | "video" => Some(RequestKind::Media),
        "embed" => Some(RequestKind::Embed),
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
        use RequestKind::{Base, Embed, Font, Form, Frame, Image, Manifest, Media, Object, Script, Style, Track};
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
        ] {
            let summary = summarize_html(html.as_bytes());
            let found: Vec<_> =
                summary.requests.iter().map(|request| (request.kind, request.address.as_str())).collect();
            assert_eq!(found, expected, "{html}");
        }
    }
}
