//! Newsletters and invitations: written by people, to everybody who wants them or to those of one coded answer. Each address
//! gets one once, and whether it still wants it is decided when it is handed over.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::{
    Store, WriteError,
    audit::AuditEntry,
    entities::{newsletter, newsletter_mail, outbox_mail, person_address, submission, submission_answer, subscription},
    mails::{MailOf, add_mails},
    work_log::WorkLog,
};
use crate::intake::{MailKind, PersonId, SubmissionId};

/// How many mails one statement takes.
const MOST_AT_ONCE: usize = 500;

/// Those with this coded answer in anything that they sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewsletterSegment {
    /// The field of a form.
    pub field: String,
    /// One of its choices.
    pub value: String,
}

/// What is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewsletterDraft {
    /// Whether it invites to something, which has a template of its own.
    pub is_invitation: bool,
    /// The subject: it says nothing of whoever reads it.
    pub title: String,
    /// What it says, as lines of text.
    pub text: String,
    /// For whom it is; `None` for everybody who wants newsletters.
    pub segment: Option<NewsletterSegment>,
    /// When it is sent.
    pub due_at: Timestamp,
}

impl Store {
    /// Puts a newsletter into the outbox, once for each who wants it now. Gives how many.
    pub async fn queue_newsletter(&self, draft: NewsletterDraft, actor: &str) -> Result<usize, WriteError> {
        let (actor, now) = (actor.to_owned(), Timestamp::now());
        self.transact(move |db, record| Box::pin(async move { queue(draft, actor, now, record, db).await })).await
    }
}

async fn queue(
    draft: NewsletterDraft,
    actor: String,
    now: Timestamp,
    record: &mut WorkLog,
    db: &impl ConnectionTrait,
) -> anyhow::Result<usize> {
    let (id, kind) = (Uuid::new_v4(), if draft.is_invitation { MailKind::Invitation } else { MailKind::Newsletter });
    let readers = readers(draft.segment.as_ref(), db).await?;
    let (segment_field, segment_value) = draft.segment.map(|segment| (segment.field, segment.value)).unzip();
    let row = newsletter::Model {
        id,
        kind: kind.name().to_owned(),
        title: draft.title,
        text: draft.text,
        segment_field,
        segment_value,
        written_at: now.as_millisecond(),
        written_by: actor.clone(),
    };
    newsletter::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    for readers in readers.chunks(MOST_AT_ONCE) {
        let mails: Vec<outbox_mail::Model> = readers
            .iter()
            .map(|reader| {
                let of = MailOf { person: PersonId(reader.person_id), submission: SubmissionId(reader.submission_id) };
                let due_at = draft.due_at.as_millisecond();
                outbox_mail::Model { due_at, ..of.row(kind, &id.simple().to_string(), now) }
            })
            .collect();
        let sent = mails.iter().zip(readers).map(|(mail, reader)| {
            let row = newsletter_mail::Model { mail_id: mail.id, newsletter_id: id, lookup: reader.lookup.clone() };
            row.into_active_model()
        });
        newsletter_mail::Entity::insert_many(sent).exec_without_returning(db).await?;
        add_mails(mails, db).await?;
    }
    let (person, subject) = (None, Some(id));
    record.audit.push(AuditEntry { at: now, actor, action: "newsletter.queued", person, subject });
    Ok(readers.len())
}

/// Whom a newsletter is for, by their addresses: whoever has written several times is one.
async fn readers(
    segment: Option<&NewsletterSegment>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<subscription::Model>> {
    let mut readers = subscription::Entity::find().order_by_asc(subscription::Column::Since);
    if let Some(segment) = segment {
        let answers = submission_answer::Entity::find()
            .select_only()
            .column(submission_answer::Column::SubmissionId)
            .filter(submission_answer::Column::Field.eq(&segment.field))
            .filter(submission_answer::Column::Value.eq(&segment.value))
            .into_query();
        let persons = submission::Entity::find()
            .select_only()
            .column(submission::Column::PersonId)
            .filter(submission::Column::Id.in_subquery(answers))
            .into_query();
        let addresses = person_address::Entity::find()
            .select_only()
            .column(person_address::Column::Lookup)
            .filter(person_address::Column::PersonId.in_subquery(persons))
            .into_query();
        readers = readers.filter(subscription::Column::Lookup.in_subquery(addresses));
    }
    Ok(readers.all(db).await?)
}

/// Whether the reader of a newsletter still wants it when it is handed over.
pub(super) async fn is_newsletter_wanted(mail: Uuid, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let Some(sent) = newsletter_mail::Entity::find_by_id(mail).one(db).await? else { return Ok(false) };
    Ok(subscription::Entity::find_by_id(sent.lookup).one(db).await?.is_some())
}
