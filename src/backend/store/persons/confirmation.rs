//! Somebody presses the button in a mail: the address is theirs, and what was sent with it is one person's from then on.
//!
//! The row of an address in `address_owners` is its lock: of two confirmations at the same moment the second waits for the
//! first, and finds whose the address is. Then the record is locked, as whoever erases it does: of the two, the second waits and
//! finds what the first has left. Nothing is decrypted for it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{
    WorkLog,
    notices::{NoticeKind, tell_staff},
    records::{
        JoinReason, is_active, lock_persons, person_of, record_of, records_of, registrations_of, submissions_of,
    },
};
use crate::{
    intake::{PersonId, SubmissionId},
    store::{
        audit::AuditEntry,
        entities::{address_owner, person, person_address, person_join},
        unconfirmed::confirm_submission,
    },
};

/// How often an address is asked for whose owner is erased at the same moment.
const MOST_TRIES: usize = 3;

/// Whose addresses are, by their keyed hashes.
pub(in crate::store) type AddressOwners = BTreeMap<Vec<u8>, PersonId>;

/// The button that was pressed.
pub(in crate::store) struct AddressConfirmation {
    pub submission: SubmissionId,
    pub now: Timestamp,
    /// Owners as they were read before the transaction, for the test that shows what the lock is for.
    pub unguarded: Option<AddressOwners>,
}

impl AddressConfirmation {
    /// Makes the address theirs, what was sent count, and the record one of whoever had the address before. It can be repeated
    /// without effect. Gives whether the record is there.
    pub async fn apply(&self, log: &mut WorkLog, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
        let Some(record) = record_of(self.submission, db).await? else { return Ok(false) };
        // Locks are taken as everywhere: what waits to be confirmed, addresses, persons.
        confirm_submission(self.submission, self.now, log, db).await?;
        let mut owners = Vec::new();
        for lookup in lookups_of(record, db).await? {
            owners.push(self.claim(&lookup, record, db).await?);
        }
        if self.unguarded.is_none() && !lock_with_owners(record, &owners, db).await? {
            // It was erased at the same moment, so what was claimed for it a moment ago is nobody's.
            let claimed = address_owner::Column::PersonId.eq(record.0);
            address_owner::Entity::delete_many().filter(claimed).exec(db).await?;
            return Ok(false);
        }
        for owner in owners {
            self.join(record, owner, log, db).await?;
        }
        self.verify(record, db).await?;
        Ok(true)
    }

    /// Whose an address is from now on, locked until the transaction ends.
    async fn claim(&self, lookup: &[u8], record: PersonId, db: &impl ConnectionTrait) -> anyhow::Result<PersonId> {
        let row = address_owner::Model { id: Uuid::new_v4(), lookup: lookup.to_vec(), person_id: record.0 };
        let insert = || address_owner::Entity::insert(row.clone().into_active_model());
        if let Some(owners) = &self.unguarded {
            if let Some(owner) = owners.get(lookup) {
                return Ok(*owner);
            }
            insert().exec_without_returning(db).await?;
            return Ok(record);
        }
        for _ in 0..MOST_TRIES {
            let known = OnConflict::column(address_owner::Column::Lookup).do_nothing().to_owned();
            insert().on_conflict(known).exec_without_returning(db).await?;
            let owner = address_owner::Entity::find().filter(address_owner::Column::Lookup.eq(lookup));
            if let Some(owner) = owner.lock_exclusive().one(db).await? {
                return Ok(PersonId(owner.person_id));
            }
        }
        anyhow::bail!("an address is erased again and again")
    }

    /// Only somebody provisional is joined by a button. Two persons of whom both are verified are for staff to look at.
    async fn join(
        &self,
        record: PersonId,
        owner: PersonId,
        log: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let (own, other) = (person_of(record, db).await?, person_of(owner, db).await?);
        if own == other {
            return Ok(());
        }
        let rows = lock_persons(&[own, other].into(), db).await?;
        let own_row = rows.iter().find(|row| row.id == own.0).context("a person is gone")?;
        if own != record || own_row.verified_at.is_some() {
            return tell_staff((NoticeKind::SharedAddress, own, other.0), self.now, db).await;
        }
        let join = person_join::Model {
            record_id: record.0,
            // The record, not the person that it belongs to: if staff part those two again, this goes with its address.
            into_id: owner.0,
            reason: JoinReason::Confirmed.name().to_owned(),
            joined_at: self.now.as_millisecond(),
        };
        person_join::Entity::insert(join.into_active_model()).exec_without_returning(db).await?;
        log.audit.push(AuditEntry {
            at: self.now,
            actor: "visitor".to_owned(),
            action: "person.joined",
            person: Some(other),
            subject: Some(record.0),
        });
        self.tell_of_doubles(record, other, db).await
    }

    /// Two registrations for one event that turn out to be one person's both stay; staff decide.
    async fn tell_of_doubles(
        &self,
        joined: PersonId,
        person: PersonId,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let submissions = submissions_of(&records_of(person, db).await?, db).await?;
        let ids: Vec<Uuid> = submissions.iter().map(|row| row.id).collect();
        let active: Vec<_> = registrations_of(&ids, db).await?.into_iter().filter(is_active).collect();
        let is_double = |at: usize| {
            let same_event = |other: usize| active[other].event_id == active[at].event_id;
            (0..active.len()).any(|other| other != at && same_event(other))
        };
        for at in (0..active.len()).filter(|at| active[*at].person_id == joined.0 && is_double(*at)) {
            tell_staff((NoticeKind::TwoRegistrations, person, active[at].id), self.now, db).await?;
        }
        Ok(())
    }

    async fn verify(&self, record: PersonId, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let at = self.now.as_millisecond();
        person_address::Entity::update_many()
            .col_expr(person_address::Column::VerifiedAt, Expr::value(at))
            .filter(person_address::Column::PersonId.eq(record.0))
            .filter(person_address::Column::VerifiedAt.is_null())
            .exec(db)
            .await?;
        person::Entity::update_many()
            .col_expr(person::Column::VerifiedAt, Expr::value(at))
            .filter(person::Column::Id.eq(record.0))
            .filter(person::Column::VerifiedAt.is_null())
            .exec(db)
            .await?;
        Ok(())
    }
}

/// Locks a record, the person that it belongs to and those that own its addresses, all at once in the order of their ids. Gives
/// whether the record is there still.
async fn lock_with_owners(record: PersonId, owners: &[PersonId], db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let mut persons = BTreeSet::from([record, person_of(record, db).await?]);
    for owner in owners {
        persons.insert(person_of(*owner, db).await?);
    }
    Ok(lock_persons(&persons, db).await?.iter().any(|row| row.id == record.0))
}

/// The keyed hashes of a record's addresses, in the order of their locks.
async fn lookups_of(record: PersonId, db: &impl ConnectionTrait) -> anyhow::Result<Vec<Vec<u8>>> {
    let lookups = person_address::Entity::find()
        .select_only()
        .column(person_address::Column::Lookup)
        .filter(person_address::Column::PersonId.eq(record.0))
        .order_by_asc(person_address::Column::Lookup);
    Ok(lookups.into_tuple().all(db).await?)
}

/// Whose the addresses of a submission are, as whoever takes no lock sees it.
#[cfg(test)]
pub(in crate::store) async fn read_owners(
    submission: SubmissionId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<AddressOwners> {
    let Some(record) = record_of(submission, db).await? else { return Ok(AddressOwners::new()) };
    let lookups = lookups_of(record, db).await?;
    let owners = address_owner::Entity::find().filter(address_owner::Column::Lookup.is_in(lookups));
    Ok(owners.all(db).await?.into_iter().map(|row| (row.lookup, PersonId(row.person_id))).collect())
}
