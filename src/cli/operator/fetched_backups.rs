//! Backups that are restored: files, or copies of what lies in a bucket. What is fetched is encrypted as it is, and is removed again.

use std::{
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::{
    backup_address::place_of_backup, private_file::lock_private, programme::Programme, recovery::find_keyring_place,
};
use tsubame_backend::store::BackupPlace;

/// The folder of what is fetched, in the private one.
const FETCHED: &str = "restoring";

/// The file that keeps two of them apart.
const LOCK: &str = "restoring.lock";

/// Which of the two files.
#[derive(Clone, Copy)]
enum BackupPart {
    Data,
    Keyring,
}

/// The two files, readable as long as this value is there.
pub(super) struct FetchedBackups {
    folder: PathBuf,
    /// What keeps two of them apart that fetch, as soon as this one does.
    lock: Option<File>,
    /// The backup of the data.
    pub data: PathBuf,
    /// Where it lies: what was fetched is gone when somebody reads of it.
    pub data_address: String,
    /// The copy of the keyring.
    pub keyring: PathBuf,
}

impl FetchedBackups {
    /// Finds what was named, or the newest of the folder or bucket that was, or of the bucket that the settings name.
    pub fn find(data: Option<&Path>, keyring: Option<&Path>, programme: &Programme) -> Result<Self> {
        let folder = programme.private.join(FETCHED);
        let (data_address, nothing) = (String::new(), PathBuf::new());
        let mut found = Self { folder, lock: None, data: nothing.clone(), data_address, keyring: nothing };
        let usual = programme.s3.backups().map(BackupPlace::Bucket);
        (found.data, found.data_address) = found.fetch(data, usual, BackupPart::Data, programme)?;
        let usual = match keyring {
            // What the environment says besides need not be a place.
            Some(_) => None,
            None => Some(find_keyring_place(&programme.private, &programme.s3)?),
        };
        let usual = usual.filter(|place| matches!(place, BackupPlace::Bucket(_)));
        (found.keyring, _) = found.fetch(keyring, usual, BackupPart::Keyring, programme)?;
        Ok(found)
    }

    /// Makes room for what is fetched. What a process has left that was ended here is fetched anew.
    fn begin(&mut self, programme: &Programme) -> Result<()> {
        if self.lock.is_some() {
            return Ok(());
        }
        let lock = lock_private(&programme.private.join(LOCK))?;
        self.lock = Some(lock.context("another `tsubame restore` fetches backups")?);
        remove(&self.folder)
    }

    /// The path at which a backup can be read now, and where it lies.
    fn fetch(
        &mut self,
        named: Option<&Path>,
        usual: Option<BackupPlace>,
        part: BackupPart,
        programme: &Programme,
    ) -> Result<(PathBuf, String)> {
        let (place, name) = match (named, usual) {
            (Some(file), _) => match place_of_backup(file, &programme.s3)? {
                Some(found) => found,
                None => return Ok((file.to_owned(), file.display().to_string())),
            },
            (None, Some(place)) => (place, None),
            (None, None) => bail!("{}", part.missing()),
        };
        if matches!(place, BackupPlace::Bucket(_)) {
            self.begin(programme)?;
        }
        programme.threads.block_on(async {
            let name = match (name, part) {
                (Some(name), _) => name,
                (None, BackupPart::Data) => place.newest_data().await?,
                (None, BackupPart::Keyring) => place.newest_keyring().await?,
            };
            Ok((place.fetch(&name, &self.folder).await?, place.address_of(&name)))
        })
    }
}

impl BackupPart {
    fn missing(self) -> &'static str {
        match self {
            Self::Data => {
                "say which backup is restored: --data FILE, or --data s3://BUCKET/PREFIX for the newest in a bucket"
            }
            Self::Keyring => {
                "say where the newest copy of the keyring is: --keyring FILE, or --keyring s3://BUCKET/PREFIX"
            }
        }
    }
}

impl Drop for FetchedBackups {
    fn drop(&mut self) {
        if self.lock.is_some() {
            // It is encrypted, and the next restore, backup or start of the server removes it.
            let _ = remove(&self.folder);
        }
    }
}

/// Removes what a restore has left that was ended in the middle: a copy of the keyring may be in it, from which nobody takes the key
/// of whoever is erased.
pub(super) fn remove_left_copies(private: &Path) -> Result<()> {
    let folder = private.join(FETCHED);
    if !folder.exists() {
        return Ok(());
    }
    match lock_private(&private.join(LOCK))? {
        Some(_lock) => remove(&folder),
        // They are read just now.
        None => Ok(()),
    }
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).with_context(|| folder.display().to_string()),
        _ => Ok(()),
    }
}
