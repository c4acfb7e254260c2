//! The size of a drawing (SVG), from the tag that it begins with. What the drawing holds is not read: the parser calls
//! itself for every level of elements, and files of megabytes say no more about their size than their first line.

use std::str;

use quick_xml::{Reader, events::Event};
use svg_metadata::Metadata;

use super::Size;
use tsubame_model::source::Wording;

/// Where the first tag has to end. Programs write comments and a list of entities before it, never so much.
const LONGEST_START_BYTES: usize = 64 * 1024;

/// The parser compares every attribute of a tag with all others.
const MOST_ATTRIBUTES: usize = 500;

/// The size that a drawing gives itself.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of floats stops at both ends")]
pub(super) fn svg_size(bytes: &[u8]) -> Result<Size, Wording> {
    let text = str::from_utf8(bytes)
        .map_err(|_| Wording::new("the drawing is not UTF-8 text", "SVG が UTF-8 のテキストではありません"))?;
    let svg = Metadata::parse(first_element(text)?).map_err(|error| Wording::of_library(&error))?;
    let (width, height) = match (svg.width(), svg.height(), svg.view_box()) {
        (Some(width), Some(height), _) => (width, height),
        (_, _, Some(view)) => (view.width, view.height),
        _ => {
            let english = "the drawing has neither width and height nor a view box";
            return Err(Wording::new(english, "SVG に width と height も viewBox もありません"));
        }
    };
    Ok(Size::new(width as u32, height as u32))
}

/// The text up to the end of the first tag, with that element closed.
fn first_element(text: &str) -> Result<String, Wording> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    loop {
        let event = reader.read_event().map_err(|error| Wording::of_library(&error))?;
        let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        if end > LONGEST_START_BYTES {
            let most = LONGEST_START_BYTES / 1024;
            let english = format!("its first tag does not end within {most} kB");
            return Err(Wording::new(english, format!("SVG の最初のタグが {most} kB までに終わりません")));
        }
        let (tag, is_closed) = match event {
            Event::Start(tag) => (tag, false),
            Event::Empty(tag) => (tag, true),
            Event::Eof => return Err(Wording::new("the drawing has no element", "SVG に要素がありません")),
            _ => continue,
        };
        if tag.attributes().with_checks(false).count() > MOST_ATTRIBUTES {
            let english = format!("its first tag has more than {MOST_ATTRIBUTES} attributes");
            return Err(Wording::new(english, format!("SVG の最初のタグの属性が{MOST_ATTRIBUTES}個を超えています")));
        }
        let name = tag.name();
        let closing = if is_closed { String::new() } else { format!("</{}>", String::from_utf8_lossy(name.as_ref())) };
        return Ok(format!("{}{closing}", text.get(..end).unwrap_or(text)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_have_a_size_or_a_reason() {
        for (attributes, expected) in [
            ("width='30' height='20'", Ok((30, 20))),
            ("viewBox='0 0 12 34'", Ok((12, 34))),
            ("width='30' viewBox='0 0 12 34'", Ok((12, 34))),
            ("width='30'", Err("neither")),
            ("width='30", Err("")),
        ] {
            let prolog = "\u{feff}<?xml version='1.0'?>\n<!-- <svg> -->\n<!DOCTYPE svg [<!ENTITY a '>'>]>\n";
            for text in [format!("<svg {attributes}></svg>"), format!("{prolog}<s:svg xmlns:s='x' {attributes}/>")] {
                match (svg_size(text.as_bytes()), expected) {
                    (Ok(found), expected) => {
                        assert_eq!(Ok((found.width_px, found.height_px)), expected.map_err(str::to_owned));
                    }
                    (Err(error), expected) => assert!(error.english().contains(expected.unwrap_err()), "{error:?}"),
                }
            }
        }
    }

    /// The case `process-abort`: the parser would need a gigabyte of stack for the first, and minutes for the last two.
    #[test]
    fn process_abort() {
        let start = "<svg width='10' height='20'>";
        let entities = (0..20_000).map(|at| format!("<!ENTITY e{at} 'x'>")).collect::<Vec<_>>().concat();
        for text in [
            format!("{start}{}", "<g>".repeat(1_000_000)),
            format!("{start}{}{}</svg>", "<g a='/>'>".repeat(50_000), "</g>".repeat(50_000)),
            format!("<!DOCTYPE a [<!ENTITY e '{}'>]>{start}&e;</svg>", "<g>".repeat(10_000)),
        ] {
            assert_eq!(svg_size(text.as_bytes()), Ok(Size::new(10, 20)));
        }
        let attributes = (0..501).map(|at| format!("a{at}='' ")).collect::<Vec<_>>().concat();
        for (text, reason) in [
            (format!("<svg {attributes} width='10' height='20'/>"), "500 attributes"),
            (format!("<!DOCTYPE a [{entities}]>{start}"), "64 kB"),
            ("<svg".repeat(100_000), ""),
            ("<!--".repeat(100_000), ""),
            (String::new(), "no element"),
        ] {
            let error = svg_size(text.as_bytes()).unwrap_err();
            assert!(error.english().contains(reason), "{error:?}");
        }
    }
}
