//! Addresses and their paths (RFC 3986).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stands nowhere in an address (RFC 3986, 2).
#[rustfmt::skip]
const NEVER_BARE: &AsciiSet = &CONTROLS
    .add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// What in the name of a file would be read as something else.
const NOT_IN_FILE_NAMES: &AsciiSet = &NEVER_BARE.add(b'%').add(b'?').add(b'#');

/// Everything but what may stand in a path (RFC 3986, 3.3).
#[rustfmt::skip]
pub(super) const NOT_IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'!').remove(b'$').remove(b'&')
    .remove(b'\'').remove(b'(').remove(b')').remove(b'*').remove(b'+').remove(b',').remove(b';').remove(b'=')
    .remove(b':').remove(b'@');

/// An address as browsers ask for it: its host as written, the rest percent-encoded; what is escaped already stays so.
pub fn encode_address(address: &str) -> String {
    let (host, path) = address.split_at(path_start(address));
    format!("{host}{}", utf8_percent_encode(path, NEVER_BARE))
}

/// Where the path of an address begins, or what stands in its place: behind the host, or at once where there is none.
pub(super) fn path_start(address: &str) -> usize {
    let is_scheme = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let host = address.find("://").filter(|at| is_scheme(&address[..*at])).map(|at| at + "://".len());
    host.map_or(0, |host| address[host..].find(['/', '?', '#', '\\']).map_or(address.len(), |end| host + end))
}

/// The name of a file behind the address of its folder: nothing in it is an escape, a query or a fragment.
pub fn encode_file_name(name: &str) -> String {
    utf8_percent_encode(name, NOT_IN_FILE_NAMES).to_string()
}

/// A decoded path as browsers ask for it.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, NOT_IN_PATHS).to_string()
}

/// `text` with `%E6%97%A5` read as the bytes it stands for; what is then not UTF-8 becomes U+FFFD.
pub fn percent_decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_decoding() {
        for (encoded, decoded) in [
            ("a/b.md", "a/b.md"),
            ("%E8%A6%8B%e5%87%BA.md", "見出.md"),
            ("100%", "100%"),
            ("%4", "%4"),
            ("%zz%41", "%zzA"),
            ("%ff", "\u{FFFD}"),
        ] {
            assert_eq!(percent_decode(encoded), decoded, "{encoded}");
        }
    }

    #[test]
    fn addresses_are_encoded_once() {
        for (written, encoded) in [
            ("https://例え.jp/春/a b.png?x=1", "https://例え.jp/%E6%98%A5/a%20b.png?x=1"),
            ("https://a.jp", "https://a.jp"),
            ("/a%20b/{c}.png", "/a%20b/%7Bc%7D.png"),
            ("/春://b c", "/%E6%98%A5://b%20c"),
            ("https://a.jp?q=春", "https://a.jp?q=%E6%98%A5"),
        ] {
            assert_eq!(encode_address(written), encoded);
        }
        assert_eq!(encode_file_name("50% #1?.png"), "50%25%20%231%3F.png");
    }
}
