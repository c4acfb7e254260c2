//! What messages say of the programme, read from the site's files.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::office_state::OfficeState;
use crate::{outbox::ProgrammeValues, web::Error};

/// What stands in messages for what pages do not know: the mail server's settings say it.
const CONTACT: &str = "（問い合わせ先のアドレス）";

/// The programme as messages tell it.
pub(super) async fn programme_values(state: &OfficeState) -> Result<ProgrammeValues, Error> {
    let workspace = Arc::clone(&state.app.workspace);
    let mail = spawn_blocking(move || workspace.mail()).await.map_err(anyhow::Error::from)??;
    Ok(ProgrammeValues { contact: CONTACT.to_owned(), ..mail.programme })
}
