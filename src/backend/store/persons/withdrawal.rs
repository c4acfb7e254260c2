//! A consent is taken back. What it was given for ends with it: a registration is given back, or a time with somebody, who is told;
//! and so are staff.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel};

use super::{
    StoreChange, WorkLog,
    giving_back::GivingBack,
    notices::{NoticeKind, tell_staff},
    records::{is_active, registrations_of},
};
use crate::{
    intake::{PersonId, SubmissionId, bookings::BookingAction},
    store::{
        audit::AuditEntry,
        booking_change::{BookingChange, BookingChangeKind},
        entities::consent,
    },
};

/// A consent that is taken back.
pub(in crate::store) struct Withdrawal {
    pub submission: SubmissionId,
    pub now: Timestamp,
    pub offer_hours: u32,
}

impl StoreChange for Withdrawal {
    /// Whether there is such a consent.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let registrations = registrations_of(&[self.submission.0], db).await?;
        let giving = GivingBack { actor: "visitor", now: self.now, offer_hours: self.offer_hours };
        for row in registrations.iter().filter(|row| is_active(row)) {
            giving.give_back(SubmissionId(row.submission_id), log, db).await?;
        }
        let (submission, now) = (self.submission, self.now);
        let kind = BookingChangeKind::Act(BookingAction::Cancel);
        BookingChange { submission, kind, now, hand: None }.apply(None, &mut log.audit, db).await?;
        let Some(row) = consent::Entity::find_by_id(self.submission.0).one(db).await? else { return Ok(false) };
        if row.withdrawn_at.is_some() {
            return Ok(true);
        }
        let person = PersonId(row.person_id);
        log.audit.push(AuditEntry {
            at: self.now,
            actor: "visitor".to_owned(),
            action: "consent.withdrawn",
            person: Some(person),
            subject: Some(self.submission.0),
        });
        let mut row = row.into_active_model();
        row.withdrawn_at = Set(Some(self.now.as_millisecond()));
        row.update(db).await?;
        tell_staff((NoticeKind::ConsentWithdrawn, person, self.submission.0), self.now, db).await?;
        Ok(true)
    }
}
