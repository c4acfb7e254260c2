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
    mails::{MailOf, add_mails},
};
use crate::intake::{Attendance, MailKind, PersonId, RegistrationState, SeatLedger, SubmissionId};

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
    /// Offers what is free, as the ledger, which is under the event's lock, has it. Gives how many were made.
    pub async fn make(
        &self,
        ledger: &mut SeatLedger,
        audit: &mut Vec<AuditEntry>,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<usize> {
        let line = registration::Entity::find()
            .filter(registration::Column::EventId.eq(self.event))
            .filter(registration::Column::Attendance.eq(self.attendance.name()))
            .filter(registration::Column::State.eq(RegistrationState::Waiting.name()))
            .order_by_asc(registration::Column::InLine)
            .limit(ledger.free().map(u64::from))
            .all(db)
            .await?;
        let ids: Vec<Uuid> = line.iter().map(|row| row.id).collect();
        let allotments = ledger.offer(&ids, self.offers_end);
        for allotment in &allotments {
            let Some(row) = line.iter().find(|row| row.id == allotment.to) else { continue };
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
        Ok(allotments.len())
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
