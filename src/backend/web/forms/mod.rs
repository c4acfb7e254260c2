//! What the forms of the site send, and what is answered when something is wrong with it.
//!
//! ```text
//! request → judge_origin → decode: FormValues + files in the sink → Form::check → Submission → Screening → the store → reception
//!                                                                 ↘ field errors → field_problem | render_page_again
//!                                                                                       Screening ↘ work_answer | wait_page
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `receive`, `reception` | the route that takes forms, and what their senders are told |
//! | `slot_select` | the list of free times in a built page |
//! | `slot_wish` | the time that a form asks for, and what is said where it cannot be had |
//! | `talk_wishes` | the companies that a form wishes to talk with at an event |
//! | `screening`, `limit_answer` | the limit of a sender and signs of machines; what is asked for past the limit |
//! | `decode` | the body of a request as names, values and files, read no further than its limits |
//! | `file_sink`, `upload_sink`, `file_probe` | where files go while they arrive, and what their bytes say they are |
//! | `keep_files` | submissions with the files that came with them |
//! | `operations` | what the document of the API says of them |
//! | `problem`, `page_again` | field errors as problem details, and as the built page with what was typed |
//!
//! It knows no person and no disk: what is to be kept goes to the store, sealed, and files to a [`FileSink`].

mod decode;
mod file_probe;
mod file_sink;
mod keep_files;
mod limit_answer;
mod operations;
mod page_again;
mod problem;
mod receive;
mod reception;
mod screening;
mod slot_select;
mod slot_wish;
mod talk_wishes;
#[cfg(test)]
mod tests;
mod upload_sink;

use axum::{Router, routing::get};

use super::state::AppState;
pub use decode::{DecodeError, DecodeLimits, ReceivedForm, StoredFile, decode};
pub use file_sink::FileSink;
pub(super) use operations::{OPERATIONS, proof_work};
pub(crate) use page_again::on;
pub use page_again::{PageAgain, PageAgainError, page_again_answer, render_page_again};
pub use problem::field_problem;
pub(super) use slot_select::fill_slot_select;
pub(super) use upload_sink::UploadSink;

/// The routes of forms.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/forms/{form}", get(receive::show).post(receive::receive))
        .route("/api/forms/{form}/challenge", get(receive::challenge))
        .route("/api/forms/{form}/received", get(receive::received))
}
