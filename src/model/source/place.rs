//! Spans of bytes in a text, and the places (line, column, excerpt) that people read.

use std::ops::Range;

use serde::Serialize;

/// A range of bytes in a text.
pub type Span = Range<usize>;

/// Where a fault stands in a file, with the line it stands on, so that it can be shown without the file at hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// How many characters of the line are meant; at least 1.
    pub width: usize,
    /// The line itself, without its end; long lines are cut to what stands around the fault.
    pub excerpt: String,
    /// The column, counted from 1, at which `excerpt` starts; 1 unless the line was cut.
    #[serde(skip)]
    pub excerpt_column: usize,
}

/// Lines longer than this many characters are cut around the fault, so that a page written as one line stays readable.
const LONGEST_EXCERPT: usize = 240;

impl Place {
    /// Finds the place of `span` in `text`. A span past the end means the end; one over several lines is cut to the
    /// first of them.
    pub fn of(text: &str, span: &Span) -> Self {
        let start = floor_char(text, span.start);
        let end = floor_char(text, span.end.max(start));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = &text[line_start..line_end];
        let line = line.strip_suffix('\r').unwrap_or(line);
        let column = text[line_start..start].chars().count() + 1;
        let width = text[start..end.min(line_end)].chars().count().max(1);
        let number = text[..line_start].bytes().filter(|&byte| byte == b'\n').count() + 1;
        Self::on_line(number, column, width, line)
    }

    /// The place at `column` (from 1) of the given line (from 1), `width` characters wide.
    pub fn on_line(line: usize, column: usize, width: usize, text: &str) -> Self {
        let length = text.chars().count();
        let (excerpt_column, excerpt) = if length > LONGEST_EXCERPT {
            let skipped = column.saturating_sub(LONGEST_EXCERPT / 3).min(length - LONGEST_EXCERPT);
            (skipped + 1, text.chars().skip(skipped).take(LONGEST_EXCERPT).collect())
        } else {
            (1, text.to_owned())
        };
        Self { line, column, width: width.clamp(1, LONGEST_EXCERPT), excerpt, excerpt_column }
    }

    /// The place of a line and column (from 1) of `text`.
    pub fn at(text: &str, line: usize, column: usize, width: usize) -> Self {
        let excerpt = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        Self::on_line(line, column, width, excerpt)
    }
}

/// The nearest character boundary at or before `at`.
fn floor_char(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters() {
        let text = "一行目\r\n二行目 here\n";
        for (span, line, column, width, excerpt) in [
            (0..3, 1, 1, 1, "一行目"),
            (11..20, 2, 1, 3, "二行目 here"),
            (21..25, 2, 5, 4, "二行目 here"),
            (21..99, 2, 5, 4, "二行目 here"),
            (99..100, 3, 1, 1, ""),
            (12..13, 2, 1, 1, "二行目 here"),
        ] {
            let place = Place::of(text, &span);
            assert_eq!((place.line, place.column, place.width), (line, column, width), "{span:?}");
            assert_eq!(place.excerpt, excerpt);
        }
    }

    #[test]
    fn long_lines_are_cut_around_the_fault() {
        let text = format!("{}x{}", "あ".repeat(5_000), "い".repeat(5_000));
        let place = Place::of(&text, &(15_000..15_001));
        assert_eq!(place.column, 5_001);
        assert_eq!(place.excerpt.chars().count(), LONGEST_EXCERPT);
        let shown = place.excerpt.chars().nth(place.column - place.excerpt_column);
        assert_eq!(shown, Some('x'));
    }
}
