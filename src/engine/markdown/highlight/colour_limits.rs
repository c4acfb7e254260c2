//! Which lines of a block are coloured, so that colouring takes about as long as the block is.
//!
//! Grammars are patterns that are tried anew at every letter of a line, and rules inside rules that are all looked at
//! for every word. So a line costs the square of its length, and code the square of how deep it lies in brackets that are
//! never closed: a script of 32 kB in one line would take most of a minute. Editors stop at such lines too. What is left
//! out here depends on the text alone, never on how fast the machine is; `colour_time` stops what cannot be foreseen so.

use std::borrow::Cow;

/// Longer lines stay without colours.
const LONGEST_LINE_BYTES: usize = 2_000;

/// Lines up to this length cost little enough not to be counted.
const SHORT_LINE_BYTES: usize = 250;

/// The squares of the lengths of all longer lines of a block, added up; when it is reached, only short lines are coloured.
const MOST_SQUARES: usize = 40_000_000;

/// From the line on where so many brackets are open, or a line begins with so many marks of quotations, nothing is
/// coloured.
const DEEPEST: usize = 100;

/// The same for `<` that no `>` closes: templates in C++, tags in HTML. As most are comparisons, many may be open.
const MOST_ANGLES: usize = 1_000;

/// The parts of a block that are coloured.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Colourable<'a> {
    /// The code, with nothing in the lines that stay plain and nothing after the last that is coloured.
    pub code: Cow<'a, str>,
    /// The numbers, from 0, of the lines that stay plain; none of them is empty.
    pub plain: Vec<usize>,
}

impl<'a> Colourable<'a> {
    /// Chooses the lines.
    pub(super) fn of(code: &'a str) -> Self {
        let mut nesting = Nesting::default();
        let (mut squares, mut plain) = (0_usize, Vec::new());
        for (number, line) in code.split('\n').enumerate() {
            let is_long = line.len() > SHORT_LINE_BYTES;
            if is_long && line.len() <= LONGEST_LINE_BYTES {
                squares = squares.saturating_add(line.len() * line.len());
            }
            let is_left_out =
                nesting.is_too_deep || line.len() > LONGEST_LINE_BYTES || (is_long && squares > MOST_SQUARES);
            // A line that is left out opens nothing for those behind it.
            if !is_left_out {
                nesting.read(line);
            }
            if (is_left_out || nesting.is_too_deep) && !line.is_empty() {
                plain.push(number);
            }
        }
        let code = if plain.is_empty() { Cow::Borrowed(code) } else { Cow::Owned(without(code, &plain)) };
        Self { code, plain }
    }

    /// Leaves out all lines but so many at the beginning of the whole code.
    pub(super) fn leave_out_after(&mut self, lines: usize, code: &str) {
        self.plain.retain(|number| *number < lines);
        let rest = code.split('\n').enumerate().skip(lines).filter(|(_, line)| !line.is_empty());
        self.plain.extend(rest.map(|(number, _)| number));
    }
}

/// The code with nothing in these lines.
fn without(code: &str, plain: &[usize]) -> String {
    let line = |(number, line)| if plain.binary_search(&number).is_ok() { "" } else { line };
    code.split('\n').enumerate().map(line).collect::<Vec<&str>>().join("\n")
}

/// How deep the text lies in brackets, whatever they mean in its language.
#[derive(Default)]
struct Nesting {
    open: usize,
    angles: usize,
    is_too_deep: bool,
}

impl Nesting {
    fn read(&mut self, line: &str) {
        let mut quotes = 0;
        let mut is_start = true;
        let bytes = line.as_bytes();
        for (at, byte) in bytes.iter().copied().enumerate() {
            let before = at.checked_sub(1).map(|before| bytes[before]);
            match byte {
                b'(' | b'[' | b'{' => self.open += 1,
                b')' | b']' | b'}' => self.open = self.open.saturating_sub(1),
                b'>' if is_start => quotes += 1,
                // Neither `<<` and `<=` nor arrows nor comments of HTML.
                b'<' if before != Some(b'<') && !matches!(bytes.get(at + 1), Some(b'<' | b'=' | b'-' | b'!')) => {
                    self.angles += 1;
                }
                b'>' if !matches!(before, Some(b'-' | b'=')) => self.angles = self.angles.saturating_sub(1),
                _ => {}
            }
            is_start &= matches!(byte, b'>' | b' ' | b'\t');
            self.is_too_deep |= self.open.max(quotes) >= DEEPEST || self.angles >= MOST_ANGLES;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of the lines that stay plain.
    fn plain(code: &str) -> Vec<usize> {
        let found = Colourable::of(code);
        assert_eq!(found.code.split('\n').count(), code.split('\n').count(), "lines stay where they are");
        found.plain
    }

    #[test]
    fn ordinary_code_is_coloured_whole() {
        for code in
            ["", "\n", "let a = [1];\n", &"function a(b) { return b + 1; }\n".repeat(20_000), &"x".repeat(2_000)]
        {
            assert_eq!(Colourable::of(code), Colourable { code: Cow::Borrowed(code), plain: Vec::new() });
        }
        let long_lines = format!("{}\n", "x".repeat(1_000)).repeat(40);
        assert!(plain(&long_lines).is_empty());
    }

    #[test]
    fn long_lines_many_of_them_and_what_lies_deep_stay_plain() {
        let long = "x".repeat(2_001);
        assert_eq!(plain(&format!("a\n{long}\nb\n{long}")), [1, 3]);
        assert_eq!(Colourable::of(&format!("a\n{long}\nb")).code, "a\n\nb");
        let many = format!("{}\nshort\n", "x".repeat(2_000)).repeat(12);
        assert_eq!(plain(&many), [20, 22]);
        assert_eq!(plain(&format!("{}a\n\nb", "{\n".repeat(100))), (99..101).chain([102]).collect::<Vec<_>>());
        assert!(plain(&"()\n".repeat(1_000)).is_empty());
        assert_eq!(plain(&format!("a\n{} b\nc", "> ".repeat(100))), [1, 2]);
        assert_eq!(plain(&format!("{}\na", "(".repeat(3_000))), [0], "what is left out opens nothing");
        assert_eq!(plain(&format!("{}a\n\nb", "template<\n".repeat(1_000))), [999, 1_000, 1_002]);
        assert_eq!(plain(&format!("{}a", "template< a->b\n".repeat(1_000))), [999, 1_000]);
        for line in [
            "std::vector<std::map<int, int>> a;\n",
            "cout << a << b;\n",
            "if (a <= b) a <- b;\n",
            "<p>a</p><!-- b -->\n",
        ] {
            assert!(plain(&line.repeat(5_000)).is_empty(), "{line}");
        }
        assert!(plain(&"for (i = 0; i < n; i++) {}\n".repeat(900)).is_empty());
    }

    #[test]
    fn the_rest_of_a_block_can_be_left_out() {
        let code = format!("a\n{}\nb\n\nc\n", "x".repeat(2_001));
        let mut found = Colourable::of(&code);
        found.leave_out_after(4, &code);
        assert_eq!(found.plain, [1, 4]);
        found.leave_out_after(1, &code);
        assert_eq!(found.plain, [1, 2, 4]);
    }
}
