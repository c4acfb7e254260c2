//! `[s3]`: the bucket of an object store, and what lies in it. Its key stands in the environment, under the names that all programs
//! for S3 read.

use tsubame_model::source::{TableReader, Wording};
use url::{Host, Url};

use super::Environment;
use crate::store::{Bucket, BucketAccess, is_bucket_name, is_bucket_prefix};

/// The variable with the name of the key.
const KEY_ID: &str = "AWS_ACCESS_KEY_ID";

/// The variable with the secret that belongs to it.
const SECRET: &str = "AWS_SECRET_ACCESS_KEY";

/// The region of servers that have none: what most of them take.
const NO_REGION: &str = "us-east-1";

/// What may lie in the bucket.
const UPLOADS: &str = "uploads";
const BACKUPS: &str = "backups";

/// The table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct S3Table {
    /// The bucket, with what all names in it begin with.
    pub bucket: Option<Bucket>,
    holds: Vec<String>,
}

/// The keys about the bucket, as written.
struct WrittenBucket {
    endpoint: Option<String>,
    region: Option<String>,
    name: Option<String>,
    prefix: Option<String>,
}

impl S3Table {
    pub(super) fn read(table: &mut TableReader<'_>, environment: &mut Environment<'_>) -> Self {
        let written = WrittenBucket::read(table);
        let holds = read_holds(table);
        refuse_secrets(table);
        if table.optional("bucket").is_none() {
            refuse_without_bucket(&written, &holds, table);
            return Self::default();
        }
        let access = read_access(environment);
        Self { bucket: written.complete(access, table), holds }
    }

    /// Where files lie that visitors send, if not in the private folder.
    pub fn uploads(&self) -> Option<Bucket> {
        self.find(UPLOADS)
    }

    /// Where backups of the data go that are not said to go elsewhere, if not to the private folder.
    pub fn backups(&self) -> Option<Bucket> {
        self.find(BACKUPS)
    }

    fn find(&self, what: &str) -> Option<Bucket> {
        self.bucket.as_ref().filter(|_| self.holds.iter().any(|held| held == what)).map(|bucket| bucket.below(what))
    }
}

impl WrittenBucket {
    fn read(table: &mut TableReader<'_>) -> Self {
        Self {
            endpoint: table.parse("endpoint", read_endpoint),
            region: table.parse("region", |text| {
                let is_region = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                is_region.then(|| text.to_owned()).ok_or_else(|| {
                    Wording::new(
                        "`region` is the name of a region, as \"ap-northeast-1\"",
                        "`region` には、\"ap-northeast-1\" のようなリージョンの名前を書きます",
                    )
                })
            }),
            name: table.parse("bucket", |text| {
                is_bucket_name(text).then(|| text.to_owned()).ok_or_else(|| {
                    Wording::new(
                        "`bucket` is the name of a bucket: small letters, digits, `-` and `.`, three to 63 of them",
                        "`bucket` には、小文字と数字、`-`、`.` で3〜63文字のバケット名を書きます",
                    )
                })
            }),
            prefix: table.parse("prefix", |text| {
                is_bucket_prefix(text).then(|| text.to_owned()).ok_or_else(|| {
                    Wording::new(
                        "`prefix` is what names in the bucket begin with, as \"cross-sendai/forms\", without a slash at either end",
                        "`prefix` には、バケットの中での名前の先頭を \"cross-sendai/forms\" のように、前後の / なしで書きます",
                    )
                })
            }),
        }
    }

    /// The bucket that the keys name. What cannot be read is told of already.
    fn complete(self, access: Option<BucketAccess>, table: &mut TableReader<'_>) -> Option<Bucket> {
        // A key that is there and cannot be read names no bucket of Amazon's instead.
        let is_elsewhere = table.optional("endpoint").is_some();
        if self.region.is_none() && !is_elsewhere && table.optional("region").is_none() {
            let reason = Wording::new(
                "`bucket` needs a region (region = \"ap-northeast-1\"), or, if it is not Amazon's, an endpoint",
                "`bucket` には region = \"ap-northeast-1\" のようなリージョンか、Amazon以外なら endpoint を加えてください",
            );
            table.refuse("bucket", reason);
            return None;
        }
        let (region, prefix) = (self.region.unwrap_or_else(|| NO_REGION.to_owned()), self.prefix.unwrap_or_default());
        Some(Bucket { endpoint: self.endpoint, region, name: self.name?, prefix, access: access? })
    }
}

/// Where the server answers. What is signed and encrypted may go without TLS on this machine only: others could withhold it.
fn read_endpoint(text: &str) -> Result<String, Wording> {
    let url = Url::parse(text).ok().filter(|url| {
        let is_here = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        let is_bare =
            url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        is_bare && url.password().is_none() && (url.scheme() == "https" || (url.scheme() == "http" && is_here))
    });
    // As the address was understood, and not as it was written: whether it is plain HTTP is read from its beginning.
    url.map(|url| url.origin().ascii_serialization()).ok_or_else(|| {
        Wording::new(
            "`endpoint` is where the object store answers, as https://s3.example.jp without a path; http:// is for one on the same machine",
            "`endpoint` には、オブジェクトストレージの応答先を https://s3.example.jp のように、パスなしで書きます。http:// は同じ機械のときだけ使えます",
        )
    })
}

fn read_holds(table: &mut TableReader<'_>) -> Vec<String> {
    let holds = table.texts("holds").unwrap_or_default();
    if holds.iter().any(|what| what != UPLOADS && what != BACKUPS) {
        let reason = Wording::new(
            "`holds` says what lies in the bucket: \"uploads\", \"backups\" or both",
            "`holds` には、バケットに置くものを \"uploads\"、\"backups\" から選んで書きます",
        );
        table.refuse("holds", reason);
    }
    holds
}

/// Both halves of the key, or all that is missing.
fn read_access(environment: &mut Environment<'_>) -> Option<BucketAccess> {
    let [key_id, secret] = [KEY_ID, SECRET].map(|name| {
        let value = environment.get(name);
        if value.is_none() {
            environment.refuse(Wording::new(
                format!("{name} is missing: `bucket` in [s3] is used with a key, which stands in the environment"),
                format!("{name} がありません。[s3] の `bucket` を使うには、鍵を環境変数に入れてください"),
            ));
        }
        value
    });
    Some(BucketAccess { key_id: key_id?, secret: secret? })
}

fn refuse_secrets(table: &mut TableReader<'_>) {
    for (key, variable) in [("access_key_id", KEY_ID), ("secret_access_key", SECRET)] {
        if table.optional(key).is_some() {
            let reason = Wording::new(
                format!("`{key}` does not stand in the file: set {variable} in the environment"),
                format!("`{key}` はファイルには書きません。環境変数 {variable} に入れてください"),
            );
            table.refuse(key, reason);
        }
    }
}

/// What is said of a bucket that is not named.
fn refuse_without_bucket(written: &WrittenBucket, holds: &[String], table: &mut TableReader<'_>) {
    let keys = [
        (written.endpoint.is_some(), "endpoint"),
        (written.region.is_some(), "region"),
        (written.prefix.is_some(), "prefix"),
        (!holds.is_empty(), "holds"),
    ];
    for (_, key) in keys.into_iter().filter(|(is_written, _)| *is_written) {
        let reason = Wording::new(
            format!("`{key}` is said of a bucket that is not named: add bucket = \"cross-sendai\""),
            format!("`{key}` はありますが、バケットが決まっていません。bucket = \"cross-sendai\" を加えてください"),
        );
        table.refuse(key, reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::OperatorSettings;

    const KEYS: [(&str, &str); 2] = [(KEY_ID, "AKIAEXAMPLE"), (SECRET, "hunter2")];

    fn read(table: &str, variables: &[(&str, &str)]) -> Result<S3Table, Vec<String>> {
        let get = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let settings = OperatorSettings::parse(&format!("[s3]\n{table}\n"), Environment::new(&get));
        settings.map(|settings| settings.s3).map_err(|faults| {
            assert!(!format!("{faults:?}").contains("hunter2"));
            assert!(faults.iter().all(|fault| !fault.message.japanese().is_empty()));
            faults.iter().map(|fault| fault.message.english().to_owned()).collect()
        })
    }

    #[test]
    fn a_bucket_holds_what_the_table_says() {
        let table = "endpoint = 'https://s3.example.jp/'\nbucket = 'cross-sendai'\nprefix = 'a/b'\nholds = ['uploads']";
        let read_one = read(table, &KEYS).unwrap();
        let bucket = read_one.bucket.clone().unwrap();
        assert_eq!((bucket.endpoint.as_deref(), bucket.region.as_str()), (Some("https://s3.example.jp"), NO_REGION));
        assert_eq!((bucket.access.key_id.as_str(), bucket.access.secret.as_str()), ("AKIAEXAMPLE", "hunter2"));
        assert_eq!(read_one.uploads().unwrap().to_string(), "s3://cross-sendai/a/b/uploads");
        assert_eq!(read_one.backups(), None);
        let both =
            read("bucket = 'cross-sendai'\nregion = 'ap-northeast-1'\nholds = ['backups', 'uploads']", &KEYS).unwrap();
        assert_eq!(both.backups().unwrap().to_string(), "s3://cross-sendai/backups");
        // Without the table, the variables are somebody else's.
        assert_eq!(read("", &KEYS), Ok(S3Table::default()));
        assert_eq!(read("", &[]), Ok(S3Table::default()));
    }

    #[test]
    fn what_is_wrong_is_told_at_once() {
        let bucket = "bucket = 'cross-sendai'";
        for (table, variables, words) in [
            (bucket, &KEYS[..], &["needs a region"][..]),
            (
                "bucket = 'Cross Sendai'\nregion = 'x y'",
                &[],
                &["is the name of a bucket", "name of a region", KEY_ID, SECRET],
            ),
            ("region = 'auto'\nholds = ['uploads']", &KEYS, &["`region` is said of", "`holds` is said of"]),
            ("bucket = 'abc'\nregion = 'auto'", &KEYS[..1], &[SECRET]),
            ("bucket = 'abc'\nregion = 'auto'\nholds = ['keyring']", &KEYS, &["`holds` says"]),
            ("bucket = 'abc'\nregion = 'auto'\nprefix = '/a/'", &KEYS, &["`prefix` is"]),
            ("bucket = 'abc'\nregion = 'auto'\nsecret_access_key = 'hunter2'", &KEYS, &["set AWS_SECRET_ACCESS_KEY"]),
            ("bucket = 'abc'\nregion = 'auto'\naccess_key_id = 'hunter2'", &KEYS, &["set AWS_ACCESS_KEY_ID"]),
        ] {
            let told = read(table, variables).unwrap_err();
            assert_eq!(told.len(), words.len(), "{table}: {told:?}");
            assert!(words.iter().all(|word| told.iter().any(|message| message.contains(word))), "{table}: {told:?}");
        }
        for endpoint in
            ["s3.example.jp", "http://s3.example.jp", "https://s3.example.jp/x", "https://u:p@s3.example.jp"]
        {
            let told = read(&format!("{bucket}\nendpoint = '{endpoint}'"), &KEYS).unwrap_err();
            assert!(told.len() == 1 && told[0].contains("`endpoint` is where"), "{endpoint}: {told:?}");
        }
        for (endpoint, understood) in [
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
            ("HTTP://LocalHost:9000/", "http://localhost:9000"),
            ("https://S3.example.jp:443", "https://s3.example.jp"),
        ] {
            let table = read(&format!("{bucket}\nendpoint = '{endpoint}'"), &KEYS).unwrap();
            assert_eq!(table.bucket.unwrap().endpoint.as_deref(), Some(understood), "{endpoint}");
        }
    }
}
