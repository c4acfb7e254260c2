//! Somebody is erased: the keys of all their records are destroyed, and with them every copy of what they sent, wherever it
//! lies. What they held is free for the next in line; what is counted stays, without them.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    AnswerTallies, StoreChange, WorkLog,
    counted::leave_counted,
    counted_casework::leave_counted_casework,
    giving_back::GivingBack,
    host_notices::tell_hosts,
    records::{is_active, lock_persons, person_of, records_of, registrations_of, submissions_of},
    traces::{delete_traces_of_records, delete_traces_of_submissions},
};
use crate::{
    intake::{PersonId, SubmissionId},
    store::{
        audit::AuditEntry,
        entities::{
            address_owner, consent, merge_release, outbox_mail, person, person_address, person_join, person_merge,
            person_notice, person_trait, registration, repeat_key, submission, submission_answer,
        },
        erase_keys,
        event_rows::lock_events,
        unconfirmed::lock_unconfirmed,
    },
};

/// Somebody who was erased, for whoever keeps more of them elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErasedPerson {
    /// The records whose keys are destroyed: no copy of the keyring may hold them any more. They are in `erased_keys` too.
    pub keys: Vec<PersonId>,
    /// What they had sent.
    pub submissions: Vec<SubmissionId>,
}

/// Somebody who is to be erased.
pub(in crate::store) struct Erasure {
    /// One of their records.
    pub record: PersonId,
    /// `visitor`, or the account that erases.
    pub actor: String,
    pub tallies: AnswerTallies,
    pub now: Timestamp,
    pub offer_hours: u32,
}

impl StoreChange for Erasure {
    /// `None` if nobody is there any more.
    type Made = Option<ErasedPerson>;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<Option<ErasedPerson>> {
        // Locks are taken as everywhere: events, what waits to be confirmed, addresses, persons. Then all is read again.
        let records = records_of(person_of(self.record, db).await?, db).await?;
        let events = active_events(&records, db).await?;
        lock_events(&events, &BTreeSet::new(), db).await?;
        let submissions: Vec<Uuid> = submissions_of(&records, db).await?.into_iter().map(|row| row.id).collect();
        lock_unconfirmed(&submissions, db).await?;
        if lock_records(&records, db).await? == 0 {
            return Ok(None);
        }
        let person = person_of(self.record, db).await?;
        let records = records_of(person, db).await?;
        let giving = GivingBack { actor: &self.actor, now: self.now, offer_hours: self.offer_hours };
        let ids = erase_records(&records, &giving, &self.tallies, log, db).await?;
        log.audit.extend(records.iter().map(|record| erased(&self.actor, person, *record, self.now)));
        log.leaves_no_trace = true;
        Ok(Some(ErasedPerson { keys: records, submissions: ids.into_iter().map(SubmissionId).collect() }))
    }
}

/// Records whose keys a restore did not find: they were erased since the backup, or before it.
pub(in crate::store) struct RepeatedErasure {
    pub records: Vec<PersonId>,
    pub now: Timestamp,
    pub offer_hours: u32,
}

impl RepeatedErasure {
    /// Erases them, and no other records of their persons: who was parted from them since has a key.
    pub async fn apply(&self, log: &mut WorkLog, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let forms = submissions_of(&self.records, db).await?.into_iter().map(|row| row.form).collect();
        let tallies = AnswerTallies::read(&forms, db).await?;
        let giving = GivingBack { actor: "system", now: self.now, offer_hours: self.offer_hours };
        erase_records(&self.records, &giving, &tallies, log, db).await?;
        log.audit.extend(self.records.iter().map(|record| erased("system", *record, *record, self.now)));
        Ok(())
    }
}

/// Erases records with all that hangs on them; gives what they had sent.
async fn erase_records(
    records: &[PersonId],
    giving: &GivingBack<'_>,
    tallies: &AnswerTallies,
    log: &mut WorkLog,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<Uuid>> {
    let submissions = submissions_of(records, db).await?;
    let ids: Vec<Uuid> = submissions.iter().map(|row| row.id).collect();
    let registrations = registrations_of(&ids, db).await?;
    leave_counted(&submissions, &registrations, tallies, db).await?;
    for row in registrations.iter().filter(|row| is_active(row)) {
        giving.give_back(SubmissionId(row.submission_id), log, db).await?;
    }
    delete_submissions(&ids, giving.now, db).await?;
    destroy_records(records, tallies, giving.now, db).await?;
    Ok(ids)
}

/// What the audit log says of a destroyed key.
pub(super) fn erased(actor: &str, person: PersonId, record: PersonId, now: Timestamp) -> AuditEntry {
    let (actor, action) = (actor.to_owned(), "person.erased");
    AuditEntry { at: now, actor, action, person: Some(person), subject: Some(record.0) }
}

async fn active_events(records: &[PersonId], db: &impl ConnectionTrait) -> anyhow::Result<BTreeSet<String>> {
    let ids: Vec<Uuid> = submissions_of(records, db).await?.into_iter().map(|row| row.id).collect();
    let registrations = registrations_of(&ids, db).await?;
    Ok(registrations.into_iter().filter(is_active).map(|row| row.event_id).collect())
}

/// Locks records, the addresses that they own first, as a confirmation does; gives how many are there.
pub(super) async fn lock_records(records: &[PersonId], db: &impl ConnectionTrait) -> anyhow::Result<usize> {
    address_owner::Entity::find()
        .filter(address_owner::Column::PersonId.is_in(ids_of(records)))
        .order_by_asc(address_owner::Column::Lookup)
        .lock_exclusive()
        .all(db)
        .await?;
    Ok(lock_persons(&records.iter().copied().collect(), db).await?.len())
}

/// Deletes submissions with all that hangs on them, save the texts that were agreed to, which name nobody. Whoever expects their
/// person is told.
pub(super) async fn delete_submissions(ids: &[Uuid], now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    tell_hosts(ids, now, db).await?;
    let registrations: Vec<Uuid> = registrations_of(ids, db).await?.into_iter().map(|row| row.id).collect();
    let releases = merge_release::Column::RegistrationId.is_in(registrations.iter().copied());
    merge_release::Entity::delete_many().filter(releases).exec(db).await?;
    let subjects = person_notice::Column::Subject.is_in(registrations.into_iter().chain(ids.iter().copied()));
    person_notice::Entity::delete_many().filter(subjects).exec(db).await?;
    delete_traces_of_submissions(ids, db).await?;
    let of = |column: Expr| column.is_in(ids.iter().copied());
    let mails = of(Expr::col(outbox_mail::Column::SubmissionId));
    outbox_mail::Entity::delete_many().filter(mails).exec(db).await?;
    let attempts = of(Expr::col(repeat_key::Column::SubmissionId));
    repeat_key::Entity::delete_many().filter(attempts).exec(db).await?;
    let registrations = of(Expr::col(registration::Column::SubmissionId));
    registration::Entity::delete_many().filter(registrations).exec(db).await?;
    let answers = of(Expr::col(submission_answer::Column::SubmissionId));
    submission_answer::Entity::delete_many().filter(answers).exec(db).await?;
    let consents = of(Expr::col(consent::Column::SubmissionId));
    consent::Entity::delete_many().filter(consents).exec(db).await?;
    submission::Entity::delete_many().filter(of(Expr::col(submission::Column::Id))).exec(db).await?;
    Ok(())
}

/// Destroys the keys of records that have no submissions any more, with every hash by which they could be found and with what staff
/// wrote about them; what is counted of that stays.
pub(super) async fn destroy_records(
    records: &[PersonId],
    tallies: &AnswerTallies,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let of = |column: Expr| column.is_in(ids_of(records));
    leave_counted_casework(records, &tallies.casework, db).await?;
    erase_keys(records, now, db).await?;
    delete_traces_of_records(&ids_of(records).collect::<Vec<_>>(), db).await?;
    let addresses = of(Expr::col(person_address::Column::PersonId));
    person_address::Entity::delete_many().filter(addresses).exec(db).await?;
    let owned = of(Expr::col(address_owner::Column::PersonId));
    address_owner::Entity::delete_many().filter(owned).exec(db).await?;
    let traits = of(Expr::col(person_trait::Column::RecordId));
    person_trait::Entity::delete_many().filter(traits).exec(db).await?;
    let notices = of(Expr::col(person_notice::Column::PersonId)).or(of(Expr::col(person_notice::Column::Subject)));
    person_notice::Entity::delete_many().filter(notices).exec(db).await?;
    let merges = of(Expr::col(person_merge::Column::KeptId)).or(of(Expr::col(person_merge::Column::MergedId)));
    person_merge::Entity::delete_many().filter(merges).exec(db).await?;
    let joins = of(Expr::col(person_join::Column::RecordId)).or(of(Expr::col(person_join::Column::IntoId)));
    person_join::Entity::delete_many().filter(joins).exec(db).await?;
    person::Entity::delete_many().filter(of(Expr::col(person::Column::Id))).exec(db).await?;
    Ok(())
}

fn ids_of(records: &[PersonId]) -> impl Iterator<Item = Uuid> {
    records.iter().map(|record| record.0)
}
