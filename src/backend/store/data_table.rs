//! A table that is taken away as a file: what its cells look like there is a matter of whoever writes it.

use jiff::Timestamp;

/// A table with its headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataTable {
    /// The headings, one for each column.
    pub headings: Vec<String>,
    /// The rows, each as long as the headings.
    pub rows: Vec<Vec<TableCell>>,
}

/// One cell. A text stays a text whatever it looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableCell {
    /// What somebody wrote, or nothing.
    Text(String),
    /// A number of ours.
    Number(i64),
    /// A moment.
    Time(Timestamp),
}
