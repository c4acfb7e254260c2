//! Something is asked for, and again in another version: what was decided of an earlier one does not hold of it.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::{
    approval_files::{FileRows, SealedVersion, VersionFiles, read_files},
    approval_rows::{lock_item, seal_content},
};

use crate::{
    intake::approvals::{ApprovalContent, ApprovalId, ApprovalKind, ApprovalState},
    store::{
        Store,
        audit::AuditEntry,
        entities::{approval_item, approval_version, person_key},
        own_keys::{OwnKey, OwnKeys, keep_key},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct ApprovalRequest {
    /// The programme that it belongs to; without one, the whole office's.
    pub programme: Option<String>,
    /// What it is.
    pub kind: ApprovalKind,
    /// What another part of the program calls it: it is asked about once, in ever newer versions.
    pub subject: Option<String>,
    /// Until when an answer is needed.
    pub due_on: Option<Date>,
    /// What it says.
    pub content: ApprovalContent,
    /// What came with it.
    pub files: VersionFiles,
}

/// Another version of something.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// What it says.
    pub content: ApprovalContent,
    /// Its files.
    pub files: VersionFiles,
    /// Until when an answer is needed.
    pub due_on: Option<Date>,
}

/// Why something is not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskRefusal {
    /// It is about something of the program that was asked about before: a new version of this is what is wanted.
    AskedBefore(ApprovalId),
    /// Whoever asks has stored as many bytes as an account may within a day.
    NoRoom,
}

/// What became of a new version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionOutcome {
    /// It waits, under this number.
    Asked(i32),
    /// It says what the newest one says.
    Same,
    /// There is a newer one than whoever wrote it has seen.
    Stale,
    /// Whoever asks has stored as many bytes as an account may within a day.
    NoRoom,
    /// There is no such thing to be approved.
    Unknown,
}

struct ApprovalAddition {
    row: approval_item::Model,
    version: approval_version::Model,
    files: FileRows,
    key: person_key::Model,
}

impl StoreChange for ApprovalAddition {
    /// What it is called.
    type Made = Result<ApprovalId, AskRefusal>;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<Self::Made> {
        let row = &self.row;
        if let Some(subject) = &row.subject
            && let Some(known) = find_subject(&row.kind, subject, db).await?
        {
            return Ok(Err(AskRefusal::AskedBefore(ApprovalId(known.id))));
        }
        if !self.files.have_room(db).await? {
            return Ok(Err(AskRefusal::NoRoom));
        }
        keep_key(&self.key, db).await?;
        approval_item::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        let version = self.version.clone().into_active_model();
        approval_version::Entity::insert(version).exec_without_returning(db).await?;
        self.files.add((row.id, self.version.number), db).await?;
        let at = Timestamp::from_millisecond(row.asked_at)?;
        log.audit.push(AuditEntry::of_row(row.id, "approval.asked", &row.asked_by, at));
        Ok(Ok(ApprovalId(row.id)))
    }
}

/// What is asked of one thing of the program.
pub(super) async fn find_subject(
    kind: &str,
    subject: &str,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<approval_item::Model>> {
    let found = approval_item::Entity::find()
        .filter(approval_item::Column::Kind.eq(kind))
        .filter(approval_item::Column::Subject.eq(subject));
    Ok(found.one(db).await?)
}

struct VersionAddition {
    id: ApprovalId,
    /// The version that whoever wrote this one has seen.
    seen: i32,
    hash: Vec<u8>,
    sealed: Vec<u8>,
    files: FileRows,
    due_on: Option<Date>,
    actor: String,
    now: Timestamp,
}

impl StoreChange for VersionAddition {
    type Made = VersionOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<VersionOutcome> {
        let Some(row) = lock_item(self.id, db).await? else { return Ok(VersionOutcome::Unknown) };
        if row.newest != self.seen {
            return Ok(VersionOutcome::Stale);
        }
        let newest = approval_version::Entity::find_by_id((row.id, row.newest)).one(db).await?;
        if newest.is_some_and(|version| version.hash == self.hash) {
            return Ok(VersionOutcome::Same);
        }
        if !self.files.have_room(db).await? {
            return Ok(VersionOutcome::NoRoom);
        }
        let (id, number) = (row.id, row.newest + 1);
        let version = approval_version::Model {
            item_id: id,
            number,
            made_by: self.actor.clone(),
            made_at: self.now.as_millisecond(),
            hash: self.hash.clone(),
            sealed: self.sealed.clone(),
            decision: None,
            decided_by: None,
            decided_at: None,
            remark_sealed: None,
        };
        approval_version::Entity::insert(version.into_active_model()).exec_without_returning(db).await?;
        self.files.add((id, number), db).await?;
        let mut changed = row.into_active_model();
        changed.newest = Set(number);
        changed.state = Set(ApprovalState::Waiting.name().to_owned());
        changed.due_on = Set(self.due_on.map(|day| day.to_string()));
        changed.update(db).await?;
        log.audit.push(AuditEntry::of_row(id, "approval.asked_anew", &self.actor, self.now));
        Ok(VersionOutcome::Asked(number))
    }
}

impl Store {
    /// Asks for an approval.
    pub async fn ask_approval(
        &self,
        request: ApprovalRequest,
        actor: &str,
    ) -> anyhow::Result<Result<ApprovalId, AskRefusal>> {
        let (id, at) = (Uuid::new_v4(), Timestamp::now());
        let now = at.as_millisecond();
        let (own, key) = OwnKey::generate(id, &self.keys)?;
        let sealed = seal_content(&request.content, &own)?;
        let of = SealedVersion { item: id, content: &request.content, key: &own, actor, now: at };
        let (files, hash) = FileRows::seal(request.files, &BTreeMap::new(), &of)?;
        let row = approval_item::Model {
            id,
            programme: request.programme,
            kind: request.kind.name().to_owned(),
            subject: request.subject,
            asked_by: actor.to_owned(),
            asked_at: now,
            due_on: request.due_on.map(|day| day.to_string()),
            state: ApprovalState::Waiting.name().to_owned(),
            newest: 1,
        };
        let version = approval_version::Model {
            item_id: id,
            number: 1,
            made_by: actor.to_owned(),
            made_at: now,
            hash: hash.to_vec(),
            sealed,
            decision: None,
            decided_by: None,
            decided_at: None,
            remark_sealed: None,
        };
        Ok(self.write(ApprovalAddition { row, version, files, key }).await?)
    }

    /// Asks anew for something that says something else now.
    pub async fn ask_approval_anew(
        &self,
        (id, seen): (ApprovalId, i32),
        version: NewVersion,
        actor: &str,
    ) -> anyhow::Result<VersionOutcome> {
        let NewVersion { content, files, due_on } = version;
        let readers = &self.databases.readers;
        let keys = OwnKeys::read([id.0], &self.keys, readers).await?;
        let Some(key) = keys.of(id.0) else { return Ok(VersionOutcome::Unknown) };
        let (sealed, now) = (seal_content(&content, key)?, Timestamp::now());
        let known = read_files(id, Some(key), readers).await?;
        let of = SealedVersion { item: id.0, content: &content, key, actor, now };
        let (files, hash) = FileRows::seal(files, &known, &of)?;
        let (hash, actor) = (hash.to_vec(), actor.to_owned());
        Ok(self.write(VersionAddition { id, seen, hash, sealed, files, due_on, actor, now }).await?)
    }
}
