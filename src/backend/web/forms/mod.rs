//! What the forms of the site send, and what is answered when something is wrong with it.
//!
//! ```text
//! request → judge_origin → decode: FormValues + files in the sink → Form::check → Submission → the store → reception
//!                                                                 ↘ field errors → field_problem | render_page_again
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `receive`, `reception` | the route that takes forms, and what their senders are told |
//! | `decode` | the body of a request as names, values and files, read no further than its limits |
//! | `file_sink`, `file_probe` | where files go while they arrive, and what their bytes say they are |
//! | `problem`, `page_again` | field errors as problem details, and as the built page with what was typed |
//!
//! It knows no person and no disk: what is to be kept goes to the store, sealed, and files to a [`FileSink`].

mod decode;
mod file_probe;
mod file_sink;
mod no_files;
mod page_again;
mod problem;
mod receive;
mod reception;
#[cfg(test)]
mod tests;

use axum::{Router, routing::get};

use super::state::AppState;
pub use decode::{DecodeError, DecodeLimits, ReceivedForm, StoredFile, decode};
pub use file_sink::FileSink;
pub(crate) use page_again::on;
pub use page_again::{PageAgain, PageAgainError, page_again_answer, render_page_again};
pub use problem::field_problem;

/// The routes of forms.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/forms/{form}", get(receive::show).post(receive::receive))
        .route("/api/forms/{form}/received", get(receive::received))
}
