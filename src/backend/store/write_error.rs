//! Why something was not written, for whoever asked for it.

/// Why something was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Too many wait; a moment later it may go well.
    #[error("too many wait to be written")]
    Busy,
    /// The database refuses or is not there. Nothing was written.
    #[error("the database does not take it: {0}")]
    Database(String),
    /// The server is about to end.
    #[error("the server is about to end")]
    Ending,
}

/// A failure as it is told to who asked; the log has all of it.
pub(super) fn told<T>(result: anyhow::Result<T>) -> Result<T, WriteError> {
    result.map_err(|error| {
        log::error!("the database does not take it: {error:#}");
        WriteError::Database(error.to_string())
    })
}
