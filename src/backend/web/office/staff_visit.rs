//! Who asks for a page of the office.

use crate::{
    intake::{
        AccountId,
        office_api::ApiGrants,
        staff::{ProgrammeScope, StaffRight},
    },
    store::StaffSession,
};

/// Somebody who has signed in, or a program that has come in by a token, with the right that the page or the resource takes.
#[derive(Clone, Debug)]
pub(super) struct StaffVisit {
    pub session: StaffSession,
    /// What the page takes; `None` for what everybody may who has signed in.
    pub right: Option<StaffRight>,
    /// What its token is good for, of a program: it has no roles of staff.
    pub token: Option<ApiGrants>,
}

impl StaffVisit {
    /// Whose session it is.
    pub fn account(&self) -> AccountId {
        self.session.account
    }

    /// What the audit log calls them.
    pub fn actor(&self) -> String {
        self.session.account.0.to_string()
    }

    /// Whether they have a right for any programme.
    pub fn may(&self, right: StaffRight) -> bool {
        match &self.token {
            Some(token) => token.may(right),
            None => self.session.grants.may_anywhere(right),
        }
    }

    /// The programmes for which they have the right that the page takes.
    pub fn scope(&self) -> ProgrammeScope {
        match (self.right, &self.token) {
            (None, _) => ProgrammeScope::All,
            (Some(right), Some(token)) => token.programmes(right),
            (Some(right), None) => self.session.grants.programmes(right),
        }
    }

    /// The same visit as of a page that takes this right.
    pub fn with_right(&self, right: StaffRight) -> Self {
        Self { right: Some(right), ..self.clone() }
    }
}
