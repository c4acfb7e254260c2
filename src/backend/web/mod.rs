//! What the server answers over HTTP. All of it lies below `/api/`, since hosts pass on nothing else.
//!
//! | file | holds |
//! |---|---|
//! | `backend_server` | a server that stands: opening it, its routes, what it does from time to time |
//! | `state`, `snapshot`, `site_reading` | what handlers share; the site as it was read last, and reading it |
//! | `workspace`, `site_content`, `reference_words` | what the program reads out of the site for it |
//! | `exports` | the people of an event, as a table |
//! | `file_forms` | forms with files that staff send |
//! | `form_pages`, `site_policies` | which built page has which form; what browsers may do on it |
//! | `booking_pages` | which built page tells of what can be booked |
//! | `consent_texts` | the texts that forms ask to agree to |
//! | `error`, `error_page`, `page` | failures, as data and as pages; pages of its own |
//! | `attachment` | a file that somebody sent, for whoever may have it |
//! | `accept`, `origin`, `client` | what whoever asks wants to read, where a request comes from, and who sends it |
//! | `health`, `metrics`, `server_metrics` | whether it lives and can do its work; figures for whoever watches it |
//! | `alerts` | telling people that the server needs one of them; looking after sites from another host |
//! | `key_upkeep` | keys, copies of the keyring and heads of the audit log, from time to time |
//! | `deadline_sweep` | offers, seats and reminders whose time has come |
//! | `index_sweep` | persons who can be found, every few seconds |
//! | `message_sweep` | messages of staff that go out, every few seconds |
//! | `retention_sweep` | what is over its term, from time to time |
//! | `shared_answers` | answers for scripts of the site, whose pages may lie at another origin |
//! | `operation`, `openapi` | what handlers say of themselves, and the document that is made of it |
//! | `mailing`, `mail_reports` | what the outbox needs to work, and what mail servers tell later |
//! | `site_news` | reading the site again whenever a build beside the server has made it anew |
//! | `mail_words` | what mails are called where people read which there were |
//! | `mail_viewer` | the outbox as pages, for trying: only `tsubame up` has them |
//! | `site_bookings`, `free_slots` | what can be booked, what of it is free |
//! | `forms`, `links`, `surveys`, `api` | what forms send, links in mails, surveys by personal links, what pages ask for |
//! | `trial_key` | the key of what only whoever has started `tsubame up` may see |
//! | `office` | the pages of staff, at a host of their own |
//! | `webhooks` | telling other programs what has happened |
//! | `bookings` | what is free, as data, as a page, and in the form that books |

mod accept;
mod alerts;
mod api;
mod attachment;
mod backend_server;
mod booking_pages;
mod bookings;
mod client;
mod consent_texts;
mod deadline_sweep;
mod error;
mod error_page;
mod exports;
mod file_forms;
mod form_pages;
pub mod forms;
mod free_slots;
mod health;
mod index_sweep;
mod key_upkeep;
mod links;
mod mail_reports;
mod mail_viewer;
mod mail_words;
mod mailing;
mod message_sweep;
mod metrics;
mod office;
mod openapi;
mod operation;
mod origin;
mod page;
mod reference_words;
mod retention_sweep;
mod server_metrics;
mod shared_answers;
mod site_bookings;
mod site_content;
mod site_news;
mod site_policies;
mod site_reading;
mod snapshot;
mod state;
mod surveys;
mod trial_key;
mod webhooks;
mod workspace;

pub use accept::wants_page;
pub use alerts::{SiteFault, SiteWatch, WatchedAddress};
pub use attachment::answer_upload;
pub use backend_server::BackendServer;
pub use error::Error;
pub use exports::event_form_columns;
pub use mail_viewer::MailViewer;
pub use office::{OfficeSettings, staff_role_label};
pub use origin::{AllowedOrigins, OriginVerdict, judge_origin};
pub use reference_words::ReferenceWords;
pub use site_bookings::SiteBookings;
pub use site_content::{FormContent, SiteMail};
pub use site_news::SiteNews;
pub use snapshot::SiteSnapshot;
pub use state::{KeptTable, ServerSettings};
pub use trial_key::TrialKey;
pub use workspace::{Workspace, WorkspaceError};

#[cfg(test)]
mod tests;
