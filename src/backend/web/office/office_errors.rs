//! What went wrong in the office, as a page.

use axum::{extract::Request, middleware::Next, response::Response};

use super::frame::notice;
use crate::web::error::ErrorTitle;

/// Shows as a page of the office what an [`Error`](crate::web::Error) answers as data. What axum refuses by itself has no page.
pub(super) async fn show_errors(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let Some(ErrorTitle(title)) = response.extensions().get().copied() else { return response };
    notice(response.status(), title, &[], Some(("/", "はじめの画面へ")))
}
