//! The bytes of files that visitors send: where they lie, encrypted, and whether something is wrong with them.
//!
//! | file | holds |
//! |---|---|
//! | `settings` | what an operator says about files |
//! | `vault`, `vault_room` | where files lie, whether they can be stored and read now, and how much room they take |
//! | `upload_name` | what they are called there |
//! | `upload_writer`, `upload_reader` | one file on its way in, and out |
//! | `upload_passage` | the way from the folder in which it arrives into a bucket |
//! | `sweep` | ends what no row names |
//! | `clamd`, `scan_worker` | asking clamd, and whatever waits to be asked about |
//!
//! A file is written before the row that names it, and read with the key that lies in that row: this room knows neither
//! names nor people.

mod clamd;
mod scan_worker;
mod settings;
mod sweep;
mod upload_name;
mod upload_passage;
mod upload_reader;
mod upload_writer;
mod vault;
mod vault_room;

pub use clamd::{Clamd, ClamdAddress};
pub use scan_worker::ScanWorker;
pub use settings::UploadSettings;
pub use sweep::{Swept, sweep_uploads};
pub use upload_reader::UploadReader;
pub use upload_writer::UploadWriter;
pub use vault::UploadVault;
pub use vault_room::NoRoom;

#[cfg(test)]
mod tests;
