//! What the server answers over HTTP. All of it lies below `/api/`, since hosts pass on nothing else.
//!
//! | file | holds |
//! |---|---|
//! | `backend_server` | a server that stands: opening it, its routes, what it does from time to time |
//! | `state`, `snapshot`, `site_reading` | what handlers share; the site as it was read last, and reading it |
//! | `workspace`, `site_content` | what the program reads out of the site for it |
//! | `form_pages` | which built page has which form |
//! | `error`, `error_page`, `page` | failures, as data and as pages; pages of its own |
//! | `accept`, `origin` | what whoever asks wants to read, and where a request comes from |
//! | `health` | whether it can do its work |
//! | `mailing` | what the outbox needs to work |
//! | `forms`, `links`, `api` | what forms send, links in mails, what pages ask for |

mod accept;
mod api;
mod backend_server;
mod error;
mod error_page;
mod form_pages;
pub mod forms;
mod health;
mod links;
mod mailing;
mod origin;
mod page;
mod site_content;
mod site_reading;
mod snapshot;
mod state;
mod workspace;

pub use accept::wants_page;
pub use backend_server::BackendServer;
pub use error::Error;
pub use mailing::MailServer;
pub use origin::{AllowedOrigins, OriginVerdict, judge_origin};
pub use site_content::{FormContent, SiteMail};
pub use snapshot::SiteSnapshot;
pub use state::ServerSettings;
pub use workspace::{Workspace, WorkspaceError};

#[cfg(test)]
mod tests;
