//! What went wrong as a page, for browsers without scripts: they would show the visitor data.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{Error, accept::wants_page, error::ErrorTitle, page::NoticePage, state::AppState};

/// Answers as a page what an [`Error`](super::Error) answers as data, where a page is wanted.
pub(super) async fn show_errors_as_pages(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_page = wants_page(request.headers());
    let response = in_our_words(next.run(request).await);
    let Some(ErrorTitle(title)) = response.extensions().get().copied().filter(|_| is_page) else { return response };
    let mut shown = NoticePage::new(title, [], None).answer(response.status(), &state.site().home);
    if let Some(later) = response.headers().get(header::RETRY_AFTER) {
        shown.headers_mut().insert(header::RETRY_AFTER, later.clone());
    }
    shown
}

/// What axum refuses by itself it says in a text of its own: a body that goes on past its limit, or an address that is no UTF-8,
/// at which nothing can be. The server itself answers nothing in plain text.
fn in_our_words(response: Response) -> Response {
    let content_type = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_plain = content_type.is_some_and(|name| name.starts_with(b"text/plain"));
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE if is_plain => Error::BodyTooLarge.into_response(),
        status if is_plain && status.is_client_error() => Error::NotFound.into_response(),
        _ => response,
    }
}
