//! What whoever runs the server takes out of it: the people of an event, with the columns of the form that asked them.

use tsubame_model::schema::Form;

use super::BackendServer;
use crate::store::{DataTable, EventFormColumns};

/// The name of the reference by which a form is one for events.
const EVENT: &str = "event";

/// The columns that a table of people at events has of forms: those of all that register for events, each once.
pub fn event_form_columns<'f>(forms: impl IntoIterator<Item = &'f Form>) -> EventFormColumns {
    let forms = forms.into_iter().filter(|form| form.references.iter().any(|name| name == EVENT));
    let mut columns = EventFormColumns::new();
    for field in forms.flat_map(Form::fields) {
        if columns.iter().all(|(name, _)| *name != field.name) {
            columns.push((field.name.clone(), field.label.clone()));
        }
    }
    columns
}

impl BackendServer {
    /// Everybody who is registered for an event, for an account, which the audit log remembers; `None` for an event that is
    /// not known.
    pub async fn registrations_table(&self, event: &str, actor: &str) -> anyhow::Result<Option<DataTable>> {
        let store = &self.state.store;
        if store.seats(event).await?.is_none() {
            return Ok(None);
        }
        let columns = event_form_columns(self.state.site().forms.values());
        store.registrations_table(event, &columns, actor).await.map(Some)
    }
}
