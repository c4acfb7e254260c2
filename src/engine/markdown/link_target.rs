//! What kind of place a link or an image points at, and where that is. It knows nothing of HTML.

use super::{ContentLinks, MarkdownContext};
use tsubame_model::encode::percent_decode;

/// The place a link names, by the form of its address.
#[derive(Debug, PartialEq)]
pub(super) enum LinkTarget<'a> {
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

impl<'a> LinkTarget<'a> {
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
pub(super) fn resolve_content(content: &str, links: &dyn ContentLinks) -> Option<Resolved> {
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
pub(super) fn colocated_address(address: &str, context: &MarkdownContext<'_>) -> String {
    format!("{}{address}", context.permalink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_targets() {
        for (address, target) in [
            ("@/a.md#b", LinkTarget::Content("a.md#b")),
            ("file.txt", LinkTarget::Colocated),
            ("./下/絵.svg#断片", LinkTarget::Colocated),
            ("?q=1", LinkTarget::Colocated),
            ("", LinkTarget::Colocated),
            ("https://a.jp", LinkTarget::External),
            ("http:", LinkTarget::External),
            ("#見出し", LinkTarget::Fragment("見出し")),
            ("#", LinkTarget::AsWritten),
            ("/a/", LinkTarget::AsWritten),
            ("//a.jp/", LinkTarget::AsWritten),
            ("../a/", LinkTarget::AsWritten),
            ("tel:+81", LinkTarget::AsWritten),
            ("x-app2:a", LinkTarget::AsWritten),
            (":a", LinkTarget::Colocated),
            ("日本:a", LinkTarget::Colocated),
        ] {
            assert_eq!(LinkTarget::of(address), target, "{address}");
        }
    }
}
