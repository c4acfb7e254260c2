//! What the server needs of the site that it stands beside. The program implements it over its files and its builds.

use tsubame_model::{
    schema::{Casework, Form},
    source::ShownDiagnostic,
};

use super::{FormContent, SiteBookings, SiteMail};

/// A site: its settings, its forms, its published pages.
///
/// Calls may wait for the disk, so handlers make them on threads that may. Each call sees the files as they are then.
pub trait Workspace: Send + Sync + 'static {
    /// The address of the published site, as its settings have it.
    fn base_url(&self) -> Result<String, WorkspaceError>;

    /// All forms, by the order of their names. One that has faults keeps all from being used, as it keeps the site from
    /// being built.
    fn forms(&self) -> Result<Vec<Form>, WorkspaceError>;

    /// What the content says that forms go by: events, and what references may name.
    fn content(&self) -> Result<FormContent, WorkspaceError>;

    /// What can be booked, and the holidays. A site without bookings has none.
    fn bookings(&self) -> Result<SiteBookings, WorkspaceError> {
        Ok(SiteBookings::default())
    }

    /// By which pipelines and phases staff look after people. A site without them has none.
    fn casework(&self) -> Result<Casework, WorkspaceError> {
        Ok(Casework::default())
    }

    /// Who writes to people, and the templates of the mails, by the names of their files in `data/mail/`.
    fn mail(&self) -> Result<SiteMail, WorkspaceError>;

    /// Words with which messages of staff can begin, by the names of their files in `data/messages/`. A site without them has none.
    fn message_samples(&self) -> Result<Vec<(String, String)>, WorkspaceError> {
        Ok(Vec::new())
    }

    /// The output paths of all published pages, such as `entry/index.html`, sorted.
    fn published_pages(&self) -> Result<Vec<String>, WorkspaceError>;

    /// The bytes of the published page at an output path such as `entry/index.html`, or of another published file such as
    /// `_headers`; `None` if there is none.
    fn published_page(&self, path: &str) -> Result<Option<Vec<u8>>, WorkspaceError>;
}

/// Why a workspace gives no answer.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// The files of the site have faults, told in the language of the site.
    #[error("the site has {} faults, the first: {}", .0.len(), first_of(.0))]
    Faults(Vec<ShownDiagnostic>),
    /// The files cannot be read.
    #[error("the site cannot be read: {0:#}")]
    Unreadable(anyhow::Error),
}

fn first_of(faults: &[ShownDiagnostic]) -> String {
    faults.first().map_or_else(String::new, |fault| {
        let file = fault.file.as_ref().map_or_else(String::new, |file| format!("{file}: "));
        format!("{file}{}", fault.message)
    })
}
