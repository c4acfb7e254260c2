//! What happened to personal data that must not have: what is known of it, whom it touched, who was told. What is wrong with the server
//! is told by [`incidents`](super::incidents).
//!
//! | file | holds |
//! |---|---|
//! | `data_incident_rows` | incidents as they stand, and who has to be told of each |
//! | `data_incident_changes` | one is written down and edited, and closed once nobody has to be told any more |
//! | `incident_duties` | somebody was told, or need not be |
//! | `touched_persons` | whom the audit log knows to be touched, and the list that is kept of them |
//! | `data_incident_page` | one of them with everything |
//!
//! Each has a key of its own, and outlives the persons that it touched.

mod data_incident_changes;
mod data_incident_page;
mod data_incident_rows;
mod incident_duties;
#[cfg(test)]
mod tests;
mod touched_persons;

pub use data_incident_changes::{CloseOutcome, DataIncidentEdit, IncidentOutcome};
pub use data_incident_page::{DataIncidentPage, EarlierIncident};
pub use data_incident_rows::{DataIncidentContent, DataIncidentView, DutyView};
pub use incident_duties::DutyMark;
pub use touched_persons::{AuditSelection, TouchedCount, TouchedPerson};
