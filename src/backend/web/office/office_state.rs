//! What the handlers of the office share: the server, and where the office is.

use std::{ops::Deref, sync::Arc};

use super::{office_cookies::OfficeCookies, office_settings::OfficeSettings};
use crate::{
    store::RelyingParty,
    web::{AllowedOrigins, state::AppState},
};

/// The server, as handlers of the office see it.
#[derive(Clone)]
pub(super) struct OfficeState(Arc<OfficeParts>);

/// What the office is made of, beside the server.
pub(super) struct OfficeParts {
    pub app: AppState,
    pub settings: OfficeSettings,
    /// Whose pages may send forms: its own alone.
    pub origins: AllowedOrigins,
    pub cookies: OfficeCookies,
    /// What passkeys are for; `None` where the host of the office can have none.
    pub passkeys: Option<RelyingParty>,
}

impl OfficeState {
    /// Over a server.
    pub fn new(app: AppState, settings: OfficeSettings) -> Self {
        let origins = AllowedOrigins::of([settings.address.as_str()]);
        let cookies = OfficeCookies::of(&settings.address);
        let passkeys = RelyingParty::of(&settings.address);
        Self(Arc::new(OfficeParts { app, settings, origins, cookies, passkeys }))
    }
}

impl Deref for OfficeState {
    type Target = OfficeParts;

    fn deref(&self) -> &OfficeParts {
        &self.0
    }
}
