//! What a transaction of the writer leaves behind beside its rows.

use std::collections::BTreeSet;

use super::audit::AuditEntry;

/// What is still to be done with it: it is chained in the audit log with the commit, and counts of seats are forgotten after.
#[derive(Debug, Default)]
pub(super) struct WorkLog {
    /// What the audit log is to say.
    pub audit: Vec<AuditEntry>,
    /// Events whose seats have changed.
    pub events: BTreeSet<String>,
    /// Whether something was deleted of which nothing may be left: SQLite keeps old pages in its log until they are written back.
    pub leaves_no_trace: bool,
}
