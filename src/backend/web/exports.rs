//! What whoever runs the server takes out of it: the people of an event, with the columns of the form that asked them.

use tsubame_model::schema::Form;

use super::BackendServer;
use crate::store::{EventFormColumns, RegistrationSheet};

/// The name of the reference by which a form is one for events.
const EVENT: &str = "event";

impl BackendServer {
    /// Everybody who is registered for an event, for an account, which the audit log remembers; `None` for an event that is
    /// not known. The columns are those of all forms that register for events, each once.
    pub async fn registrations_table(&self, event: &str, actor: &str) -> anyhow::Result<Option<RegistrationSheet>> {
        let store = &self.state.store;
        if store.seats(event).await?.is_none() {
            return Ok(None);
        }
        let site = self.state.site();
        let forms = site.forms.values().filter(|form| form.references.iter().any(|name| name == EVENT));
        let mut columns = EventFormColumns::new();
        for field in forms.flat_map(Form::fields) {
            if columns.iter().all(|(name, _)| *name != field.name) {
                columns.push((field.name.clone(), field.label.clone()));
            }
        }
        store.registrations_table(event, &columns, actor).await.map(Some)
    }
}
