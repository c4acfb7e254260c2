//! A page behind a link, as an answer that leads back to the site.

use axum::{http::StatusCode, response::Response};

use crate::web::{page::NoticePage, state::AppState};

/// The page as an answer.
pub(super) fn page(state: &AppState, words: &NoticePage, status: StatusCode) -> Response {
    words.answer(status, &state.site().home)
}
