//! What the city approves. Each version is fixed: what was decided is known by the hash of all that it said, and a new version asks anew.
//!
//! | file | holds |
//! |---|---|
//! | `approval_rows` | how something stands that is to be approved |
//! | `approval_requests` | it is asked for, and again in another version |
//! | `approval_files`, `approval_scans` | the files of its versions, and looking for viruses in them |
//! | `approval_decisions` | it is approved or given back, once, and by nobody who asked |
//! | `approval_page` | one of them with its history |
//! | `approval_gate` | whether something of the program may go out |

mod approval_decisions;
mod approval_files;
mod approval_gate;
mod approval_page;
mod approval_requests;
mod approval_rows;
mod approval_scans;
#[cfg(test)]
pub(super) mod tests;

pub use approval_decisions::{ApprovalDecision, DecisionOutcome};
pub use approval_files::{ApprovalFile, SentApprovalFile, VersionFiles};
pub use approval_gate::ApprovalStanding;
pub use approval_page::{ApprovalDecided, ApprovalPage, ApprovalVersion};
pub use approval_requests::{ApprovalRequest, AskRefusal, NewVersion, VersionOutcome};
pub use approval_rows::ApprovalView;
