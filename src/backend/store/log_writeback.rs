//! Writing SQLite's log back into its file, beside the writer: everybody would wait for it while that one did it.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection};
use tokio::{sync::watch, task::JoinHandle, time::timeout};

use super::database::{DatabaseLocation, connect};

/// How long after a commit the log is written back, with all that was committed meanwhile.
const PAUSE: Duration = Duration::from_millis(300);

/// Writes back what is in the log and in nobody's way.
const WRITE_BACK: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// The task that writes the log back; none where the database sees to it by itself.
pub(super) struct LogWriteback(Option<WritebackTask>);

struct WritebackTask {
    commits: watch::Sender<()>,
    handle: JoinHandle<()>,
}

impl LogWriteback {
    /// Starts the task on a connection of its own.
    pub async fn start(location: &DatabaseLocation) -> anyhow::Result<Self> {
        let DatabaseLocation::Sqlite(_) = location else { return Ok(Self(None)) };
        let connection = connect(location).await?;
        let (commits, committed) = watch::channel(());
        Ok(Self(Some(WritebackTask { commits, handle: tokio::spawn(write_back(connection, committed)) })))
    }

    /// Tells that the log became longer.
    pub fn note_commit(&self) {
        if let Some(task) = &self.0 {
            task.commits.send_replace(());
        }
    }

    /// Ends the task, and waits until its connection is closed: the file may be another one's afterwards.
    pub async fn end(self) {
        if let Some(WritebackTask { commits, handle }) = self.0 {
            drop(commits);
            if let Err(error) = handle.await {
                log::error!("writing back the log of the database: {error}");
            }
        }
    }
}

async fn write_back(connection: DatabaseConnection, mut committed: watch::Receiver<()>) {
    let mut is_failing = false;
    while committed.changed().await.is_ok() {
        let ended = async { while committed.changed().await.is_ok() {} };
        if timeout(PAUSE, ended).await.is_ok() {
            break;
        }
        let result = connection.execute_unprepared(WRITE_BACK).await;
        if let Err(error) = &result
            && !is_failing
        {
            log::warn!("the log of the database cannot be written back: {error}");
        }
        is_failing = result.is_err();
    }
    if let Err(error) = connection.close().await {
        log::warn!("closing what writes back the log of the database: {error}");
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path, time::Instant};

    use tokio::time::sleep;

    use super::*;

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
        let location = DatabaseLocation::Sqlite(file.clone());
        let writer = super::super::database::connect_new(&location).await.unwrap();
        let writeback = LogWriteback::start(&location).await.unwrap();
        writer.execute_unprepared("CREATE TABLE noted (id INTEGER)").await.unwrap();
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
}
