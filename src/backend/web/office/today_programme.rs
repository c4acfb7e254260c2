//! What waits for a person of a programme's own work: incidents of personal data that are counted down, approvals, organisations that
//! are late.

use jiff::Timestamp;

use super::{
    account_names::AccountNames,
    approvals::{ApprovalRow, approval_row},
    data_incidents::{IncidentLine, incident_line},
    office_state::OfficeState,
    organisations::is_late,
    staff_visit::StaffVisit,
    times::today,
};
use crate::{
    intake::{approvals::ApprovalState, staff::StaffRight},
    store::ApprovalView,
    web::Error,
};

/// The most of each that are listed.
const MOST_LISTED: u64 = 500;

/// What waits.
pub(super) struct ProgrammeToday {
    pub incidents: Vec<IncidentLine>,
    /// What waits for whoever approves; `None` for those who do not.
    pub waiting: Option<Vec<ApprovalRow>>,
    /// What came back to those who ask.
    pub returned: Vec<ApprovalRow>,
    pub late_organisations: usize,
}

impl ProgrammeToday {
    /// What waits for somebody, of the programmes for which they have each right.
    pub async fn read(state: &OfficeState, visit: &StaffVisit, now: Timestamp) -> Result<Self, Error> {
        let (store, accounts) = (&state.app.store, AccountNames::read(state).await?);
        let rows = |items: &[ApprovalView]| {
            items.iter().map(|item| approval_row(item, &accounts, today(now))).collect::<Vec<_>>()
        };
        let grants = &visit.session.grants;
        let incidents = if grants.may(StaffRight::ManageIncidents, None) {
            store.data_incidents(false, MOST_LISTED).await?
        } else {
            Vec::new()
        };
        let waiting = if visit.may(StaffRight::ApprovePlans) {
            let scope = grants.programmes(StaffRight::ApprovePlans);
            Some(rows(&store.approvals_in(ApprovalState::Waiting, &scope, MOST_LISTED).await?))
        } else {
            None
        };
        let returned = if visit.may(StaffRight::AskApproval) {
            let scope = grants.programmes(StaffRight::AskApproval);
            rows(&store.approvals_in(ApprovalState::Returned, &scope, MOST_LISTED).await?)
        } else {
            Vec::new()
        };
        let organisations = if visit.may(StaffRight::ManageOrganisations) {
            store.organisations(&grants.programmes(StaffRight::ManageOrganisations)).await?
        } else {
            Vec::new()
        };
        Ok(Self {
            incidents: incidents.iter().map(|known| incident_line(state, known, now)).collect(),
            waiting,
            returned,
            late_organisations: organisations.iter().filter(|known| is_late(known, today(now))).count(),
        })
    }
}
