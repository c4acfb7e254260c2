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
    booking_facts::MailSubject,
    entities::{message, message_recipient, outbox_mail, person_address},
    mail_tries::note_try,
    mails::MailState,
    messages::note_dropped,
};
use crate::intake::{MailKind, PersonId, SubmissionId};

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
    pub(super) fn subject<'a>(&self, lookup: &'a [u8], wish: Option<Timestamp>) -> MailSubject<'a> {
        MailSubject { kind: self.kind, person: self.person, submission: self.submission, lookup, wish }
    }
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
