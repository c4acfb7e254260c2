//! One thing that is to be approved, with all versions and what was decided of each.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    approval_decisions::REMARK,
    approval_files::{ApprovalFile, files_of_versions, read_files},
    approval_rows::{ApprovalView, open_content, read_state},
};
use crate::{
    intake::{
        Digest,
        approvals::{ApprovalContent, ApprovalId, ApprovalState},
    },
    store::{
        Store,
        audit::AuditEntry,
        entities::{approval_item, approval_version},
        own_keys::{OwnKey, OwnKeys},
    },
};

/// One thing that is to be approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalPage {
    /// How it stands.
    pub item: ApprovalView,
    /// All versions, newest first; there is one at least.
    pub versions: Vec<ApprovalVersion>,
}

/// A fixed version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalVersion {
    /// Its number, from 1.
    pub number: i32,
    /// The account that wrote it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// What exactly it is known by.
    pub hash: Digest,
    /// What it says.
    pub content: ApprovalContent,
    /// Its files, in their order.
    pub files: Vec<ApprovalFile>,
    /// What was decided of it.
    pub decided: Option<ApprovalDecided>,
}

/// What was decided of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalDecided {
    /// Whether it was approved or given back.
    pub state: ApprovalState,
    /// By which account.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// With which remark.
    pub remark: String,
}

impl Store {
    /// One thing that is to be approved, for an account that is written down; `None` if there is no such thing.
    pub async fn approval_page(&self, id: ApprovalId, actor: &str) -> anyhow::Result<Option<ApprovalPage>> {
        let readers = &self.databases.readers;
        let Some(row) = approval_item::Entity::find_by_id(id.0).one(readers).await? else { return Ok(None) };
        self.write(AuditEntry::of_row(id.0, "approval.opened", actor, Timestamp::now())).await?;
        let keys = OwnKeys::read([id.0], &self.keys, readers).await?;
        let rows = approval_version::Entity::find()
            .filter(approval_version::Column::ItemId.eq(id.0))
            .order_by_desc(approval_version::Column::Number)
            .all(readers)
            .await?;
        let key = keys.of(id.0);
        let (files, of_versions) = (read_files(id, key, readers).await?, files_of_versions(id, readers).await?);
        let files_of = |number: i32| {
            let own = of_versions.get(&number).into_iter().flatten();
            own.filter_map(|file| files.get(file).cloned()).collect()
        };
        let versions = rows.into_iter().map(|row| {
            let files = files_of(row.number);
            open_version(row, files, key)
        });
        let versions = versions.collect::<anyhow::Result<Vec<_>>>()?;
        let title = versions.first().map(|newest| newest.content.title.clone()).unwrap_or_default();
        Ok(Some(ApprovalPage { item: ApprovalView::of(row, title)?, versions }))
    }
}

fn open_version(
    row: approval_version::Model,
    files: Vec<ApprovalFile>,
    key: Option<&OwnKey>,
) -> anyhow::Result<ApprovalVersion> {
    let remark = row.remark_sealed.as_deref().zip(key).map(|(sealed, key)| key.open(REMARK, sealed)).transpose()?;
    let decided = match (row.decision, row.decided_by, row.decided_at) {
        (Some(state), Some(by), Some(at)) => Some(ApprovalDecided {
            state: read_state(&state)?,
            by,
            at: Timestamp::from_millisecond(at)?,
            remark: remark.unwrap_or_default(),
        }),
        _ => None,
    };
    let hash = row.hash.try_into().map_err(|_| anyhow::anyhow!("a hash of a version has a wrong length"))?;
    Ok(ApprovalVersion {
        number: row.number,
        made_by: row.made_by,
        made_at: Timestamp::from_millisecond(row.made_at)?,
        hash,
        content: open_content(&row.sealed, key)?,
        files,
        decided,
    })
}
