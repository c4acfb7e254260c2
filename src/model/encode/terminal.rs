//! Lines of a terminal, which obeys control characters.

use std::borrow::Cow;

/// A text as people read it: control characters are shown as `\u{1b}` and not obeyed, but for line feeds and tabs. Marks
/// that turn the direction of writing around, so that a line says something else than it is, are shown too.
pub fn terminal_text(text: &str) -> Cow<'_, str> {
    let is_obeyed = |letter: char| {
        letter.is_control() && !matches!(letter, '\n' | '\t')
            || matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let show = |letter: char| if is_obeyed(letter) { letter.escape_unicode().to_string() } else { letter.to_string() };
    Cow::Owned(text.chars().map(show).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown() {
        assert_eq!(terminal_text("春\n\tx"), "春\n\tx");
        assert_eq!(terminal_text("\u{1b}[2J\r\u{202E}x"), "\\u{1b}[2J\\u{d}\\u{202e}x");
    }
}
