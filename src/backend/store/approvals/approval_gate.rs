//! Whether something of the program may go out: whoever sends a message or places an advertisement asks here first.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::EntityTrait;

use super::{approval_requests::find_subject, approval_rows::read_state};
use crate::{
    intake::{
        Digest,
        approvals::{ApprovalContent, ApprovalId, ApprovalKind, ApprovalState},
    },
    store::{Store, entities::approval_version},
};

/// How the approval of something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApprovalStanding {
    /// Nobody was asked.
    NotAsked,
    /// Its newest version waits.
    Waiting(ApprovalId),
    /// Its newest version was given back.
    Returned(ApprovalId),
    /// Its newest version was approved: exactly what this hash is of, by this account.
    Approved {
        /// What is approved.
        id: ApprovalId,
        /// The hash of its content.
        hash: Digest,
        /// The account.
        by: String,
        /// When.
        at: Timestamp,
    },
}

impl ApprovalStanding {
    /// Whether exactly this is approved. Of something that was changed since, nothing is.
    pub fn covers(&self, content: &ApprovalContent) -> bool {
        matches!(self, Self::Approved { hash, .. } if *hash == content.hash())
    }
}

impl Store {
    /// How the approval of something stands that a part of the program calls so.
    pub async fn approval_of(&self, kind: ApprovalKind, subject: &str) -> anyhow::Result<ApprovalStanding> {
        let readers = &self.databases.readers;
        let Some(item) = find_subject(kind.name(), subject, readers).await? else {
            return Ok(ApprovalStanding::NotAsked);
        };
        let id = ApprovalId(item.id);
        Ok(match read_state(&item.state)? {
            ApprovalState::Waiting => ApprovalStanding::Waiting(id),
            ApprovalState::Returned => ApprovalStanding::Returned(id),
            ApprovalState::Approved => {
                let version = approval_version::Entity::find_by_id((item.id, item.newest)).one(readers).await?;
                let Some((version, by, at)) =
                    version.and_then(|row| Some((row.hash, row.decided_by?, row.decided_at?)))
                else {
                    return Ok(ApprovalStanding::Waiting(id));
                };
                let hash = version.try_into().map_err(|_| anyhow::anyhow!("a hash of a version has a wrong length"))?;
                ApprovalStanding::Approved { id, hash, by, at: Timestamp::from_millisecond(at)? }
            }
        })
    }

    /// Whether something may go out as it is: its kind needs no approval, or exactly this was approved.
    pub async fn may_go_out(
        &self,
        required: &BTreeSet<ApprovalKind>,
        (kind, subject): (ApprovalKind, &str),
        content: &ApprovalContent,
    ) -> anyhow::Result<bool> {
        Ok(!required.contains(&kind) || self.approval_of(kind, subject).await?.covers(content))
    }
}
