//! Endpoints of other programs that somebody has to look after: switched off since nothing came, or with something that a restore holds.

use super::{office_state::OfficeState, staff_visit::StaffVisit};
use crate::{intake::staff::StaffRight, web::Error};

/// What waits, for whoever looks after endpoints.
#[derive(Default)]
pub(super) struct WebhooksToday {
    /// How many endpoints are told nothing any more.
    pub broken: u64,
    /// How many deliveries a restore holds.
    pub held: u64,
}

impl WebhooksToday {
    /// As things are now.
    pub async fn read(state: &OfficeState, visit: &StaffVisit) -> Result<Self, Error> {
        if !visit.session.grants.may(StaffRight::ManageSettings, None) {
            return Ok(Self::default());
        }
        let store = &state.app.store;
        Ok(Self { broken: store.count_broken_webhooks().await?, held: store.count_held_deliveries().await? })
    }
}
