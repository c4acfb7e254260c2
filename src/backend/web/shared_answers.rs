//! Answers that scripts of the site may read though its pages lie at another origin.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::state::AppState;

/// Where `backend_url` names this server and not a path of the site, its pages lie at another origin: their scripts may read what they
/// are answered. They send nothing of which a browser would ask first.
pub(super) async fn share_with_site(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN);
    let shared = origin.filter(|origin| state.site().origins.contains(origin.as_bytes())).cloned();
    let mut response = next.run(request).await;
    response.headers_mut().append(header::VARY, HeaderValue::from_name(header::ORIGIN));
    if let Some(origin) = shared {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response
}
