//! Staff take back within a day that two persons are one: each is again who they were, and a registration that the merge gave
//! back is given again, as far as its seat is free; else it is the first in line.

use std::collections::BTreeSet;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait,
    IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::{
    StoreChange, WorkLog,
    notices::{NoticeKind, take_back_notices, tell_staff},
    records::{is_active, lock_persons},
};
use crate::{
    intake::{Attendance, MailKind, PersonId, RegistrationState, SubmissionId},
    store::{
        audit::AuditEntry,
        entities::{merge_release, person_join, person_merge, registration},
        event_rows::{EventRolls, lock_events, seats_of},
        mails::{MailOf, add_mails},
        registration_change::first_in_line,
    },
};

/// How long a merge can be undone.
const UNDO_HOURS: i64 = 24;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoOutcome {
    /// They are two persons again.
    Undone,
    /// It was done more than a day ago, or one of the two has been erased or merged on since.
    TooLate,
    /// There was no such merge.
    Unknown,
}

/// A merge that is to be undone.
pub(in crate::store) struct MergeUndo {
    pub merge: Uuid,
    pub actor: String,
    pub now: Timestamp,
}

impl StoreChange for MergeUndo {
    type Made = UndoOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<UndoOutcome> {
        let Some(merge) = person_merge::Entity::find_by_id(self.merge).one(db).await? else {
            return Ok(UndoOutcome::Unknown);
        };
        if merge.undone_at.is_some() {
            return Ok(UndoOutcome::Undone);
        }
        let merged_at = Timestamp::from_millisecond(merge.merged_at)?;
        if self.now.duration_since(merged_at) > SignedDuration::from_hours(UNDO_HOURS) {
            return Ok(UndoOutcome::TooLate);
        }
        let (kept, merged) = (PersonId(merge.kept_id), PersonId(merge.merged_id));
        let released = self.released(db).await?;
        let events: BTreeSet<String> = released.iter().map(|(row, _)| row.event_id.clone()).collect();
        let mut rolls = lock_events(&events, &BTreeSet::new(), db).await?;
        lock_persons(&[kept, merged].into(), db).await?;
        let is_this = person_join::Column::RecordId.eq(merged.0).and(person_join::Column::IntoId.eq(kept.0));
        if person_join::Entity::delete_many().filter(is_this).exec(db).await?.rows_affected == 0 {
            return Ok(UndoOutcome::TooLate);
        }
        log.audit.push(self.entry("person.parted", kept, merged.0));
        // Each has one registration again.
        take_back_notices((NoticeKind::TwoRegistrations, kept), merge.merged_at, db).await?;
        for (row, lookup) in released {
            self.give_again(&row, lookup, &mut rolls, log, db).await?;
        }
        log.events.extend(events);
        let mut merge = merge.into_active_model();
        merge.undone_at = Set(Some(self.now.as_millisecond()));
        merge.update(db).await?;
        Ok(UndoOutcome::Undone)
    }
}

impl MergeUndo {
    fn entry(&self, action: &'static str, person: PersonId, subject: Uuid) -> AuditEntry {
        AuditEntry { at: self.now, actor: self.actor.clone(), action, person: Some(person), subject: Some(subject) }
    }

    /// The registrations that the merge gave back, with the hashes that they were active under.
    async fn released(&self, db: &impl ConnectionTrait) -> anyhow::Result<Vec<(registration::Model, Option<Vec<u8>>)>> {
        let rows = merge_release::Entity::find().filter(merge_release::Column::MergeId.eq(self.merge));
        let mut released = Vec::new();
        for release in rows.all(db).await? {
            let row = registration::Entity::find_by_id(release.registration_id).one(db).await?;
            released.extend(row.map(|row| (row, release.lookup)));
        }
        Ok(released)
    }

    async fn give_again(
        &self,
        row: &registration::Model,
        lookup: Option<Vec<u8>>,
        rolls: &mut EventRolls,
        log: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let person = PersonId(row.person_id);
        let roll = rolls.get_mut(&row.event_id).context("a registration's event is missing")?;
        let is_open = roll.is_on && self.now < roll.closes_at;
        if is_active(row) || !is_open || self.is_registered_again(row, lookup.as_ref(), db).await? {
            return tell_staff((NoticeKind::NotGivenAgain, person, row.id), self.now, db).await;
        }
        let attendance = Attendance::parse(&row.attendance).context("an attendance is unknown")?;
        let ledger = roll.places.get_mut(&attendance).context("a place of an event is missing")?;
        let mut given = row.clone().into_active_model();
        // Nobody comes before whoever is put before everybody.
        let state = if let Some(seat) = ledger.seat_in_line(seats_of(row.seats)?, true) {
            given.seat = Set(Some(i32::try_from(seat)?));
            RegistrationState::Confirmed
        } else {
            given.in_line = Set(Some(first_in_line(row, db).await? - 1));
            RegistrationState::Waiting
        };
        given.state = Set(state.name().to_owned());
        given.active_lookup = Set(lookup);
        given.sequence = Set(row.sequence + 1);
        given.update(db).await?;
        log.audit.push(self.entry("registration.changed", person, row.id));
        // Nobody was told that a seat was given back; but who has to wait now has to know.
        if state == RegistrationState::Waiting {
            let of = MailOf { person, submission: SubmissionId(row.submission_id) };
            let mail = of.row(MailKind::SeatWaitlisted, &(row.sequence + 1).to_string(), self.now);
            add_mails(vec![mail], db).await?;
        }
        Ok(())
    }

    /// Whether the address has another active registration at the event by now.
    async fn is_registered_again(
        &self,
        row: &registration::Model,
        lookup: Option<&Vec<u8>>,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<bool> {
        let Some(lookup) = lookup else { return Ok(false) };
        let other = registration::Entity::find()
            .filter(registration::Column::EventId.eq(&row.event_id))
            .filter(registration::Column::ActiveLookup.eq(lookup.clone()));
        Ok(other.one(db).await?.is_some())
    }
}
