//! Whether the server can do its work, for whoever watches it.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::Response,
};
use serde_json::json;
use tokio::task::spawn_blocking;
use tsubame_http::answer;

use super::{Error, state::AppState};

/// `GET /api/health`: 200 with the number of forms that can be received, or 503 while the site's files cannot be read or
/// have faults. It says nothing else, since anybody may ask.
pub(super) async fn check(State(state): State<AppState>) -> Result<Response, Error> {
    let forms = spawn_blocking(move || state.workspace.forms()).await.map_err(anyhow::Error::from)??;
    let body = json!({ "status": "ok", "forms": forms.len() }).to_string();
    Ok(answer(StatusCode::OK, body, &[(header::CONTENT_TYPE, "application/json".to_owned())]))
}
