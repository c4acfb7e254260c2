//! iCalendar (RFC 5545): values of properties, before whoever prints them escapes `\`, `;`, `,` and line feeds; and the
//! folding of the lines that were printed.

use percent_encoding::utf8_percent_encode;

use super::address::{NOT_IN_PATHS, encode_address};

/// The longest line in octets, without its end (RFC 5545, 3.1).
const LONGEST_LINE: usize = 75;

/// A text: its line breaks are line feeds, which become `\n`, and there is no other control character in it.
pub fn calendar_text(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|letter| matches!(letter, '\n' | '\t') || !letter.is_control()).collect()
}

/// The value of a parameter: one line without double quotes, which parameters have no way to write.
pub fn calendar_parameter(text: &str) -> String {
    let line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    line.replace('"', "'").trim().to_owned()
}

/// An address, which is printed as it is: it holds no control character and no space.
pub fn calendar_uri(address: &str) -> String {
    encode_address(address).chars().filter(|letter| !letter.is_whitespace() && !letter.is_control()).collect()
}

/// A mail address as an address to send mail to (RFC 6068); `address` is as it stands in a header, so its name may be
/// in quotes.
pub fn calendar_mailto(address: &str) -> String {
    format!("mailto:{}", utf8_percent_encode(address, NOT_IN_PATHS))
}

/// A printed calendar with its lines folded anew, none longer than 75 octets and none cut within a character.
///
/// `icalendar` 0.17 leaves the last part of a folded line one octet too long where what remains is exactly 75 octets.
pub fn fold_calendar(printed: &str) -> String {
    let mut folded = String::with_capacity(printed.len() + printed.len() / 32);
    for line in printed.replace("\r\n ", "").split_terminator("\r\n") {
        let mut room = LONGEST_LINE;
        for letter in line.chars() {
            if letter.len_utf8() > room {
                folded.push_str("\r\n ");
                room = LONGEST_LINE - 1;
            }
            room -= letter.len_utf8();
            folded.push(letter);
        }
        folded.push_str("\r\n");
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_on_their_line() {
        assert_eq!(calendar_text("a\r\nb\rc\u{1}"), "a\nb\nc");
        assert_eq!(calendar_uri("https://a.jp/p\r\nX:1 春/"), "https://a.jp/p%0D%0AX:1%20%E6%98%A5/");
        assert_eq!(calendar_parameter("\"仙台\"\r\nX:1"), "'仙台'  X:1");
        assert_eq!(calendar_mailto("\"a..b\"@a.jp"), "mailto:%22a..b%22@a.jp");
    }

    #[test]
    fn r27_lines_have_75_octets_at_most() {
        for length in [0, 1, 74, 75, 76, 149, 150, 223, 224, 1000] {
            let line = "a".repeat(length);
            let folded = fold_calendar(&format!("{line}\r\nEND\r\n"));
            assert!(folded.split("\r\n").all(|part| part.len() <= 75), "{length}: {folded}");
            assert_eq!(folded.replace("\r\n ", ""), format!("{line}\r\nEND\r\n"));
            assert_eq!(fold_calendar(&folded), folded, "folding again changes nothing");
        }
        assert_eq!(fold_calendar(&format!("{}\r\n", "春".repeat(26))), format!("{}\r\n 春\r\n", "春".repeat(25)));
    }
}
