//! What the writer is asked to do with persons, and where it answers.

use tokio::sync::oneshot;

use super::{
    ErasedPerson, Erasure, MergeOutcome, MergeRequest, MergeUndo, NoticeClosing, RetentionSweep, UndoOutcome,
    Withdrawal, likeness::TraitsRead,
};
use crate::store::{WriteError, audit::AuditEntry};

/// Where an answer goes.
pub(in crate::store) type Reply<T> = oneshot::Sender<Result<T, WriteError>>;

/// What is to be done.
pub(in crate::store) enum PersonJob {
    Merge(MergeRequest, Reply<MergeOutcome>),
    Undo(MergeUndo, Reply<UndoOutcome>),
    Withdraw(Withdrawal, Reply<bool>),
    Erase(Erasure, Reply<Option<ErasedPerson>>),
    Sweep(RetentionSweep, Reply<usize>),
    Close(NoticeClosing, Reply<bool>),
    Traits(TraitsRead, Reply<()>),
    Note(AuditEntry, Reply<()>),
}
