//! What the outbox needs to work: a mail server, the templates of the site, and the worker that goes through what waits.

use std::sync::Arc;

use anyhow::bail;
use tokio::task::spawn_blocking;

use super::{SiteMail, state::AppState};
use crate::outbox::{
    MailComposer, MailSender, MailTemplates, OutboxWorker, ProgrammeValues, SmtpClient, SmtpSettings, check_templates,
};

/// The mail server of a programme.
#[derive(Clone, Debug)]
pub struct MailServer {
    /// Its address, as `smtps://USER:PASSWORD@HOST`.
    pub address: String,
    /// In whose name mails are sent: an address.
    pub from: String,
}

/// The worker that sends. Templates that could fail for somebody are refused here, for all of them at once.
pub(super) async fn prepare_outbox(server: &MailServer, state: &AppState) -> anyhow::Result<OutboxWorker> {
    let workspace = Arc::clone(&state.workspace);
    let SiteMail { programme, templates } = spawn_blocking(move || workspace.mail()).await??;
    let faults = check_templates(&templates);
    if let Some(fault) = faults.first() {
        let shown = fault.in_language(tsubame_model::source::MessageLanguage::Japanese);
        let file = shown.file.as_ref().map_or_else(String::new, |file| format!("{file}: "));
        bail!("the templates of the mails have {} faults, the first: {file}{}", faults.len(), shown.message);
    }
    let Ok(templates) = MailTemplates::parse(&templates) else { bail!("the templates of the mails cannot be read") };
    let sender =
        MailSender { name: programme.name.clone(), address: server.from.clone(), reply_to: None, reports_to: None };
    let programme = ProgrammeValues { contact: server.from.clone(), ..programme };
    let smtp = SmtpClient::new(SmtpSettings::parse(&server.address, sender)?)?;
    let composer = MailComposer::new(templates, programme, state.keys.index.clone());
    Ok(OutboxWorker::new(state.store.clone(), composer, smtp))
}
