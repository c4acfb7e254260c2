//! What is free at a place of an event is offered to the first in its line.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{
    audit::AuditEntry,
    entities::registration,
    event_rows::{largest_group, seats_of},
    mails::{MailOf, add_mails},
};
use crate::intake::{Attendance, MailKind, PersonId, RegistrationState, SeatLedger, SubmissionId, Waiter};

/// The place at which seats are offered, and on whose account.
#[derive(Clone, Copy, Debug)]
pub(super) struct SeatOffers<'a> {
    /// The event's id.
    pub event: &'a str,
    pub attendance: Attendance,
    pub now: Timestamp,
    /// Who caused it, for the audit log.
    pub actor: &'a str,
    /// Until when the offers are open; `None` once none may be made.
    pub offers_end: Option<Timestamp>,
}

impl SeatOffers<'_> {
    /// Offers what is free, as the ledger, which is under the event's lock, has it. Gives how many seats were offered.
    pub async fn make(
        &self,
        ledger: &mut SeatLedger,
        audit: &mut Vec<AuditEntry>,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<usize> {
        // Who asks for more seats than there are at all is passed over by the ledger too; here, so that whoever is read can
        // be offered something.
        let line = registration::Entity::find()
            .filter(registration::Column::EventId.eq(self.event))
            .filter(registration::Column::Attendance.eq(self.attendance.name()))
            .filter(registration::Column::State.eq(RegistrationState::Waiting.name()))
            .filter(registration::Column::Seats.lte(largest_group(ledger)))
            .order_by_asc(registration::Column::InLine)
            .limit(ledger.free().map(u64::from))
            .all(db)
            .await?;
        let waiters = line.iter().map(|row| Ok(Waiter { id: row.id, seats: seats_of(row.seats)? }));
        let waiters: Vec<Waiter<Uuid>> = waiters.collect::<anyhow::Result<_>>()?;
        let allotments = ledger.offer(&waiters, self.offers_end);
        let mut seats = 0;
        for allotment in &allotments {
            let Some(row) = line.iter().find(|row| row.id == allotment.to) else { continue };
            seats += usize::try_from(row.seats)?;
            let mut offered = row.clone().into_active_model();
            offered.state = Set(RegistrationState::Offered.name().to_owned());
            offered.seat = Set(Some(i32::try_from(allotment.seat)?));
            offered.expires_at = Set(self.offers_end.map(Timestamp::as_millisecond));
            offered.update(db).await?;
            audit.push(self.entry(row));
            let of = MailOf { person: PersonId(row.person_id), submission: SubmissionId(row.submission_id) };
            let once = (row.sequence + 1).to_string();
            add_mails(vec![of.row(MailKind::SeatOffered, &once, self.now)], db).await?;
        }
        Ok(seats)
    }

    fn entry(&self, row: &registration::Model) -> AuditEntry {
        AuditEntry {
            at: self.now,
            actor: self.actor.to_owned(),
            action: "registration.offered",
            person: Some(PersonId(row.person_id)),
            subject: Some(row.id),
        }
    }
}
