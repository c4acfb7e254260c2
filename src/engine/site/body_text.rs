//! From a place in the text that Markdown was given to the place in the file that an editor opens.
//!
//! The two are the same but for the front matter, unless templates made the text: then what is written has to be found
//! by its words.

use std::borrow::Cow;

use memchr::memmem;

use super::Project;
use crate::{
    config::Config,
    content::{ContentText, EntryFile},
    templates::Engine,
};
use tsubame_model::source::{Place, Span};

/// The text of a content file, and whether templates stand between it and what Markdown was given.
pub struct BodyText<'a> {
    text: Cow<'a, ContentText>,
    is_templated: bool,
}

impl<'a> BodyText<'a> {
    pub(super) fn new(text: &'a ContentText, file: &EntryFile, config: &Config) -> Self {
        let is_templated = is_templated(text, file, config);
        Self { text: Cow::Borrowed(text), is_templated }
    }
}

impl BodyText<'static> {
    /// Reads the file again; `None` when it cannot be read any more.
    pub fn read(project: &Project, config: &Config, file: &EntryFile) -> Option<Self> {
        let text = ContentText::parse(&file.path, project.read_text(&file.path).ok()?).ok()?;
        let is_templated = is_templated(&text, file, config);
        Some(Self { text: Cow::Owned(text), is_templated })
    }
}

fn is_templated(text: &ContentText, file: &EntryFile, config: &Config) -> bool {
    !config.skip_content_templating.matches(&file.relative) && Engine::needs_templating(text.body())
}

impl BodyText<'_> {
    /// Whether the body goes through templates before it is Markdown.
    pub fn is_templated(&self) -> bool {
        self.is_templated
    }

    /// The place of a span of what Markdown was given; `None` when templates moved the text around.
    pub fn place(&self, span: &Span) -> Option<Place> {
        let start = self.text.parts.body.start;
        (!self.is_templated).then(|| Place::of(&self.text.whole, &(span.start + start..span.end + start)))
    }

    /// The place of the first of these words in the body.
    pub fn place_of_words(&self, words: &str) -> Option<Place> {
        let at = self.text.body().find(words).filter(|_| !words.is_empty())? + self.text.parts.body.start;
        Some(Place::of(&self.text.whole, &(at..at + words.len())))
    }

    /// The place of a link's address: `span` is the whole link in what Markdown was given, and `number` says how many
    /// links to the same address stand before it. A link whose address stands elsewhere (`[text][name]`) is its own
    /// place.
    pub fn place_of_link(&self, span: &Span, address: &str, number: usize) -> Option<Place> {
        let (whole, start) = (&self.text.whole, self.text.parts.body.start);
        if self.is_templated {
            let at = find_address(self.text.body(), address, number)? + start;
            return Some(Place::of(whole, &(at..at + address.len())));
        }
        let link = span.start + start..span.end + start;
        let inside = whole.get(link.clone()).and_then(|text| find_address(text, address, 0));
        let address = inside.map(|at| link.start + at..link.start + at + address.len());
        Some(Place::of(whole, &address.unwrap_or(link)))
    }
}

/// Finds an address in Markdown: among those behind `](` if there are enough, else among all; the last one when there
/// are fewer than `number` says, as loops repeat what is written once.
fn find_address(text: &str, address: &str, number: usize) -> Option<usize> {
    let all = find_whole_addresses(text, address);
    let is_inline = |at: &&usize| text[..**at].ends_with("](") || text[..**at].ends_with("](<");
    let inline: Vec<usize> = all.iter().filter(is_inline).copied().collect();
    let found = if inline.len() > number { inline } else { all };
    found.get(number).or(found.last()).copied()
}

/// All occurrences of an address in a text that are not a part of a longer one.
pub fn find_whole_addresses(text: &str, address: &str) -> Vec<usize> {
    if address.is_empty() {
        return Vec::new();
    }
    let goes_on = |letter: char| letter.is_alphanumeric() || "/_%#?&=-~+:@".contains(letter);
    let is_whole = |at: &usize| {
        let (before, mut after) = (text[..*at].chars().next_back(), text[at + address.len()..].chars());
        let ends = match after.next() {
            Some('.') => !after.next().is_some_and(char::is_alphanumeric),
            next => !next.is_some_and(goes_on),
        };
        // An attribute without quotes begins behind a `=`.
        ends && !before.is_some_and(|letter| letter == '.' || (letter != '=' && goes_on(letter)))
    };
    text.match_indices(address).map(|(at, _)| at).filter(is_whole).collect()
}

/// Whether a text has a fenced code block, or looks like it.
pub(super) fn has_code(text: &ContentText) -> bool {
    ["```", "~~~"].iter().any(|fence| memmem::find(text.body().as_bytes(), fence.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::ContentSpans;
    use tsubame_model::source::Format;

    fn text(whole: &str, is_templated: bool) -> BodyText<'static> {
        let start = whole.find('\n').map_or(0, |at| at + 1);
        let parts = ContentSpans { format: Format::Toml, front: 0..start, body: start..whole.len() };
        BodyText { text: Cow::Owned(ContentText { whole: whole.into(), parts }), is_templated }
    }

    #[test]
    fn links_are_found_by_their_span() {
        let body = "見 [a](/x/) [b](/x/) [/x/][c] ![d](</x/> \"題\") <https://e.jp/>\n\n[c]: /x/\n";
        let whole = format!("front /x/\n{body}");
        for (link, address, line, column, width) in [
            ("[a](/x/)", "/x/", 2, 7, 3),
            ("[b](/x/)", "/x/", 2, 16, 3),
            ("[/x/][c]", "/x/", 2, 22, 3),
            ("![d](</x/> \"題\")", "/x/", 2, 36, 3),
            ("<https://e.jp/>", "https://e.jp/", 2, 47, 13),
            ("[b](/x/)", "/elsewhere/", 2, 12, 8),
        ] {
            let at = body.find(link).unwrap();
            let place = text(&whole, false).place_of_link(&(at..at + link.len()), address, 7).unwrap();
            assert_eq!((place.line, place.column, place.width), (line, column, width), "{link}");
        }
    }

    #[test]
    fn templated_links_are_found_by_their_words() {
        let whole = "front /x/\n{{ v }} /x/ [a](/x/y/) [b](/x/#c) [c](/x/)\n[d](/x/)\n[e]: /x/\n";
        for (number, found) in
            [(0, Some((2, 39))), (1, Some((3, 5))), (2, Some((3, 5))), (3, Some((4, 6))), (9, Some((4, 6)))]
        {
            let place = text(whole, true).place_of_link(&(0..1), "/x/", number);
            assert_eq!(place.map(|place| (place.line, place.column)), found, "{number}");
        }
        assert_eq!(text(whole, true).place_of_link(&(0..1), "/z/", 0), None);
    }

    #[test]
    fn addresses_are_found_whole() {
        for (text, address, found) in [
            ("/a/ /a/b /a/", "/a/", vec![0, 9]),
            ("https://e.jp/a/", "/a/", vec![]),
            ("x.png", "x.pn", vec![]),
            ("See /a.", "/a", vec![4]),
            ("/a.html", "/a", vec![]),
            ("", "", vec![]),
        ] {
            assert_eq!(find_whole_addresses(text, address), found, "{address} in {text}");
        }
    }
}
