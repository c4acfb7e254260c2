//! What is served beside a site at the same port: the routes of a server, below `/api/`.

use axum::Router;
use tsubame_http::ServerThreads;

/// The routes of a server, with the threads on which it was opened: both it and the site are answered on them.
pub struct ServedBeside {
    /// The routes, all below `/api/`.
    pub routes: Router,
    /// The threads.
    pub threads: ServerThreads,
}
