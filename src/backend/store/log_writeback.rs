//! Writing SQLite's log back into its file, beside the writer: everybody would wait for it while that one did it.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use tokio::{
    sync::watch,
    task::{JoinError, JoinHandle},
    time::timeout,
};

use super::Databases;

/// How long after a commit the log is written back, with all that was committed meanwhile.
const PAUSE: Duration = Duration::from_millis(100);

/// Writes back what is in the log and in nobody's way.
const WRITE_BACK: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// The task that writes the log back; none where the database sees to it by itself.
pub(super) struct LogWriteback(Option<WritebackTask>);

struct WritebackTask {
    commits: watch::Sender<()>,
    handle: JoinHandle<()>,
}

impl LogWriteback {
    /// Starts the task. It asks as those do who read, so that the writer goes on meanwhile.
    pub fn start(databases: &Databases) -> Self {
        if databases.readers.get_database_backend() != DbBackend::Sqlite {
            return Self(None);
        }
        let (commits, committed) = watch::channel(());
        let handle = tokio::spawn(write_back(databases.readers.clone(), committed));
        Self(Some(WritebackTask { commits, handle }))
    }

    /// Tells that the log became longer.
    pub fn note_commit(&self) {
        if let Some(task) = &self.0 {
            task.commits.send_replace(());
        }
    }

    /// Ends the task, and waits until it asks nothing any more.
    pub async fn end(self) {
        if let Some(WritebackTask { commits, handle }) = self.0 {
            drop(commits);
            if let Some(fault) = fault(handle.await) {
                log::error!("writing back the log of the database: {fault}");
            }
        }
    }
}

/// What went wrong in the task. One that was cancelled is none: a program that ends may end its tasks before the store, and whoever
/// opens the file next finds the log beside it.
fn fault(ended: Result<(), JoinError>) -> Option<JoinError> {
    ended.err().filter(|error| !error.is_cancelled())
}

async fn write_back(readers: DatabaseConnection, mut committed: watch::Receiver<()>) {
    let mut is_failing = false;
    while committed.changed().await.is_ok() {
        let ended = async { while committed.changed().await.is_ok() {} };
        if timeout(PAUSE, ended).await.is_ok() {
            break;
        }
        let result = readers.execute_unprepared(WRITE_BACK).await;
        if let Err(error) = &result
            && !is_failing
        {
            log::warn!("the log of the database cannot be written back: {error}");
        }
        is_failing = result.is_err();
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path, time::Instant};

    use tokio::time::sleep;

    use super::*;
    use crate::store::{DatabaseLocation, database::connect};

    /// Whether the file, without its log, knows the table.
    async fn is_written_back(file: &Path) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("copy.sqlite");
        fs::copy(file, &copy).unwrap();
        let connection = connect(&DatabaseLocation::Sqlite(copy)).await.unwrap();
        connection.execute_unprepared("SELECT * FROM noted").await.is_ok()
    }

    #[tokio::test]
    async fn what_is_committed_is_in_the_file_soon_and_the_task_ends() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test.sqlite");
        let databases = Databases::open(&DatabaseLocation::Sqlite(file.clone())).await.unwrap();
        let writeback = LogWriteback::start(&databases);
        databases.writer.execute_unprepared("CREATE TABLE noted (id INTEGER)").await.unwrap();
        assert!(!is_written_back(&file).await, "it is in the log");
        writeback.note_commit();
        let began = Instant::now();
        while !is_written_back(&file).await {
            assert!(began.elapsed() < Duration::from_mins(1), "it is never written back");
            sleep(PAUSE / 10).await;
        }
        writeback.note_commit();
        writeback.end().await;
    }

    #[tokio::test]
    async fn a_task_that_was_cancelled_is_no_fault_and_one_that_panicked_is() {
        assert!(fault(Ok(())).is_none());
        let endless = tokio::spawn(std::future::pending::<()>());
        endless.abort();
        assert!(fault(endless.await).is_none());
        let broken = tokio::spawn(async { panic!("broken") });
        assert!(fault(broken.await).is_some());
    }
}
