//! The formats in which a table can be taken away.

use strum::VariantArray;

use super::{csv_table::render_csv, json_table::render_json, workbook::render_workbook};
use crate::store::DataTable;

/// What a table is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum TableFormat {
    /// Opens in Excel by a double click.
    Csv,
    /// A workbook of Excel.
    Xlsx,
    /// For programs.
    Json,
}

impl TableFormat {
    /// Its name, which files end with.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|format| format.name() == name)
    }

    /// What it is called where it is sent.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }

    /// Writes a table.
    pub fn render(self, table: &DataTable) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::Csv => render_csv(table),
            Self::Xlsx => render_workbook(table),
            Self::Json => render_json(table),
        }
    }
}
