//! The outbox as a queue: mails are claimed before they are sent, so that an attempt is on the disk before it is made, and no
//! two processes send one mail.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{Expr, LockBehavior, LockType, Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    AccountMailFacts, CaseMailFacts, EventBefore, Keys, MessageFacts, NewsletterFacts, SealedSubmission, WrappedKey,
    booking_facts::{BookingFacts, MailSubject, booking_facts, erased_booking_facts},
    casework::case_mail_facts,
    entities::{event, message, message_recipient, outbox_mail, person_address, person_key, registration, submission},
    event_before::before_last_change,
    mail_tries::note_try,
    mails::{MailState, was_written},
    messages::{message_facts, note_dropped, trial_facts},
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

/// A mail that is being sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedMail {
    /// The mail.
    pub id: Uuid,
    /// What it is.
    pub kind: MailKind,
    /// Whom it is for.
    pub person: PersonId,
    /// What it is about.
    pub submission: SubmissionId,
    /// When it was written.
    pub written_at: Timestamp,
    /// Attempts so far, this one included.
    pub attempts: u32,
    /// Attempts so far of which nobody knows whether they went well, this one not included.
    pub uncertain: u32,
}

impl ClaimedMail {
    /// What it is about; `lookup` is the keyed hash of the address that it goes to, `wish` the time that was asked for.
    fn subject<'a>(&self, lookup: &'a [u8], wish: Option<Timestamp>) -> MailSubject<'a> {
        MailSubject { kind: self.kind, person: self.person, submission: self.submission, lookup, wish }
    }
}

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
        let (registration, booking, newsletter, survey) = (None, None, None, None);
        let (message, case_step, template, account, confirm_until) = (None, None, None, None, None);
        Self {
            address,
            name,
            registration,
            booking,
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

/// What is written down after an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailOutcome {
    /// What became of the mail.
    pub state: MailState,
    /// When it is tried again.
    pub due_at: Option<Timestamp>,
    /// Whether nobody knows how the attempt ended.
    pub is_uncertain: bool,
    /// What the server said: its codes.
    pub reply: Option<String>,
}

/// How long an attempt may take before it counts as cut off: longer than a mail server is ever waited for.
const ATTEMPT: SignedDuration = SignedDuration::from_mins(20);

/// Claims mails that are due, oldest first; those that may be very many, after all others, among which is what is written to one person.
/// Those that another process has claimed at the same moment are left to it. A claimed mail is due at the moment it was claimed.
pub(super) async fn claim_mails(
    most: u64,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<ClaimedMail>> {
    let bulk: Vec<&str> = MailKind::ALL.iter().filter(|kind| kind.is_bulk()).map(|kind| kind.name()).collect();
    let is_bulk = outbox_mail::Column::Kind.is_in(bulk).and(Expr::exists(message_to_one()).not());
    let mut due = due_mails(now, most).filter(is_bulk.clone().not()).all(db).await?;
    let room = most.saturating_sub(u64::try_from(due.len())?);
    if room > 0 {
        due.extend(due_mails(now, room).filter(is_bulk).all(db).await?);
    }
    if due.is_empty() {
        return Ok(Vec::new());
    }
    outbox_mail::Entity::update_many()
        .col_expr(outbox_mail::Column::State, Expr::value(MailState::Sending.name()))
        .col_expr(outbox_mail::Column::DueAt, Expr::value(now.as_millisecond()))
        .col_expr(outbox_mail::Column::Attempts, Expr::col(outbox_mail::Column::Attempts).add(1))
        .filter(outbox_mail::Column::Id.is_in(due.iter().map(|row| row.id)))
        .exec(db)
        .await?;
    due.iter().map(claimed).collect()
}

/// The message to one person that a mail is of, as a part of other queries.
fn message_to_one() -> SelectStatement {
    let reader = |column: message_recipient::Column| (message_recipient::Entity, column);
    let written = |column: message::Column| (message::Entity, column);
    Query::select()
        .column(written(message::Column::Id))
        .from(message_recipient::Entity)
        .inner_join(
            message::Entity,
            Expr::col(reader(message_recipient::Column::MessageId)).equals(written(message::Column::Id)),
        )
        .and_where(
            Expr::col(reader(message_recipient::Column::MailId)).equals((outbox_mail::Entity, outbox_mail::Column::Id)),
        )
        .and_where(Expr::col(written(message::Column::RecordId)).is_not_null())
        .to_owned()
}

/// Mails that are due, locked.
fn due_mails(now: Timestamp, most: u64) -> Select<outbox_mail::Entity> {
    outbox_mail::Entity::find()
        .filter(outbox_mail::Column::State.eq(MailState::Waiting.name()))
        .filter(outbox_mail::Column::DueAt.lte(now.as_millisecond()))
        .order_by_asc(outbox_mail::Column::DueAt)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
}

/// A row as whoever sends it next will have it.
pub(super) fn claimed(row: &outbox_mail::Model) -> anyhow::Result<ClaimedMail> {
    Ok(ClaimedMail {
        id: row.id,
        kind: MailKind::of_name(&row.kind).with_context(|| format!("there is no mail {}", row.kind))?,
        person: PersonId(row.person_id),
        submission: SubmissionId(row.submission_id),
        written_at: Timestamp::from_millisecond(row.created_at)?,
        attempts: u32::try_from(row.attempts)? + 1,
        uncertain: u32::try_from(row.uncertain)?,
    })
}

/// Writes down how an attempt ended. An address that takes no mail is marked.
pub(super) async fn finish_mail(
    mail: &ClaimedMail,
    outcome: &MailOutcome,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    // Its person may have been erased while it was on its way.
    let Some(row) = outbox_mail::Entity::find_by_id(mail.id).one(db).await? else { return Ok(()) };
    let uncertain = row.uncertain + i32::from(outcome.is_uncertain);
    let mut row = row.into_active_model();
    row.state = Set(outcome.state.name().to_owned());
    row.uncertain = Set(uncertain);
    row.reply = Set(outcome.reply.clone());
    if let Some(due_at) = outcome.due_at {
        row.due_at = Set(due_at.as_millisecond());
    }
    row.update(db).await?;
    note_try(mail.id, outcome.reply.as_deref().unwrap_or(outcome.state.name()), None, now, db).await?;
    if outcome.state == MailState::Dropped && mail.kind.is_message() {
        note_dropped(mail.id, mail.kind, db).await?;
    }
    if outcome.state == MailState::Bounced && !mail.kind.is_to_host() {
        person_address::Entity::update_many()
            .col_expr(person_address::Column::BouncedAt, Expr::value(now.as_millisecond()))
            .filter(person_address::Column::PersonId.eq(mail.person.0))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// Mails whose attempt a crash has left without an outcome: nobody knows whether they went out. They are known by the time
/// since they were claimed, for another process may be sending what was claimed a moment ago.
pub(super) async fn find_interrupted(now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<Vec<ClaimedMail>> {
    let claimed_before = now.checked_sub(ATTEMPT).unwrap_or(Timestamp::MIN);
    let sending = outbox_mail::Column::State.eq(MailState::Sending.name());
    let is_old = outbox_mail::Column::DueAt.lte(claimed_before.as_millisecond());
    let rows = outbox_mail::Entity::find().filter(sending).filter(is_old).all(db).await?;
    rows.into_iter().map(|row| claimed(&outbox_mail::Model { attempts: row.attempts - 1, ..row })).collect()
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
    let address = person_address::Entity::find()
        .filter(person_address::Column::PersonId.eq(mail.person.0))
        .filter(person_address::Column::BouncedAt.is_null());
    let Some(address) = address.one(db).await? else { return Ok(None) };
    let lookup = address.lookup;
    let address = String::from_utf8(key.open(SealedAddress::place(mail.person), &address.sealed)?)?;
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
    Ok(Some(MailFacts { registration, booking, survey, confirm_until, ..MailFacts::to(address, name) }))
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
