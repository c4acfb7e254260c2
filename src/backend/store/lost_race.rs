//! What two processes wanted at the same moment, and one has.

/// Another process has written at the same moment what must be there once: read again, and it is known.
#[derive(Debug, thiserror::Error)]
#[error("another process has written the same at the same moment")]
pub(super) struct LostRace;
