//! Reminders: one for each confirmed registration and each start of its event. They are put into the outbox when they are due,
//! by whichever process looks first, and a unique key of the database keeps any other from doing so too. Whether one is still
//! wanted is decided when it is handed over.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    Store, WriteError,
    entities::{event, event_reminder, registration},
    mails::{MailOf, add_mails},
};
use crate::intake::{MailKind, PersonId, RegistrationState, SubmissionId};

/// How many reminders one transaction takes: no statement has more values than a database counts.
const MOST_AT_ONCE: usize = 500;

/// A reminder that is due and in nobody's outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DueReminder {
    registration: Uuid,
    of: MailOf,
    starts_at: i64,
}

impl Store {
    /// Puts the reminders into the outbox that are due at `now`: those of events that begin within their own number of hours,
    /// or within `hours`. Gives how many.
    pub async fn remind(&self, now: Timestamp, hours: u32) -> anyhow::Result<usize> {
        let due = self.due_reminders(now, hours).await?;
        Ok(self.add_reminders(due, now).await?)
    }

    pub(super) async fn due_reminders(&self, now: Timestamp, hours: u32) -> anyhow::Result<Vec<DueReminder>> {
        due_reminders(now, hours, &self.databases.readers).await
    }

    /// Those that another process has put there meanwhile are left to it.
    pub(super) async fn add_reminders(&self, due: Vec<DueReminder>, now: Timestamp) -> Result<usize, WriteError> {
        let mut added = 0;
        for due in due.chunks(MOST_AT_ONCE).map(<[DueReminder]>::to_vec) {
            added += self.transact(move |db, _| Box::pin(async move { add_reminders(&due, now, db).await })).await?;
        }
        Ok(added)
    }
}

pub(super) async fn due_reminders(
    now: Timestamp,
    hours: u32,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<DueReminder>> {
    let coming = event::Entity::find()
        .filter(event::Column::IsOn.eq(true))
        .filter(event::Column::StartsAt.gt(now.as_millisecond()))
        .all(db)
        .await?;
    let mut due = Vec::new();
    for event in coming {
        let before = event.reminder_hours.map_or(i64::from(hours), i64::from);
        let from = SignedDuration::from_hours(before).as_millis();
        if i128::from(event.starts_at) - from > i128::from(now.as_millisecond()) {
            continue;
        }
        let reminded = event_reminder::Entity::find()
            .select_only()
            .column(event_reminder::Column::RegistrationId)
            .filter(event_reminder::Column::StartsAt.eq(event.starts_at))
            .into_query();
        let rows = registration::Entity::find()
            .filter(registration::Column::EventId.eq(&event.id))
            .filter(registration::Column::State.eq(RegistrationState::Confirmed.name()))
            .filter(registration::Column::Id.not_in_subquery(reminded))
            .all(db)
            .await?;
        due.extend(rows.into_iter().map(|row| DueReminder {
            registration: row.id,
            of: MailOf { person: PersonId(row.person_id), submission: SubmissionId(row.submission_id) },
            starts_at: event.starts_at,
        }));
    }
    Ok(due)
}

pub(super) async fn add_reminders(
    due: &[DueReminder],
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<usize> {
    let mails: Vec<_> = due
        .iter()
        .map(|due| {
            // The key of the mail is its own: what there is once is the row beside it.
            let once = Uuid::new_v4().simple().to_string();
            due.of.row(MailKind::Reminder, &once, now)
        })
        .collect();
    let rows = mails.iter().zip(due).map(|(mail, due)| {
        let (mail_id, registration_id, starts_at) = (mail.id, due.registration, due.starts_at);
        event_reminder::Model { mail_id, registration_id, starts_at }.into_active_model()
    });
    let known = OnConflict::new().do_nothing().to_owned();
    event_reminder::Entity::insert_many(rows).on_conflict(known).exec_without_returning(db).await?;
    let ours: Vec<Uuid> = event_reminder::Entity::find()
        .select_only()
        .column(event_reminder::Column::MailId)
        .filter(event_reminder::Column::MailId.is_in(mails.iter().map(|mail| mail.id)))
        .into_tuple()
        .all(db)
        .await?;
    let mails: Vec<_> = mails.into_iter().filter(|mail| ours.contains(&mail.id)).collect();
    let added = mails.len();
    add_mails(mails, db).await?;
    Ok(added)
}

/// Whether a reminder is wanted at the moment when it is handed over: its registration has a seat, and its event begins when
/// the reminder says, not now and not before.
pub(super) async fn is_reminder_wanted(mail: Uuid, now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let Some(reminder) = event_reminder::Entity::find_by_id(mail).one(db).await? else { return Ok(false) };
    let Some(row) = registration::Entity::find_by_id(reminder.registration_id).one(db).await? else { return Ok(false) };
    let Some(event) = event::Entity::find_by_id(&row.event_id).one(db).await? else { return Ok(false) };
    let is_seated = row.state == RegistrationState::Confirmed.name();
    Ok(is_seated && event.is_on && event.starts_at == reminder.starts_at && now.as_millisecond() < event.starts_at)
}
