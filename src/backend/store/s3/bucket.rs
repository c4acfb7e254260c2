//! Which bucket, below which prefix, and who may use it.

use std::fmt;

use anyhow::{Context, ensure};

/// How addresses of buckets begin.
const SCHEME: &str = "s3://";

/// Who may use a bucket.
#[derive(Clone, PartialEq, Eq)]
pub struct BucketAccess {
    /// The name of the key.
    pub key_id: String,
    /// What requests are signed with.
    pub secret: String,
}

/// Secrets are never printed.
impl fmt::Debug for BucketAccess {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BucketAccess")
    }
}

/// A bucket, or what lies below a prefix of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Where the server answers, without a path; without it, Amazon's of the region.
    pub endpoint: Option<String>,
    /// The region, which is part of each signature.
    pub region: String,
    /// Its name.
    pub name: String,
    /// What all names begin with, without a slash at either end; may be empty.
    pub prefix: String,
    /// Who asks.
    pub access: BucketAccess,
}

impl Bucket {
    /// Whether a text is the address of a bucket and no path.
    pub fn is_address(text: &str) -> bool {
        text.starts_with(SCHEME)
    }

    /// What `s3://BUCKET/PREFIX` names, at the same server for the same account.
    pub fn at(&self, address: &str) -> anyhow::Result<Self> {
        let path = address.strip_prefix(SCHEME).context("an address of a bucket is s3://BUCKET/PREFIX")?;
        let (name, prefix) = path.split_once('/').unwrap_or((path, ""));
        let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
        ensure!(
            is_bucket_name(name) && is_bucket_prefix(prefix),
            "{address} is no address of a bucket, which is s3://BUCKET/PREFIX"
        );
        Ok(Self { name: name.to_owned(), prefix: prefix.to_owned(), ..self.clone() })
    }

    /// What lies below a folder of it.
    #[must_use]
    pub fn below(&self, folder: &str) -> Self {
        let prefix = if self.prefix.is_empty() { folder.to_owned() } else { format!("{}/{folder}", self.prefix) };
        Self { prefix, ..self.clone() }
    }

    /// Whether who has all of one bucket has the other too.
    pub fn is_beside(&self, other: &Self) -> bool {
        self.endpoint == other.endpoint && self.name == other.name
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        write!(formatter, "{SCHEME}{}{slash}{}", self.name, self.prefix)
    }
}

/// Whether a bucket may be called so, by the rules that all servers share.
pub fn is_bucket_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    (3..=63).contains(&name.len()) && name.bytes().all(is_letter) && !name.contains("..")
}

/// Whether names may begin so: words between slashes, none of which a folder could not be called.
pub fn is_bucket_prefix(prefix: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._=".contains(&byte);
    let is_word = |word: &str| !word.is_empty() && word.bytes().any(|byte| byte != b'.') && word.bytes().all(is_letter);
    prefix.is_empty() || prefix.split('/').all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_a_bucket_of_the_same_account() {
        let access = BucketAccess { key_id: "key".to_owned(), secret: "hunter2".to_owned() };
        let (region, name) = ("auto".to_owned(), "first".to_owned());
        let first = Bucket { endpoint: None, region, name, prefix: String::new(), access };
        let at = |address: &str| first.at(address).map(|bucket| bucket.to_string()).ok();
        assert_eq!(at("s3://second/of/a-city/"), Some("s3://second/of/a-city".to_owned()));
        assert_eq!(at("s3://second"), Some("s3://second".to_owned()));
        assert_eq!(first.below("uploads").to_string(), "s3://first/uploads");
        assert_eq!(first.at("s3://second/a").unwrap().below("b").to_string(), "s3://second/a/b");
        for wrong in ["/backups", "s3://", "s3://A/b", "s3://ab", "s3://first//b", "s3://first/../b", "s3://first/a b"]
        {
            assert_eq!(at(wrong), None, "{wrong}");
        }
        assert!(first.is_beside(&first.below("a")) && !first.is_beside(&first.at("s3://second").unwrap()));
        assert!(!format!("{first:?}").contains("hunter2"));
    }
}
