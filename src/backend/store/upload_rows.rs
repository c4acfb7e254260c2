//! Files as rows: what a submission brings along, made ready to be written, and how much an address has sent of late.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use strum::VariantArray;

use super::{Keys, SealedPlace, SealedSubmission, entities::upload, file_cipher::FileKey};
use crate::intake::{Digest, PersonId, UploadId};

/// As far back as the files of an address are counted.
const COUNTED_HOURS: i64 = 24;

/// What is known of a file as far as viruses go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum UploadState {
    /// It waits to be looked at; nobody gets it.
    Quarantined,
    /// Nothing was found in it.
    Clean,
    /// Something was found in it; nobody gets it.
    Infected,
    /// There is nothing that looks at files.
    Unscanned,
}

impl UploadState {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quarantined => "quarantined",
            Self::Clean => "clean",
            Self::Infected => "infected",
            Self::Unscanned => "unscanned",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|state| state.name() == name)
    }

    /// Whether somebody may have the file.
    pub fn may_be_read(self) -> bool {
        matches!(self, Self::Clean | Self::Unscanned)
    }
}

/// A file that lies where files lie, and of which no row knows yet.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// What it is called there.
    pub id: UploadId,
    /// What opens it.
    pub key: FileKey,
    /// How long it is, in clear.
    pub size_bytes: u64,
}

/// A file as the form sent it.
#[derive(Clone, Debug)]
pub struct SentUpload {
    /// The field that it was sent for.
    pub field: String,
    /// Its name on the visitor's machine.
    pub name: String,
    /// What the browser takes it for.
    pub content_type: String,
    /// Where it lies.
    pub stored: NewUpload,
}

/// The rules under which files are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadTerms {
    /// What they are before anything has looked at them.
    pub state: UploadState,
    /// Most bytes that one address may send within a day; none where the test shows what the limit is for.
    pub most_bytes_per_address: Option<u64>,
}

impl SealedSubmission {
    /// Adds the files that came with it: their names and keys are encrypted with the key of the person.
    pub fn with_uploads(mut self, files: &[SentUpload], terms: UploadTerms, keys: &Keys) -> anyhow::Result<Self> {
        if files.is_empty() {
            return Ok(self);
        }
        let key = keys.master.unwrap(&self.key, self.person)?;
        for file in files {
            let told =
                json!({ "name": file.name, "type": file.content_type, "key": file.stored.key.to_hex() }).to_string();
            self.uploads.push(upload::Model {
                id: file.stored.id.0,
                person_id: self.person.0,
                submission_id: self.id.0,
                field: file.field.clone(),
                size_bytes: i64::try_from(file.stored.size_bytes)?,
                received_at: self.received_at.as_millisecond(),
                state: terms.state.name().to_owned(),
                scan_at: self.received_at.as_millisecond(),
                failures: 0,
                lookup: self.address.as_ref().map(|address| address.lookup.to_vec()),
                sealed: key.seal(place(self.person), told.as_bytes())?,
            });
        }
        self.upload_quota = terms.most_bytes_per_address;
        Ok(self)
    }

    fn upload_bytes(&self) -> u64 {
        self.uploads.iter().map(|file| u64::try_from(file.size_bytes).unwrap_or(u64::MAX)).sum()
    }
}

/// Where names and keys of files are kept encrypted.
pub(super) fn place(person: PersonId) -> SealedPlace {
    SealedPlace { table: "uploads", column: "sealed", person }
}

/// How many bytes addresses have sent within a day, those of the batch before included.
pub(super) struct UploadUsage(BTreeMap<Digest, u64>);

impl UploadUsage {
    /// Of the addresses of a batch: one statement, and none for a batch without files.
    pub async fn read(batch: &[SealedSubmission], now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<Self> {
        let senders = batch.iter().filter(|sealed| !sealed.uploads.is_empty());
        let lookups: BTreeSet<Digest> = senders.filter_map(|sealed| Some(sealed.address.as_ref()?.lookup)).collect();
        let mut usage = BTreeMap::new();
        if lookups.is_empty() {
            return Ok(Self(usage));
        }
        let since = now.checked_sub(SignedDuration::from_hours(COUNTED_HOURS)).unwrap_or(Timestamp::MIN);
        let sent: Vec<(Option<Vec<u8>>, i64)> = upload::Entity::find()
            .select_only()
            .columns([upload::Column::Lookup, upload::Column::SizeBytes])
            .filter(upload::Column::Lookup.is_in(lookups.iter().map(|lookup| lookup.to_vec())))
            .filter(upload::Column::ReceivedAt.gt(since.as_millisecond()))
            .into_tuple()
            .all(db)
            .await?;
        for (lookup, bytes) in sent {
            let Some(lookup) = lookup.and_then(|lookup| Digest::try_from(lookup).ok()) else { continue };
            *usage.entry(lookup).or_insert(0) += u64::try_from(bytes).unwrap_or(0);
        }
        Ok(Self(usage))
    }

    /// Whether the files of a submission are few enough; then they count from now on.
    pub fn admit(&mut self, sealed: &SealedSubmission) -> bool {
        let (Some(address), Some(most)) = (&sealed.address, sealed.upload_quota) else { return true };
        let used = self.0.entry(address.lookup).or_insert(0);
        let all = used.saturating_add(sealed.upload_bytes());
        if all > most {
            return false;
        }
        *used = all;
        true
    }
}
