//! `_redirects` and `_headers`, as Netlify and others read them: a rule a line, its parts parted by white space.

use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::address::{NOT_IN_PATHS, encode_address, path_start};

/// In a rule a star stands for anything, and a colon begins a name.
const NOT_IN_RULES: &AsciiSet = &NOT_IN_PATHS.add(b'*').add(b':');

/// A decoded path of the site as a host matches it: this path and no other.
pub fn encode_rule_path(path: &str) -> String {
    utf8_percent_encode(path, NOT_IN_RULES).to_string()
}

/// Where a rule leads: a path of the site or a whole address, either of which may be percent-encoded already.
pub fn encode_rule_target(target: &str) -> String {
    let (host, path) = target.split_at(path_start(target));
    // The hosts' programs are written in JavaScript, for which a byte order mark is white space.
    let ends_word = |letter: &char| letter.is_whitespace() || letter.is_control() || *letter == '\u{feff}';
    let host: String = host.chars().filter(|letter| !ends_word(letter)).collect();
    // What follows a colon is the name of something that the host puts in.
    format!("{host}{}", encode_address(path).replace(':', "%3A").replace('*', "%2A"))
}

/// The value of a header: one line, without spaces at its ends.
pub fn header_value(value: &str) -> String {
    let line: String = value.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_matches_one_path() {
        for (path, encoded) in [
            ("/a/b-c_d.html", "/a/b-c_d.html"),
            ("/*/", "/%2A/"),
            ("/:any/x", "/%3Aany/x"),
            ("/春 夏\n", "/%E6%98%A5%20%E5%A4%8F%0A"),
            ("/50%", "/50%25"),
        ] {
            assert_eq!(encode_rule_path(path), encoded);
        }
        for (target, encoded) in [
            ("/a/?x=1#y", "/a/?x=1#y"),
            ("https://a.jp:80/x/:splat", "https://a.jp:80/x/%3Asplat"),
            ("https://a.jp", "https://a.jp"),
            ("/a%20b c", "/a%20b%20c"),
            ("/:splat://*", "/%3Asplat%3A//%2A"),
            ("https://a.jp?x=:y z", "https://a.jp?x=%3Ay%20z"),
            ("https://a\u{feff}b\u{3000}c\n.jp/\u{feff}", "https://abc.jp/%EF%BB%BF"),
        ] {
            assert_eq!(encode_rule_target(target), encoded);
        }
        assert_eq!(header_value(" a\r\nX-Evil: 1 "), "a  X-Evil: 1");
    }
}
