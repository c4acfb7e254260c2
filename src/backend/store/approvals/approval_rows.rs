//! How something stands that is to be approved.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{NullOrdering, Order},
};

use crate::{
    intake::{
        approvals::{ApprovalContent, ApprovalId, ApprovalKind, ApprovalState},
        staff::ProgrammeScope,
    },
    store::{
        Store,
        entities::{approval_item, approval_version},
        own_keys::{OwnKey, OwnKeys, SealedColumn},
        programme_filter::{ProgrammeOwner, of_programmes},
    },
};

/// What a version says, encrypted: title, text and link.
const CONTENT: SealedColumn = ("approval_versions", "sealed");

/// How many are asked for at once.
const AT_ONCE: usize = 500;

/// Something that is to be approved, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalView {
    /// What it is called by programs.
    pub id: ApprovalId,
    /// The programme that it belongs to; without one, the whole office's.
    pub programme: Option<String>,
    /// What it is.
    pub kind: ApprovalKind,
    /// What another part of the program calls it.
    pub subject: Option<String>,
    /// What it is called in its newest version.
    pub title: String,
    /// The account that asked first.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// Until when an answer is needed.
    pub due_on: Option<Date>,
    /// How it stands.
    pub state: ApprovalState,
    /// The number of the newest version.
    pub newest: i32,
}

impl ApprovalView {
    pub(super) fn of(row: approval_item::Model, title: String) -> anyhow::Result<Self> {
        let day = |text: String| text.parse().with_context(|| format!("{text} is no day"));
        Ok(Self {
            id: ApprovalId(row.id),
            kind: ApprovalKind::parse(&row.kind).context("a kind of approvals is unknown")?,
            state: read_state(&row.state)?,
            asked_at: Timestamp::from_millisecond(row.asked_at)?,
            due_on: row.due_on.map(day).transpose()?,
            programme: row.programme,
            subject: row.subject,
            title,
            asked_by: row.asked_by,
            newest: row.newest,
        })
    }
}

pub(super) fn read_state(text: &str) -> anyhow::Result<ApprovalState> {
    ApprovalState::parse(text).context("a state of approvals is unknown")
}

/// Encrypts what a version says.
pub(super) fn seal_content(content: &ApprovalContent, key: &OwnKey) -> anyhow::Result<Vec<u8>> {
    key.seal(CONTENT, &(&content.title, &content.text, &content.link))
}

/// What a version says; nothing, if its key is gone.
pub(super) fn open_content(sealed: &[u8], key: Option<&OwnKey>) -> anyhow::Result<ApprovalContent> {
    let Some(key) = key else { return Ok(ApprovalContent::default()) };
    let (title, text, link) = key.open(CONTENT, sealed)?;
    Ok(ApprovalContent { title, text, link })
}

/// Something that is to be approved, locked until the transaction ends; `None` if there is no such thing.
pub(super) async fn lock_item(
    id: ApprovalId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<approval_item::Model>> {
    Ok(approval_item::Entity::find_by_id(id.0).lock_exclusive().one(db).await?)
}

impl Store {
    /// What is to be approved of some programmes, and what was, so many that stand alike: what waits first, soonest first, then the
    /// newest.
    pub async fn approvals(&self, scope: &ProgrammeScope, most: u64) -> anyhow::Result<Vec<ApprovalView>> {
        let mut views = self.approvals_in(ApprovalState::Waiting, scope, most).await?;
        for state in [ApprovalState::Returned, ApprovalState::Approved] {
            views.extend(self.approvals_in(state, scope, most).await?);
        }
        Ok(views)
    }

    /// Those that stand so, so many.
    pub async fn approvals_in(
        &self,
        state: ApprovalState,
        scope: &ProgrammeScope,
        most: u64,
    ) -> anyhow::Result<Vec<ApprovalView>> {
        let readers = &self.databases.readers;
        let rows = approval_item::Entity::find()
            .filter(approval_item::Column::State.eq(state.name()))
            .filter(of_programmes(approval_item::Column::Programme, scope))
            .order_by_with_nulls(approval_item::Column::DueOn, Order::Asc, NullOrdering::Last)
            .order_by_desc(approval_item::Column::AskedAt)
            .order_by_asc(approval_item::Column::Id)
            .limit(most)
            .all(readers)
            .await?;
        let keys = OwnKeys::read(rows.iter().map(|row| row.id), &self.keys, readers).await?;
        let mut versions = BTreeMap::new();
        for part in rows.chunks(AT_ONCE) {
            let newest = part.iter().fold(Condition::any(), |any, row| {
                let this = approval_version::Column::ItemId.eq(row.id);
                any.add(this.and(approval_version::Column::Number.eq(row.newest)))
            });
            let found = approval_version::Entity::find().filter(newest).all(readers).await?;
            versions.extend(found.into_iter().map(|version| (version.item_id, version.sealed)));
        }
        let view = |row: approval_item::Model| {
            let content = versions.get(&row.id).map(|sealed| open_content(sealed, keys.of(row.id))).transpose()?;
            ApprovalView::of(row, content.unwrap_or_default().title)
        };
        rows.into_iter().map(view).collect()
    }

    /// Whose something that is to be approved is, for whoever asks for it by its address; `None` if there is no such thing.
    pub async fn owner_of_approval(&self, id: ApprovalId) -> anyhow::Result<Option<ProgrammeOwner>> {
        let row = approval_item::Entity::find_by_id(id.0).one(&self.databases.readers).await?;
        Ok(row.map(|row| row.programme.into()))
    }
}
