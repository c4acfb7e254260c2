//! What the server answers over HTTP. All of it lies below `/api/`, since hosts pass on nothing else.

mod error;
mod health;
mod state;
mod workspace;

use std::{sync::Arc, time::Duration};

use axum::{Router, response::IntoResponse, routing::get};
use tsubame_http::{Limits, with_cache_control};

use self::state::AppState;
pub use error::Error;
pub use workspace::{Workspace, WorkspaceError};

/// What every request keeps to. Forms are text; sixty-four kibibytes hold any of them many times over.
const LIMITS: Limits = Limits { body_bytes: 64 * 1024, time: Duration::from_secs(10) };

/// All routes of the server, for the site in this workspace.
///
/// Every answer is `no-store` unless it says otherwise: what the server sends concerns one person or one moment.
pub fn router(workspace: Arc<dyn Workspace>) -> Router {
    let router = Router::new()
        .route("/api/health", get(health::check))
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed);
    let router = LIMITS.apply(router, |refusal| Error::from(refusal).into_response());
    with_cache_control(router, "no-store").with_state(AppState { workspace })
}

#[cfg(test)]
mod tests;
