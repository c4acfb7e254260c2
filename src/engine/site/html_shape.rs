//! How deep and how crowded some HTML is, from its tags alone: what parsers of HTML may take much stack or time for.

/// What parsers have to remember while they read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct HtmlShape {
    /// At least as many levels as elements lie in each other: end tags that HTML lets one leave out are missed.
    pub levels: usize,
    /// Tags that open an element.
    pub tags: usize,
    /// At least as many attributes as the tag with most of them has.
    pub attributes: usize,
}

impl HtmlShape {
    /// Looks at every tag.
    pub fn of(html: &[u8]) -> Self {
        Self {
            levels: count_levels(html),
            tags: tags(html).filter(|tag| !is_end(tag)).count(),
            attributes: tags(html).filter(|tag| !is_end(tag)).map(count_attributes).max().unwrap_or_default(),
        }
    }
}

/// [`HtmlShape::levels`] alone.
pub(super) fn count_levels(html: &[u8]) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    for tag in tags(html) {
        if is_end(tag) {
            now = now.saturating_sub(1);
        } else if !is_void(tag) {
            now += 1;
            most = most.max(now);
        }
    }
    most
}

/// What follows the angle of every tag, to the end of the text.
fn tags(html: &[u8]) -> impl Iterator<Item = &[u8]> {
    let all = memchr::memchr_iter(b'<', html).map(|at| &html[at + 1..]);
    all.filter(|tag| tag.first().is_some_and(|first| *first == b'/' || first.is_ascii_alphabetic()))
}

fn is_end(tag: &[u8]) -> bool {
    tag.starts_with(b"/")
}

/// Whether a tag, from its name on, is that of an element without content.
fn is_void(tag: &[u8]) -> bool {
    // Asked of every tag of every page, so nearly all are told by their first letter and the one after it.
    let names: &[&[u8]] = match tag.first().map(u8::to_ascii_lowercase) {
        Some(b'a') => &[b"area"],
        Some(b'b') => &[b"br", b"base"],
        Some(b'c') => &[b"col"],
        Some(b'e') => &[b"embed"],
        Some(b'h') => &[b"hr"],
        Some(b'i') => &[b"img", b"input"],
        Some(b'l') => &[b"link"],
        Some(b'm') => &[b"meta"],
        Some(b's') => &[b"source"],
        Some(b't') => &[b"track"],
        Some(b'w') => &[b"wbr"],
        _ => &[],
    };
    names.iter().any(|name| {
        let begin = tag.get(..name.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(name))
            && !tag.get(name.len()).is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// How often something begins behind white space, a slash or the end of a value, outside of quotes.
fn count_attributes(tag: &[u8]) -> usize {
    let (mut at, mut is_gap, mut count) = (0, false, 0);
    while let Some(byte) = tag.get(at) {
        match byte {
            b'>' | b'<' => break,
            b'"' | b'\'' => {
                let Some(length) = memchr::memchr(*byte, &tag[at + 1..]) else { break };
                at += 1 + length;
                is_gap = true;
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'/' => is_gap = true,
            _ => {
                count += usize::from(is_gap);
                is_gap = false;
            }
        }
        at += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        for (html, levels, tags, attributes) in [
            ("", 0, 0, 0),
            ("a < b", 0, 0, 0),
            ("<p>a<br><img src=x></p>", 1, 3, 1),
            ("<div><p></p><p a=\"b c d\" e='f'g h/i>", 2, 3, 5),
            ("<b><b><b>", 3, 3, 0),
            ("<BR><Input value=1><brr><wbr/><x y='", 2, 5, 1),
            ("<a></", 1, 1, 0),
        ] {
            assert_eq!(HtmlShape::of(html.as_bytes()), HtmlShape { levels, tags, attributes }, "{html}");
        }
    }
}
