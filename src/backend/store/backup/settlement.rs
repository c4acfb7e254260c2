//! What a restored database still needs before a server may serve it: who was erased since is erased again, what waited to be sent
//! waits for staff, and what was open for a time is open as long as it was.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict, Query},
};
use uuid::Uuid;

use crate::{
    intake::{PersonId, RegistrationState, bookings::BookingState, messages::MessageState},
    store::{
        MailState,
        audit::AuditEntry,
        entities::{
            booking, erased_key, message, outbox_mail, person, person_key, registration, survey_invitation,
            unconfirmed_submission,
        },
        persons::RepeatedErasure,
        reminders::{add_reminders, due_reminders},
        webhooks::hold_deliveries,
        work_log::WorkLog,
    },
};

/// Persons that are erased at once.
const PERSONS: u64 = 500;

/// Reminders that are added at once.
const REMINDERS: usize = 500;

/// What staff read of a mail that a restore has kept from being sent.
const HELD_REPLY: &str = "held by a restore";

/// What the server goes by that the database is restored for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestoreTerms {
    /// For how many hours seats of erased persons are offered to whoever is next.
    pub offer_hours: u32,
    /// Events that begin within so many hours may have been reminded of since the backup, where they do not say so themselves.
    pub reminder_hours: u32,
}

/// What was settled.
pub(super) struct Settled {
    pub erased: u64,
    pub held_mails: u64,
    pub held_deliveries: u64,
    /// What the audit log is to say of it.
    pub audit: Vec<AuditEntry>,
}

/// Settles a restored database. `taken_at` is when its backup was taken.
pub(super) async fn settle(
    taken_at: Timestamp,
    now: Timestamp,
    terms: RestoreTerms,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Settled> {
    let mut log = WorkLog::default();
    // Deadlines first: a seat that an erasure sets free is offered from now on, not from the backup on.
    move_deadlines(taken_at, now, db).await?;
    let erased = repeat_erasures(now, terms.offer_hours, &mut log, db).await?;
    add_due_reminders(now, terms.reminder_hours, db).await?;
    stop_messages(db).await?;
    let held_mails = hold_mails(db).await?;
    let held_deliveries = hold_deliveries(now, db).await?;
    Ok(Settled { erased, held_mails, held_deliveries, audit: log.audit })
}

/// Erases again whoever has no key, as anybody is erased: what they held is free, what is counted stays.
async fn repeat_erasures(
    now: Timestamp,
    offer_hours: u32,
    log: &mut WorkLog,
    db: &impl ConnectionTrait,
) -> anyhow::Result<u64> {
    let keyed = Query::select().column(person_key::Column::PersonId).from(person_key::Entity).to_owned();
    let mut count = 0;
    loop {
        let ids: Vec<Uuid> = person::Entity::find()
            .select_only()
            .column(person::Column::Id)
            .filter(person::Column::Id.not_in_subquery(keyed.clone()))
            .order_by_asc(person::Column::Id)
            .limit(PERSONS)
            .into_tuple()
            .all(db)
            .await?;
        if ids.is_empty() {
            return Ok(count);
        }
        count += ids.len() as u64;
        let records = ids.iter().copied().map(PersonId).collect();
        RepeatedErasure { records, now, offer_hours }.apply(log, db).await?;
        let known = OnConflict::column(erased_key::Column::PersonId).do_nothing().to_owned();
        let erased_at = now.as_millisecond();
        let rows = ids.into_iter().map(|person_id| erased_key::Model { person_id, erased_at }.into_active_model());
        erased_key::Entity::insert_many(rows).on_conflict(known).exec_without_returning(db).await?;
    }
}

/// Reminders that are due by now may have gone out after the backup: they are written down, and wait for staff like all mails.
async fn add_due_reminders(now: Timestamp, hours: u32, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let due = due_reminders(now, hours, db).await?;
    for due in due.chunks(REMINDERS) {
        add_reminders(due, now, db).await?;
    }
    Ok(())
}

/// Whoever a message was to go to may have got it after the backup: somebody decides whether it goes on.
async fn stop_messages(db: &impl ConnectionTrait) -> anyhow::Result<()> {
    message::Entity::update_many()
        .col_expr(message::Column::State, Expr::value(MessageState::Stopped.name()))
        .filter(message::Column::State.eq(MessageState::Sending.name()))
        .exec(db)
        .await?;
    Ok(())
}

/// Nobody gets a mail twice, or one that says what held weeks ago.
async fn hold_mails(db: &impl ConnectionTrait) -> anyhow::Result<u64> {
    let open = [MailState::Waiting.name(), MailState::Sending.name()];
    let held = outbox_mail::Entity::update_many()
        .col_expr(outbox_mail::Column::State, Expr::value(MailState::Dead.name()))
        .col_expr(outbox_mail::Column::Reply, Expr::value(HELD_REPLY))
        .filter(outbox_mail::Column::State.is_in(open))
        .exec(db)
        .await?;
    Ok(held.rows_affected)
}

/// Nobody loses a seat, a time or an offer because the server was away, and no survey ends or reminds in between.
async fn move_deadlines(taken_at: Timestamp, now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let away = Ord::max(now.as_millisecond() - taken_at.as_millisecond(), 0);
    let over = [RegistrationState::Cancelled.name(), RegistrationState::Lapsed.name()];
    registration::Entity::update_many()
        .col_expr(registration::Column::ExpiresAt, Expr::col(registration::Column::ExpiresAt).add(away))
        .filter(registration::Column::ExpiresAt.is_not_null())
        .filter(registration::Column::State.is_not_in(over))
        .exec(db)
        .await?;
    booking::Entity::update_many()
        .col_expr(booking::Column::ExpiresAt, Expr::col(booking::Column::ExpiresAt).add(away))
        .filter(booking::Column::ExpiresAt.is_not_null())
        .filter(booking::Column::State.eq(BookingState::Unconfirmed.name()))
        .exec(db)
        .await?;
    let waits = unconfirmed_submission::Column::ExpiresAt;
    unconfirmed_submission::Entity::update_many()
        .col_expr(waits, Expr::col(waits).add(away))
        .filter(waits.is_not_null())
        .exec(db)
        .await?;
    let (ends, reminds) = (survey_invitation::Column::ClosesAt, survey_invitation::Column::NextReminderAt);
    survey_invitation::Entity::update_many()
        .col_expr(ends, Expr::col(ends).add(away))
        .filter(ends.gt(taken_at.as_millisecond()))
        .exec(db)
        .await?;
    survey_invitation::Entity::update_many()
        .col_expr(reminds, Expr::col(reminds).add(away))
        .filter(reminds.is_not_null())
        .exec(db)
        .await?;
    Ok(())
}
