//! Something is approved or given back. Of two who press at once, one decides.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel};

use super::approval_rows::{lock_item, read_state};
use crate::{
    intake::approvals::{ApprovalId, ApprovalState, DecidedVersion, DecisionRefusal, may_decide},
    store::{
        Store,
        audit::AuditEntry,
        entities::{approval_item, approval_version},
        own_keys::{OwnKeys, SealedColumn},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What was remarked with a decision, encrypted.
pub(super) const REMARK: SealedColumn = ("approval_versions", "remark_sealed");

/// What somebody decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalDecision {
    /// About what.
    pub id: ApprovalId,
    /// About the version that they have read.
    pub number: i32,
    /// Whether it is approved; it is given back otherwise.
    pub is_approved: bool,
    /// What they remark.
    pub remark: String,
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionOutcome {
    /// It holds.
    Decided,
    /// It does not.
    Refused(DecisionRefusal),
    /// There is no such thing to be approved.
    Unknown,
}

/// A decision that is to hold.
pub(super) struct DecisionChange {
    pub decision: ApprovalDecision,
    pub remark_sealed: Option<Vec<u8>>,
    pub actor: String,
    pub now: Timestamp,
    /// How it stood before the transaction, for the test that shows what the lock is for.
    pub unguarded: Option<approval_item::Model>,
}

impl StoreChange for DecisionChange {
    type Made = DecisionOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<DecisionOutcome> {
        let ApprovalDecision { id, number, is_approved, .. } = &self.decision;
        let row = match &self.unguarded {
            Some(early) => Some(early.clone()),
            None => lock_item(*id, db).await?,
        };
        let Some(row) = row else { return Ok(DecisionOutcome::Unknown) };
        let version = approval_version::Entity::find_by_id((row.id, *number)).one(db).await?;
        let Some(version) = version else { return Ok(DecisionOutcome::Unknown) };
        let asked = DecidedVersion {
            number: *number,
            newest: row.newest,
            state: read_state(&row.state)?,
            askers: [&row.asked_by, &version.made_by],
        };
        if let Err(refusal) = may_decide(asked, &self.actor) {
            return Ok(DecisionOutcome::Refused(refusal));
        }
        let state = if *is_approved { ApprovalState::Approved } else { ApprovalState::Returned };
        let mut decided = version.into_active_model();
        decided.decision = Set(Some(state.name().to_owned()));
        decided.decided_by = Set(Some(self.actor.clone()));
        decided.decided_at = Set(Some(self.now.as_millisecond()));
        decided.remark_sealed = Set(self.remark_sealed.clone());
        decided.update(db).await?;
        let mut changed = row.into_active_model();
        changed.state = Set(state.name().to_owned());
        changed.update(db).await?;
        let action = if *is_approved { "approval.approved" } else { "approval.returned" };
        log.audit.push(AuditEntry::of_row(id.0, action, &self.actor, self.now));
        Ok(DecisionOutcome::Decided)
    }
}

impl Store {
    /// Approves a version or gives it back, in the name of an account that did not ask for it.
    pub async fn decide_approval(&self, decision: ApprovalDecision, actor: &str) -> anyhow::Result<DecisionOutcome> {
        let keys = OwnKeys::read([decision.id.0], &self.keys, &self.databases.readers).await?;
        let remark = Some(decision.remark.as_str()).filter(|remark| !remark.is_empty());
        let sealed = remark.zip(keys.of(decision.id.0)).map(|(remark, key)| key.seal(REMARK, remark)).transpose()?;
        let (actor, now) = (actor.to_owned(), Timestamp::now());
        Ok(self.write(DecisionChange { decision, remark_sealed: sealed, actor, now, unguarded: None }).await?)
    }
}
