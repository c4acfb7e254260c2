//! Addresses of a page that is shown somewhere else: they mean what they mean where the page lies.
//!
//! `<base>` would do it in one line, but the site's policy forbids it, and links within the page would leave it.

use htmlize::unescape_attribute;
use lol_html::{HandlerResult, html_content::Element};
use tsubame_model::encode::escape_html;
use url::Url;

/// Attributes that hold one address.
const SINGLE: [&str; 5] = ["href", "src", "action", "formaction", "poster"];

/// Attributes that hold several, each with a description.
const LISTS: [&str; 2] = ["srcset", "imagesrcset"];

/// Makes the relative addresses of an element absolute.
pub(super) fn make_absolute(element: &mut Element<'_, '_>, page: &Url) -> HandlerResult {
    for name in SINGLE {
        rewrite(element, name, |value| absolute(value, page))?;
    }
    for name in LISTS {
        rewrite(element, name, |value| absolute_list(value, page))?;
    }
    Ok(())
}

fn rewrite(element: &mut Element<'_, '_>, name: &str, change: impl Fn(&str) -> Option<String>) -> HandlerResult {
    let written = element.get_attribute(name).map(unescape_attribute);
    if let Some(changed) = written.and_then(|value| change(&value)) {
        element.set_attribute(name, &escape_html(&changed))?;
    }
    Ok(())
}

/// A relative address from the page on; `None` for one that stays: an absolute one, or a place in the page itself.
fn absolute(written: &str, page: &Url) -> Option<String> {
    let written = written.trim();
    if written.is_empty() || written.starts_with('#') || Url::parse(written).is_ok() {
        return None;
    }
    page.join(written).ok().map(String::from)
}

/// A list of addresses, each of which ends at white space, or at a comma before it.
fn absolute_list(written: &str, page: &Url) -> Option<String> {
    let mut parts = Vec::new();
    let mut rest = written;
    loop {
        rest = rest.trim_start_matches(|letter: char| letter.is_ascii_whitespace() || letter == ',');
        if rest.is_empty() {
            return Some(parts.join(", "));
        }
        let (address, after) =
            rest.split_at(rest.find(|letter: char| letter.is_ascii_whitespace()).unwrap_or(rest.len()));
        let bare = address.trim_end_matches(',');
        let (description, left) =
            if bare.len() < address.len() { ("", after) } else { after.split_once(',').unwrap_or((after, "")) };
        let address = absolute(bare, page).unwrap_or_else(|| bare.to_owned());
        parts.push(format!("{address} {}", description.trim()).trim_end().to_owned());
        rest = left;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_mean_what_they_mean_on_the_page() {
        let page = Url::parse("https://example.jp/events/a/").unwrap();
        for (written, expected) in [
            ("../b/", Some("https://example.jp/events/b/")),
            ("/site.css?h=1&b", Some("https://example.jp/site.css?h=1&b")),
            ("picture.webp", Some("https://example.jp/events/a/picture.webp")),
            ("//cdn.example.jp/x", Some("https://cdn.example.jp/x")),
            ("?page=2", Some("https://example.jp/events/a/?page=2")),
            ("#f-event-name", None),
            ("", None),
            ("https://example.jp/privacy/", None),
            ("mailto:info@example.jp", None),
            ("data:image/png;base64,AA", None),
        ] {
            assert_eq!(absolute(written, &page).as_deref(), expected, "{written}");
        }
        for (written, expected) in [
            ("a.webp 480w, /b.webp 2x", "https://example.jp/events/a/a.webp 480w, https://example.jp/b.webp 2x"),
            ("a.webp, https://x.jp/b.webp", "https://example.jp/events/a/a.webp, https://x.jp/b.webp"),
        ] {
            assert_eq!(absolute_list(written, &page).as_deref(), Some(expected), "{written}");
        }
    }
}
