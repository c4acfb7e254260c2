//! What organisations are advised, and which events they are invited to.

use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel, QuerySelect,
    sea_query::OnConflict,
};

use super::organisation_rows::lock_organisation;
use crate::{
    intake::organisations::{AdviceKind, InvitationAnswer, InvitationPart, OrganisationId},
    store::{
        Store, WriteError,
        audit::AuditEntry,
        entities::{organisation_advice, organisation_invitation},
        own_keys::SealedColumn,
        row_id::new_row_id,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What was advised, encrypted.
pub(super) const ADVICE: SealedColumn = ("organisation_advice", "sealed");

/// What an organisation was advised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAdvice {
    /// Which.
    pub id: OrganisationId,
    /// On which day.
    pub given_on: Date,
    /// About what.
    pub kind: AdviceKind,
    /// In which words.
    pub text: String,
}

/// What an organisation is invited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrganisationInvitation {
    /// Which.
    pub id: OrganisationId,
    /// The event.
    pub event: String,
    /// As what.
    pub part: InvitationPart,
}

struct AdviceAddition {
    row: organisation_advice::Model,
}

impl StoreChange for AdviceAddition {
    /// Whether the organisation is there.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = &self.row;
        if lock_organisation(OrganisationId(row.organisation_id), db).await?.is_none() {
            return Ok(false);
        }
        organisation_advice::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        let at = Timestamp::from_millisecond(row.at)?;
        log.audit.push(AuditEntry::of_row(row.organisation_id, "organisation.advised", &row.actor, at));
        Ok(true)
    }
}

struct InvitationChange {
    of: NewOrganisationInvitation,
    /// What is answered; without it, it is invited.
    answer: Option<InvitationAnswer>,
    actor: String,
    now: Timestamp,
}

impl StoreChange for InvitationChange {
    /// Whether there is such an organisation, or such an invitation to be answered.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let NewOrganisationInvitation { id, event, part } = &self.of;
        if lock_organisation(*id, db).await?.is_none() {
            return Ok(false);
        }
        let (now, key) = (self.now.as_millisecond(), (id.0, event.clone(), part.name().to_owned()));
        let known = organisation_invitation::Entity::find_by_id(key).lock_exclusive().one(db).await?;
        let action = match (known, self.answer) {
            (None, Some(_)) => return Ok(false),
            // Invited again is invited once.
            (Some(_), None) => return Ok(true),
            (Some(row), Some(answer)) => {
                let mut changed = row.into_active_model();
                changed.answer = Set(answer.name().to_owned());
                changed.changed_at = Set(now);
                changed.changed_by = Set(self.actor.clone());
                changed.update(db).await?;
                "organisation.answered"
            }
            (None, None) => {
                let row = organisation_invitation::Model {
                    organisation_id: id.0,
                    event_id: event.clone(),
                    part: part.name().to_owned(),
                    answer: InvitationAnswer::Invited.name().to_owned(),
                    made_at: now,
                    made_by: self.actor.clone(),
                    changed_at: now,
                    changed_by: self.actor.clone(),
                };
                let known = OnConflict::new().do_nothing().to_owned();
                let row = [row.into_active_model()];
                organisation_invitation::Entity::insert_many(row).on_conflict(known).exec_without_returning(db).await?;
                "organisation.invited"
            }
        };
        log.audit.push(AuditEntry::of_row(id.0, action, &self.actor, self.now));
        Ok(true)
    }
}

impl Store {
    /// Writes down what an organisation was advised. Gives whether there is such a one.
    pub async fn add_advice(&self, new: NewAdvice, actor: &str) -> anyhow::Result<bool> {
        let Some(sealed) = self.seal_for(new.id, ADVICE, Some(&new.text)).await? else { return Ok(false) };
        let row = organisation_advice::Model {
            id: new_row_id(),
            organisation_id: new.id.0,
            given_on: new.given_on.to_string(),
            kind: new.kind.name().to_owned(),
            at: Timestamp::now().as_millisecond(),
            actor: actor.to_owned(),
            sealed,
        };
        Ok(self.write(AdviceAddition { row }).await?)
    }

    /// Writes down that an organisation is invited, once for each part at an event. Gives whether there is such an organisation.
    pub async fn invite_organisation(&self, of: NewOrganisationInvitation, actor: &str) -> Result<bool, WriteError> {
        let (actor, now) = (actor.to_owned(), Timestamp::now());
        self.write(InvitationChange { of, answer: None, actor, now }).await
    }

    /// Writes down what an organisation says to an invitation. Gives whether there is such a one.
    pub async fn answer_invitation(
        &self,
        of: NewOrganisationInvitation,
        answer: InvitationAnswer,
        actor: &str,
    ) -> Result<bool, WriteError> {
        let (actor, now) = (actor.to_owned(), Timestamp::now());
        self.write(InvitationChange { of, answer: Some(answer), actor, now }).await
    }
}
