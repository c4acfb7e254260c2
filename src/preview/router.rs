//! The routes of the preview: its own few files, the socket, and everything else from the site.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::Response,
    routing::get,
};

use super::{
    answer::{content_type, plain, with_headers},
    inject::SCRIPT_PATH,
    page,
    scene::Stage,
    socket,
};

/// Keeps open pages up to date.
const SCRIPT: &str = include_str!("reload.js");

/// How the overlay looks.
const OVERLAY_STYLE: &str = include_str!("overlay.css");

/// The preview's routes. Its own lie at the top, whatever the site's base is.
pub(super) fn router(stage: Arc<Stage>) -> Router {
    Router::new()
        .route(SCRIPT_PATH, get(async || own_file(SCRIPT_PATH, SCRIPT)))
        .route("/__tsubame/overlay.css", get(async || own_file("overlay.css", OVERLAY_STYLE)))
        .route("/__tsubame/socket", get(socket::open))
        .fallback(site)
        .layer(middleware::from_fn_with_state(Arc::clone(&stage), refuse_strangers))
        .with_state(stage)
}

fn own_file(path: &str, text: &'static str) -> Response {
    with_headers(StatusCode::OK, Body::from(text), &[(header::CONTENT_TYPE, content_type(path))])
}

async fn site(State(stage): State<Arc<Stage>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let answer = tokio::task::spawn_blocking(move || page::answer(&stage, &parts)).await;
    answer.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "表示できませんでした。"))
}

async fn refuse_strangers(State(stage): State<Arc<Stage>>, request: Request, next: Next) -> Response {
    if stage.guard.allows_host(request.uri(), request.headers()) {
        return next.run(request).await;
    }
    plain(
        StatusCode::FORBIDDEN,
        "この名前では表示できません。localhost で開くか、--base-url か --interface で名前を指定してください。",
    )
}
