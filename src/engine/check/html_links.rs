//! What a page's HTML links to, and what in it can be linked to.
//!
//! It knows nothing of sites: addresses come out as they are written, with entities read.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashSet},
};

use lol_html::{HtmlRewriter, Settings, element, html_content::Element};

/// What is read from a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct HtmlLinks {
    /// The addresses it links to, each once, in the order of the page.
    pub links: Vec<String>,
    /// The ids of its elements, and the names of its `<a>`.
    pub anchors: HashSet<String>,
    /// The address that `<base>` sets.
    pub base: Option<String>,
}

/// So deep pages may stand inside pages; what stands deeper is not read.
const DEEPEST: usize = 8;

/// Reads a page, which may be broken: then as browsers would.
pub(super) fn read_html_links(html: &[u8]) -> HtmlLinks {
    read_page_links(html, 0)
}

/// Reads a page that stands inside so many others.
fn read_page_links(html: &[u8], depth: usize) -> HtmlLinks {
    let mut found = HtmlLinks::default();
    let mut seen = BTreeSet::new();
    let mut link = |address: &str, links: &mut Vec<String>| {
        let address = address.trim();
        // An empty address is the page itself, or a slot that a script fills.
        if !address.is_empty() && seen.insert(address.to_owned()) {
            links.push(address.to_owned());
        }
    };
    let read = element!("*", |element: &mut Element<'_, '_>| {
        let tag = element.tag_name();
        for attribute in element.attributes() {
            let name = attribute.name();
            let is_anchor = name == "id" || (name == "name" && tag == "a");
            if is_anchor {
                found.anchors.insert(decode_entities(&attribute.value()).into_owned());
            } else if is_link(&tag, &name, element) {
                link(&decode_entities(&attribute.value()), &mut found.links);
            } else if name == "srcset" || name == "imagesrcset" {
                let value = attribute.value();
                split_srcset(&decode_entities(&value)).for_each(|address| link(address, &mut found.links));
            } else if name == "srcdoc" && tag == "iframe" && depth < DEEPEST {
                let inner = decode_entities(&attribute.value()).into_owned();
                let inner = read_page_links(inner.as_bytes(), depth + 1);
                inner.links.iter().for_each(|address| link(address, &mut found.links));
            } else if tag == "base" && name == "href" && found.base.is_none() {
                found.base = Some(decode_entities(&attribute.value()).trim().to_owned());
            }
        }
        Ok(())
    });
    let settings = Settings::new().append_element_content_handler(read).with_strict(false);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // It only fails where memory runs out; what was read until then is still true.
    let _ = rewriter.write(html).and_then(|()| rewriter.end());
    found
}

/// Whether an attribute's value is an address that a visitor's browser would follow.
fn is_link(tag: &str, name: &str, element: &Element<'_, '_>) -> bool {
    match name {
        "src" | "poster" => true,
        // These only warm up a connection to a host.
        "href" if tag == "link" => {
            let rel = element.get_attribute("rel").unwrap_or_default().to_ascii_lowercase();
            !rel.split_ascii_whitespace().any(|word| word == "preconnect" || word == "dns-prefetch")
        }
        "href" => tag != "base",
        // What is posted goes to a server beside the site: no file could take it.
        "action" if tag == "form" => {
            !element.get_attribute("method").is_some_and(|method| method.trim().eq_ignore_ascii_case("post"))
        }
        _ => false,
    }
}

/// The addresses of a `srcset`: an address ends at white space, or at commas before it; what follows up to the next
/// comma describes it.
pub(super) fn split_srcset(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = value;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|letter: char| letter.is_ascii_whitespace() || letter == ',');
        let end = rest.find(|letter: char| letter.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let bare = address.trim_end_matches(',');
        rest = if bare.len() < address.len() { after } else { after.split_once(',').map_or("", |(_, rest)| rest) };
        (!bare.is_empty()).then_some(bare)
    })
}

/// Whether browsers run an address as a script. They pass over line breaks and tabs, and over what cannot be seen in front.
pub(super) fn is_script_address(address: &str) -> bool {
    let shown = address.trim_start_matches(|letter: char| letter <= ' ');
    let mut letters = shown.chars().filter(|letter| !matches!(letter, '\t' | '\n' | '\r'));
    "javascript:".chars().all(|expected| letters.next().is_some_and(|letter| letter.eq_ignore_ascii_case(&expected)))
}

/// Reads the entities that writers of HTML put into attributes; all others stay as they are.
pub(super) fn decode_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let named = || rest[1..].split_once(';').and_then(|(name, after)| Some((entity(name)?, after)));
        let entity = numbered(&rest[1..]).or_else(named);
        if let Some((letter, after)) = entity {
            decoded.push(letter);
            rest = after;
        } else {
            decoded.push('&');
            rest = &rest[1..];
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// The letter of an entity that is a number, and what stands behind it. Browsers do without its semicolon.
fn numbered(text: &str) -> Option<(char, &str)> {
    let number = text.strip_prefix('#')?;
    let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |digits| (digits, 16));
    let end = digits.find(|letter: char| !letter.is_digit(radix)).unwrap_or(digits.len());
    let (digits, after) = digits.split_at(end);
    let letter = char::from_u32(u32::from_str_radix(digits, radix).ok()?)?;
    Some((letter, after.strip_prefix(';').unwrap_or(after)))
}

/// The letters of ASCII that have names, and the space that does not break.
fn entity(name: &str) -> Option<char> {
    match name {
        "amp" | "AMP" => Some('&'),
        "lt" | "LT" => Some('<'),
        "gt" | "GT" => Some('>'),
        "quot" | "QUOT" => Some('"'),
        "apos" => Some('\''),
        "Tab" => Some('\t'),
        "NewLine" => Some('\n'),
        "colon" => Some(':'),
        "sol" => Some('/'),
        "bsol" => Some('\\'),
        "period" => Some('.'),
        "num" => Some('#'),
        "quest" => Some('?'),
        "equals" => Some('='),
        "percnt" => Some('%'),
        "commat" => Some('@'),
        "lpar" => Some('('),
        "rpar" => Some(')'),
        "comma" => Some(','),
        "semi" => Some(';'),
        "lowbar" => Some('_'),
        "nbsp" => Some('\u{A0}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_page() {
        for (html, links) in [
            ("<a href=/a/>x</a><a href='/a/'>y</a><A HREF=\"/b/?c=1&amp;d\">", vec!["/a/", "/b/?c=1&d"]),
            (
                "<img src=a.png srcset=\"b.png 2x,c.png 3x, d.png\"><video poster=e.png>",
                vec!["a.png", "b.png", "c.png", "d.png", "e.png"],
            ),
            ("<!-- <a href=/no/> --><script>'<a href=/no/>'</script><textarea><a href=/no/></textarea>", vec![]),
            ("<link rel=stylesheet href=a.css><link rel='DNS-Prefetch' href=//e.jp>", vec!["a.css"]),
            ("<form action=/search/><form method=POST action=/api/>", vec!["/search/"]),
            ("<a href>x</a><a href=\"  \">", vec![]),
            ("<iframe srcdoc='<a href=&quot;/b/&quot;>x</a>'></iframe>", vec!["/b/"]),
            ("<svg><use href=\"s.svg#i\"/></svg><a href=\"/c", vec!["s.svg#i"]),
        ] {
            assert_eq!(read_html_links(html.as_bytes()).links, links, "{html}");
        }
    }

    #[test]
    fn what_can_be_linked_to() {
        let html = "<base href=/x/><h1 id=見出し><a name=n><p id='a&amp;b'><input name=no></p>";
        let found = read_html_links(html.as_bytes());
        assert_eq!(found.anchors, HashSet::from(["見出し", "n", "a&b"].map(str::to_owned)));
        assert_eq!(found.base.as_deref(), Some("/x/"));
    }

    #[test]
    fn srcsets() {
        for (value, addresses) in [
            ("a.png 1x, b.png 2x", vec!["a.png", "b.png"]),
            ("a.png,b.png", vec!["a.png,b.png"]),
            ("a.png, b.png", vec!["a.png", "b.png"]),
            (" data:image/png;base64,AA== 1x ,, b.png", vec!["data:image/png;base64,AA==", "b.png"]),
            ("", vec![]),
        ] {
            assert_eq!(split_srcset(value).collect::<Vec<_>>(), addresses, "{value}");
        }
    }

    #[test]
    fn addresses_that_are_scripts() {
        for address in ["javascript:", "\u{1} JavaScript:x", "java\r\nscript\t:x"] {
            assert!(is_script_address(address), "{address}");
        }
        for address in ["", "javascript", "java script:x", "/javascript:x", "javascripts:x"] {
            assert!(!is_script_address(address), "{address}");
        }
    }

    #[test]
    fn entities() {
        for (text, decoded) in [
            ("a&amp;b&#x2F;&#47;&quot;", "a&b//\""),
            ("?a=1&copy=2&b;", "?a=1&copy=2&b;"),
            ("&#xFFFFFFFF;&", "&#xFFFFFFFF;&"),
            ("java&#10script&colon;&#x41g", "java\nscript:Ag"),
            ("&#;&#x;&nope;", "&#;&#x;&nope;"),
        ] {
            assert_eq!(decode_entities(text), decoded);
        }
    }
}
