//! Strings of TOML.

use std::fmt::Write;

/// A text as a string of TOML, whatever it holds.
pub fn quoted(text: &str) -> String {
    let mut written = String::from("\"");
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() || " /-_.".contains(letter) {
            written.push(letter);
        } else {
            // Writing into a text never fails.
            let _ = write!(written, "\\U{:08X}", u32::from(letter));
        }
    }
    written.push('"');
    written
}
