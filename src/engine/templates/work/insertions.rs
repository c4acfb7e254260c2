//! Words put into a template beside those of its author, and the way back: places that Tera tells are those in the text
//! that it was given, but people look at the file.

use std::{collections::BTreeMap, ops::Range};

/// Words to put in, by the place in bytes before which they go.
pub struct Insertion {
    pub at: usize,
    pub words: String,
    /// The characters of the words that repeat what stands at the place, if any do: what is wrong there is wrong in the
    /// author's words.
    pub copy: Range<usize>,
}

/// Where words were put in: by line, from 1, in the order of columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Insertions(BTreeMap<usize, Vec<Inserted>>);

/// Words that were put in; columns, from 1, and lengths in characters of the text with all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Inserted {
    column: usize,
    length: usize,
    copy: Range<usize>,
}

/// Puts words in. They hold no ends of lines, so that lines keep their numbers.
pub fn insert(text: &str, mut insertions: Vec<Insertion>) -> (String, Insertions) {
    insertions.sort_by_key(|insertion| insertion.at);
    let mut whole = String::with_capacity(text.len() + insertions.iter().map(|one| one.words.len()).sum::<usize>());
    let mut by_line: BTreeMap<usize, Vec<Inserted>> = BTreeMap::new();
    let (mut done, mut line, mut column) = (0, 1, 1);
    for Insertion { at, words, copy } in insertions {
        let own = &text[done..at];
        (line, column) = after(own, line, column);
        whole.extend([own, &words]);
        let length = words.chars().count();
        by_line.entry(line).or_default().push(Inserted { column, length, copy });
        column += length;
        done = at;
    }
    whole.push_str(&text[done..]);
    (whole, Insertions(by_line))
}

/// The line and column behind a text that begins at these.
fn after(text: &str, line: usize, column: usize) -> (usize, usize) {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let last = text.rsplit('\n').next().unwrap_or_default().chars().count();
    if ends == 0 { (line, column + last) } else { (line + ends, last + 1) }
}

impl Insertions {
    /// Column and width in the author's text of what has these in the text with all insertions.
    pub fn original(&self, line: usize, column: usize, width: usize) -> (usize, usize) {
        let (start, end) = (self.original_column(line, column), self.original_column(line, column + width));
        (start, end.saturating_sub(start).max(1))
    }

    fn original_column(&self, line: usize, column: usize) -> usize {
        let mut taken = 0;
        for Inserted { column: start, length, copy } in self.0.get(&line).into_iter().flatten() {
            let Some(inside) = column.checked_sub(*start).filter(|inside| *inside > 0) else { break };
            if inside < *length {
                let copied = if copy.contains(&inside) || copy.end == inside { inside - copy.start } else { 0 };
                return start - taken + copied;
            }
            taken += length;
        }
        column - taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_copies_lead_to_what_they_repeat() {
        let insertion = Insertion { at: 3, words: "f(v=a.b) }}{{ ".to_owned(), copy: 4..7 };
        let (whole, insertions) = insert("{{ a.b }}c", vec![insertion]);
        assert_eq!(whole, "{{ f(v=a.b) }}{{ a.b }}c");
        for (found, width, expected) in
            [("a.b)", 3, (4, 3)), ("b)", 1, (6, 1)), ("f(", 1, (4, 1)), ("a.b }}c", 3, (4, 3)), ("c", 1, (10, 1))]
        {
            let column = whole.find(found).unwrap() + 1;
            assert_eq!(insertions.original(1, column, width), expected, "{found}");
        }
    }

    #[test]
    fn places_lead_back_to_the_text() {
        let text = "一行\n仙台 a b\nc";
        let at =
            |found: &str, words: &str| Insertion { at: text.find(found).unwrap(), words: words.to_owned(), copy: 0..0 };
        let (whole, insertions) = insert(text, vec![at("b", "<<"), at("a", "(("), at("\nc", "))")]);
        assert_eq!(whole, "一行\n仙台 ((a <<b))\nc");
        for (line, column, width, expected) in [
            (1, 2, 1, (2, 1)),
            (2, 1, 2, (1, 2)),
            (2, 4, 1, (4, 1)),
            (2, 6, 1, (4, 1)),
            (2, 4, 3, (4, 1)),
            (2, 8, 3, (6, 1)),
            (2, 4, 9, (4, 3)),
            (2, 11, 2, (7, 1)),
            (3, 1, 1, (1, 1)),
        ] {
            assert_eq!(insertions.original(line, column, width), expected, "{line}:{column}+{width}");
        }
    }
}
