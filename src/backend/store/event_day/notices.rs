//! Staff write to those who come to an event, or who came: each address gets one mail, and none that takes no mail, or of which
//! nobody knows whose it is.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    sea_query::OnConflict,
};
use strum::VariantArray;
use uuid::Uuid;

use super::{
    attendance_rows::read_attendances, attendee_answers::ROWS_AT_ONCE, attendees::read_registrations,
    walk_ins::unverified_walk_ins,
};
use crate::{
    intake::{MailKind, PersonId, RegistrationState, SubmissionId},
    store::{
        Store, WriteError,
        audit::AuditEntry,
        entities::{event_notice, event_notice_mail, outbox_mail, person_address, registration},
        mails::{MailOf, add_mails},
        row_insert::insert_rows,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// Whom a notice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum NoticeAudience {
    /// Those who have a seat.
    Confirmed,
    /// Those who wait for one.
    Waiting,
    /// Those who came.
    CheckedIn,
    /// Those who had a seat and did not come.
    Absent,
}

impl NoticeAudience {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Waiting => "waiting",
            Self::CheckedIn => "checked_in",
            Self::Absent => "absent",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|audience| audience.name() == name)
    }

    /// Whether it is somebody's of this registration, who came or did not.
    pub(in crate::store) fn is_for(self, row: &registration::Model, is_in: bool) -> bool {
        let is = |state: RegistrationState| row.state == state.name();
        match self {
            Self::Confirmed => is(RegistrationState::Confirmed),
            Self::Waiting => is(RegistrationState::Waiting),
            Self::CheckedIn => is(RegistrationState::Confirmed) && is_in,
            Self::Absent => is(RegistrationState::Confirmed) && !is_in,
        }
    }
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventNoticeDraft {
    /// The event.
    pub event: String,
    /// To whom.
    pub audience: NoticeAudience,
    /// The subject: it says nothing of whoever reads it.
    pub title: String,
    /// What it says, as lines of text.
    pub text: String,
    /// The name that whoever asks gave to this: the same name is the same notice.
    pub request: Uuid,
}

impl Store {
    /// Puts a notice into the outbox, once for each address. Gives how many, also to whoever asks again.
    pub async fn notify_attendees(&self, draft: EventNoticeDraft, actor: &str) -> Result<usize, WriteError> {
        self.write(NoticeChange { draft, actor: actor.to_owned(), now: Timestamp::now() }).await
    }
}

struct NoticeChange {
    draft: EventNoticeDraft,
    actor: String,
    now: Timestamp,
}

impl StoreChange for NoticeChange {
    type Made = usize;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<usize> {
        let id = self.draft.request;
        if !self.write_words(db).await? {
            let sent = event_notice_mail::Entity::find().filter(event_notice_mail::Column::NoticeId.eq(id));
            return Ok(usize::try_from(sent.count(db).await?)?);
        }
        log.audit.push(self.entry("event.notified", None, id));
        let mut known = BTreeSet::new();
        let mut count = 0;
        for part in self.audience(db).await?.chunks(ROWS_AT_ONCE) {
            let mut mails: Vec<outbox_mail::Model> = Vec::new();
            for (row, lookup) in with_address(part, db).await? {
                // Who registered twice, with two names and one address, reads it once.
                if known.insert(lookup) {
                    let of = MailOf { person: PersonId(row.person_id), submission: SubmissionId(row.submission_id) };
                    mails.push(of.row(MailKind::EventNotice, &id.simple().to_string(), self.now));
                    log.audit.push(self.entry("registration.notified", Some(of.person), row.id));
                }
            }
            count += mails.len();
            self.add(mails, db).await?;
        }
        Ok(count)
    }
}

impl NoticeChange {
    /// Writes the words down; `false` if they are there already.
    async fn write_words(&self, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
        let row = event_notice::Model {
            id: self.draft.request,
            event_id: self.draft.event.clone(),
            audience: self.draft.audience.name().to_owned(),
            title: self.draft.title.clone(),
            text: self.draft.text.clone(),
            written_at: self.now.as_millisecond(),
            written_by: self.actor.clone(),
        };
        let known = OnConflict::column(event_notice::Column::Id).do_nothing().to_owned();
        let insertion = event_notice::Entity::insert_many([row.into_active_model()]).on_conflict(known);
        Ok(insert_rows(&insertion, db).await? > 0)
    }

    async fn audience(&self, db: &impl ConnectionTrait) -> anyhow::Result<Vec<registration::Model>> {
        let came = read_attendances(&self.draft.event, db).await?;
        let mut rows = read_registrations(&self.draft.event, db).await?;
        rows.retain(|row| self.draft.audience.is_for(row, came.contains_key(&row.id)));
        Ok(rows)
    }

    async fn add(&self, mails: Vec<outbox_mail::Model>, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        if mails.is_empty() {
            return Ok(());
        }
        let notice_id = self.draft.request;
        let sent =
            mails.iter().map(|mail| event_notice_mail::Model { mail_id: mail.id, notice_id }.into_active_model());
        event_notice_mail::Entity::insert_many(sent).exec_without_returning(db).await?;
        add_mails(mails, db).await
    }

    fn entry(&self, action: &'static str, person: Option<PersonId>, subject: Uuid) -> AuditEntry {
        AuditEntry { at: self.now, actor: self.actor.clone(), action, person, subject: Some(subject) }
    }
}

/// Those of some registrations who can be written to, each with the hash of the address.
async fn with_address<'a>(
    part: &'a [registration::Model],
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<(&'a registration::Model, Vec<u8>)>> {
    let strangers = unverified_walk_ins(part.iter().map(|row| row.submission_id), db).await?;
    let addresses = person_address::Entity::find()
        .filter(person_address::Column::PersonId.is_in(part.iter().map(|row| row.person_id)))
        .filter(person_address::Column::BouncedAt.is_null())
        .all(db)
        .await?;
    let known = part.iter().filter(|row| !strangers.contains(&row.submission_id));
    let address = |row: &'a registration::Model| {
        let of_person = addresses.iter().find(|address| address.person_id == row.person_id)?;
        Some((row, of_person.lookup.clone()))
    };
    Ok(known.filter_map(address).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audiences_are_known_by_their_names() {
        for &audience in NoticeAudience::VARIANTS {
            assert_eq!(NoticeAudience::parse(audience.name()), Some(audience));
        }
        assert_eq!(NoticeAudience::parse("everybody"), None);
    }
}
