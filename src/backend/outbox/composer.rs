//! A mail of the outbox in words: what holds when it is sent, put into its template, with the links and the calendar file that
//! belong to it.

use anyhow::Context;

use super::{
    CalendarEntry, CalendarMethod, JapanTime, LinkValues, MailAttachment, MailPurpose, MailSender, MailTemplates,
    MailValues, MessageId, OccasionValues, OutgoingMail, ProgrammeValues, RecipientValues, WireMessage,
};
use crate::{
    intake::{HashKey, LinkToken, MailKind, RegistrationState},
    store::{ClaimedMail, MailFacts, RegistrationFacts},
};

/// Writes mails.
pub struct MailComposer {
    templates: MailTemplates,
    programme: ProgrammeValues,
    key: HashKey,
}

impl MailComposer {
    /// Over these templates, for this programme, whose `url` ends with a slash. `key` is the one that links are proved by.
    pub fn new(templates: MailTemplates, programme: ProgrammeValues, key: HashKey) -> Self {
        Self { templates, programme, key }
    }

    /// The mail, ready to be handed over. The same mail has the same links and the same name at every attempt.
    pub fn compose(&self, mail: &ClaimedMail, facts: &MailFacts, sender: &MailSender) -> anyhow::Result<WireMessage> {
        let host = sender.address.rsplit('@').next().unwrap_or_default();
        let id = MessageId::new(&mail.id.simple().to_string(), host).context("the sender's address has no host")?;
        let content = self.templates.render(mail.kind, &self.values(mail, facts))?;
        let attachments = self.attachments(mail, facts, sender)?;
        let outgoing = OutgoingMail {
            purpose: MailPurpose::Own,
            recipient: facts.address.clone(),
            content,
            attachments,
            id,
            written_at: mail.written_at,
        };
        Ok(outgoing.render(sender)?)
    }

    fn values(&self, mail: &ClaimedMail, facts: &MailFacts) -> MailValues {
        let registration = facts.registration.as_ref();
        MailValues {
            programme: self.programme.clone(),
            recipient: RecipientValues { name: facts.name.clone() },
            event: registration.map(|registration| self.occasion(registration)).unwrap_or_default(),
            waiting_number: registration.and_then(|registration| registration.view.ahead).map(|ahead| ahead + 1),
            deadline: registration.and_then(|found| found.view.expires_at).map(JapanTime::at).unwrap_or_default(),
            links: registration.map(|found| self.links(mail, found)).unwrap_or_default(),
            ..MailValues::default()
        }
    }

    /// The links that lead somewhere as the registration stands.
    fn links(&self, mail: &ClaimedMail, registration: &RegistrationFacts) -> LinkValues {
        let token = LinkToken { submission: registration.submission, sent_at: mail.written_at }.render(&self.key);
        let link = |is_there: bool, action: &str| {
            if is_there { format!("{}api/l/{token}/{action}", self.programme.url) } else { String::new() }
        };
        let state = registration.view.state;
        let is_offered = state == RegistrationState::Offered;
        let is_over = matches!(state, RegistrationState::Cancelled | RegistrationState::Lapsed);
        LinkValues {
            confirm: link(state == RegistrationState::Unconfirmed, "confirm"),
            accept: link(is_offered, "confirm"),
            decline: link(is_offered, "cancel"),
            cancel: link(!is_over && !is_offered, "cancel"),
            change: String::new(),
            state: link(true, "confirm"),
        }
    }

    fn occasion(&self, registration: &RegistrationFacts) -> OccasionValues {
        OccasionValues {
            title: registration.view.title.clone(),
            time: JapanTime::between(registration.starts_at, registration.ends_at),
            place: registration.place.clone(),
            url: format!("{}{}", self.programme.url, registration.url),
            join_link: String::new(),
        }
    }

    /// The entry of a calendar that goes with a seat, or takes it away.
    fn attachments(
        &self,
        mail: &ClaimedMail,
        facts: &MailFacts,
        sender: &MailSender,
    ) -> anyhow::Result<Vec<MailAttachment>> {
        let method = match mail.kind {
            MailKind::SeatConfirmed | MailKind::EventChanged => CalendarMethod::Request,
            MailKind::SeatCancelled => CalendarMethod::Cancel,
            _ => return Ok(Vec::new()),
        };
        let Some(registration) = &facts.registration else { return Ok(Vec::new()) };
        let host = sender.address.rsplit('@').next().unwrap_or_default();
        let occasion = self.occasion(registration);
        let entry = CalendarEntry {
            uid: format!("{}@{host}", registration.id),
            sequence: registration.sequence,
            made_at: mail.written_at,
            title: occasion.title,
            description: String::new(),
            place: occasion.place,
            url: occasion.url,
            start: registration.starts_at,
            end: registration.ends_at,
            organizer: self.programme.name.clone(),
            organizer_address: sender.address.clone(),
            attendee_address: facts.address.clone(),
        };
        Ok(vec![entry.attachment(method)?])
    }
}
