//! iCalendar (RFC 5545): values of properties, before whoever prints them escapes `\`, `;`, `,` and line feeds and folds
//! the lines.

use super::address::encode_address;

/// A text: its line breaks are line feeds, which become `\n`, and there is no other control character in it.
pub fn calendar_text(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|letter| matches!(letter, '\n' | '\t') || !letter.is_control()).collect()
}

/// An address, which is printed as it is: it holds no control character and no space.
pub fn calendar_uri(address: &str) -> String {
    encode_address(address).chars().filter(|letter| !letter.is_whitespace() && !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_on_their_line() {
        assert_eq!(calendar_text("a\r\nb\rc\u{1}"), "a\nb\nc");
        assert_eq!(calendar_uri("https://a.jp/p\r\nX:1 春/"), "https://a.jp/p%0D%0AX:1%20%E6%98%A5/");
    }
}
