//! Buckets of object stores that speak S3: Amazon's, or one that a city or its contractor runs.
//!
//! | file | holds |
//! |---|---|
//! | `bucket` | which bucket, below which prefix, and who may use it: values alone |
//! | `open_bucket` | a bucket that is asked: written, read, listed, and held against what others may see of it |
//! | `object_writer` | one object on its way, that appears as a whole or not at all |
//!
//! What goes in is encrypted by whoever puts it there; nothing here knows what it is.

mod bucket;
mod object_writer;
mod open_bucket;

pub use bucket::{Bucket, BucketAccess, is_bucket_name, is_bucket_prefix};
pub use object_writer::ObjectWriter;
pub use open_bucket::{BucketVersions, OpenBucket};
