//! How values leave the program: one encoder for each format that they are written into.
//!
//! | file | holds |
//! |---|---|
//! | `html`, `json` | text and attributes of HTML; JSON in a `<script>` of it |
//! | `xml` | text and attributes of XML |
//! | `address` | addresses and their paths |
//! | `rules` | `_redirects` and `_headers` |
//! | `icalendar` | calendars |
//! | `terminal`, `command` | lines of a terminal; workflow commands of GitHub Actions |
//!
//! What goes through the encoder of a format comes out as one value of that format, whatever it is made of: no character
//! of it can end the text, the attribute, the line or the element that it stands in. Where a value should not have got in
//! at all, whoever reads it refuses it as well, with its place; nothing here relies on that.

mod address;
mod command;
mod html;
mod icalendar;
mod json;
mod rules;
mod terminal;
#[cfg(test)]
mod tests;
mod xml;

pub use address::{encode_address, encode_file_name, encode_path, percent_decode};
pub use command::{encode_command_property, encode_command_text};
pub use html::{escape_html, push_href, push_html};
pub use icalendar::{calendar_mailto, calendar_parameter, calendar_text, calendar_uri, fold_calendar};
pub use json::json_in_html;
pub use rules::{encode_rule_path, encode_rule_target, header_value};
pub use terminal::terminal_text;
pub use xml::{escape_xml, without_forbidden_xml};
