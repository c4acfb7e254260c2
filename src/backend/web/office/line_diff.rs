//! What is different between two texts, line by line.

/// The most lines that are compared; of longer texts, all lines count as changed.
const MOST_LINES: usize = 1500;

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DiffLine {
    /// It was there and is not any more.
    Gone(String),
    /// It was not there.
    New(String),
    /// Lines that are alike, so many.
    Alike(usize),
}

/// Compares two texts. Those that are alike have no line.
pub(super) fn diff_lines(before: &str, after: &str) -> Vec<DiffLine> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    if old == new {
        return Vec::new();
    }
    let mut lines = Vec::new();
    let (mut at, mut to) = (0, 0);
    let common = if old.len().max(new.len()) > MOST_LINES { Vec::new() } else { common_lengths(&old, &new) };
    while at < old.len() || to < new.len() {
        let length = |at: usize, to: usize| common.get(at).and_then(|row| row.get(to)).copied().unwrap_or_default();
        if at < old.len() && to < new.len() && old[at] == new[to] {
            match lines.last_mut() {
                Some(DiffLine::Alike(count)) => *count += 1,
                _ => lines.push(DiffLine::Alike(1)),
            }
            (at, to) = (at + 1, to + 1);
        } else if at < old.len() && (to == new.len() || length(at + 1, to) >= length(at, to + 1)) {
            lines.push(DiffLine::Gone(old[at].to_owned()));
            at += 1;
        } else {
            lines.push(DiffLine::New(new[to].to_owned()));
            to += 1;
        }
    }
    lines
}

/// How many lines two texts have in common from a line of each on.
fn common_lengths(old: &[&str], new: &[&str]) -> Vec<Vec<u16>> {
    let mut lengths = vec![vec![0_u16; new.len() + 1]; old.len() + 1];
    for at in (0..old.len()).rev() {
        for to in (0..new.len()).rev() {
            lengths[at][to] = if old[at] == new[to] {
                lengths[at + 1][to + 1] + 1
            } else {
                lengths[at + 1][to].max(lengths[at][to + 1])
            };
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::{
        DiffLine::{Alike, Gone, New},
        *,
    };

    #[test]
    fn what_has_changed_is_told_line_by_line() {
        let (gone, new) = (|text: &str| Gone(text.to_owned()), |text: &str| New(text.to_owned()));
        for (before, after, lines) in [
            ("a\nb\n", "a\nb\n", vec![]),
            ("a\nb\nc\n", "a\nx\nc\n", vec![Alike(1), gone("b"), new("x"), Alike(1)]),
            ("a\nb\n", "b\n", vec![gone("a"), Alike(1)]),
            ("", "a\n", vec![new("a")]),
            ("a\n", "", vec![gone("a")]),
            ("a\nb\nc\nd\n", "c\nd\na\n", vec![gone("a"), gone("b"), Alike(2), new("a")]),
        ] {
            assert_eq!(diff_lines(before, after), lines, "{before:?} {after:?}");
        }
    }

    #[test]
    fn texts_that_are_too_long_to_compare_are_told_as_a_whole() {
        let (one, other) = ("a\n".repeat(MOST_LINES + 1), "b\n".repeat(2));
        let lines = diff_lines(&one, &other);
        assert_eq!(lines.len(), MOST_LINES + 3);
        assert!(lines.iter().all(|line| !matches!(line, Alike(_))));
    }
}
