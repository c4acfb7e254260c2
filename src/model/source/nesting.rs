//! How deeply a text is nested, before any parser has read it.

/// How many brackets and braces may be open at once, wherever they stand: the parser of YAML looks at all of them at
/// every step. No value may be nested so deep; the number is so large because a text may hold some that open nothing.
pub(super) const MOST_OPEN: usize = 10_000;

/// How many brackets and braces are open at most in a text, wherever they stand.
pub(super) fn nesting(text: &str) -> usize {
    let count = |(open, most): (usize, usize), byte| match byte {
        b'[' | b'{' => (open + 1, most.max(open + 1)),
        b']' | b'}' => (open.saturating_sub(1), most),
        _ => (open, most),
    };
    text.bytes().fold((0, 0), count).1
}
