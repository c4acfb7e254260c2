//! The files of versions. They lie where all files lie, each with a key of its own, which lies in its row encrypted with the key of what is
//! to be approved. A file that stays in a newer version is the same one: nobody sends it twice.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    intake::{
        Digest, UploadId,
        approvals::{ApprovalContent, ApprovalId, FixedFile},
    },
    store::{
        FileKey, OpenUpload, Store, UploadState, UploadTerms,
        audit::AuditEntry,
        entities::{account, approval_file, approval_version_file},
        own_keys::{OwnKey, OwnKeys, SealedColumn},
        upload_rows::NewUpload,
    },
};

/// Name, type and key of a file, encrypted.
const FILE: SealedColumn = ("approval_files", "sealed");

/// As far back as the files of an account are counted.
const COUNTED_HOURS: i64 = 24;

/// A file that came with a version.
#[derive(Clone, Debug)]
pub struct SentApprovalFile {
    /// Its name on the machine of whoever sent it.
    pub name: String,
    /// What their browser takes it for.
    pub content_type: String,
    /// What its bytes are known by.
    pub hash: Digest,
    /// Where it lies.
    pub stored: NewUpload,
}

/// The files of a version that is asked for.
#[derive(Clone, Debug, Default)]
pub struct VersionFiles {
    /// Those of earlier versions that stay, in their order.
    pub kept: Vec<UploadId>,
    /// Those that came with it, after them.
    pub sent: Vec<SentApprovalFile>,
    /// Under which rules; where none came, none are needed. What an account may store within a day is what an address may send.
    pub terms: Option<UploadTerms>,
}

/// A file of a version, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalFile {
    /// The file.
    pub id: UploadId,
    /// What the version is known by of it.
    pub fixed: FixedFile,
    /// What is known of it as far as viruses go.
    pub state: UploadState,
}

/// The version that files are made ready for.
pub(super) struct SealedVersion<'a> {
    pub item: Uuid,
    pub content: &'a ApprovalContent,
    pub key: &'a OwnKey,
    pub actor: &'a str,
    pub now: Timestamp,
}

/// The files of a version, made ready to be written.
pub(super) struct FileRows {
    added: Vec<approval_file::Model>,
    files: Vec<Uuid>,
    /// Most bytes that an account may store within a day; none where the test shows what the limit is for.
    most_bytes: Option<u64>,
}

impl FileRows {
    /// The files of a version of this item, with what the version is known by. What is said to stay and is none of its files does not.
    pub fn seal(
        files: VersionFiles,
        known: &BTreeMap<UploadId, ApprovalFile>,
        of: &SealedVersion<'_>,
    ) -> anyhow::Result<(Self, Digest)> {
        let kept: Vec<&ApprovalFile> = files.kept.iter().filter_map(|id| known.get(id)).collect();
        let mut fixed: Vec<FixedFile> = kept.iter().map(|file| file.fixed.clone()).collect();
        let state = files.terms.map_or(UploadState::Quarantined, |terms| terms.state);
        let mut rows = Self {
            added: Vec::new(),
            files: kept.iter().map(|file| file.id.0).collect(),
            most_bytes: files.terms.and_then(|terms| terms.most_bytes_per_address),
        };
        for sent in files.sent {
            rows.files.push(sent.stored.id.0);
            rows.added.push(approval_file::Model {
                id: sent.stored.id.0,
                item_id: of.item,
                made_by: of.actor.to_owned(),
                made_at: of.now.as_millisecond(),
                size_bytes: i64::try_from(sent.stored.size_bytes)?,
                hash: sent.hash.to_vec(),
                state: state.name().to_owned(),
                scan_at: of.now.as_millisecond(),
                failures: 0,
                sealed: of.key.seal(FILE, &(&sent.name, &sent.content_type, sent.stored.key.to_hex()))?,
            });
            fixed.push(FixedFile { name: sent.name, size_bytes: sent.stored.size_bytes, hash: sent.hash });
        }
        Ok((rows, of.content.hash_with(&fixed)))
    }

    /// Whether the account that sends them has room for them today. It is locked, so that two requests at once do not both have it.
    pub async fn have_room(&self, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
        let (Some(first), Some(most)) = (self.added.first(), self.most_bytes) else { return Ok(true) };
        if let Ok(account) = Uuid::parse_str(&first.made_by) {
            account::Entity::find_by_id(account).lock_exclusive().one(db).await?;
        }
        let since =
            Timestamp::from_millisecond(first.made_at)?.checked_sub(SignedDuration::from_hours(COUNTED_HOURS))?;
        let stored: Vec<i64> = approval_file::Entity::find()
            .select_only()
            .column(approval_file::Column::SizeBytes)
            .filter(approval_file::Column::MadeBy.eq(first.made_by.as_str()))
            .filter(approval_file::Column::MadeAt.gt(since.as_millisecond()))
            .into_tuple()
            .all(db)
            .await?;
        let all: i64 = stored.into_iter().chain(self.added.iter().map(|row| row.size_bytes)).sum();
        Ok(u64::try_from(all).is_ok_and(|all| all <= most))
    }

    /// Writes them down as those of a version.
    pub async fn add(&self, (item, number): (Uuid, i32), db: &impl ConnectionTrait) -> anyhow::Result<()> {
        if !self.added.is_empty() {
            let rows = self.added.iter().map(|row| row.clone().into_active_model());
            approval_file::Entity::insert_many(rows).exec_without_returning(db).await?;
        }
        if !self.files.is_empty() {
            let links = self.files.iter().zip(0..).map(|(file_id, position)| {
                approval_version_file::Model { item_id: item, number, position, file_id: *file_id }.into_active_model()
            });
            approval_version_file::Entity::insert_many(links).exec_without_returning(db).await?;
        }
        Ok(())
    }
}

/// All files of something that is to be approved, whichever versions have them; none, if its key is gone.
pub(super) async fn read_files(
    item: ApprovalId,
    key: Option<&OwnKey>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<UploadId, ApprovalFile>> {
    let Some(key) = key else { return Ok(BTreeMap::new()) };
    let rows = approval_file::Entity::find().filter(approval_file::Column::ItemId.eq(item.0)).all(db).await?;
    let read = |row: approval_file::Model| {
        let opened = open_row(&row, key)?;
        let hash = row.hash.try_into().map_err(|_| anyhow::anyhow!("a hash of a file has a wrong length"))?;
        let fixed = FixedFile { name: opened.name, size_bytes: opened.size_bytes, hash };
        Ok((opened.id, ApprovalFile { id: opened.id, fixed, state: opened.state }))
    };
    rows.into_iter().map(read).collect()
}

/// Which files each version has, in their order.
pub(super) async fn files_of_versions(
    item: ApprovalId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<i32, Vec<UploadId>>> {
    let rows = approval_version_file::Entity::find()
        .filter(approval_version_file::Column::ItemId.eq(item.0))
        .order_by_asc(approval_version_file::Column::Number)
        .order_by_asc(approval_version_file::Column::Position);
    let mut found: BTreeMap<i32, Vec<UploadId>> = BTreeMap::new();
    for row in rows.all(db).await? {
        found.entry(row.number).or_default().push(UploadId(row.file_id));
    }
    Ok(found)
}

/// What opens a file.
fn open_row(row: &approval_file::Model, key: &OwnKey) -> anyhow::Result<OpenUpload> {
    let (name, content_type, file_key): (String, String, String) = key.open(FILE, &row.sealed)?;
    Ok(OpenUpload {
        id: UploadId(row.id),
        name,
        content_type,
        size_bytes: u64::try_from(row.size_bytes)?,
        state: UploadState::parse(&row.state).context("a state of a file is unknown")?,
        key: FileKey::from_hex(&file_key)?,
    })
}

/// The same of many; those whose keys are gone are read by nobody.
pub(super) async fn open_rows(rows: &[approval_file::Model], store: &Store) -> anyhow::Result<Vec<OpenUpload>> {
    let items: BTreeSet<Uuid> = rows.iter().map(|row| row.item_id).collect();
    let keys = OwnKeys::read(items, &store.keys, &store.databases.readers).await?;
    rows.iter().filter_map(|row| Some(open_row(row, keys.of(row.item_id)?))).collect()
}

impl Store {
    /// Opens a file of something that is to be approved, for an account, which the audit log tells first. `None` for one that is not
    /// there, that is something else's, or that nobody may have.
    pub async fn open_approval_file(
        &self,
        item: ApprovalId,
        file: UploadId,
        actor: &str,
    ) -> anyhow::Result<Option<OpenUpload>> {
        let found = approval_file::Entity::find_by_id(file.0).filter(approval_file::Column::ItemId.eq(item.0));
        let rows: Vec<_> = found.all(&self.databases.readers).await?;
        let opened = open_rows(&rows, self).await?.into_iter().next();
        let Some(opened) = opened.filter(|file| file.state.may_be_read()) else { return Ok(None) };
        self.write(AuditEntry::of_row(file.0, "approval.file_read", actor, Timestamp::now())).await?;
        Ok(Some(opened))
    }
}
