//! Why staff changed a booking by hand, in their own words: these may say anything of anybody, so they are encrypted with the key of
//! whoever booked, and end with it. The audit log has that it was done.

use anyhow::Context;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

use super::{
    Keys, SealedPlace,
    audit::AuditEntry,
    entities::{booking, booking_reason},
    persons::RecordKeys,
    row_id::new_row_id,
};
use crate::intake::PersonId;

/// Who of the staff changes a booking, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingHand {
    /// The account.
    pub actor: String,
    /// In their own words; empty where nobody was asked.
    pub reason: String,
}

/// Where a reason lies.
pub(super) fn reason_place(person: PersonId) -> SealedPlace {
    SealedPlace { table: "booking_reasons", column: "sealed", person }
}

/// Writes down why a booking is changed, if somebody said so, beside what the audit log says of it.
pub(super) async fn write_booking_reason(
    of: &booking::Model,
    done: &AuditEntry,
    hand: &BookingHand,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    if hand.reason.is_empty() {
        return Ok(());
    }
    let person = PersonId(of.person_id);
    let opened = RecordKeys::read(&[person], keys, db).await?;
    let key = opened.of(person).context("the key of a booking is gone")?;
    let row = booking_reason::Model {
        id: new_row_id(),
        booking_id: of.id,
        person_id: of.person_id,
        submission_id: of.submission_id,
        action: done.action.to_owned(),
        at: done.at.as_millisecond(),
        account: hand.actor.clone(),
        sealed: key.seal(reason_place(person), hand.reason.as_bytes())?,
    };
    booking_reason::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}
