//! A table as CSV: UTF-8 with a byte order mark, lines that end in CRLF, so that Excel opens it by a double click.
//!
//! A spreadsheet evaluates what looks like a formula, drops the zero of a telephone number and makes a date of `1-2`. Quotes
//! do not keep it from that. So a text that it could take for anything else begins with an apostrophe, which is how
//! spreadsheets themselves mark a text; a text that begins with one gets one more. Reading back takes one away.

use anyhow::Context;
use csv::{ReaderBuilder, Terminator, WriterBuilder};

use crate::{
    intake::calendar::clock_in_japan,
    store::{DataTable, TableCell},
};

/// Says that it is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Marks a text.
const TEXT: char = '\'';

/// Writes a table.
pub(super) fn render_csv(table: &DataTable) -> anyhow::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(MARK.to_vec());
    writer.write_record(table.headings.iter().map(|heading| guarded(heading)))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(render_cell))?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("a table cannot be written: {error}"))
}

/// Reads the texts of a table that was written here, its headings first.
pub fn read_csv(bytes: &[u8]) -> anyhow::Result<Vec<Vec<String>>> {
    let bytes = bytes.strip_prefix(MARK).context("the table does not begin with the mark of UTF-8")?;
    let mut reader = ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let text = |cell: &str| cell.strip_prefix(TEXT).unwrap_or(cell).to_owned();
    reader.records().map(|record| Ok(record?.iter().map(text).collect())).collect()
}

fn render_cell(cell: &TableCell) -> String {
    match cell {
        TableCell::Text(text) => guarded(text),
        TableCell::Number(number) => number.to_string(),
        TableCell::Time(at) => clock_in_japan(*at).strftime("%Y-%m-%d %H:%M").to_string(),
    }
}

/// A text that stays one.
fn guarded(text: &str) -> String {
    if is_safe(text) { text.to_owned() } else { format!("{TEXT}{text}") }
}

/// Whether every spreadsheet takes it for a text: it begins with a letter, is no word with a meaning, and has no digit, since
/// `Jan 5` and `H30.1.1` are days to one. An address of mail may have digits: it is none of these.
fn is_safe(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return true };
    let is_word = ["true", "false"].iter().any(|word| text.trim().eq_ignore_ascii_case(word));
    let has_digit = !text.contains('@') && text.chars().any(char::is_numeric);
    // 一 is a letter here; ２ and ① are digits.
    first.is_alphabetic() && !is_word && !has_digit
}
