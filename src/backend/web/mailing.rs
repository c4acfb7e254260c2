//! What the outbox needs to work: a mail server, the templates of the site, and the worker that goes through what waits.

use std::sync::Arc;

use tokio::task::spawn_blocking;
use tsubame_model::source::{MessageLanguage, ShownDiagnostic};

use super::{SiteMail, state::AppState};
use crate::outbox::{
    MailComposer, MailSender, MailTemplates, OutboxWorker, ProgrammeValues, RenderedMail, SmtpClient, SmtpSettings,
    check_templates,
};
use crate::store::{BookingView, MailFacts};

/// Templates that could fail for somebody: no mail is written with any of them.
#[derive(Debug, thiserror::Error)]
#[error("the templates of the mails have {} faults, the first: {}", .0.len(), .0.first().map_or("", |fault| &fault.message))]
pub(super) struct UnusableTemplates(pub Vec<ShownDiagnostic>);

/// The worker that sends.
pub(super) async fn prepare_outbox(server: &SmtpSettings, state: &AppState) -> anyhow::Result<OutboxWorker> {
    let (composer, sender) = prepare_composer(&server.sender, state).await?;
    let smtp = SmtpClient::new(SmtpSettings { sender, ..server.clone() })?;
    Ok(OutboxWorker::new(state.store.clone(), composer, smtp))
}

/// What writes mails of the templates as they are now, and the sender with the name of the programme.
pub(super) async fn prepare_composer(
    sender: &MailSender,
    state: &AppState,
) -> anyhow::Result<(MailComposer, MailSender)> {
    let workspace = Arc::clone(&state.workspace);
    let SiteMail { programme, templates } = spawn_blocking(move || workspace.mail()).await??;
    let faults: Vec<_> =
        check_templates(&templates).iter().map(|fault| fault.in_language(MessageLanguage::Japanese)).collect();
    let templates = MailTemplates::parse(&templates).ok().filter(|_| faults.is_empty());
    let templates = templates.ok_or(UnusableTemplates(faults))?;
    let sender = MailSender { name: programme.name.clone(), ..sender.clone() };
    let programme = ProgrammeValues { contact: sender.address.clone(), ..programme };
    let site = state.clone();
    let composer = MailComposer::new(templates, programme, state.keys.index.clone())
        .with_booking_guides(Arc::new(move |booking: &BookingView| site.site().booking_guide(booking)));
    let composer = match state.settings.addresses.first() {
        Some(address) => composer.with_server_address(address),
        None => composer,
    };
    Ok((composer, sender))
}

/// The words of a mail about a case, as the templates are now, before it is written. Whom it would come from is not in them: only the
/// outbox has a sender.
pub(super) async fn preview_case_mail(state: &AppState, facts: &MailFacts) -> anyhow::Result<RenderedMail> {
    let nobody = MailSender { name: String::new(), address: String::new(), reply_to: None, reports_to: None };
    let (composer, _) = prepare_composer(&nobody, state).await?;
    composer.preview_case(facts)
}
