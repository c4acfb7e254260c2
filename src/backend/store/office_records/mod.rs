//! What an office writes down of its work: meetings, days, accounts elsewhere, what is handed over. What a record said before it was
//! edited is kept with it.
//!
//! | file | holds |
//! |---|---|
//! | `office_record_rows` | records as they stand and as they were, decrypted |
//! | `office_record_changes` | they are written down and edited |
//!
//! Each has a key of its own: they may name anybody.

mod office_record_changes;
mod office_record_rows;
#[cfg(test)]
mod tests;

pub use office_record_changes::{NewOfficeRecord, OfficeRecordEdit, RecordOutcome};
pub use office_record_rows::{EarlierRecord, OfficeRecordContent, OfficeRecordView};
