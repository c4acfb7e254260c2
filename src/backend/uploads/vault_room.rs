//! How much room files take, so that they never take more than they may, also those that are still on their way.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use anyhow::Context;
use futures_util::TryStreamExt;
use object_store::ObjectStore;

/// The files take as much room as they may.
#[derive(Debug, thiserror::Error)]
#[error("the files take as much room as they may: make room, or let them take more")]
pub struct NoRoom;

/// How much room a small file takes, in bytes, as a page that was scanned: with less than that left, hardly any is taken.
const SMALL_FILE: u64 = 100_000;

/// How much room files take, in bytes.
#[derive(Debug)]
pub(super) struct VaultRoom {
    /// Files that are whole, as they were counted last, and those since then.
    pub stored: AtomicU64,
    /// Files on their way.
    arriving: AtomicU64,
    /// Most of both; none where a test shows what the limit is for.
    most: Option<u64>,
}

impl VaultRoom {
    /// No files so far.
    pub fn new(most: Option<u64>) -> Self {
        Self { stored: AtomicU64::new(0), arriving: AtomicU64::new(0), most }
    }

    /// Counts how much room the files take that lie there.
    pub async fn count(&self, files: &Arc<dyn ObjectStore>) -> anyhow::Result<()> {
        let stored = files.list(None).try_fold(0_u64, |sum, file| async move { Ok(sum + file.size) }).await;
        self.stored.store(stored.context("files cannot be counted where they lie")?, Ordering::Relaxed);
        Ok(())
    }

    /// Sees whether a small file fits beside those that are whole. What is on its way may be given up.
    pub fn check(&self) -> Result<(), NoRoom> {
        let all = self.stored.load(Ordering::Relaxed).saturating_add(SMALL_FILE);
        if self.most.is_some_and(|most| all > most) { Err(NoRoom) } else { Ok(()) }
    }
}

/// Room that a file on its way takes. It is given back with the value, unless the file is whole.
pub(super) struct RoomTaken {
    room: Arc<VaultRoom>,
    bytes: u64,
}

impl RoomTaken {
    /// None so far.
    pub fn new(room: Arc<VaultRoom>) -> Self {
        Self { room, bytes: 0 }
    }

    /// Takes more, if there is more.
    pub fn take(&mut self, bytes: u64) -> Result<(), NoRoom> {
        let arriving = self.room.arriving.fetch_add(bytes, Ordering::Relaxed) + bytes;
        self.bytes += bytes;
        let all = arriving.saturating_add(self.room.stored.load(Ordering::Relaxed));
        if self.room.most.is_some_and(|most| all > most) { Err(NoRoom) } else { Ok(()) }
    }

    /// The file is whole and stays.
    pub fn keep(&self) {
        self.room.stored.fetch_add(self.bytes, Ordering::Relaxed);
    }
}

impl Drop for RoomTaken {
    fn drop(&mut self) {
        self.room.arriving.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_as_long_as_a_small_file_fits() {
        let most = Some(10 * SMALL_FILE);
        for (most, stored, has_room) in [
            (most, 0, true),
            (most, 9 * SMALL_FILE, true),
            (most, 9 * SMALL_FILE + 1, false),
            (most, u64::MAX, false),
            (None, u64::MAX, true),
        ] {
            let room = VaultRoom::new(most);
            room.stored.store(stored, Ordering::Relaxed);
            assert_eq!(room.check().is_ok(), has_room, "{most:?} {stored}");
        }
    }
}
