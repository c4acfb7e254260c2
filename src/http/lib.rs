//! What the live preview and the server share. It knows nothing of sites, forms or persons.
//!
//! ```text
//! Listener + Router → Server: threads of its own → Shutdown: no new connections, open ones get a moment
//! connection → OpenConnections: the longest silent goes when one too many comes → WatchedStream: stalled readers go
//! request → AllowedHosts → Limits → handler → Representation → respond
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `listener` | [`Listener`]: a port on which connections already wait |
//! | `server` | [`Server`]: a router on threads of its own, and its orderly end |
//! | `serving` | accepting connections, and answering what comes on them; [`PeerAddress`]: who is at the other end |
//! | `patience` | [`ConnectionLimits`]: how many connections, and how long they may keep the server waiting |
//! | `connection`, `connections` | one connection with a watch on its reader; all that are open, by how long they are silent |
//! | `shutdown` | [`Shutdown`] and [`ShutdownSignal`], for connections that last |
//! | `signals` | [`on_terminate`]: Ctrl-C, the signal of supervisors and that of closed terminals |
//! | `hosts` | [`AllowedHosts`], [`is_same_origin`]: who may ask |
//! | `host_routes` | [`HostRoutes`]: routes at a host of their own |
//! | `limits` | [`Limits`]: how long a body may be, how long an answer may take |
//! | `representation` | [`Representation`], [`respond`]: a file over HTTP, with type, tag and ranges |
//! | `answer` | [`answer`], [`plain`], [`with_cache_control`]: small answers |
//!
//! Texts that visitors see are Japanese; everything else is for the log.

mod answer;
mod connection;
mod connections;
mod host_routes;
mod hosts;
mod limits;
mod listener;
mod patience;
mod pieces;
mod range;
mod representation;
mod server;
mod serving;
mod shutdown;
mod signals;

pub use answer::{answer, plain, with_cache_control};
pub use host_routes::{HostRoutes, with_host_routes};
pub use hosts::{AllowedHosts, is_same_origin};
pub use limits::{Limits, Refusal};
pub use listener::Listener;
pub use patience::ConnectionLimits;
pub use representation::{FileContent, Representation, content_type, respond};
pub use server::{Server, ServerOptions, ServerThreads, answering_threads, serve_beside};
pub use serving::PeerAddress;
pub use shutdown::{Shutdown, ShutdownSignal};
pub use signals::{EndSignal, on_terminate, on_terminate_server};
