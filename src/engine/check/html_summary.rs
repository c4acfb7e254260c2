//! What a rendered page tells search engines and asks of browsers, as written in its HTML.
//!
//! It judges nothing and knows nothing of sites; the rules do.

use std::cell::RefCell;

use lol_html::{
    HtmlRewriter, Settings, element,
    html_content::{Element, TextChunk},
    text,
};
use unicode_width::UnicodeWidthStr;

use super::{
    html_links::{decode_entities, is_script_address, split_srcset},
    page_requests::{ElementRequest, add_request, add_style_requests, read_requests},
};
use tsubame_model::source::Wording;

/// What is read from a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct HtmlSummary {
    /// Whether it is a whole document and not a fragment.
    pub is_document: bool,
    /// Whether it asks search engines to leave it out.
    pub is_hidden: bool,
    /// Whether it only leads to another page.
    pub is_redirect: bool,
    pub title: Option<String>,
    pub description: Option<String>,
    /// The addresses that it gives as its own.
    pub canonical: Vec<String>,
    /// Levels and texts of its headings.
    pub headings: Vec<(u8, String)>,
    pub images: Vec<ImageTag>,
    /// Blocks of structured data.
    pub json_ld: Vec<String>,
    /// What a strict Content-Security-Policy forbids, each once.
    pub inline: Vec<InlineCode>,
    /// What it makes a browser ask for or send.
    pub requests: Vec<ElementRequest>,
    /// The Content-Security-Policies that stand in it.
    pub policies: Vec<String>,
}

/// Code or style that stands in a page itself and not in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum InlineCode {
    Script,
    StyleElement,
    StyleAttribute {
        tag: String,
    },
    /// An attribute such as `onclick`.
    Handler {
        name: String,
        tag: String,
    },
    /// An address of the scheme `javascript:`.
    ScriptAddress {
        tag: String,
    },
}

impl InlineCode {
    /// What it is, in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Script => Wording::new("a script without `src`", "`src` のないスクリプト"),
            Self::StyleElement => Wording::new("a `<style>` element", "`<style>` 要素"),
            Self::StyleAttribute { tag } => {
                Wording::new(format!("a `style` attribute of <{tag}>"), format!("<{tag}> の `style` 属性"))
            }
            Self::Handler { name, tag } => {
                Wording::new(format!("an `{name}` attribute of <{tag}>"), format!("<{tag}> の `{name}` 属性"))
            }
            Self::ScriptAddress { tag } => Wording::new(
                format!("a `javascript:` address of <{tag}>"),
                format!("<{tag}> の `javascript:` のアドレス"),
            ),
        }
    }
}

/// An image of a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ImageTag {
    pub src: String,
    /// Whether browsers choose among several files.
    pub has_srcset: bool,
    pub has_alt: bool,
    /// The width and height it is given, in pixels.
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// So deep pages may stand inside pages; what stands deeper is not read.
const DEEPEST: usize = 8;

/// Texts of a page that mean something by themselves. They come in pieces.
#[derive(Default)]
struct InnerTexts {
    styles: String,
    /// HTML for browsers that run no scripts.
    without_scripts: String,
}

/// Reads a page, which may be broken: then as browsers would.
pub(super) fn summarize_html(html: &[u8]) -> HtmlSummary {
    summarize_page(html, 0)
}

/// Reads a page that stands inside so many others.
fn summarize_page(html: &[u8], depth: usize) -> HtmlSummary {
    let summary = RefCell::new(HtmlSummary::default());
    let texts = RefCell::new(InnerTexts::default());
    // Whether the script that is being read is a block of structured data; its text comes in pieces.
    let is_data = RefCell::new(false);
    let settings = Settings::new()
        .append_element_content_handler(element!("*", |element: &mut Element<'_, '_>| {
            let summary = &mut *summary.borrow_mut();
            read_element(element, summary);
            read_requests(element, &mut summary.requests);
            if element.tag_name() == "iframe"
                && let Some(inner) = element.get_attribute("srcdoc")
            {
                read_inner_page(&decode_entities(&inner), depth, summary);
            }
            Ok(())
        }))
        .append_element_content_handler(element!("script", |script: &mut Element<'_, '_>| {
            let kind = script.get_attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
            *is_data.borrow_mut() = kind == "application/ld+json";
            if *is_data.borrow() {
                summary.borrow_mut().json_ld.push(String::new());
            } else if is_code(&kind) && !script.has_attribute("src") {
                add_inline(InlineCode::Script, &mut summary.borrow_mut());
            }
            Ok(())
        }))
        .append_element_content_handler(text!("script", |part| {
            if *is_data.borrow()
                && let Some(block) = summary.borrow_mut().json_ld.last_mut()
            {
                block.push_str(part.as_str());
            }
            Ok(())
        }))
        .append_element_content_handler(text!("style", |part| {
            push_part(&mut texts.borrow_mut().styles, part);
            Ok(())
        }))
        .append_element_content_handler(text!("noscript", |part| {
            push_part(&mut texts.borrow_mut().without_scripts, part);
            Ok(())
        }))
        .append_element_content_handler(text!("head > title", |part| {
            summary.borrow_mut().title.get_or_insert_default().push_str(part.as_str());
            Ok(())
        }))
        .append_element_content_handler(text!("h1, h2, h3, h4, h5, h6", |part| {
            if let Some((_, words)) = summary.borrow_mut().headings.last_mut() {
                words.push_str(part.as_str());
            }
            Ok(())
        }))
        .with_strict(false);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // It only fails where memory runs out; what was read until then is still true.
    let _ = rewriter.write(html).and_then(|()| rewriter.end());
    let (mut summary, texts) = (summary.into_inner(), texts.into_inner());
    add_style_requests(&texts.styles, "style", &mut summary.requests);
    read_inner_page(&texts.without_scripts, depth, &mut summary);
    // The redirects that every site has are no whole documents, and say so to browsers without scripts alone, in an
    // element whose content counts as text.
    summary.is_redirect |= !summary.is_document && String::from_utf8_lossy(html).contains("http-equiv=");
    summary.title = summary.title.map(|title| words(&title));
    summary.headings.iter_mut().for_each(|(_, text)| *text = words(text));
    summary
}

/// Adds a piece of a text that may be one of several.
fn push_part(texts: &mut String, part: &TextChunk<'_>) {
    texts.push_str(part.as_str());
    if part.last_in_text_node() {
        texts.push('\n');
    }
}

/// Adds what a page inside of the page holds and asks for: it is under the same policy.
fn read_inner_page(html: &str, depth: usize, summary: &mut HtmlSummary) {
    if html.is_empty() || depth == DEEPEST {
        return;
    }
    let inner = summarize_page(html.as_bytes(), depth + 1);
    inner.inline.into_iter().for_each(|what| add_inline(what, summary));
    inner.requests.into_iter().for_each(|request| add_request(request, &mut summary.requests));
}

fn read_element(element: &Element<'_, '_>, summary: &mut HtmlSummary) {
    let tag = element.tag_name();
    let value = |name: &str| element.get_attribute(name).map(|value| words(&value));
    match tag.as_str() {
        "html" => summary.is_document = true,
        "meta" => read_meta(&value, summary),
        "link" if value("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
            summary.canonical.push(value("href").unwrap_or_default());
        }
        "img" => summary.images.push(ImageTag {
            src: value("src").unwrap_or_default(),
            has_srcset: value("srcset").is_some_and(|value| split_srcset(&value).next().is_some()),
            has_alt: element.has_attribute("alt"),
            width: value("width").and_then(|value| value.parse().ok()),
            height: value("height").and_then(|value| value.parse().ok()),
        }),
        "style" => add_inline(InlineCode::StyleElement, summary),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => summary.headings.push((tag.as_bytes()[1] - b'0', String::new())),
        _ => {}
    }
    for attribute in element.attributes() {
        let name = attribute.name();
        if name == "style" {
            add_inline(InlineCode::StyleAttribute { tag: tag.clone() }, summary);
        } else if name.len() > 2 && name.starts_with("on") {
            add_inline(InlineCode::Handler { name, tag: tag.clone() }, summary);
        } else if may_lead(&tag, &name) && is_script_address(&decode_entities(&attribute.value())) {
            add_inline(InlineCode::ScriptAddress { tag: tag.clone() }, summary);
        }
    }
}

/// Whether browsers would go to the address in an attribute, and so run it where it is a script.
fn may_lead(tag: &str, name: &str) -> bool {
    match name {
        "href" | "xlink:href" | "action" | "formaction" => true,
        "src" => matches!(tag, "iframe" | "frame" | "embed"),
        "data" => tag == "object",
        // Drawings can change an `href`.
        "to" | "from" | "values" => matches!(tag, "animate" | "set"),
        _ => false,
    }
}

fn read_meta(value: &dyn Fn(&str) -> Option<String>, summary: &mut HtmlSummary) {
    let content = || value("content").unwrap_or_default();
    match value("name").map(|name| name.to_ascii_lowercase()).as_deref() {
        Some("description") if summary.description.is_none() => summary.description = Some(content()),
        Some("robots" | "googlebot") => summary.is_hidden |= content().to_ascii_lowercase().contains("noindex"),
        _ => {}
    }
    let equivalent = value("http-equiv").unwrap_or_default().to_ascii_lowercase();
    summary.is_redirect |= equivalent == "refresh";
    if equivalent == "content-security-policy" {
        summary.policies.push(content());
    }
}

fn add_inline(what: InlineCode, summary: &mut HtmlSummary) {
    if !summary.inline.contains(&what) {
        summary.inline.push(what);
    }
}

/// Whether a script of this type is run, and not a block of data that scripts read.
fn is_code(kind: &str) -> bool {
    matches!(kind, "" | "module" | "importmap" | "speculationrules")
        || kind.contains("javascript")
        || kind.contains("ecmascript")
}

/// A text as people read it: entities decoded, white space single.
fn words(text: &str) -> String {
    decode_entities(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How wide a text is: a letter of Latin script is 1, one of Japanese 2.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_a_page() {
        let html = "<!doctype html><html><head><title>春 &amp; \n 夏</title><meta name=Description content='話 す'>\
            <meta name=robots content='noindex, follow'><link rel=canonical href=/a/>\
            <script type='application/ld+json'>{\"a\":1}</script><script type=application/json>{}</script></head>\
            <body><svg><title>絵</title></svg><h1>見<b>出</b>し</h1><h3>次</h3><img src=a.png width=10 alt></body>";
        let summary = summarize_html(html.as_bytes());
        assert_eq!(summary.title.as_deref(), Some("春 & 夏"));
        assert_eq!(summary.description.as_deref(), Some("話 す"));
        assert_eq!((summary.is_document, summary.is_hidden, summary.is_redirect), (true, true, false));
        assert_eq!(summary.canonical, ["/a/"]);
        assert_eq!(summary.headings, [(1, "見出し".to_owned()), (3, "次".to_owned())]);
        assert_eq!(summary.json_ld, ["{\"a\":1}"]);
        let image = ImageTag { src: "a.png".to_owned(), has_alt: true, width: Some(10), ..ImageTag::default() };
        assert_eq!(summary.images, [image]);
        assert_eq!(summary.inline, []);
    }

    #[test]
    fn what_a_strict_policy_forbids() {
        for (html, inline) in [
            ("<script>x()</script>", "a script without `src`"),
            ("<script type=module>x()</script>", "a script without `src`"),
            ("<script type=importmap>{}</script>", "a script without `src`"),
            ("<style>a{}</style>", "a `<style>` element"),
            ("<p style='color: red'>", "a `style` attribute of <p>"),
            ("<a onclick=x()>", "an `onclick` attribute of <a>"),
            ("<a href=' JavaScript:x()'>", "a `javascript:` address of <a>"),
            ("<a href='java&#10;script:x()'>", "a `javascript:` address of <a>"),
            ("<a href='java\tscript&colon;x()'>", "a `javascript:` address of <a>"),
            ("<a href='&#1;&#x6a;avascript:x()'>", "a `javascript:` address of <a>"),
            ("<area href='javascript\n:x()'>", "a `javascript:` address of <area>"),
            ("<form action=javascript:x()>", "a `javascript:` address of <form>"),
            ("<button formaction='&Tab;javascript:x()'>", "a `javascript:` address of <button>"),
            ("<iframe src=javascript:x()></iframe>", "a `javascript:` address of <iframe>"),
            ("<object data=javascript:x()></object>", "a `javascript:` address of <object>"),
            ("<svg><a xlink:href=javascript:x()></a></svg>", "a `javascript:` address of <a>"),
            ("<svg><a><set attributeName=href to=javascript:x() /></a></svg>", "a `javascript:` address of <set>"),
            ("<iframe srcdoc='<b onclick=x()>'></iframe>", "an `onclick` attribute of <b>"),
            ("<iframe srcdoc='&lt;script&gt;x()&lt;/script&gt;'></iframe>", "a script without `src`"),
        ] {
            let summary = summarize_html(html.as_bytes());
            let found: Vec<Wording> = summary.inline.iter().map(InlineCode::wording).collect();
            let found: Vec<&str> = found.iter().map(Wording::english).collect();
            assert_eq!(found, [inline], "{html}");
        }
        for html in [
            "<script src=a.js></script>",
            "<script type='text/x-template'><p></script>",
            "<p data-on=x>",
            "<a href='/javascript:x()'>",
        ] {
            assert_eq!(summarize_html(html.as_bytes()).inline, [], "{html}");
        }
    }

    #[test]
    fn pages_that_lead_elsewhere() {
        for (html, expected) in [
            ("<html><meta http-equiv=Refresh content='0; url=/a/'>", true),
            ("<!doctype html><script>x()</script><noscript><meta http-equiv=refresh content=0></noscript>", true),
            ("<html><meta http-equiv=content-type content='text/html'>", false),
        ] {
            assert_eq!(summarize_html(html.as_bytes()).is_redirect, expected, "{html}");
        }
    }

    #[test]
    fn widths() {
        for (text, expected) in [("", 0), ("CROSS", 5), ("仙台", 4), ("ｶﾅ", 2), ("é–ü", 3), ("仙台 x", 6)] {
            assert_eq!(width(text), expected, "{text}");
        }
    }
}
