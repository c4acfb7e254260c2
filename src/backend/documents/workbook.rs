//! A table as a workbook of Excel. Texts are written as texts, so nothing in them is evaluated and no zero is lost.

use anyhow::Context;
use rust_xlsxwriter::{ColNum, Format, RowNum, Workbook, Worksheet};

use crate::{
    intake::calendar::clock_in_japan,
    store::{DataTable, TableCell},
};

/// The name of the sheet.
const SHEET: &str = "一覧";

/// Excel's own form of text: what is typed over such a cell stays a text too.
const TEXT_FORMAT: &str = "@";

/// Writes a table: its headings in bold, which stay in sight.
pub(super) fn render_workbook(table: &DataTable) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format(TEXT_FORMAT));
    let sheet = workbook.add_worksheet();
    sheet.set_name(SHEET)?.set_freeze_panes(1, 0)?;
    for (column, heading) in (0..).zip(&table.headings) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            write_cell(sheet, (row, column), cell, &text)
                .with_context(|| format!("row {row}, column {column} of the table"))?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (RowNum, ColNum),
    cell: &TableCell,
    text: &Format,
) -> anyhow::Result<()> {
    match cell {
        TableCell::Text(written) => sheet.write_string_with_format(row, column, written, text)?,
        #[expect(clippy::cast_precision_loss, reason = "numbers of seats are far below 2^53")]
        TableCell::Number(number) => sheet.write_number(row, column, *number as f64)?,
        TableCell::Time(at) => {
            let shown = clock_in_japan(*at).strftime("%Y-%m-%d %H:%M").to_string();
            sheet.write_string_with_format(row, column, shown, text)?
        }
    };
    Ok(())
}
