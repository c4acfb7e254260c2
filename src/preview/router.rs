//! The routes of the preview: its own few files, the socket, and everything else from the site.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::Response,
    routing::get,
};
use tsubame_http::{answer, content_type, plain, with_cache_control};

use super::{live_site::LiveSite, page, snippet::SCRIPT_PATH, socket};

/// Keeps open pages up to date.
const SCRIPT: &str = include_str!("reload.js");

/// How the overlay looks.
const OVERLAY_STYLE: &str = include_str!("overlay.css");

/// The preview's routes. Its own lie at the top, whatever the site's base is, and so do those of a server beside it; below
/// `/api/v1/` are files of the site.
pub(super) fn router(live: Arc<LiveSite>, beside: Option<Router>) -> Router {
    let router = match beside {
        // No route leads to them: what its pattern matched would be taken for what theirs do.
        Some(routes) => {
            let routes = routes.layer(middleware::from_fn_with_state(Arc::clone(&live), site_or_server));
            Router::new().fallback_service(routes)
        }
        None => Router::new().fallback(site),
    };
    let router = router
        .route(SCRIPT_PATH, get(async || own_file(SCRIPT_PATH, SCRIPT)))
        .route("/__tsubame/overlay.css", get(async || own_file("overlay.css", OVERLAY_STYLE)))
        .route("/__tsubame/socket", get(socket::open))
        .layer(middleware::from_fn_with_state(Arc::clone(&live), refuse_strangers))
        .with_state(live);
    with_cache_control(router, "no-cache")
}

fn own_file(path: &str, text: &'static str) -> Response {
    answer(StatusCode::OK, text, &[(header::CONTENT_TYPE, content_type(path))])
}

async fn site(State(live): State<Arc<LiveSite>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let language = live.language();
    let response = tokio::task::spawn_blocking(move || page::serve_page(&live, &parts)).await;
    response.unwrap_or_else(|_| {
        plain(StatusCode::INTERNAL_SERVER_ERROR, language.choose("This could not be shown.", "表示できませんでした。"))
    })
}

/// Leaves to a server what is its own.
async fn site_or_server(State(live): State<Arc<LiveSite>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") && !path.starts_with("/api/v1/") {
        return next.run(request).await;
    }
    site(State(live), request).await
}

async fn refuse_strangers(State(live): State<Arc<LiveSite>>, request: Request, next: Next) -> Response {
    if live.hosts.allow(request.uri(), request.headers()) {
        return next.run(request).await;
    }
    let refusal = live.language().choose(
        "The preview does not answer to this name. Open it as localhost, or give its name with --base-url or --interface.",
        "この名前では表示できません。localhost で開くか、--base-url か --interface で名前を指定してください。",
    );
    plain(StatusCode::FORBIDDEN, refusal)
}
