//! The site as the server goes by it: its forms, what their references may name, where its pages are. It is read at the start,
//! on a signal, and after each publish; in between, requests are answered by the last reading.

use std::{collections::BTreeMap, sync::Arc};

use tokio::task::spawn_blocking;
use tsubame_model::schema::{Form, FormValues, KnownReferences};

use super::{AllowedOrigins, Error, Workspace, WorkspaceError, forms::FormPages, state::AppState};
use crate::{outbox::ProgrammeValues, store::EventFacts};

/// A site, read once.
#[derive(Clone, Debug, Default)]
pub struct SiteSnapshot {
    /// Its forms by their names.
    pub forms: BTreeMap<String, Form>,
    /// What references of forms may name.
    pub references: KnownReferences,
    /// The pages from which forms may be sent.
    pub origins: AllowedOrigins,
    /// The address of its front page.
    pub home: String,
    /// Which page has which form.
    pub form_pages: FormPages,
}

/// What the content says that forms go by.
#[derive(Clone, Debug, Default)]
pub struct FormContent {
    /// What references may name.
    pub references: KnownReferences,
    /// Events that take registrations.
    pub events: Vec<EventFacts>,
}

/// What mails are made of.
#[derive(Clone, Debug, Default)]
pub struct SiteMail {
    /// Who writes: names and the address of the site.
    pub programme: ProgrammeValues,
    /// Names and texts of the templates.
    pub templates: Vec<(String, String)>,
}

impl AppState {
    /// Reads the site anew, and tells the store what the content says of events.
    pub async fn read_site(&self) -> Result<(), Error> {
        let workspace = Arc::clone(&self.workspace);
        let (snapshot, events) = spawn_blocking(move || read(&*workspace)).await.map_err(anyhow::Error::from)??;
        for event in events {
            self.store.update_event(event).await?;
        }
        self.set_site(snapshot);
        Ok(())
    }
}

fn read(workspace: &dyn Workspace) -> Result<(SiteSnapshot, Vec<EventFacts>), WorkspaceError> {
    let (base_url, content) = (workspace.base_url()?, workspace.content()?);
    let snapshot = SiteSnapshot {
        forms: workspace.forms()?.into_iter().map(|form| (form.form.clone(), form)).collect(),
        references: content.references,
        origins: AllowedOrigins::of([base_url.as_str()]),
        home: format!("{}/", base_url.trim_end_matches('/')),
        form_pages: find_form_pages(workspace)?,
    };
    Ok((snapshot, content.events))
}

/// Looks for forms on all published pages. A page that cannot be read as HTML has none.
fn find_form_pages(workspace: &dyn Workspace) -> Result<FormPages, WorkspaceError> {
    let mut pages = FormPages::default();
    for path in workspace.published_pages()? {
        let Some(html) = workspace.published_page(&path)? else { continue };
        if let Err(error) = pages.add(&path, &html) {
            log::warn!("{path} cannot be looked at for forms: {error}");
        }
    }
    Ok(pages)
}

impl AppState {
    /// The published page that a form was filled in on, with its address; `None` where it is not there.
    pub(super) async fn page_of(&self, form: &Form, values: &FormValues) -> Option<(String, Vec<u8>)> {
        let site = self.site();
        let path = site.form_pages.find(form, values)?.to_owned();
        let address = format!("{}{}", site.home, path.strip_suffix("index.html").unwrap_or(&path));
        let workspace = Arc::clone(&self.workspace);
        match spawn_blocking(move || workspace.published_page(&path)).await {
            Ok(Ok(page)) => page.map(|page| (address, page)),
            Ok(Err(error)) => {
                log::error!("{error}");
                None
            }
            Err(error) => {
                log::error!("{error}");
                None
            }
        }
    }
}
