//! What the live preview and the server share. It knows nothing of sites, forms or persons.
//!
//! ```text
//! Listener + Router → Server: threads of its own → Shutdown: no new connections, open ones get a moment
//! request → AllowedHosts → Limits → handler → Representation → respond
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `listener` | [`Listener`]: a port on which connections already wait |
//! | `server` | [`Server`]: a router on threads of its own, and its orderly end |
//! | `shutdown` | [`Shutdown`] and [`ShutdownSignal`], for connections that last |
//! | `signals` | [`on_terminate`]: Ctrl-C and the signal of supervisors |
//! | `hosts` | [`AllowedHosts`], [`is_same_origin`]: who may ask |
//! | `limits` | [`Limits`]: how long a body may be, how long an answer may take |
//! | `representation` | [`Representation`], [`respond`]: a file over HTTP, with type, tag and ranges |
//! | `answer` | [`answer`], [`plain`], [`with_cache_control`]: small answers |
//!
//! Texts that visitors see are Japanese; everything else is for the log.

mod answer;
mod hosts;
mod limits;
mod listener;
mod pieces;
mod range;
mod representation;
mod server;
mod shutdown;
mod signals;

pub use answer::{answer, plain, with_cache_control};
pub use hosts::{AllowedHosts, is_same_origin};
pub use limits::{Limits, Refusal};
pub use listener::Listener;
pub use representation::{FileContent, Representation, content_type, respond};
pub use server::{Server, ServerOptions};
pub use shutdown::{Shutdown, ShutdownSignal};
pub use signals::on_terminate;
