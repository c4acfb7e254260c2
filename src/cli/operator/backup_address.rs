//! What operators call a place of backups, or a backup: a path, or an address of a bucket.

use std::path::Path;

use anyhow::{Context, Result};

use tsubame_backend::{
    settings::S3Table,
    store::{BackupPlace, Bucket},
};

/// How names of backups end.
const ENDING: &str = ".age";

/// The place that is named.
pub(super) fn place_of(named: &Path, s3: &S3Table) -> Result<BackupPlace> {
    let Some(address) = named.to_str().filter(|text| Bucket::is_address(text)) else {
        return Ok(BackupPlace::Folder(named.to_owned()));
    };
    let account = s3.bucket.as_ref();
    let account = account.with_context(|| {
        format!("{address} is in an object store, of which `[s3]` in tsubame.toml has to say where it is: `bucket`, with `endpoint` or `region`")
    })?;
    Ok(BackupPlace::Bucket(account.at(address)?))
}

/// The place in which a backup is, and its name, if a backup was named and not only where backups are; `None` for a file.
pub(super) fn place_of_backup(named: &Path, s3: &S3Table) -> Result<Option<(BackupPlace, Option<String>)>> {
    let Some(address) = named.to_str().filter(|text| Bucket::is_address(text)) else {
        return Ok(named.is_dir().then(|| (BackupPlace::Folder(named.to_owned()), None)));
    };
    let found = match address.rsplit_once('/') {
        Some((place, name)) if name.ends_with(ENDING) && Bucket::is_address(place) => {
            (place_of(place.as_ref(), s3)?, Some(name.to_owned()))
        }
        _ => (place_of(named, s3)?, None),
    };
    Ok(Some(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tsubame_backend::settings::{Environment, OperatorSettings};

    fn s3() -> S3Table {
        let file = "[s3]\nbucket = 'cross-sendai'\nregion = 'ap-northeast-1'\n";
        let key = |name: &str| name.starts_with("AWS_").then(|| "x".to_owned());
        OperatorSettings::parse(file, Environment::new(&key)).unwrap().s3
    }

    #[test]
    fn a_path_is_a_folder_and_an_address_is_of_the_account() {
        let place = |named: &str| place_of(named.as_ref(), &s3()).map(|place| place.to_string()).ok();
        assert_eq!(place("/mnt/share"), Some("/mnt/share".to_owned()));
        assert_eq!(place("s3://elsewhere/forms/"), Some("s3://elsewhere/forms".to_owned()));
        assert_eq!(place("s3://"), None);
        let told = place_of("s3://elsewhere".as_ref(), &S3Table::default()).unwrap_err().to_string();
        assert!(told.contains("`[s3]` in tsubame.toml"), "{told}");
    }

    #[test]
    fn a_backup_in_a_bucket_is_told_from_where_it_lies() {
        let found = |named: &str| {
            let found = place_of_backup(named.as_ref(), &s3()).unwrap();
            found.map(|(place, name)| (place.to_string(), name))
        };
        assert_eq!(found("private/backups/tsubame-1.data.age"), None);
        let name = Some("tsubame-1.data.age".to_owned());
        assert_eq!(found("s3://elsewhere/a/tsubame-1.data.age"), Some(("s3://elsewhere/a".to_owned(), name.clone())));
        assert_eq!(found("s3://elsewhere/tsubame-1.data.age"), Some(("s3://elsewhere".to_owned(), name)));
        assert_eq!(found("s3://cross.age"), Some(("s3://cross.age".to_owned(), None)));
        assert_eq!(found("s3://elsewhere/a"), Some(("s3://elsewhere/a".to_owned(), None)));
    }
}
