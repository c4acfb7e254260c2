//! Texts by which a file is told from what it was before.

use std::{
    fs::{self, Metadata},
    os::unix::fs::MetadataExt,
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The clocks of file systems go by ticks of some milliseconds, and two writes within one leave the same times. What was written so
/// long ago is written no more within the same tick.
const TICK: Duration = Duration::from_millis(100);

/// A text that is another one whenever the file was written to.
pub(super) fn file_stamp(found: &Metadata) -> String {
    // The time of the last change to the inode is later than any that a program sets.
    let times = (found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec());
    format!("{} {} {times:?}", found.len(), found.ino())
}

/// The stamp of the file at a place; `None` if there is none.
pub(super) fn stamp_of(place: &Path) -> Option<String> {
    fs::metadata(place).ok().map(|found| file_stamp(&found))
}

/// The same of a file that was left alone for a moment, so that whatever is written to it from now on gives another one.
pub(super) fn settled_stamp_of(place: &Path) -> Option<String> {
    let found = fs::metadata(place).ok()?;
    let (seconds, nanoseconds) = (u64::try_from(found.ctime()).ok()?, u32::try_from(found.ctime_nsec()).ok()?);
    let age = SystemTime::now().duration_since(UNIX_EPOCH + Duration::new(seconds, nanoseconds));
    age.is_ok_and(|age| age > TICK).then(|| file_stamp(&found))
}

#[cfg(test)]
mod tests {
    use std::{thread, time::Instant};

    use super::*;

    #[test]
    fn what_was_just_written_may_be_written_again_within_the_same_tick() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a");
        assert_eq!(settled_stamp_of(&place), None);
        let begin = Instant::now();
        fs::write(&place, "1").unwrap();
        let fresh = settled_stamp_of(&place);
        // On a busy machine the moment may be over.
        assert!(fresh.is_none() || begin.elapsed() > TICK);
        thread::sleep(TICK * 2);
        let settled = settled_stamp_of(&place);
        assert!(settled.is_some() && settled == stamp_of(&place));
        fs::write(&place, "2").unwrap();
        thread::sleep(TICK * 2);
        assert!(settled_stamp_of(&place).is_some_and(|stamp| Some(stamp) != settled));
    }
}
