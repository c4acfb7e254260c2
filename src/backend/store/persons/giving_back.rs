//! A registration is given back for somebody: by the button of a person, or by staff for them.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::ConnectionTrait;

use super::WorkLog;
use crate::{
    intake::{RegistrationAction, SubmissionId},
    store::registration_change::RegistrationChange,
};

/// Who gives back, and when.
pub(in crate::store) struct GivingBack<'a> {
    /// `visitor`, or an account.
    pub actor: &'a str,
    pub now: Timestamp,
    /// For how long a seat that becomes free is offered.
    pub offer_hours: u32,
}

impl GivingBack<'_> {
    /// Gives the registration of a submission back; its seat goes on to the next in line.
    pub async fn give_back(
        &self,
        submission: SubmissionId,
        log: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<()> {
        let change = RegistrationChange {
            submission,
            action: RegistrationAction::Cancel,
            now: self.now,
            offer_hours: self.offer_hours,
        };
        let from = log.audit.len();
        let view = change.apply(&mut log.audit, db).await?.context("a registration is gone")?;
        for entry in &mut log.audit[from..] {
            self.actor.clone_into(&mut entry.actor);
        }
        log.events.insert(view.event);
        Ok(())
    }
}
