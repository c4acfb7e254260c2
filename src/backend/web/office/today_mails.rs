//! What is wrong with mails that staff have a hand in: links to accounts that did not arrive, and templates that cannot be used.

use uuid::Uuid;

use super::{office_state::OfficeState, staff_visit::StaffVisit};
use crate::{
    intake::staff::StaffRight,
    store::InvitationMail,
    web::{Error, mailing::unusable_overrides},
};

/// What is wrong, for whoever can do something about it.
#[derive(Default)]
pub(super) struct OwnMailsToday {
    /// Accounts whose owners did not get the link by which they take them over.
    pub uninvited: Vec<(Uuid, String)>,
    /// Templates that staff have written and that cannot be used any more.
    pub unusable: Vec<String>,
}

impl OwnMailsToday {
    /// As things are now.
    pub async fn read(state: &OfficeState, visit: &StaffVisit) -> Result<Self, Error> {
        let may = |right| visit.session.grants.may(right, None);
        let mut found = Self::default();
        if may(StaffRight::ManageAccounts) {
            let mut failed = state.app.store.invitation_mails().await?;
            failed.retain(|_, mail: &mut InvitationMail| mail.has_failed());
            if !failed.is_empty() {
                let accounts = state.app.store.accounts().await?.into_iter();
                let uninvited = accounts.filter(|account| failed.contains_key(&account.id));
                found.uninvited = uninvited.map(|account| (account.id.0, account.name)).collect();
            }
        }
        if may(StaffRight::ManageSettings) {
            found.unusable = unusable_overrides(&state.app).await;
        }
        Ok(found)
    }
}
