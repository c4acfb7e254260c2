//! What a spreadsheet makes of our tables: read back by another program than the one that wrote them.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;

use super::{csv_table::render_csv, read_csv, workbook::render_workbook};
use crate::store::{DataTable, TableCell};

/// Names and telephone numbers that spreadsheets are known to spoil, and characters outside the everyday set.
const HOSTILE: [&str; 24] = [
    "=HYPERLINK(\"http://x\",\"賞品\")",
    "+81 90 1234 5678",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    " =1+1",
    "＝1+1",
    "0312345678",
    "09012345678",
    "1-2",
    "1e5",
    "2026-12-18",
    "TRUE",
    "山田\"太郎\"",
    "一行目\n二行目",
    "a,b;c",
    "'quoted'",
    "_x0041_",
    "髙橋①～𠮷",
    "葛\u{e0100}西",
    "\u{fa1b}田",
    "👩‍👩‍👧",
    "",
    "山田 太郎",
];

fn table(texts: &[&str]) -> DataTable {
    let rows = texts.iter().map(|text| {
        let at = "2026-12-18T10:00:00Z".parse().unwrap();
        vec![TableCell::Text((*text).to_owned()), TableCell::Number(12), TableCell::Time(at)]
    });
    DataTable { headings: ["お名前", "席", "受付日時"].map(str::to_owned).into(), rows: rows.collect() }
}

fn sheet_texts(bytes: Vec<u8>) -> Vec<Vec<Data>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = workbook.sheet_names()[0].clone();
    let formulas = workbook.worksheet_formula(&name).unwrap();
    assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "no cell is a formula");
    workbook.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn r28_no_cell_of_a_csv_is_evaluated_and_reading_gives_the_values_back() {
    let bytes = render_csv(&table(&HOSTILE)).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"), "Excel takes it for UTF-8");
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.ends_with("\r\n"));
    assert_eq!(text.matches("\r\n").count(), HOSTILE.len() + 1, "as many rows as people");
    let read = read_csv(&bytes).unwrap();
    assert_eq!(read[0], ["お名前", "席", "受付日時"]);
    for (row, expected) in read[1..].iter().zip(HOSTILE) {
        assert_eq!(row[..], [expected.to_owned(), "12".to_owned(), "2026-12-18 19:00".to_owned()]);
    }
    let raw: Vec<String> =
        csv::Reader::from_reader(&bytes[3..]).records().map(|record| record.unwrap()[0].to_owned()).collect();
    for (cell, value) in raw.iter().zip(HOSTILE) {
        let first = cell.chars().next();
        assert!(first.is_none_or(|first| first == '\'' || first.is_alphabetic()), "{value} is written as {cell}");
        assert_ne!(cell, "0312345678", "a number would lose its zero");
    }
}

#[test]
fn r28_no_cell_of_a_workbook_is_evaluated_and_reading_gives_the_values_back() {
    let rows = sheet_texts(render_workbook(&table(&HOSTILE)).unwrap());
    assert_eq!(rows.len(), HOSTILE.len() + 1, "as many rows as people");
    for (row, expected) in rows[1..].iter().zip(HOSTILE) {
        // A cell without a text is an empty one.
        let expected = if expected.is_empty() { Data::Empty } else { Data::String(expected.to_owned()) };
        assert_eq!(row[0], expected);
        assert_eq!(row[1], Data::Float(12.0));
        assert_eq!(row[2], Data::String("2026-12-18 19:00".to_owned()));
    }
}

#[test]
fn r04_a_csv_and_a_workbook_give_back_the_same_code_points() {
    let names =
        ["𠮷田", "葛\u{e0100}西", "髙\u{fa11}", "\u{fa1b}田", "か\u{3099}", "👩\u{200d}👩\u{200d}👧", &"𠮷".repeat(20)];
    let (csv, workbook) = (render_csv(&table(&names)).unwrap(), render_workbook(&table(&names)).unwrap());
    let of_csv: Vec<String> = read_csv(&csv).unwrap().into_iter().skip(1).map(|row| row[0].clone()).collect();
    assert_eq!(of_csv, names);
    let of_workbook: Vec<Data> = sheet_texts(workbook).into_iter().skip(1).map(|row| row[0].clone()).collect();
    assert_eq!(of_workbook, names.map(|name| Data::String(name.to_owned())));
}

proptest! {
    #[test]
    fn r28_no_value_breaks_out_of_its_cell(text in "\\PC{0,20}", other in "[=+@\\-\"',;\\t\\n 0-9a-zＡ-Ｚ]{0,12}") {
        let bytes = render_csv(&table(&[&text, &other])).unwrap();
        let read = read_csv(&bytes).unwrap();
        prop_assert_eq!(&read[1][0], &text);
        prop_assert_eq!(&read[2][0], &other);
        let rows = sheet_texts(render_workbook(&table(&[&text, &other])).unwrap());
        for (row, expected) in rows[1..].iter().zip([text, other]) {
            let expected = if expected.is_empty() { Data::Empty } else { Data::String(expected) };
            prop_assert_eq!(&row[0], &expected);
        }
    }
}
