//! What kind of place a link or an image points at, and where that is. It knows nothing of HTML.

use super::{Context, Links, escape::percent_decode};

/// The place a link names, by the form of its address.
#[derive(Debug, PartialEq)]
pub(super) enum Target<'a> {
    /// `@/a/b.md#c`: content of the site, without the `@/`.
    Content(&'a str),
    /// `file.txt`: a file beside the page.
    Colocated,
    /// `https://…`
    External,
    /// `#c`: a place on the same page.
    Fragment(&'a str),
    /// Anything else, such as `/a/`, `../a/` or `tel:…`; nothing is known about it.
    AsWritten,
}

impl<'a> Target<'a> {
    pub(super) fn of(address: &'a str) -> Self {
        if let Some(content) = address.strip_prefix("@/") {
            return Self::Content(content);
        }
        match address.strip_prefix('#') {
            Some("") => Self::AsWritten,
            Some(fragment) => Self::Fragment(fragment),
            None if address.starts_with("http:") || address.starts_with("https:") => Self::External,
            None if address.starts_with('/') || address.starts_with("..") || has_scheme(address) => Self::AsWritten,
            None => Self::Colocated,
        }
    }
}

/// Whether an address starts with something like `tel:`. Schemes need not be registered, so any word counts.
fn has_scheme(address: &str) -> bool {
    let word = address.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    word > 0 && address.as_bytes().get(word) == Some(&b':')
}

/// A place in the site that a link leads to.
#[derive(Debug, PartialEq)]
pub(super) struct Resolved {
    /// The path from the content folder.
    pub(super) relative: String,
    /// What follows the `#`.
    pub(super) anchor: Option<String>,
    /// The address with the anchor.
    pub(super) address: String,
}

/// Finds the place that `@/…` names, given what follows the `@/`.
pub(super) fn resolve_content(content: &str, links: &dyn Links) -> Option<Resolved> {
    let (path, anchor) = match content.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (content, None),
    };
    // The parser hands addresses over as written, and editors like to percent-encode Japanese paths.
    let relative = percent_decode(path);
    let permalink = links.permalink(&relative)?;
    let address = match anchor {
        Some(anchor) => format!("{permalink}#{anchor}"),
        None => permalink,
    };
    Some(Resolved { relative: relative.into_owned(), anchor: anchor.map(str::to_owned), address })
}

/// The address of a file beside the page.
pub(super) fn colocated_address(address: &str, context: &Context<'_>) -> String {
    format!("{}{address}", context.permalink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_targets() {
        for (address, target) in [
            ("@/a.md#b", Target::Content("a.md#b")),
            ("file.txt", Target::Colocated),
            ("./下/絵.svg#断片", Target::Colocated),
            ("?q=1", Target::Colocated),
            ("", Target::Colocated),
            ("https://a.jp", Target::External),
            ("http:", Target::External),
            ("#見出し", Target::Fragment("見出し")),
            ("#", Target::AsWritten),
            ("/a/", Target::AsWritten),
            ("//a.jp/", Target::AsWritten),
            ("../a/", Target::AsWritten),
            ("tel:+81", Target::AsWritten),
            ("x-app2:a", Target::AsWritten),
            (":a", Target::Colocated),
            ("日本:a", Target::Colocated),
        ] {
            assert_eq!(Target::of(address), target, "{address}");
        }
    }
}
