//! What a mail is about, decrypted when it is written: how a registration, a booking or a table stands then.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    AccountMailFacts, CaseMailFacts, ClaimedMail, EventBefore, FairTalkView, Keys, MessageFacts, NewsletterFacts,
    PersonKey, SealedSubmission, TablePlanFacts, WrappedKey,
    booking_facts::{BookingFacts, booking_facts, erased_booking_facts},
    casework::case_mail_facts,
    entities::{event, person_address, person_key, registration, submission},
    event_before::before_last_change,
    fair::{offered_talk, table_plan_facts},
    mails::was_written,
    messages::{message_facts, trial_facts},
    newsletter_facts::newsletter_facts,
    registration_change::{RegistrationView, of_submission, view},
    sealed_submission::SealedAddress,
    series_dates::has_other_dates,
    staff::account_mail_facts,
    survey_rows::{SurveyFacts, survey_facts},
    template_versions::trial_of,
    unconfirmed::deadline,
};
use crate::intake::{
    Attendance, MailKind, PersonId, RegistrationState, SubmissionId,
    bookings::{BookingState, SlotWish},
};

/// What a mail is about, decrypted: it is held as long as the mail is written, and nowhere kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFacts {
    /// The address.
    pub address: String,
    /// The name as its owner writes it, where the form asks for one.
    pub name: String,
    /// The registration, where there is one.
    pub registration: Option<RegistrationFacts>,
    /// The booking, where there is one.
    pub booking: Option<BookingFacts>,
    /// The talk that is offered, in mails that offer one.
    pub talk_offer: Option<FairTalkView>,
    /// The talks at the table of a company, in mails to it.
    pub table_plan: Option<TablePlanFacts>,
    /// The newsletter, if it is one.
    pub newsletter: Option<NewsletterFacts>,
    /// What staff write, in a message of theirs.
    pub message: Option<MessageFacts>,
    /// The survey, in mails about one.
    pub survey: Option<SurveyFacts>,
    /// The step, in mails about a case.
    pub case_step: Option<CaseMailFacts>,
    /// The template that whoever writes it looks at, with made-up values.
    pub template: Option<String>,
    /// The link, in mails by which somebody takes an account over.
    pub account: Option<AccountMailFacts>,
    /// Until when it waits to be confirmed, if it has no seat and no time of which that is said.
    pub confirm_until: Option<Timestamp>,
}

impl MailFacts {
    /// A mail to somebody, about nothing yet.
    pub(super) fn to(address: String, name: String) -> Self {
        let (registration, booking, talk_offer, table_plan) = (None, None, None, None);
        let (newsletter, survey) = (None, None);
        let (message, case_step, template, account, confirm_until) = (None, None, None, None, None);
        Self {
            address,
            name,
            registration,
            booking,
            talk_offer,
            table_plan,
            newsletter,
            message,
            survey,
            case_step,
            template,
            account,
            confirm_until,
        }
    }
}

/// A registration as a mail tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationFacts {
    /// How it stands.
    pub view: RegistrationView,
    /// The submission that it came of, to which its links lead.
    pub submission: SubmissionId,
    /// What its calendar entry is called.
    pub id: Uuid,
    /// How often it has changed.
    pub sequence: u32,
    /// Where one joins it online; `None` for whoever has no seat there.
    pub join_link: Option<String>,
    /// Whether there is another date to move to.
    pub has_other_dates: bool,
    /// What was before the event changed for the last time.
    pub before: Option<EventBefore>,
    /// Whether it has come from another date of the series of its event.
    pub has_moved: bool,
    /// Whether it was given back, and a mail had brought its entry for calendars.
    pub has_calendar_entry: bool,
}

/// What a mail is about. `None` if its person can be read no more, or has no address that takes mail, or if it is about a survey
/// that needs no mail any more.
pub(super) async fn mail_facts(
    mail: &ClaimedMail,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<MailFacts>> {
    if let Some((template, account)) = trial_of(mail.id, db).await? {
        return Ok(Some(MailFacts { template: Some(template), ..MailFacts::to(account.mail, account.name) }));
    }
    if mail.kind == MailKind::HostTalks {
        return table_facts(mail.id, db).await;
    }
    if mail.kind.is_to_host()
        && let Some(booking) = erased_booking_facts(mail.id, db).await?
    {
        return Ok(host_facts(Some(booking)));
    }
    if mail.kind.is_message()
        && let Some((account, message)) = trial_facts(mail.id, keys, db).await?
    {
        return Ok(Some(MailFacts { message: Some(message), ..MailFacts::to(account.mail, account.name) }));
    }
    if mail.kind.is_to_staff() {
        let found = account_mail_facts(mail.id, keys, db).await?;
        return Ok(found.map(|(row, facts)| MailFacts { account: Some(facts), ..MailFacts::to(row.mail, row.name) }));
    }
    let survey = survey_facts(mail.id, Timestamp::now(), db).await?;
    if mail.kind.is_of_survey() && survey.is_none() {
        return Ok(None);
    }
    let Some(key) = person_key::Entity::find_by_id(mail.person.0).one(db).await? else { return Ok(None) };
    let key = keys.master.unwrap(&WrappedKey { master_key: key.master_key, wrapped: key.wrapped }, mail.person)?;
    if mail.kind.is_to_host() {
        return Ok(host_facts(booking_facts(mail.subject(&[], None), &key, db).await?));
    }
    let Some((address, lookup)) = open_address(mail.person, &key, db).await? else { return Ok(None) };
    let submission =
        submission::Entity::find_by_id(mail.submission.0).one(db).await?.context("a submission is gone")?;
    let answers: serde_json::Value =
        serde_json::from_slice(&key.open(SealedSubmission::place(mail.person), &submission.sealed)?)?;
    let name = answers.get("name").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let booking = booking_facts(mail.subject(&lookup, wished_time(&answers)), &key, db).await?;
    if mail.kind.is_newsletter() && !mail.kind.is_message() {
        let newsletter = newsletter_facts(mail.id, db).await?;
        return Ok(Some(MailFacts { newsletter, ..MailFacts::to(address, name) }));
    }
    if mail.kind == MailKind::CaseStep {
        let case_step = case_mail_facts(mail.id, db).await?;
        return Ok(case_step.map(|step| MailFacts { case_step: Some(step), ..MailFacts::to(address, name) }));
    }
    let seat = find_registration(mail.submission, &submission.origin, lookup, db).await?;
    // Of messages, what concerns an event says at its end how somebody's seat there stands.
    let registration = match seat.filter(|_| !mail.kind.is_message() || mail.kind == MailKind::MessageEvent) {
        Some(row) => Some(registration_facts(row, &submission, db).await?),
        None => None,
    };
    if mail.kind.is_message() {
        let Some(message) = message_facts(mail.id, keys, db).await? else { return Ok(None) };
        return Ok(Some(MailFacts { registration, message: Some(message), ..MailFacts::to(address, name) }));
    }
    // Nobody is reminded of what is no more, nor of another time.
    let is_on = |booking: &BookingFacts| booking.view.state == BookingState::Booked;
    if mail.kind == MailKind::BookingReminder && !booking.as_ref().is_some_and(is_on) {
        return Ok(None);
    }
    let has_own = registration.is_some() || booking.is_some();
    let confirm_until = if has_own { None } else { deadline(mail.submission, db).await? };
    let talk_offer = if mail.kind == MailKind::TalkOffered { offered_talk(mail, db).await? } else { None };
    Ok(Some(MailFacts { registration, booking, talk_offer, survey, confirm_until, ..MailFacts::to(address, name) }))
}

/// What a company is told of its table, at its address at work.
async fn table_facts(mail: Uuid, db: &impl ConnectionTrait) -> anyhow::Result<Option<MailFacts>> {
    let found = table_plan_facts(mail, db).await?;
    Ok(found.map(|(address, plan)| MailFacts { table_plan: Some(plan), ..MailFacts::to(address, String::new()) }))
}

/// The address of a person that takes mail, with its keyed hash.
async fn open_address(
    person: PersonId,
    key: &PersonKey,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<(String, Vec<u8>)>> {
    let address = person_address::Entity::find()
        .filter(person_address::Column::PersonId.eq(person.0))
        .filter(person_address::Column::BouncedAt.is_null());
    let Some(address) = address.one(db).await? else { return Ok(None) };
    let text = String::from_utf8(key.open(SealedAddress::place(person), &address.sealed)?)?;
    Ok(Some((text, address.lookup)))
}

/// The time that somebody asks for in their answers.
fn wished_time(answers: &serde_json::Value) -> Option<Timestamp> {
    let mut texts = answers.as_object()?.values().filter_map(serde_json::Value::as_str);
    texts.find_map(SlotWish::parse).map(|wish| wish.start)
}

/// What the other side of a booking is told: at their address at work, and nothing of who the visitor is.
fn host_facts(booking: Option<BookingFacts>) -> Option<MailFacts> {
    let address = booking.as_ref().and_then(|booking| booking.host_mail.clone());
    address.map(|address| MailFacts { booking, ..MailFacts::to(address, String::new()) })
}

/// The registration that came of a submission; else the one that its sender has at the event already.
async fn find_registration(
    submission: SubmissionId,
    origin: &str,
    lookup: Vec<u8>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<registration::Model>> {
    if let Some(row) = of_submission(submission).one(db).await? {
        return Ok(Some(row));
    }
    let Some(event) = occasion_of(origin)? else { return Ok(None) };
    let known = registration::Entity::find()
        .filter(registration::Column::EventId.eq(event))
        .filter(registration::Column::ActiveLookup.eq(lookup));
    Ok(known.one(db).await?)
}

/// The event or programme that a submission was sent for.
fn occasion_of(origin: &str) -> anyhow::Result<Option<String>> {
    let origin: serde_json::Value = serde_json::from_str(origin)?;
    let occasion = ["/references/event", "/references/programme"].iter().find_map(|at| origin.pointer(at)?.as_str());
    Ok(occasion.map(str::to_owned))
}

/// What a mail about this submission tells of a registration.
async fn registration_facts(
    row: registration::Model,
    submission: &submission::Model,
    db: &impl ConnectionTrait,
) -> anyhow::Result<RegistrationFacts> {
    let event = event::Entity::find_by_id(&row.event_id).one(db).await?.context("a registration's event is missing")?;
    let attendance = Attendance::parse(&row.attendance).context("an attendance is unknown")?;
    let is_seated_online = row.state == RegistrationState::Confirmed.name() && attendance == Attendance::Online;
    let is_given_back = row.state == RegistrationState::Cancelled.name();
    let own = SubmissionId(row.submission_id);
    let was_sent_for = occasion_of(&submission.origin)?.filter(|_| submission.id == row.submission_id);
    Ok(RegistrationFacts {
        view: view(&row, db).await?,
        join_link: event.join_link.clone().filter(|_| is_seated_online),
        before: before_last_change(&event, attendance, db).await?,
        has_other_dates: has_other_dates(&event, Timestamp::now(), db).await?,
        has_moved: was_sent_for.is_some_and(|occasion| occasion != row.event_id),
        has_calendar_entry: is_given_back && was_written(MailKind::SeatConfirmed, own, row.sequence, db).await?,
        submission: own,
        id: row.id,
        sequence: u32::try_from(row.sequence)?,
    })
}
