//! What is served beside a site at the same port: the routes of a server, below `/api/`.

use axum::Router;
use tsubame_http::{HostRoutes, ServerThreads};

/// The routes of a server, with the threads on which it was opened: both it and the site are answered on them.
pub struct ServedBeside {
    /// The routes, all below `/api/`.
    pub routes: Router,
    /// Pages of its own at another host of the same port, if it has any.
    pub office: Option<HostRoutes>,
    /// The threads.
    pub threads: ServerThreads,
}
