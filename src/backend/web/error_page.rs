//! What went wrong as a page, for browsers without scripts: they would show the visitor data.

use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::Response,
};

use super::{accept::wants_page, error::ErrorTitle, page::NoticePage, state::AppState};

/// Answers as a page what an [`Error`](super::Error) answers as data, where a page is wanted.
pub(super) async fn show_errors_as_pages(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_page = wants_page(request.headers());
    let response = next.run(request).await;
    let Some(ErrorTitle(title)) = response.extensions().get().copied().filter(|_| is_page) else { return response };
    let mut shown = NoticePage::new(title, [], None).answer(response.status(), &state.site().home);
    if let Some(later) = response.headers().get(header::RETRY_AFTER) {
        shown.headers_mut().insert(header::RETRY_AFTER, later.clone());
    }
    shown
}
