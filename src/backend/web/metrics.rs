//! Figures for whoever watches the server, in the format that Prometheus reads. They stand on a port of their own, since whoever
//! asks for a form need not know how many wait. No label is chosen by a visitor: routes are told by their templates.

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::Response,
    routing::get,
};
use jiff::Timestamp;
use tsubame_http::answer;

use super::{Error, state::AppState};

/// The routes of the other port.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/metrics", get(metrics))
}

/// `GET /metrics`: all figures, those of the database as they are now, that of files as it was seen last.
async fn metrics(State(state): State<AppState>) -> Result<Response, Error> {
    let (figures, outage) = (state.store.figures().await?, state.storage_outage(Timestamp::now()));
    let outage_s = outage.map_or(0, |outage| outage.seconds());
    let text = state.metrics.render(&figures, outage_s).map_err(anyhow::Error::from)?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8".to_owned();
    Ok(answer(StatusCode::OK, text, &[(header::CONTENT_TYPE, kind)]))
}

/// Counts what is answered. A token in an address is no part of its route.
pub(super) async fn count_requests(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        // Whoever sends could make up any number of others.
        _ => "other",
    };
    let response = next.run(request).await;
    state.metrics.count(route, method, response.status().as_str());
    response
}
