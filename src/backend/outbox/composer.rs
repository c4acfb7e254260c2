//! A mail of the outbox in words: what holds when it is sent, put into its template, with the links and the calendar file that
//! belong to it.

use std::sync::Arc;

use anyhow::Context;
use jiff::Timestamp;

use super::{
    AccountValues, BeforeValues, CaseValues, JapanTime, LinkValues, MailAttachment, MailPurpose, MailSender,
    MailTemplates, MailValues, MessageId, NewsletterValues, OccasionValues, OutgoingMail, ProgrammeValues,
    RecipientValues, RenderedMail, SurveyValues, WireMessage,
    booking_mail::{BookingGuide, BookingMail},
    fair_mail::{CalendarWriter, table_occasion, table_values, talk_values},
    written_message::fill_message,
};
use crate::{
    intake::{
        HashKey, LinkToken, MailKind, RegistrationState, SubmissionId, UnsubscribeLink, bookings::BookingState,
        fair::TalkState,
    },
    store::{
        BookingFacts, BookingView, CaseMailFacts, ClaimedMail, EventBefore, InvitationKind, MailFacts, MessageEvent,
        MessageFacts, NewsletterFacts, RegistrationFacts, SurveyFacts,
    },
};

/// Finds what the site says of a booking.
pub type FindBookingGuide = Arc<dyn Fn(&BookingView) -> BookingGuide + Send + Sync>;

/// What stands in for links that nobody but the reader of a mail may have.
const OWN_LINK: &str = "（本人だけのリンク）";

/// Writes mails.
pub struct MailComposer {
    templates: MailTemplates,
    programme: ProgrammeValues,
    key: HashKey,
    /// What links to the server begin with, with a slash at its end.
    server: String,
    /// Where the office is, without a slash at its end; empty where there is none.
    office: String,
    booking_guide: FindBookingGuide,
}

impl MailComposer {
    /// Over these templates, for this programme, whose `url` ends with a slash. `key` is the one that links are proved by.
    pub fn new(templates: MailTemplates, programme: ProgrammeValues, key: HashKey) -> Self {
        let (server, office) = (programme.url.clone(), String::new());
        Self { templates, programme, key, server, office, booking_guide: Arc::new(|_| BookingGuide::default()) }
    }

    /// The same for a site that says more of what can be booked. Where it has no page of that, mails lead to the server's list of what
    /// is free.
    #[must_use]
    pub fn with_booking_guides(self, booking_guide: FindBookingGuide) -> Self {
        Self { booking_guide, ..self }
    }

    /// The same for a server with an address of its own, to which links in mails lead. Without one they lead to the site, whose
    /// host passes on to the server.
    #[must_use]
    pub fn with_server_address(self, address: &str) -> Self {
        Self { server: format!("{}/", address.trim_end_matches('/')), ..self }
    }

    /// The same beside an office at this address, to which links for staff lead.
    #[must_use]
    pub fn with_office_address(self, address: &str) -> Self {
        Self { office: address.trim_end_matches('/').to_owned(), ..self }
    }

    /// The mail, ready to be handed over. The same mail has the same links and the same name at every attempt.
    pub fn compose(&self, mail: &ClaimedMail, facts: &MailFacts, sender: &MailSender) -> anyhow::Result<WireMessage> {
        Ok(self.compose_parts(mail, facts, sender)?.render(sender)?)
    }

    /// The mail in its parts.
    pub fn compose_parts(
        &self,
        mail: &ClaimedMail,
        facts: &MailFacts,
        sender: &MailSender,
    ) -> anyhow::Result<OutgoingMail> {
        let host = sender.address.rsplit('@').next().unwrap_or_default();
        let id = MessageId::new(&mail.id.simple().to_string(), host).context("the sender's address has no host")?;
        if let Some(template) = &facts.template {
            return self.compose_trial(mail, (template, &facts.address), id);
        }
        let attachments = self.attachments(mail, facts, sender)?;
        let values = MailValues { has_calendar: !attachments.is_empty(), ..self.values(mail, facts) };
        let content = self.templates.render_as(mail.kind, self.template(mail.kind, facts), &values)?;
        Ok(OutgoingMail {
            purpose: self.purpose(mail),
            recipient: facts.address.clone(),
            content,
            attachments,
            id,
            written_at: mail.written_at,
        })
    }

    /// A template with made-up values, for whoever writes it.
    fn compose_trial(
        &self,
        mail: &ClaimedMail,
        (template, recipient): (&str, &str),
        id: MessageId,
    ) -> anyhow::Result<OutgoingMail> {
        let values = MailValues::sample(mail.kind, self.programme.clone());
        Ok(OutgoingMail {
            purpose: MailPurpose::Own,
            recipient: recipient.to_owned(),
            content: self.templates.render_as(mail.kind, template, &values)?,
            attachments: Vec::new(),
            id,
            written_at: mail.written_at,
        })
    }

    /// What a mail about a case would say, for whoever is about to have it sent. The links in it are its reader's alone.
    pub fn preview_case(&self, facts: &MailFacts) -> anyhow::Result<RenderedMail> {
        let values = MailValues {
            programme: self.programme.clone(),
            recipient: RecipientValues { name: known_name(facts) },
            case: facts.case_step.as_ref().map(case_values).unwrap_or_default(),
            links: LinkValues { data: OWN_LINK.to_owned(), ..LinkValues::default() },
            ..MailValues::default()
        };
        Ok(self.templates.render_as(MailKind::CaseStep, self.template(MailKind::CaseStep, facts), &values)?)
    }

    /// What a message of staff would say to a reader of this name, from its subject to its last line. The links in it are its reader's
    /// alone.
    pub fn preview_message(&self, kind: MailKind, facts: &MessageFacts, name: &str) -> anyhow::Result<RenderedMail> {
        let own = |is_there: bool| if is_there { OWN_LINK.to_owned() } else { String::new() };
        let is_about_event = kind == MailKind::MessageEvent;
        let links = LinkValues {
            data: own(true),
            unsubscribe: own(kind.is_newsletter()),
            state: own(is_about_event),
            ..LinkValues::default()
        };
        let event = facts.event.as_ref().filter(|_| is_about_event);
        let values = MailValues {
            programme: self.programme.clone(),
            recipient: RecipientValues { name: name.to_owned() },
            event: event.map(|event| self.announced(event)).unwrap_or_default(),
            message: fill_message(facts, name, &self.programme),
            links,
            ..MailValues::default()
        };
        Ok(self.templates.render_as(kind, kind.name(), &values)?)
    }

    /// The template of a mail. One that a pipeline has named, and that is no more, is the one for all cases.
    fn template<'a>(&self, kind: MailKind, facts: &'a MailFacts) -> &'a str {
        let named = facts.case_step.as_ref().map(|step| step.template.as_str());
        named.filter(|name| self.templates.has(kind, name)).unwrap_or(kind.name())
    }

    /// Newsletters alone have a way out, which a mail program may take by itself.
    fn purpose(&self, mail: &ClaimedMail) -> MailPurpose {
        if mail.kind.is_newsletter() {
            MailPurpose::Newsletter { unsubscribe: self.way_out(mail) }
        } else {
            MailPurpose::Own
        }
    }

    fn way_out(&self, mail: &ClaimedMail) -> String {
        format!("{}api/u/{}", self.server, UnsubscribeLink { mail: mail.id }.render(&self.key))
    }

    fn values(&self, mail: &ClaimedMail, facts: &MailFacts) -> MailValues {
        let registration = facts.registration.as_ref();
        if let Some(booking) = facts.booking.as_ref().filter(|_| registration.is_none()) {
            return self.booking_mail(mail, booking).values(&known_name(facts));
        }
        MailValues {
            programme: self.programme.clone(),
            recipient: RecipientValues { name: known_name(facts) },
            event: self.event(mail, facts),
            talks: match &facts.table_plan {
                Some(table) => table_values(table),
                None => registration.map(|found| talk_values(found, facts.talk_offer.as_ref())).unwrap_or_default(),
            },
            waiting_number: registration.and_then(|registration| registration.view.ahead).map(|ahead| ahead + 1),
            seats: registration.map(|registration| registration.view.seats).filter(|seats| *seats > 1),
            has_moved: registration.is_some_and(|registration| registration.has_moved),
            deadline: deadline(facts).map(JapanTime::at).unwrap_or_default(),
            links: LinkValues {
                survey: facts.survey.as_ref().map(|survey| self.survey_link(survey)).unwrap_or_default(),
                ..self.all_links(mail, facts)
            },
            before: registration.and_then(|found| found.before.as_ref()).map(before).unwrap_or_default(),
            newsletter: facts.newsletter.as_ref().map(newsletter).unwrap_or_default(),
            message: facts
                .message
                .as_ref()
                .map(|written| fill_message(written, &known_name(facts), &self.programme))
                .unwrap_or_default(),
            survey: facts.survey.as_ref().map(survey_values).unwrap_or_default(),
            case: facts.case_step.as_ref().map(case_values).unwrap_or_default(),
            account: AccountValues {
                is_reset: facts.account.as_ref().is_some_and(|found| found.kind == InvitationKind::Reset),
            },
            ..MailValues::default()
        }
    }

    fn all_links(&self, mail: &ClaimedMail, facts: &MailFacts) -> LinkValues {
        // Of whoever writes a message, nothing is kept that a link could lead to.
        if facts.message.as_ref().is_some_and(|written| written.is_trial) {
            return LinkValues::default();
        }
        if let Some(found) = &facts.account {
            let account = format!("{}/invite/{}", self.office, found.token.as_str());
            return LinkValues { account, ..LinkValues::default() };
        }
        let mut links = facts.registration.as_ref().map(|found| self.links(mail, found)).unwrap_or_default();
        // Who had registered before is led to what is kept of that.
        let kept = facts.registration.as_ref().map_or(mail.submission, |found| found.submission);
        if !is_unconfirmed(facts) {
            links.data = self.link(mail, kept, "data");
        }
        if let Some(offer) = facts.talk_offer.as_ref().filter(|offer| offer.state == TalkState::Offered) {
            links.accept = self.link(mail, kept, &format!("talks/{}/take", offer.id));
            links.decline = self.link(mail, kept, &format!("talks/{}", offer.id));
        }
        if facts.confirm_until.is_some() {
            links.confirm = self.link(mail, mail.submission, "confirm");
        }
        if mail.kind == MailKind::SubscriptionConfirmation {
            links.subscribe = self.link(mail, mail.submission, "subscribe");
        }
        if mail.kind.is_newsletter() {
            links.unsubscribe = self.way_out(mail);
        }
        links
    }

    /// The links that lead somewhere as the registration stands.
    fn links(&self, mail: &ClaimedMail, registration: &RegistrationFacts) -> LinkValues {
        let link = |is_there: bool, action: &str| {
            if is_there { self.link(mail, registration.submission, action) } else { String::new() }
        };
        let state = registration.view.state;
        let is_offered = state == RegistrationState::Offered;
        let is_movable = matches!(state, RegistrationState::Confirmed | RegistrationState::Waiting);
        let is_over = matches!(state, RegistrationState::Cancelled | RegistrationState::Lapsed);
        LinkValues {
            confirm: link(state == RegistrationState::Unconfirmed, "confirm"),
            accept: link(is_offered, "confirm"),
            decline: link(is_offered, "cancel"),
            cancel: link(!is_over && !is_offered, "cancel"),
            change: link(registration.has_other_dates && is_movable, "move"),
            state: link(true, "confirm"),
            talks: link(!registration.view.visit.talks.is_empty(), "talks"),
            ..LinkValues::default()
        }
    }

    fn booking_mail<'a>(&'a self, mail: &'a ClaimedMail, booking: &'a BookingFacts) -> BookingMail<'a> {
        let guide = (self.booking_guide)(&booking.view);
        BookingMail { programme: &self.programme, server: &self.server, key: &self.key, mail, booking, guide }
    }

    fn link(&self, mail: &ClaimedMail, submission: SubmissionId, action: &str) -> String {
        let token = LinkToken { submission, sent_at: mail.written_at }.render(&self.key);
        format!("{}api/l/{token}/{action}", self.server)
    }

    fn survey_link(&self, survey: &SurveyFacts) -> String {
        format!("{}api/s/{}", self.server, survey.invitation.render_link(&self.key))
    }

    /// The event that a mail is about: of a registration, or that to whose people a message is, while its writer looks at it.
    fn event(&self, mail: &ClaimedMail, facts: &MailFacts) -> OccasionValues {
        let about = facts.message.as_ref().filter(|_| mail.kind == MailKind::MessageEvent);
        if let Some(table) = &facts.table_plan {
            return table_occasion(table, &self.programme.url);
        }
        match (&facts.registration, about.and_then(|written| written.event.as_ref())) {
            (Some(registration), _) => self.occasion(registration),
            (None, Some(event)) => self.announced(event),
            (None, None) => OccasionValues::default(),
        }
    }

    fn announced(&self, event: &MessageEvent) -> OccasionValues {
        OccasionValues {
            title: event.title.clone(),
            time: JapanTime::between(event.starts_at, event.ends_at),
            place: event.place.clone(),
            url: format!("{}{}", self.programme.url, event.url),
            ..OccasionValues::default()
        }
    }

    fn occasion(&self, registration: &RegistrationFacts) -> OccasionValues {
        OccasionValues {
            title: registration.view.title.clone(),
            time: JapanTime::between(registration.view.starts_at, registration.view.ends_at),
            place: registration.view.place.clone(),
            note: String::new(),
            url: format!("{}{}", self.programme.url, registration.view.url),
            join_link: registration.join_link.clone().unwrap_or_default(),
        }
    }

    /// The entry of a calendar that goes with a seat, or takes it away.
    fn attachments(
        &self,
        mail: &ClaimedMail,
        facts: &MailFacts,
        sender: &MailSender,
    ) -> anyhow::Result<Vec<MailAttachment>> {
        if let Some(booking) = &facts.booking {
            let entry = self.booking_mail(mail, booking).calendar_entry(&facts.address, sender)?;
            return Ok(entry.into_iter().collect());
        }
        let writer = CalendarWriter { programme: &self.programme, sender, mail };
        if let Some(table) = &facts.table_plan {
            return Ok(vec![writer.table(&facts.address, table, table_occasion(table, &self.programme.url))?]);
        }
        let Some(registration) = &facts.registration else { return Ok(Vec::new()) };
        Ok(writer.seat(facts, self.occasion(registration))?.into_iter().collect())
    }
}

/// Whether nobody has said yet that the address is theirs: then what was sent may be somebody else's, who mistyped their own.
fn is_unconfirmed(facts: &MailFacts) -> bool {
    let seat = facts.registration.as_ref().map(|registration| registration.view.state);
    let time = facts.booking.as_ref().map(|booking| booking.view.state);
    facts.confirm_until.is_some()
        || seat == Some(RegistrationState::Unconfirmed)
        || time == Some(BookingState::Unconfirmed)
}

/// The name of whom is written to, once it is known to be theirs.
fn known_name(facts: &MailFacts) -> String {
    if is_unconfirmed(facts) { String::new() } else { facts.name.clone() }
}

fn before(before: &EventBefore) -> BeforeValues {
    BeforeValues {
        title: String::new(),
        time: before.time.map(|(start, end)| JapanTime::between(start, end)).unwrap_or_default(),
        place: before.place.clone().unwrap_or_default(),
    }
}

fn newsletter(newsletter: &NewsletterFacts) -> NewsletterValues {
    NewsletterValues { title: newsletter.title.clone(), text: newsletter.text.clone() }
}

fn case_values(step: &CaseMailFacts) -> CaseValues {
    CaseValues { title: step.title.clone(), organisation: step.organisation.clone() }
}

/// Until when something stands: a survey is open, an offer, what somebody has not confirmed.
fn deadline(facts: &MailFacts) -> Option<Timestamp> {
    let survey = facts.survey.as_ref().map(|survey| survey.closes_at);
    let talk = facts.talk_offer.as_ref().and_then(|offer| offer.expires_at);
    let seat = || facts.registration.as_ref().and_then(|registration| registration.view.expires_at);
    let account = facts.account.as_ref().map(|account| account.expires_at);
    survey.or(talk).or_else(seat).or(facts.confirm_until).or(account)
}

fn survey_values(survey: &SurveyFacts) -> SurveyValues {
    SurveyValues { title: survey.label.clone(), incentive: survey.incentive.clone() }
}

#[cfg(test)]
mod tests;
