//! What handlers share.

use std::sync::Arc;

use super::Workspace;

/// The server, as handlers see it.
#[derive(Clone)]
pub(super) struct AppState {
    pub workspace: Arc<dyn Workspace>,
}
