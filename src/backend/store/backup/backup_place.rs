//! Where backups lie: a folder, or a bucket.

use std::{
    fmt,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use futures_util::TryStreamExt;

use super::backup_folder::{DATA, KEYRING, PendingFile, names_in, remove_from};
use crate::store::s3::{Bucket, BucketVersions, OpenBucket};

/// Where backups lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackupPlace {
    /// A folder, which is made, for its owner alone, if it is not there.
    Folder(PathBuf),
    /// A bucket, or what lies below a prefix of it.
    Bucket(Bucket),
}

impl fmt::Display for BackupPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(formatter),
            Self::Bucket(bucket) => bucket.fmt(formatter),
        }
    }
}

impl BackupPlace {
    /// What a file in it is called from anywhere.
    pub fn address_of(&self, name: &str) -> String {
        match self {
            Self::Folder(folder) => folder.join(name).display().to_string(),
            Self::Bucket(bucket) => format!("{bucket}/{name}"),
        }
    }

    /// Sees that data can lie there: that a bucket can be written, and is closed to others.
    pub async fn check_for_data(&self) -> anyhow::Result<()> {
        match self {
            Self::Folder(_) => Ok(()),
            Self::Bucket(bucket) => OpenBucket::open(bucket)?.check().await.map(drop),
        }
    }

    /// Sees that the keyring can lie there: that what is removed from it is gone, too.
    pub async fn check_for_keyring(&self) -> anyhow::Result<()> {
        let Self::Bucket(bucket) = self else { return Ok(()) };
        refuse_versions(bucket, OpenBucket::open(bucket)?.check().await?)
    }

    /// Whether who copies the one has the other, too.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bucket(one), Self::Bucket(other)) => one.is_beside(other),
            (one, other) => one == other,
        }
    }

    /// The names of all files in it, sorted, which for backups is oldest first. A folder that is not there has none.
    pub(super) async fn names(&self) -> anyhow::Result<Vec<String>> {
        match self {
            Self::Folder(folder) => names_in(folder),
            Self::Bucket(bucket) => OpenBucket::open(bucket)?.names().await,
        }
    }

    /// Removes files, durably.
    pub(super) async fn remove(&self, names: &[String]) -> anyhow::Result<()> {
        match self {
            Self::Folder(folder) => remove_from(folder, names),
            Self::Bucket(bucket) => {
                let bucket = OpenBucket::open(bucket)?;
                for name in names {
                    bucket.remove(name).await?;
                }
                Ok(())
            }
        }
    }

    /// The name of the newest backup of the data.
    pub async fn newest_data(&self) -> anyhow::Result<String> {
        self.newest(DATA).await
    }

    /// The name of the newest copy of the keyring.
    pub async fn newest_keyring(&self) -> anyhow::Result<String> {
        self.newest(KEYRING).await
    }

    async fn newest(&self, ending: &str) -> anyhow::Result<String> {
        // Names begin with their time.
        let newest =
            self.names().await?.into_iter().rfind(|name| name.starts_with("tsubame-") && name.ends_with(ending));
        newest.with_context(|| format!("there is no file in {self} whose name ends in {ending}"))
    }

    /// The path of a file in it. One of a bucket is fetched into a folder, encrypted as it is; the path is that of the copy.
    pub async fn fetch(&self, name: &str, folder: &Path) -> anyhow::Result<PathBuf> {
        let bucket = match self {
            Self::Folder(lies_in) => return Ok(lies_in.join(name)),
            Self::Bucket(bucket) => bucket,
        };
        // A name is one word: a bucket could say anything.
        ensure!(Path::new(name).file_name() == Some(name.as_ref()), "{name} is no name of a backup");
        let mut pieces = OpenBucket::open(bucket)?.read(name).await?;
        let mut copy = PendingFile::create(folder, name)?;
        while let Some(piece) = pieces.try_next().await.with_context(|| self.address_of(name))? {
            copy.write_all(&piece).with_context(|| format!("fetching {}", self.address_of(name)))?;
        }
        copy.publish()
    }
}

/// A keyring that is removed has to be gone: an older version of it would hold whoever was erased since.
fn refuse_versions(bucket: &Bucket, versions: BucketVersions) -> anyhow::Result<()> {
    if versions == BucketVersions::Kept {
        bail!(
            "{bucket} keeps older versions of what is removed: copies of the keyring would hold whoever was erased. Name a bucket \
             without versioning by KEYRING_FOLDER"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::s3::BucketAccess;

    #[test]
    fn a_bucket_that_keeps_versions_is_refused_for_the_keyring() {
        let access = BucketAccess { key_id: "key".to_owned(), secret: "secret".to_owned() };
        let (region, name) = ("auto".to_owned(), "keys".to_owned());
        let bucket = Bucket { endpoint: None, region, name, prefix: "of/sendai".to_owned(), access };
        refuse_versions(&bucket, BucketVersions::None).unwrap();
        let told = refuse_versions(&bucket, BucketVersions::Kept).unwrap_err().to_string();
        assert!(told.contains("s3://keys/of/sendai") && told.contains("KEYRING_FOLDER"), "{told}");
    }
}
