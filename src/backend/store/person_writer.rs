//! What the writer does with persons: one transaction each, and on SQLite what is erased leaves the log of the database too.

use sea_orm::{ConnectionTrait, DbBackend};

use super::{
    persons::{PersonJob, Reply, Transact},
    work_log::WorkLog,
    write_error::told,
    writer::Writer,
};

impl Writer {
    /// Does one job and answers. Who asked may be gone; it is done all the same.
    pub(super) async fn work_on_person(&mut self, job: PersonJob) {
        match job {
            PersonJob::Merge(request, answer) => self.work(&request, answer).await,
            PersonJob::Undo(undo, answer) => self.work(&undo, answer).await,
            PersonJob::Withdraw(withdrawal, answer) => self.work(&withdrawal, answer).await,
            PersonJob::Close(closing, answer) => self.work(&closing, answer).await,
            PersonJob::Traits(traits, answer) => self.work(&traits, answer).await,
            PersonJob::Note(entry, answer) => self.work(&entry, answer).await,
            PersonJob::Erase(erasure, answer) => {
                let erased = self.carry_out(&erasure).await;
                let is_gone = matches!(erased, Ok(Some(_)));
                self.leave_no_trace(is_gone).await;
                drop(answer.send(told(erased)));
            }
            PersonJob::Sweep(sweep, answer) => {
                let ended = self.carry_out(&sweep).await;
                let is_gone = matches!(ended, Ok(count) if count > 0);
                self.leave_no_trace(is_gone).await;
                drop(answer.send(told(ended)));
            }
        }
    }

    async fn work<W: Transact>(&mut self, work: &W, answer: Reply<W::Outcome>) {
        drop(answer.send(told(self.carry_out(work).await)));
    }

    async fn carry_out<W: Transact>(&mut self, work: &W) -> anyhow::Result<W::Outcome> {
        let transaction = self.begin().await?;
        let mut log = WorkLog::default();
        let outcome = work.apply(&mut log, &transaction).await?;
        self.commit_audited(transaction, log.audit).await?;
        self.counts.forget(log.events.iter());
        Ok(outcome)
    }

    /// SQLite keeps old pages in its log until they are written back. What was deleted is overwritten in the file
    /// (`secure_delete`); the log is emptied here.
    async fn leave_no_trace(&self, is_gone: bool) {
        let writer = &self.databases.writer;
        if !is_gone || writer.get_database_backend() != DbBackend::Sqlite {
            return;
        }
        if let Err(error) = writer.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await {
            log::warn!("the log of the database cannot be emptied: {error}");
        }
    }
}
