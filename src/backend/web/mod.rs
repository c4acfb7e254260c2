//! What the server answers over HTTP. All of it lies below `/api/`, since hosts pass on nothing else.
//!
//! | file | holds |
//! |---|---|
//! | `backend_server` | a server that stands: opening it, its routes, what it does from time to time |
//! | `state`, `snapshot` | what handlers share; the site as it was read last |
//! | `workspace` | what the program has to know of the site for it |
//! | `error`, `error_page`, `page` | failures, as data and as pages; pages of its own |
//! | `accept`, `origin` | what whoever asks wants to read, and where a request comes from |
//! | `health` | whether it can do its work |
//! | `mailing` | the outbox at work |
//! | `forms`, `links`, `api` | what forms send, links in mails, what pages ask for |

mod accept;
mod api;
mod backend_server;
mod error;
mod error_page;
pub mod forms;
mod health;
mod links;
mod mailing;
mod origin;
mod page;
mod snapshot;
mod state;
mod workspace;

pub use accept::wants_page;
pub use backend_server::BackendServer;
pub use error::Error;
pub use mailing::MailServer;
pub use origin::{AllowedOrigins, OriginVerdict, judge_origin};
pub use snapshot::{FormContent, SiteMail, SiteSnapshot};
pub use state::ServerSettings;
pub use workspace::{Workspace, WorkspaceError};

#[cfg(test)]
mod tests;
