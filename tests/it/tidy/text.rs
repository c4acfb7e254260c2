//! Rust source as text: blanks out what is not code, so that a search finds code only.

/// The text with comments and the insides of string and character literals replaced by spaces. Lines and columns
/// (in characters) stay, so that what is found in the result stands at the same place in the file.
pub fn mask(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut masked = chars.clone();
    let mut at = 0;
    while at < chars.len() {
        let end = end_of_noise(&chars, at);
        let kept = usize::from(end > at && chars[at] != '/');
        let inside = (at + kept).min(end)..end.saturating_sub(kept).max(at);
        for place in inside {
            if chars[place] != '\n' {
                masked[place] = ' ';
            }
        }
        at = end.max(at + 1);
    }
    masked.into_iter().collect()
}

/// Where the comment or literal that starts at `at` ends; `at` itself if none starts there.
fn end_of_noise(chars: &[char], at: usize) -> usize {
    let next = chars.get(at + 1).copied();
    match chars[at] {
        '/' if next == Some('/') => find(chars, at, |place| chars[place] == '\n').unwrap_or(chars.len()),
        '/' if next == Some('*') => end_of_block_comment(chars, at),
        '"' => end_of_quoted(chars, at, '"'),
        'r' | 'b' if at == 0 || !is_word(chars[at - 1]) => end_of_prefixed(chars, at),
        // A character literal, unless it is a lifetime, which has no second quote after one character.
        '\'' if next == Some('\\') || chars.get(at + 2) == Some(&'\'') => end_of_quoted(chars, at, '\''),
        _ => at,
    }
}

fn end_of_block_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0_usize, start);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn end_of_quoted(chars: &[char], start: usize, quote: char) -> usize {
    let mut at = start + 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            found if found == quote => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// Literals that start with letters: `b"…"`, `r"…"`, `br#"…"#`. A byte such as `b'x'` is found at its quote.
fn end_of_prefixed(chars: &[char], start: usize) -> usize {
    let mut at = start + usize::from(chars[start] == 'b');
    let is_raw = chars.get(at) == Some(&'r');
    at += usize::from(is_raw);
    let hashes = chars[at.min(chars.len())..].iter().take_while(|found| **found == '#').count();
    if chars.get(at + hashes) != Some(&'"') || (hashes > 0 && !is_raw) {
        return start;
    }
    if !is_raw {
        return end_of_quoted(chars, at, '"');
    }
    let closes = |place: usize| chars[place] == '"' && (1..=hashes).all(|n| chars.get(place + n) == Some(&'#'));
    find(chars, at + hashes + 1, closes).map_or(chars.len(), |quote| quote + 1 + hashes)
}

fn find(chars: &[char], start: usize, is_it: impl Fn(usize) -> bool) -> Option<usize> {
    (start..chars.len()).find(|place| is_it(*place))
}

/// Whether a character can be part of a name.
pub fn is_word(found: char) -> bool {
    found.is_alphanumeric() || found == '_'
}

/// The line, from 1, of a byte of the text.
pub fn line_of(text: &str, byte: usize) -> usize {
    text[..byte].matches('\n').count() + 1
}

/// Where `word` stands in the text as a word of its own.
pub fn find_words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blank() {
        for (code, masked) in [
            ("a // b\nc", "a     \nc"),
            ("a /* b /* c */ d */ e", "a                   e"),
            (r#"a("b { \" c", d)"#, r#"a("        ", d)"#),
            ("a(r#\"b \" {\"#, c)", "a(r        #, c)"),
            ("a(b\"{\", '{', b'}', '\\'', 'x: loop)", "a(b  \", ' ', b' ', '  ', 'x: loop)"),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
            ("バー \"家{\" {", "バー \"  \" {"),
            ("\"one\n{two\" }", "\"   \n    \" }"),
        ] {
            assert_eq!(mask(code), masked, "{code}");
        }
    }

    #[test]
    fn words_stand_alone() {
        assert_eq!(find_words("tera tera_contrib xtera (tera)", "tera").collect::<Vec<_>>(), [0, 25]);
        assert_eq!(line_of("a\nb\nc", 2), 2);
    }
}
