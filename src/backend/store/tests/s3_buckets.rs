//! Buckets of a server of tests, as the store names them.

use std::path::PathBuf;

use super::s3_server::{KEY_ID, S3Server, SECRET, names_below};
use crate::store::{Bucket, BucketAccess};

/// A bucket of the server that answers there, which knows the key of tests.
pub fn bucket_of(endpoint: &str, name: &str, prefix: &str) -> Bucket {
    Bucket {
        endpoint: Some(endpoint.to_owned()),
        region: "us-east-1".to_owned(),
        name: name.to_owned(),
        prefix: prefix.to_owned(),
        access: BucketAccess { key_id: KEY_ID.to_owned(), secret: SECRET.to_owned() },
    }
}

impl S3Server {
    /// A bucket of this server, which is there.
    pub fn bucket(&self, name: &str, prefix: &str) -> Bucket {
        self.bucket_folder(name);
        bucket_of(self.endpoint(), name, prefix)
    }

    /// The folder of what lies below the prefix of a bucket.
    pub fn folder(&self, bucket: &Bucket) -> PathBuf {
        self.bucket_folder(&bucket.name).join(&bucket.prefix)
    }

    /// The names of what lies below the prefix of a bucket, sorted.
    pub fn names(&self, bucket: &Bucket) -> Vec<String> {
        names_below(&self.folder(bucket))
    }
}
