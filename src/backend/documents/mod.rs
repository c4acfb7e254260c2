//! Files that leave the server for somebody's desk: tables as CSV and as a workbook of Excel, and the QR codes of badges.
//!
//! | file | holds |
//! |---|---|
//! | `csv_table` | a table as CSV that Excel opens by a double click, and reading it back |
//! | `qr_code` | a short text as a QR code, and back |
//! | `workbook`, `json_table` | the same as XLSX, and as JSON |
//! | `table_format` | which of these |
//!
//! Each format has one encoder, here. No cell is ever evaluated by a spreadsheet: what somebody typed into a form stays the
//! text that they typed.

mod csv_table;
mod json_table;
mod qr_code;
mod table_format;
#[cfg(test)]
mod tests;
mod workbook;

pub use csv_table::read_csv;
#[cfg(test)]
pub(crate) use qr_code::tests::dark_points;
pub use qr_code::{read_qr_code, render_qr_code};
pub use table_format::TableFormat;
