//! Why staff changed something by hand, in their own words: these may say anything of anybody, so they are encrypted with the key of
//! whoever it is about, and end with it. The audit log has that it was done.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::{
    intake::{PersonId, RegistrationId},
    store::{
        Keys, SealedPlace, Store,
        audit::AuditEntry,
        entities::{registration, registration_reason},
        persons::RecordKeys,
        row_id::new_row_id,
    },
};

/// A reason, as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffReason {
    /// What was done, as the audit log calls it.
    pub action: String,
    /// When.
    pub at: Timestamp,
    /// The account that did it.
    pub by: String,
    /// Why.
    pub text: String,
}

/// A reason that is given.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct ReasonOf<'a> {
    pub action: &'static str,
    pub text: &'a str,
    pub account: &'a str,
    pub at: Timestamp,
}

impl Store {
    /// Why staff changed a registration, oldest first, for an account that is written down.
    pub async fn registration_reasons(
        &self,
        registration: RegistrationId,
        actor: &str,
    ) -> anyhow::Result<Vec<StaffReason>> {
        let (at, actor, action) = (Timestamp::now(), actor.to_owned(), "registration.reasons_read");
        self.write(AuditEntry { at, actor, action, person: None, subject: Some(registration.0) }).await?;
        let db = &self.databases.readers;
        let rows = registration_reason::Entity::find()
            .filter(registration_reason::Column::RegistrationId.eq(registration.0))
            .order_by_asc(registration_reason::Column::At)
            .order_by_asc(registration_reason::Column::Id)
            .all(db)
            .await?;
        let records: Vec<PersonId> = rows.iter().map(|row| PersonId(row.person_id)).collect();
        let keys = RecordKeys::read(&records, &self.keys, db).await?;
        let mut reasons = Vec::new();
        for row in rows {
            let person = PersonId(row.person_id);
            let Some(key) = keys.of(person) else { continue };
            let text = String::from_utf8(key.open(place(person), &row.sealed)?)?;
            let at = Timestamp::from_millisecond(row.at)?;
            reasons.push(StaffReason { action: row.action, at, by: row.account, text });
        }
        Ok(reasons)
    }
}

fn place(person: PersonId) -> SealedPlace {
    SealedPlace { table: "registration_reasons", column: "sealed", person }
}

/// Writes down why a registration is changed.
pub(in crate::store) async fn write_reason(
    of: &registration::Model,
    reason: ReasonOf<'_>,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let person = PersonId(of.person_id);
    let opened = RecordKeys::read(&[person], keys, db).await?;
    let key = opened.of(person).context("the key of a registration is gone")?;
    let row = registration_reason::Model {
        id: new_row_id(),
        registration_id: of.id,
        person_id: of.person_id,
        submission_id: of.submission_id,
        action: reason.action.to_owned(),
        at: reason.at.as_millisecond(),
        account: reason.account.to_owned(),
        sealed: key.seal(place(person), reason.text.as_bytes())?,
    };
    registration_reason::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}
