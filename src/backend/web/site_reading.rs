//! Reading the site: at the start, on a signal, and a page of it when it is shown again.

use std::{collections::BTreeMap, sync::Arc};

use tokio::task::spawn_blocking;
use tsubame_model::schema::{Form, FormValues, InputType};

use super::{
    AllowedOrigins, Error, SiteSnapshot, Workspace, WorkspaceError, booking_pages::BookingPages,
    consent_texts::read_consent_texts, form_pages::FormPages, site_policies::SitePolicies, state::AppState,
};
use crate::store::EventFacts;

/// The file that says what hosts send with which page.
const HEADERS: &str = "_headers";

impl AppState {
    /// Reads the site anew, and tells the store what the content says of events.
    pub async fn read_site(&self) -> Result<(), Error> {
        let (workspace, addresses) = (Arc::clone(&self.workspace), self.settings.addresses.clone());
        let keeps_files = self.uploads().is_some();
        let read = spawn_blocking(move || read(&*workspace, &addresses, keeps_files)).await;
        let (snapshot, events) = read.map_err(anyhow::Error::from)??;
        for event in events {
            self.store.update_event(event).await?;
        }
        self.set_site(snapshot);
        Ok(())
    }
}

fn read(
    workspace: &dyn Workspace,
    own_addresses: &[String],
    keeps_files: bool,
) -> Result<(SiteSnapshot, Vec<EventFacts>), WorkspaceError> {
    let (base_url, content) = (workspace.base_url()?, workspace.content()?);
    let published = workspace.published_pages()?;
    let (forms, form_pages) = (receivable(workspace.forms()?, keeps_files), find_form_pages(workspace, &published)?);
    let bookings = workspace.bookings()?;
    let policies = workspace.published_page(HEADERS)?.unwrap_or_default();
    let snapshot = SiteSnapshot {
        policies: SitePolicies::parse(&String::from_utf8_lossy(&policies), &base_url),
        consent_texts: read_consent_texts(workspace, forms.values(), &form_pages, &base_url)?,
        references: content.references,
        words: content.words,
        origins: AllowedOrigins::of(own_addresses.iter().chain([&base_url]).map(String::as_str)),
        home: format!("{}/", base_url.trim_end_matches('/')),
        booking_pages: BookingPages::find(&bookings, &forms, (&form_pages, &content.pages), &published),
        casework: workspace.casework()?,
        entry_pages: content.pages,
        form_pages,
        forms,
        bookings,
    };
    Ok((snapshot, content.events))
}

/// Forms by their names. One that asks for files is left out where this server keeps none: nothing that somebody sends may
/// be lost in silence.
fn receivable(forms: Vec<Form>, keeps_files: bool) -> BTreeMap<String, Form> {
    let asks_for_files = |form: &Form| !keeps_files && form.fields().any(|field| field.input == InputType::File);
    let (left_out, kept): (Vec<Form>, Vec<Form>) = forms.into_iter().partition(asks_for_files);
    for form in left_out {
        log::error!("the form {} asks for files, which this server does not keep; it is not received", form.form);
    }
    kept.into_iter().map(|form| (form.form.clone(), form)).collect()
}

/// Looks for forms on all published pages. A page that cannot be read as HTML has none.
fn find_form_pages(workspace: &dyn Workspace, published: &[String]) -> Result<FormPages, WorkspaceError> {
    let mut pages = FormPages::default();
    for path in published {
        let Some(html) = workspace.published_page(path)? else { continue };
        if let Err(error) = pages.add(path, &html) {
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
        let read = spawn_blocking(move || workspace.published_page(&path)).await.map_err(anyhow::Error::from);
        let page = read.and_then(|page| page.map_err(Into::into)).inspect_err(|error| log::error!("{error:#}"));
        page.ok().flatten().map(|page| (address, page))
    }
}

#[cfg(test)]
mod tests {
    use tsubame_model::{schema::parse_form, source::SourcePath};

    use super::*;

    fn form(name: &str, field: &str) -> Form {
        let text = format!(
            "form: {name}\nlabel: 申込\nversion: '1'\ngroups:\n- legend: 内容\n  fields:\n  - {{name: a, label: 内容, {field}}}\n\
             consent: {{version: '1', label: 同意, link: /p/}}\nsubmit: 送る\nhoneypot: r_{name}\nthanks: 届きました\n"
        );
        let (form, faults) = parse_form(&SourcePath::new(format!("data/forms/{name}.yaml")), &text);
        assert!(faults.is_empty(), "{faults:?}");
        form.unwrap()
    }

    #[test]
    fn a_form_that_asks_for_files_is_not_received_where_none_are_kept() {
        let forms = vec![form("talk", "type: text, max_length: 9"), form("resume", "type: file, accept: [pdf]")];
        assert_eq!(receivable(forms.clone(), false).into_keys().collect::<Vec<_>>(), ["talk"]);
        assert_eq!(receivable(forms, true).len(), 2);
    }
}
