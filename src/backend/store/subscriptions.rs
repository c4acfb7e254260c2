//! Who wants newsletters: somebody who asked for them in a form and then said by a button in a mail that the address is theirs.
//! Leaving them leaves nothing else: seats, reminders and bookings are no newsletters.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    Store, WriteError,
    audit::AuditEntry,
    entities::{newsletter_mail, person_address, submission, submission_answer, subscription, subscription_end},
    persons::AddressConfirmation,
    sealed_submission::NEWS_FIELD,
    work_log::WorkLog,
};
use crate::intake::{PersonId, SubmissionId, UnsubscribeWay};

/// Somebody who has left the newsletters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionEnd {
    /// Who.
    pub person: PersonId,
    /// When.
    pub left_at: Timestamp,
    /// How; `None` if the database has a word that is unknown.
    pub way: Option<UnsubscribeWay>,
    /// The mail whose link it was.
    pub mail: Uuid,
}

impl Store {
    /// The sender of a submission wants the newsletters that they asked for in it. Gives whether they have asked.
    pub async fn subscribe(&self, submission: SubmissionId) -> Result<bool, WriteError> {
        let now = Timestamp::now();
        self.transact(move |db, record| Box::pin(async move { subscribe(submission, now, record, db).await })).await
    }

    /// Whoever got this newsletter wants none any more. Once or often, it is the same. Gives whether there is such a mail.
    pub async fn unsubscribe(&self, mail: Uuid, way: UnsubscribeWay) -> Result<bool, WriteError> {
        let now = Timestamp::now();
        self.transact(move |db, record| Box::pin(async move { unsubscribe(mail, way, now, record, db).await })).await
    }

    /// Whether this mail is a newsletter whose reader still has a subscription; `None` if it is none.
    pub async fn is_subscribed_by(&self, mail: Uuid) -> anyhow::Result<Option<bool>> {
        let db = &self.databases.readers;
        match newsletter_mail::Entity::find_by_id(mail).one(db).await? {
            Some(row) => Ok(Some(subscription::Entity::find_by_id(row.lookup).one(db).await?.is_some())),
            None => Ok(None),
        }
    }

    /// Who left when and by which link, newest first.
    pub async fn subscription_ends(&self, most: u64) -> anyhow::Result<Vec<SubscriptionEnd>> {
        let rows = subscription_end::Entity::find()
            .order_by_desc(subscription_end::Column::LeftAt)
            .limit(most)
            .all(&self.databases.readers)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(SubscriptionEnd {
                    person: PersonId(row.person_id),
                    left_at: Timestamp::from_millisecond(row.left_at)?,
                    way: UnsubscribeWay::parse(&row.way),
                    mail: row.mail_id,
                })
            })
            .collect()
    }
}

/// The person of a submission and the keyed hash of their address, if they asked for newsletters in it.
async fn asked(submission: SubmissionId, db: &impl ConnectionTrait) -> anyhow::Result<Option<person_address::Model>> {
    let asks = submission_answer::Entity::find()
        .filter(submission_answer::Column::SubmissionId.eq(submission.0))
        .filter(submission_answer::Column::Field.eq(NEWS_FIELD))
        .limit(1);
    if asks.one(db).await?.is_none() {
        return Ok(None);
    }
    let Some(row) = submission::Entity::find_by_id(submission.0).one(db).await? else { return Ok(None) };
    Ok(person_address::Entity::find().filter(person_address::Column::PersonId.eq(row.person_id)).one(db).await?)
}

async fn subscribe(
    submission: SubmissionId,
    now: Timestamp,
    record: &mut WorkLog,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    let Some(address) = asked(submission, db).await? else { return Ok(false) };
    let person = PersonId(address.person_id);
    // Who presses a button behind a link in a mail has the address.
    let confirmation = AddressConfirmation { submission, now, unguarded: None };
    if !confirmation.apply(record, db).await? {
        return Ok(false);
    }
    let row = subscription::Model {
        lookup: address.lookup,
        person_id: person.0,
        submission_id: submission.0,
        since: now.as_millisecond(),
    };
    let known = OnConflict::column(subscription::Column::Lookup).do_nothing().to_owned();
    let added = subscription::Entity::insert(row.into_active_model()).on_conflict(known);
    if added.exec_without_returning(db).await? > 0 {
        record.audit.push(entry("subscription.begun", person, submission.0, now));
    }
    Ok(true)
}

async fn unsubscribe(
    mail: Uuid,
    way: UnsubscribeWay,
    now: Timestamp,
    record: &mut WorkLog,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    let Some(sent) = newsletter_mail::Entity::find_by_id(mail).one(db).await? else { return Ok(false) };
    let Some(subscription) = subscription::Entity::find_by_id(sent.lookup).one(db).await? else { return Ok(true) };
    let deleted = subscription::Entity::delete_by_id(subscription.lookup.clone()).exec(db).await?;
    if deleted.rows_affected == 0 {
        return Ok(true);
    }
    let end = subscription_end::Model {
        id: Uuid::new_v4(),
        lookup: subscription.lookup,
        person_id: subscription.person_id,
        left_at: now.as_millisecond(),
        way: way.name().to_owned(),
        mail_id: mail,
    };
    subscription_end::Entity::insert(end.into_active_model()).exec_without_returning(db).await?;
    record.audit.push(entry("subscription.ended", PersonId(subscription.person_id), mail, now));
    Ok(true)
}

fn entry(action: &'static str, person: PersonId, subject: Uuid, at: Timestamp) -> AuditEntry {
    AuditEntry { at, actor: "visitor".to_owned(), action, person: Some(person), subject: Some(subject) }
}

/// Whether the question if somebody wants newsletters is still one when it is handed over.
pub(super) async fn is_question_wanted(submission: SubmissionId, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    match asked(submission, db).await? {
        Some(address) => Ok(subscription::Entity::find_by_id(address.lookup).one(db).await?.is_none()),
        None => Ok(false),
    }
}
