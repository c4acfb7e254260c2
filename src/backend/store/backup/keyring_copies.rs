//! What backups are called, and which copies of the keyring stay where they lie.

use jiff::Timestamp;

use super::{
    backup_folder::{DATA, KEYRING},
    backup_place::BackupPlace,
};

/// How many copies of the keyring are kept.
const KEYRINGS: usize = 2;

/// The time as names have it, which sort by it.
fn stamp(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%S%.3fZ").to_string()
}

/// The name of a backup of the data.
pub(super) fn data_name(taken_at: Timestamp) -> String {
    format!("tsubame-{}{DATA}", stamp(taken_at))
}

/// The name of a copy of the keyring, from which so many were erased until then.
pub(super) fn keyring_name(taken_at: Timestamp, erased: u64) -> String {
    format!("tsubame-{}-e{erased}{KEYRING}", stamp(taken_at))
}

/// A copy of the keyring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyringCopy {
    pub name: String,
    /// How many had been erased when it was written: who was erased since is in it still.
    pub erased: u64,
}

/// The copies in a place, oldest first.
pub(super) async fn keyring_copies(place: &BackupPlace) -> anyhow::Result<Vec<KeyringCopy>> {
    Ok(place.names().await?.into_iter().filter_map(read_name).collect())
}

fn read_name(name: String) -> Option<KeyringCopy> {
    let (_, erased) = name.strip_prefix("tsubame-")?.strip_suffix(KEYRING)?.rsplit_once("-e")?;
    let erased = erased.parse().ok()?;
    Some(KeyringCopy { name, erased })
}

/// Removes the copies that hold who was erased, and all but the newest of the others; gives how many were removed.
pub(super) async fn prune_keyrings(place: &BackupPlace, erased: u64) -> anyhow::Result<usize> {
    let copies = keyring_copies(place).await?;
    let good = copies.iter().filter(|copy| copy.erased >= erased).count();
    let mut superfluous = good.saturating_sub(KEYRINGS);
    let mut removed = Vec::new();
    for copy in copies {
        let is_stale = copy.erased < erased;
        if !is_stale && superfluous == 0 {
            continue;
        }
        superfluous -= usize::from(!is_stale);
        removed.push(copy.name);
    }
    place.remove(&removed).await?;
    Ok(removed.len())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[tokio::test]
    async fn two_copies_of_the_keyring_stay_and_none_with_who_was_erased() {
        let folder = tempfile::tempdir().unwrap();
        let place = BackupPlace::Folder(folder.path().to_owned());
        let at = |second| Timestamp::from_second(second).unwrap();
        let made = [keyring_name(at(1), 0), keyring_name(at(2), 0), keyring_name(at(3), 1), keyring_name(at(4), 1)];
        for name in &made {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::write(folder.path().join(data_name(at(1))), "").unwrap();
        fs::write(folder.path().join(keyring_name(at(5), 1)), "").unwrap();
        assert_eq!(prune_keyrings(&place, 1).await.unwrap(), 3);
        let left = [data_name(at(1)), made[3].clone(), keyring_name(at(5), 1)];
        assert_eq!(place.names().await.unwrap(), left);
        assert_eq!(prune_keyrings(&place, 1).await.unwrap(), 0);
        assert_eq!(prune_keyrings(&place, 2).await.unwrap(), 2);
    }
}
