//! Submissions that count only once their sender has pressed the button of a mail: those of forms with `double_opt_in` that ask for
//! no seat and no time, which have a state of their own. Until then they are somebody provisional's, are in no figure, and end
//! after a time without a trace.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    SealedSubmission,
    audit::AuditEntry,
    entities::{booking, outbox_mail, registration, unconfirmed_submission},
    mails::{FRESH_LINK_S, MailOf, add_mails},
    work_log::WorkLog,
};
use crate::intake::{MailKind, PersonId, SubmissionId};

/// How many submissions one transaction ends.
const MOST_AT_ONCE: u64 = 100;

/// The row of a submission whose sender has to confirm it. Whoever is held is asked once somebody has looked.
pub(super) fn unconfirmed_row(sealed: &SealedSubmission) -> Option<unconfirmed_submission::Model> {
    let hours = sealed.confirm_hours?;
    Some(unconfirmed_submission::Model {
        submission_id: sealed.id.0,
        person_id: sealed.person.0,
        hours: i32::try_from(hours).unwrap_or(i32::MAX),
        expires_at: (!sealed.is_held).then(|| end(sealed.received_at, i64::from(hours))),
    })
}

fn end(from: Timestamp, hours: i64) -> i64 {
    from.checked_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX).as_millisecond()
}

/// Until when a submission waits; `None` if it does not.
pub(super) async fn deadline(submission: SubmissionId, db: &impl ConnectionTrait) -> anyhow::Result<Option<Timestamp>> {
    let row = unconfirmed_submission::Entity::find_by_id(submission.0).one(db).await?;
    Ok(row.and_then(|row| row.expires_at).map(Timestamp::from_millisecond).transpose()?)
}

/// The ids of all that wait, as a part of other queries.
pub(super) fn all_unconfirmed() -> SelectStatement {
    Query::select().column(unconfirmed_submission::Column::SubmissionId).from(unconfirmed_submission::Entity).to_owned()
}

/// Which of some submissions wait.
pub(super) async fn find_unconfirmed(
    submissions: &[Uuid],
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeSet<Uuid>> {
    let rows = unconfirmed_submission::Entity::find()
        .filter(unconfirmed_submission::Column::SubmissionId.is_in(submissions.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.submission_id).collect())
}

/// The button was pressed: from now on the submission counts, and its sender reads that it has arrived. It can be repeated without
/// effect. A submission that did not wait is left as it is.
pub(super) async fn confirm_submission(
    submission: SubmissionId,
    now: Timestamp,
    log: &mut WorkLog,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let row = unconfirmed_submission::Entity::find_by_id(submission.0).lock_exclusive().one(db).await?;
    let Some(row) = row else { return Ok(()) };
    unconfirmed_submission::Entity::delete_by_id(submission.0).exec(db).await?;
    let person = PersonId(row.person_id);
    log.audit.push(AuditEntry {
        at: now,
        actor: "visitor".to_owned(),
        action: "submission.confirmed",
        person: Some(person),
        subject: Some(submission.0),
    });
    add_mails(vec![MailOf { person, submission }.row(MailKind::FormReceived, "confirmed", now)], db).await
}

/// Somebody has looked at a submission that was held: its sender is asked from now on, if they have to confirm. Gives whether.
pub(super) async fn ask_released(
    submission: SubmissionId,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    let Some(row) = unconfirmed_submission::Entity::find_by_id(submission.0).one(db).await? else { return Ok(false) };
    let expires_at = end(now, i64::from(row.hours));
    let mut asked = row.into_active_model();
    asked.expires_at = Set(Some(expires_at));
    asked.update(db).await?;
    Ok(true)
}

/// Whoever sends the same again has perhaps not found the mail: they get another one, unless the last one is minutes old.
pub(super) async fn ask_again(
    submissions: BTreeSet<Uuid>,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    if submissions.is_empty() {
        return Ok(());
    }
    // Who was told that they are registered already was never asked, and has nothing to confirm.
    let asked: Vec<Uuid> = outbox_mail::Entity::find()
        .select_only()
        .column(outbox_mail::Column::SubmissionId)
        .filter(outbox_mail::Column::SubmissionId.is_in(submissions))
        .filter(outbox_mail::Column::Kind.eq(MailKind::AddressConfirmation.name()))
        .into_tuple()
        .all(db)
        .await?;
    let waiting = unconfirmed_submission::Entity::find()
        .filter(unconfirmed_submission::Column::SubmissionId.is_in(asked))
        .order_by_asc(unconfirmed_submission::Column::SubmissionId)
        .all(db)
        .await?;
    let mails = waiting.into_iter().filter_map(|row| {
        let asked_at = row.expires_at? - i64::from(row.hours) * 3_600_000;
        let of = MailOf { person: PersonId(row.person_id), submission: SubmissionId(row.submission_id) };
        let window = now.as_second().div_euclid(FRESH_LINK_S).to_string();
        (now.as_millisecond() - asked_at >= FRESH_LINK_S * 1000)
            .then(|| of.row(MailKind::AddressConfirmation, &window, now))
    });
    add_mails(mails.collect(), db).await
}

/// Whether there is anything to confirm when the mail that asks for it is handed over.
pub(super) async fn is_confirmation_wanted(
    submission: SubmissionId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    if deadline(submission, db).await?.is_some() {
        return Ok(true);
    }
    let seat = registration::Entity::find().filter(registration::Column::SubmissionId.eq(submission.0));
    let time = booking::Entity::find().filter(booking::Column::SubmissionId.eq(submission.0));
    Ok(seat.one(db).await?.is_some() || time.one(db).await?.is_some())
}

/// Locks those among submissions that wait, as whoever confirms them does before all that belongs to a person.
pub(super) async fn lock_unconfirmed(submissions: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let rows = unconfirmed_submission::Entity::find()
        .filter(unconfirmed_submission::Column::SubmissionId.is_in(submissions.iter().copied()))
        .order_by_asc(unconfirmed_submission::Column::SubmissionId)
        .lock_exclusive();
    rows.all(db).await?;
    Ok(())
}

/// Submissions that nobody has confirmed in time, at most so many as one transaction ends.
pub(super) async fn find_unconfirmed_over(now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<Vec<Uuid>> {
    let rows = unconfirmed_submission::Entity::find()
        .select_only()
        .column(unconfirmed_submission::Column::SubmissionId)
        .filter(unconfirmed_submission::Column::ExpiresAt.lte(now.as_millisecond()))
        .order_by_asc(unconfirmed_submission::Column::ExpiresAt)
        .limit(MOST_AT_ONCE);
    Ok(rows.into_tuple().all(db).await?)
}

/// Those among submissions that still wait and are over at `now`, locked: a button that is pressed at this moment either was faster,
/// or finds nothing any more.
pub(super) async fn lock_unconfirmed_over(
    submissions: &[Uuid],
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<Uuid>> {
    let rows = unconfirmed_submission::Entity::find()
        .filter(unconfirmed_submission::Column::SubmissionId.is_in(submissions.iter().copied()))
        .filter(unconfirmed_submission::Column::ExpiresAt.lte(now.as_millisecond()))
        .order_by_asc(unconfirmed_submission::Column::SubmissionId)
        .lock_exclusive()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.submission_id).collect())
}
