//! A bucket that is asked.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, ensure};
use futures_util::{TryStreamExt, stream::BoxStream};
use object_store::{
    ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, aws::AmazonS3Builder, path::Path,
    prefix::PrefixStore,
};
use uuid::Uuid;

use super::{bucket::Bucket, object_writer::ObjectWriter};

/// How long the server may take for a part, or say nothing while it sends.
const PATIENCE: Duration = Duration::from_mins(2);

/// How often a request is sent again that failed on the way, and for how long: a visitor may be waiting.
const RETRIES: usize = 3;
const RETRIED_FOR: Duration = Duration::from_secs(30);

/// How names of objects begin that are there to see whether a bucket works.
const PROBE: &str = "access-check-";

/// Whether what is removed from a bucket, or written over, stays in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BucketVersions {
    /// It is gone.
    None,
    /// It stays as an older version.
    Kept,
}

/// A bucket that is asked, below its prefix.
#[derive(Clone, Debug)]
pub struct OpenBucket {
    bucket: Bucket,
    files: Arc<dyn ObjectStore>,
}

impl OpenBucket {
    /// Makes ready to ask; nothing is asked yet.
    pub fn open(bucket: &Bucket) -> anyhow::Result<Self> {
        let files = connect(bucket, true).with_context(|| bucket.to_string())?;
        Ok(Self { bucket: bucket.clone(), files })
    }

    /// What lies in it.
    pub fn files(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.files)
    }

    /// Sees whether this account may write, read, list and remove there, and nobody may read who does not sign.
    pub async fn check(&self) -> anyhow::Result<BucketVersions> {
        let (files, bucket) = (&self.files, &self.bucket);
        let failed = |doing: &str| {
            format!(
                "{bucket}: {doing} failed; look at `[s3]` in tsubame.toml, at AWS_ACCESS_KEY_ID and \
                 AWS_SECRET_ACCESS_KEY, at what that key may do, and at the clock of this machine"
            )
        };
        let place = new_probe();
        let written = files.put(&place, PutPayload::from_static(b"to be removed at once")).await;
        let written = written.with_context(|| failed("writing"))?;
        let read = async { files.get(&place).await?.bytes().await }.await;
        // A key that may not list is told 403 of what is not there, too: nobody would learn whether a name is free.
        let listed = files.list(Some(&place)).try_next().await;
        let is_public = connect(bucket, false)?.get(&place).await.is_ok();
        files.delete(&place).await.with_context(|| failed("removing"))?;
        read.with_context(|| failed("reading"))?;
        listed.with_context(|| failed("listing"))?;
        ensure!(
            !is_public,
            "{bucket}: everybody can read what lies there, without a key. Nothing was kept there: block public access to the bucket, \
             and remove the policy or the list that gives it to all"
        );
        Ok(versions_of(written.version.as_deref()))
    }

    /// Asks for what begins with a name that nothing has: sees whether the bucket answers and this account may ask, and changes
    /// nothing.
    pub async fn ask(&self) -> anyhow::Result<()> {
        let none = new_probe();
        let listed = self.files.list(Some(&none)).try_next().await;
        listed.map(drop).with_context(|| format!("{}: listing failed", self.bucket))
    }

    /// Whether an object is called as those that [`Self::check`] writes. Broken off, it leaves one.
    pub fn is_probe(name: &str) -> bool {
        name.strip_prefix(PROBE).is_some_and(|rest| Uuid::try_parse(rest).is_ok())
    }

    /// The names of what lies directly in it, sorted.
    pub async fn names(&self) -> anyhow::Result<Vec<String>> {
        let listed = self.files.list_with_delimiter(None).await.with_context(|| self.bucket.to_string())?;
        let mut names: Vec<String> = listed.objects.into_iter().map(|object| object.location.to_string()).collect();
        names.sort();
        Ok(names)
    }

    /// Whether something is called so.
    pub async fn has(&self, name: &str) -> anyhow::Result<bool> {
        match self.files.head(&Path::from(name)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error).with_context(|| self.bucket.to_string()),
        }
    }

    /// Begins an object.
    pub fn write(&self, name: &str) -> ObjectWriter {
        ObjectWriter::new(self.files(), Path::from(name))
    }

    /// Reads an object from its beginning.
    pub async fn read(&self, name: &str) -> anyhow::Result<BoxStream<'static, object_store::Result<bytes::Bytes>>> {
        let found = self.files.get(&Path::from(name)).await;
        Ok(found.with_context(|| format!("{}/{name}", self.bucket))?.into_stream())
    }

    /// Removes an object. Another server that shares the bucket may have been faster.
    pub async fn remove(&self, name: &str) -> anyhow::Result<()> {
        match self.files.delete(&Path::from(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error).with_context(|| format!("removing {}/{name}", self.bucket)),
        }
    }
}

/// A name for a look at a bucket, which nothing has.
fn new_probe() -> Path {
    Path::from(format!("{PROBE}{}", Uuid::new_v4().simple()))
}

/// A server that keeps versions tells the one that it has written; where that was switched off again, it is called `null`.
fn versions_of(version: Option<&str>) -> BucketVersions {
    match version {
        None | Some("null") => BucketVersions::None,
        Some(_) => BucketVersions::Kept,
    }
}

fn connect(bucket: &Bucket, is_signed: bool) -> anyhow::Result<Arc<dyn ObjectStore>> {
    // One that somebody has named before is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let is_plain = bucket.endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http://"));
    // How long all of a request takes is not limited: a backup may be long, and a line slow.
    let client = ClientOptions::new().with_timeout_disabled().with_read_timeout(PATIENCE).with_allow_http(is_plain);
    let retry = RetryConfig { max_retries: RETRIES, retry_timeout: RETRIED_FOR, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_region(&bucket.region)
        .with_bucket_name(&bucket.name)
        .with_access_key_id(&bucket.access.key_id)
        .with_secret_access_key(&bucket.access.secret)
        .with_skip_signature(!is_signed)
        // One object is removed at a time, by the request that every server knows.
        .with_disable_bulk_delete(true)
        .with_client_options(client)
        .with_retry(retry);
    if let Some(endpoint) = &bucket.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    Ok(Arc::new(PrefixStore::new(builder.build()?, Path::from(bucket.prefix.as_str()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_look_at_a_bucket_leaves_is_known_by_its_name() {
        assert!(OpenBucket::is_probe(new_probe().as_ref()));
        for other in ["access-check-", "access-check-list", "README", "67e5504410b1426f9247bb680e5fe0c8"] {
            assert!(!OpenBucket::is_probe(other), "{other}");
        }
    }

    #[test]
    fn a_version_with_a_name_is_kept() {
        for (version, expected) in [
            (None, BucketVersions::None),
            (Some("null"), BucketVersions::None),
            (Some("3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY"), BucketVersions::Kept),
        ] {
            assert_eq!(versions_of(version), expected, "{version:?}");
        }
    }
}
