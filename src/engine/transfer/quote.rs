//! Texts as TOML and YAML write them. Both have the quoting of JSON in common, but for TOML's `\u{7f}`.

use std::fmt::Write;

/// The text in double quotes, as TOML and YAML both read it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Invisible characters that break a line or turn its direction are told apart when they are written out.
            '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// A key as TOML writes it: bare where it may be.
pub(super) fn toml_key(key: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !key.is_empty() && key.bytes().all(is_bare) { key.to_owned() } else { quoted(key) }
}

/// A key as YAML writes it: bare where it can be nothing but a text.
pub(super) fn yaml_key(key: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let starts_well = key.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let is_word = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(&key.to_lowercase().as_str());
    if starts_well && !is_word && key.bytes().all(is_plain) { key.to_owned() } else { quoted(key) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tsubame_model::source::{Data, parse_toml, parse_yaml};

    #[test]
    fn every_text_is_read_back() {
        for text in ["", "春", "a\"b\\c", "two\nlines\r\t", "\0\x1b\x7f\u{85}\u{2028}", "# no: remark", "yes", "1", "'"]
        {
            let value = Data::Map(vec![(text.to_owned(), Data::Text(text.to_owned()))]);
            let toml = format!("{} = {}", toml_key(text), quoted(text));
            assert_eq!(parse_toml::<Data>(&toml).unwrap(), value, "{toml}");
            let yaml = format!("{}: {}", yaml_key(text), quoted(text));
            assert_eq!(parse_yaml::<Data>(&yaml).unwrap(), value, "{yaml}");
        }
    }
}
