//! Whom the mails of a list are for and what they are about, for whoever may see that. The audit log knows that names were read.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    OutboxRow, Store,
    audit::AuditEntry,
    entities::{booking, event, registration},
    event_day::OpenedAnswers,
};
use crate::intake::{AttendeeField, PersonId, SubmissionId};

/// What a mail is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAbout {
    /// What people call it.
    pub title: String,
    /// The event's id, if it is one.
    pub event: Option<String>,
}

impl Store {
    /// The events and talks that mails are about, by what was sent for them.
    pub async fn mails_about(&self, rows: &[OutboxRow]) -> anyhow::Result<BTreeMap<SubmissionId, MailAbout>> {
        let db = &self.databases.readers;
        let ids = || rows.iter().map(|row| row.entry.mail.submission.0);
        let talks = booking::Entity::find().filter(booking::Column::SubmissionId.is_in(ids())).all(db).await?;
        let talk = |row: booking::Model| (SubmissionId(row.submission_id), MailAbout { title: row.title, event: None });
        let mut about: BTreeMap<SubmissionId, MailAbout> = talks.into_iter().map(talk).collect();
        let registered = registration::Entity::find()
            .filter(registration::Column::SubmissionId.is_in(ids()))
            .order_by_asc(registration::Column::CreatedAt)
            .all(db)
            .await?;
        let events = event::Column::Id.is_in(registered.iter().map(|row| row.event_id.clone()));
        let events = event::Entity::find().filter(events).all(db).await?;
        for row in registered {
            if let Some(event) = events.iter().find(|event| event.id == row.event_id) {
                let found = MailAbout { title: event.title.clone(), event: Some(event.id.clone()) };
                about.insert(SubmissionId(row.submission_id), found);
            }
        }
        Ok(about)
    }

    /// The names of those whom mails are for, as they wrote them, by what they sent; for an account that is written down.
    pub async fn mail_readers(
        &self,
        rows: &[OutboxRow],
        actor: &str,
    ) -> anyhow::Result<BTreeMap<SubmissionId, String>> {
        if rows.is_empty() {
            return Ok(BTreeMap::new());
        }
        let (at, actor, action) = (Timestamp::now(), actor.to_owned(), "mails.listed");
        self.write(AuditEntry { at, actor, action, person: None, subject: None }).await?;
        let mails = rows.iter().map(|row| &row.entry.mail);
        let ids: Vec<(Uuid, PersonId)> = mails.map(|mail| (mail.submission.0, mail.person)).collect();
        let answers = OpenedAnswers::of(&ids, &self.keys, &self.databases.readers).await?;
        let name = |(submission, _): &(Uuid, PersonId)| {
            (SubmissionId(*submission), answers.text(*submission, AttendeeField::Name))
        };
        Ok(ids.iter().map(name).filter(|(_, name)| !name.is_empty()).collect())
    }
}
