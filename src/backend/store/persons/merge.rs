//! Staff say that two persons are one. Both keep their histories, their addresses and their keys; where both are registered
//! for one event, the later seat is free for the next in line. A group that waits for more seats than they have keeps its place,
//! and staff are told.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    StoreChange, WorkLog,
    giving_back::GivingBack,
    notices::{NoticeKind, tell_staff},
    records::{JoinReason, is_active, lock_persons, person_of, records_of, registrations_of, submissions_of},
};
use crate::{
    intake::{DoubleRegistration, MailKind, PersonId, RegistrationState, SubmissionId, settle_doubles},
    store::{
        audit::AuditEntry,
        entities::{attendance, merge_release, outbox_mail, person_join, person_merge, registration},
        event_rows::{lock_events, seats_of},
    },
};

/// What became of a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeOutcome {
    /// They are one person; it can be undone by this name for a day.
    Merged(Uuid),
    /// They are one person already.
    Same,
    /// One of them is not there.
    Unknown,
    /// One of them has not confirmed an address: nobody knows yet that it is theirs.
    NotVerified,
}

/// The persons that are to be one.
pub(in crate::store) struct MergeRequest {
    pub kept: PersonId,
    pub merged: PersonId,
    /// The account that says so.
    pub actor: String,
    pub now: Timestamp,
    pub offer_hours: u32,
}

impl StoreChange for MergeRequest {
    type Made = MergeOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<MergeOutcome> {
        // Locks are taken as everywhere: events first, then persons.
        let doubles = self.doubles(db).await?;
        let events: BTreeSet<String> = doubles.all().map(|row| row.event_id.clone()).collect();
        lock_events(&events, &BTreeSet::new(), db).await?;
        let (kept, merged) = (person_of(self.kept, db).await?, person_of(self.merged, db).await?);
        if kept == merged {
            return Ok(MergeOutcome::Same);
        }
        let rows = lock_persons(&[kept, merged].into(), db).await?;
        if rows.len() < 2 {
            return Ok(MergeOutcome::Unknown);
        }
        if rows.iter().any(|row| row.verified_at.is_none()) {
            return Ok(MergeOutcome::NotVerified);
        }
        let merge = self.write_join(kept, merged, log, db).await?;
        // Read again under the locks: one may have been given back in between.
        let doubles = self.doubles(db).await?;
        for row in doubles.given_back.iter().filter(|row| events.contains(&row.event_id)) {
            self.give_back(merge, row, log, db).await?;
        }
        for row in doubles.in_question.iter().filter(|row| events.contains(&row.event_id)) {
            tell_staff((NoticeKind::TwoRegistrations, kept, row.id), self.now, db).await?;
        }
        Ok(MergeOutcome::Merged(merge))
    }
}

/// Registrations of both for the same events, beside the one of each event that stays, in the order of the events.
#[derive(Default)]
struct MergedDoubles {
    given_back: Vec<registration::Model>,
    /// They stay too, for staff to decide.
    in_question: Vec<registration::Model>,
}

impl MergedDoubles {
    fn all(&self) -> impl Iterator<Item = &registration::Model> {
        self.given_back.iter().chain(&self.in_question)
    }
}

impl MergeRequest {
    async fn doubles(&self, db: &impl ConnectionTrait) -> anyhow::Result<MergedDoubles> {
        let persons = BTreeSet::from([person_of(self.kept, db).await?, person_of(self.merged, db).await?]);
        let mut records = Vec::new();
        for person in persons {
            records.extend(records_of(person, db).await?);
        }
        let submissions: Vec<Uuid> = submissions_of(&records, db).await?.into_iter().map(|row| row.id).collect();
        let mut by_event: BTreeMap<String, Vec<registration::Model>> = BTreeMap::new();
        for row in registrations_of(&submissions, db).await?.into_iter().filter(is_active) {
            by_event.entry(row.event_id.clone()).or_default().push(row);
        }
        let came = attendance::Entity::find()
            .filter(attendance::Column::SubmissionId.is_in(submissions.iter().copied()))
            .filter(attendance::Column::UndoneAt.is_null());
        let came: BTreeSet<Uuid> = came.all(db).await?.into_iter().map(|row| row.registration_id).collect();
        let mut doubles = MergedDoubles::default();
        for rows in by_event.into_values() {
            let known = rows.iter().map(|row| {
                let created_at = Timestamp::from_millisecond(row.created_at)?;
                Ok(DoubleRegistration {
                    id: row.id,
                    state: RegistrationState::parse(&row.state).context("a state of a registration is unknown")?,
                    seats: seats_of(row.seats)?,
                    created_at,
                    is_attended: came.contains(&row.id),
                })
            });
            let settled = settle_doubles(&known.collect::<anyhow::Result<Vec<_>>>()?);
            let those = |ids: &[Uuid]| rows.iter().filter(|row| ids.contains(&row.id)).cloned().collect::<Vec<_>>();
            doubles.given_back.extend(those(&settled.given_back));
            doubles.in_question.extend(those(&settled.in_question));
        }
        Ok(doubles)
    }

    async fn write_join(
        &self,
        kept: PersonId,
        merged: PersonId,
        log: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Uuid> {
        let (id, at) = (Uuid::new_v4(), self.now.as_millisecond());
        let join = person_join::Model {
            record_id: merged.0,
            into_id: kept.0,
            reason: JoinReason::Merged.name().to_owned(),
            joined_at: at,
        };
        person_join::Entity::insert(join.into_active_model()).exec_without_returning(db).await?;
        let merge = person_merge::Model {
            id,
            kept_id: kept.0,
            merged_id: merged.0,
            actor: self.actor.clone(),
            merged_at: at,
            undone_at: None,
        };
        person_merge::Entity::insert(merge.into_active_model()).exec_without_returning(db).await?;
        log.audit.push(AuditEntry {
            at: self.now,
            actor: self.actor.clone(),
            action: "person.merged",
            person: Some(kept),
            subject: Some(merged.0),
        });
        Ok(id)
    }

    async fn give_back(
        &self,
        merge: Uuid,
        row: &registration::Model,
        log: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let release =
            merge_release::Model { merge_id: merge, registration_id: row.id, lookup: row.active_lookup.clone() };
        merge_release::Entity::insert(release.into_active_model()).exec_without_returning(db).await?;
        let submission = SubmissionId(row.submission_id);
        let giving = GivingBack { actor: &self.actor, now: self.now, offer_hours: self.offer_hours };
        giving.give_back(submission, log, db).await?;
        // The person keeps what stays: a mail that says it is given back would be wrong.
        outbox_mail::Entity::delete_many()
            .filter(outbox_mail::Column::SubmissionId.eq(row.submission_id))
            .filter(outbox_mail::Column::Kind.eq(MailKind::SeatCancelled.name()))
            .filter(outbox_mail::Column::CreatedAt.eq(self.now.as_millisecond()))
            .exec(db)
            .await?;
        Ok(())
    }
}
