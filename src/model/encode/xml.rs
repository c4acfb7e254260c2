//! XML 1.0: text and attributes in quotes.

/// Text of an element or of an attribute, without what XML forbids and on one line.
pub fn escape_xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            // Allowed, and of no use to anybody: the second block of control characters.
            letter if is_forbidden(letter) || letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A whole document without the characters that no XML document may hold, however they are written.
pub fn without_forbidden_xml(document: String) -> String {
    if document.contains(is_forbidden) { document.replace(is_forbidden, "") } else { document }
}

/// Whether a character is outside of XML 1.0, section 2.2.
fn is_forbidden(letter: char) -> bool {
    matches!(letter, '\u{0}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped() {
        assert_eq!(escape_xml("a & <b> \"春\" 'c'\n\u{0}"), "a &amp; &lt;b&gt; &quot;春&quot; &apos;c&apos; ");
    }

    #[test]
    fn documents_lose_what_they_may_not_hold() {
        assert_eq!(without_forbidden_xml("<a>\u{1}春\t\u{B}\u{FFFF}\u{85}</a>\n".to_owned()), "<a>春\t\u{85}</a>\n");
    }
}
