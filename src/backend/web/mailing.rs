//! What the outbox needs to work: a mail server, the templates of the site with what staff have put in the place of some, and the
//! worker that goes through what waits.

use std::sync::Arc;

use tokio::task::spawn_blocking;
use tsubame_model::source::{MessageLanguage, ShownDiagnostic};

use super::{SiteMail, state::AppState};
use crate::outbox::{
    MailComposer, MailSender, MailTemplates, OutboxWorker, ProgrammeValues, RenderedMail, SmtpClient, SmtpSettings,
    TemplateOverride, UsedTemplates, override_templates,
};
use crate::{
    intake::MailKind,
    store::{BookingView, MailFacts, MessageFacts},
};

/// Templates that could fail for somebody: no mail is written with any of them.
#[derive(Debug, thiserror::Error)]
#[error("the templates of the mails have {} faults, the first: {}", .0.len(), .0.first().map_or("", |fault| &fault.message))]
pub(super) struct UnusableTemplates(pub Vec<ShownDiagnostic>);

/// The worker that sends. It writes otherwise as soon as staff have changed what mails say, at whichever server they did.
pub(super) async fn prepare_outbox(server: &SmtpSettings, state: &AppState) -> anyhow::Result<OutboxWorker> {
    let mark = state.store.words_mark().await?;
    let (composer, sender) = prepare_composer(&server.sender, state).await?;
    let smtp = SmtpClient::new(SmtpSettings { sender, ..server.clone() })?;
    let (state, written) = (state.clone(), server.sender.clone());
    let store = state.store.clone();
    let renew = move || {
        let (state, written) = (state.clone(), written.clone());
        Box::pin(async move { prepare_composer(&written, &state).await }) as _
    };
    Ok(OutboxWorker::new(store, composer, smtp).with_renewal(mark, Box::new(renew)))
}

/// What writes mails of the templates as they are now, and the sender with the name of the programme.
pub(super) async fn prepare_composer(
    sender: &MailSender,
    state: &AppState,
) -> anyhow::Result<(MailComposer, MailSender)> {
    let rules = state.rules().await?;
    let (programme, used) = used_templates(state).await?;
    let faults: Vec<_> = used.faults.iter().map(|fault| fault.in_language(MessageLanguage::Japanese)).collect();
    for name in &used.unusable {
        log::error!("the template {name} that staff have written cannot be used; the file's is");
    }
    let templates = MailTemplates::parse(&used.files).ok().filter(|_| faults.is_empty());
    let templates = templates.ok_or(UnusableTemplates(faults))?;
    let sender = MailSender {
        name: rules.sender_name.unwrap_or_else(|| programme.name.clone()),
        reply_to: rules.reply_to.or_else(|| sender.reply_to.clone()),
        ..sender.clone()
    };
    // Whoever has a question asks where answers to mails go.
    let contact = sender.reply_to.clone().unwrap_or_else(|| sender.address.clone());
    let programme = ProgrammeValues { contact, ..programme };
    let site = state.clone();
    let composer = MailComposer::new(templates, programme, state.keys.index.clone())
        .with_booking_guides(Arc::new(move |booking: &BookingView| site.site().booking_guide(booking)));
    let composer = match state.settings.addresses.first() {
        Some(address) => composer.with_server_address(address),
        None => composer,
    };
    let composer = match &state.settings.office {
        Some(office) => composer.with_office_address(&office.address),
        None => composer,
    };
    Ok((composer, sender))
}

/// The programme's address for questions: what staff have set, else what the operator has; `None` where nobody has said one.
pub(super) async fn contact(state: &AppState) -> anyhow::Result<Option<String>> {
    Ok(state.rules().await?.reply_to.or_else(|| state.settings.contact()))
}

/// The programme as mails tell it. An address that nobody has set is empty.
pub(super) async fn programme_values(state: &AppState) -> anyhow::Result<ProgrammeValues> {
    let contact = contact(state).await?.unwrap_or_default();
    Ok(ProgrammeValues { contact, ..site_mail(state).await?.programme })
}

/// Who writes mails that are shown on pages and not sent.
async fn shown_sender(state: &AppState) -> anyhow::Result<MailSender> {
    let address = contact(state).await?.unwrap_or_default();
    Ok(MailSender { name: String::new(), address, reply_to: None, reports_to: None })
}

/// A message of staff as its readers of these names will get it.
pub(super) async fn preview_message(
    state: &AppState,
    kind: MailKind,
    facts: &MessageFacts,
    names: &[String],
) -> anyhow::Result<Vec<RenderedMail>> {
    let (composer, _) = prepare_composer(&shown_sender(state).await?, state).await?;
    names.iter().map(|name| composer.preview_message(kind, facts, name)).collect()
}

/// What the site says of its mails.
pub(super) async fn site_mail(state: &AppState) -> anyhow::Result<SiteMail> {
    let workspace = Arc::clone(&state.workspace);
    Ok(spawn_blocking(move || workspace.mail()).await??)
}

/// What staff have put in the place of templates.
pub(super) async fn template_overrides(state: &AppState) -> anyhow::Result<Vec<TemplateOverride>> {
    let overrides = state.store.template_overrides().await?;
    let one = |(name, version): (String, crate::store::TemplateVersion)| {
        let words = version.words.unwrap_or_default();
        TemplateOverride { name, text: words.text, page: words.page }
    };
    Ok(overrides.into_iter().map(one).collect())
}

/// The templates as they are used, and who writes.
async fn used_templates(state: &AppState) -> anyhow::Result<(ProgrammeValues, UsedTemplates)> {
    let overrides = template_overrides(state).await?;
    let SiteMail { programme, templates } = site_mail(state).await?;
    let used = spawn_blocking(move || override_templates(&templates, &overrides)).await?;
    Ok((programme, used))
}

/// The names of templates that staff have written and that cannot be used as things are. What keeps that from being looked at is told
/// elsewhere.
pub(super) async fn unusable_overrides(state: &AppState) -> Vec<String> {
    match state.store.template_overrides().await {
        Ok(overrides) if overrides.is_empty() => Vec::new(),
        _ => used_templates(state).await.map(|(_, used)| used.unusable).unwrap_or_default(),
    }
}

/// The words of a mail about a case, as the templates are now, before it is written.
pub(super) async fn preview_case_mail(state: &AppState, facts: &MailFacts) -> anyhow::Result<RenderedMail> {
    let (composer, _) = prepare_composer(&shown_sender(state).await?, state).await?;
    composer.preview_case(facts)
}
