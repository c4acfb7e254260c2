//! A list of holidays as the Cabinet Office publishes it: two columns, in CP932; or the same in UTF-8.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::Wording;
use encoding_rs::SHIFT_JIS;
use jiff::civil::{Date, date};

/// What is wrong with a line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidayFault {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong.
    pub kind: HolidayFaultKind,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HolidayFaultKind {
    /// Bytes that are text neither in UTF-8 nor in CP932.
    NotText,
    /// Not two columns.
    Columns {
        /// How many there are.
        found: usize,
    },
    /// The first column is no day.
    NotADay {
        /// What is there.
        written: String,
    },
    /// The second column says nothing.
    NoName,
    /// The day stands there twice.
    Twice {
        /// The day.
        day: Date,
    },
    /// The file has days of a year but not its first of January: it is not the whole year, whose other holidays would be
    /// lost.
    PartOfYear {
        /// The year.
        year: i16,
    },
    /// There is not a single day.
    Empty,
}

/// The days of a file with their names, in order; or all that is wrong with it.
pub(super) fn parse_holiday_file(file: &[u8]) -> Result<BTreeMap<Date, String>, Vec<HolidayFault>> {
    let text = decode(file).map_err(|fault| vec![fault])?;
    let (mut days, mut faults, mut lines) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    for (at, record) in reader.records().enumerate() {
        // Text in memory can always be read, and lines may have any number of columns.
        let Ok(record) = record else { continue };
        let line = record.position().map_or(0, csv::Position::line);
        let columns: Vec<&str> = record.iter().map(str::trim).collect();
        let is_heading =
            at == 0 && !columns.first().is_some_and(|day| day.starts_with(|first: char| first.is_ascii_digit()));
        if is_heading || columns.iter().all(|column| column.is_empty()) {
            continue;
        }
        match read_line(&columns) {
            Ok((day, _)) if days.contains_key(&day) => {
                faults.push(HolidayFault { line, kind: HolidayFaultKind::Twice { day } });
            }
            Ok((day, name)) => {
                lines.entry(day.year()).or_insert(line);
                days.insert(day, name.to_owned());
            }
            Err(kind) => faults.push(HolidayFault { line, kind }),
        }
    }
    if days.is_empty() && faults.is_empty() {
        faults.push(HolidayFault { line: 1, kind: HolidayFaultKind::Empty });
    }
    let years: BTreeSet<i16> =
        days.keys().filter(|day| (day.month(), day.day()) == (1, 1)).map(|day| day.year()).collect();
    let parts = lines.into_iter().filter(|(year, _)| !years.contains(year));
    faults.extend(parts.map(|(year, line)| HolidayFault { line, kind: HolidayFaultKind::PartOfYear { year } }));
    faults.sort_by_key(|fault| fault.line);
    if faults.is_empty() { Ok(days) } else { Err(faults) }
}

fn read_line<'a>(columns: &[&'a str]) -> Result<(Date, &'a str), HolidayFaultKind> {
    const EARLIEST: Date = date(1948, 7, 20);
    let [written, name] = columns[..] else { return Err(HolidayFaultKind::Columns { found: columns.len() }) };
    let day = Date::strptime("%Y/%m/%d", written).or_else(|_| Date::strptime("%Y-%m-%d", written));
    // The act is of 1948: an earlier day is a year with two digits.
    let day = day.ok().filter(|day| *day >= EARLIEST);
    let day = day.ok_or_else(|| HolidayFaultKind::NotADay { written: written.to_owned() })?;
    if name.is_empty() { Err(HolidayFaultKind::NoName) } else { Ok((day, name)) }
}

/// The text of the file. A line break is never part of a character in CP932, so the line at fault can be told.
fn decode(file: &[u8]) -> Result<String, HolidayFault> {
    if let Ok(text) = std::str::from_utf8(file) {
        return Ok(text.trim_start_matches('\u{FEFF}').to_owned());
    }
    let mut text = String::new();
    for (line, bytes) in (1..).zip(file.split_inclusive(|byte| *byte == b'\n')) {
        let decoded = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes);
        text += &decoded.ok_or(HolidayFault { line, kind: HolidayFaultKind::NotText })?;
    }
    Ok(text)
}

impl HolidayFault {
    /// The fault in words, with its line.
    pub fn message(&self) -> Wording {
        let (english, japanese) = match &self.kind {
            HolidayFaultKind::NotText => (
                "the bytes are no text in UTF-8 or CP932".to_owned(),
                "UTF-8 でも CP932 でもない文字があります".to_owned(),
            ),
            HolidayFaultKind::Columns { found } => (
                format!("there are {found} columns instead of two, the day and its name"),
                format!("列が{found}つあります。日付と名称の2列にしてください"),
            ),
            HolidayFaultKind::NotADay { written } => (
                format!("`{written}` is no day; write it as 2026/1/1"),
                format!("`{written}` は日付ではありません。2026/1/1 のように書いてください"),
            ),
            HolidayFaultKind::NoName => ("the day has no name".to_owned(), "名称がありません".to_owned()),
            HolidayFaultKind::Twice { day } => (format!("{day} stands there twice"), format!("{day} が二度あります")),
            HolidayFaultKind::PartOfYear { year } => (
                format!("{year} has no 1 January; a year that stands in the file needs all of its holidays"),
                format!("{year}年の元日がありません。載せる年は、その年の祝日をすべて書いてください"),
            ),
            HolidayFaultKind::Empty => ("there is not a single day".to_owned(), "祝日が一つもありません".to_owned()),
        };
        Wording::new(format!("line {}: {english}", self.line), format!("{}行目: {japanese}", self.line))
    }
}
