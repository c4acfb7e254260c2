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
        let (mut shape, mut now) = (Self::default(), 0_usize);
        for at in memchr::memchr_iter(b'<', html) {
            match &html[at + 1..] {
                [b'/', ..] => now = now.saturating_sub(1),
                tag @ [letter, ..] if letter.is_ascii_alphabetic() => {
                    now += usize::from(!is_void(tag));
                    shape.tags += 1;
                    shape.attributes = shape.attributes.max(count_attributes(tag));
                }
                _ => {}
            }
            shape.levels = shape.levels.max(now);
        }
        shape
    }
}

/// Whether a tag, from its name on, is that of an element without content.
fn is_void(tag: &[u8]) -> bool {
    const VOID: [&[u8]; 13] = [
        b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"source", b"track",
        b"wbr",
    ];
    let length = tag.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tag.len());
    VOID.iter().any(|name| name.eq_ignore_ascii_case(&tag[..length]))
}

/// How often something begins behind white space, a slash or the end of a value, outside of quotes.
fn count_attributes(tag: &[u8]) -> usize {
    let (mut quote, mut is_gap, mut count) = (None, false, 0);
    for byte in tag {
        match (quote, byte) {
            (Some(open), byte) if open == byte => (quote, is_gap) = (None, true),
            (Some(_), _) => {}
            (None, b'>' | b'<') => break,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b' ' | b'\t' | b'\n' | b'\r' | b'/') => is_gap = true,
            (None, _) => {
                count += usize::from(is_gap);
                is_gap = false;
            }
        }
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
        ] {
            assert_eq!(HtmlShape::of(html.as_bytes()), HtmlShape { levels, tags, attributes }, "{html}");
        }
    }
}
