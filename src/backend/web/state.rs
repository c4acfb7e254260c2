//! What handlers share.

use std::sync::Arc;

use parking_lot::RwLock;

use super::{SiteSnapshot, Workspace};
use crate::store::{Keys, Store};

/// What an operator sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerSettings {
    /// Hours for which the offer of a seat that became free is open.
    pub offer_hours: u32,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self { offer_hours: 48 }
    }
}

/// The server, as handlers see it.
#[derive(Clone)]
pub(super) struct AppState {
    pub workspace: Arc<dyn Workspace>,
    pub store: Store,
    pub keys: Keys,
    pub settings: ServerSettings,
    site: Arc<RwLock<Arc<SiteSnapshot>>>,
}

impl AppState {
    /// Over a site as it is now.
    pub fn new(workspace: Arc<dyn Workspace>, store: Store, keys: Keys, settings: ServerSettings) -> Self {
        let site = Arc::new(RwLock::new(Arc::new(SiteSnapshot::default())));
        Self { workspace, store, keys, settings, site }
    }

    /// The site as it was read last.
    pub fn site(&self) -> Arc<SiteSnapshot> {
        Arc::clone(&self.site.read())
    }

    /// Answers by another reading of the site from now on.
    pub fn set_site(&self, site: SiteSnapshot) {
        *self.site.write() = Arc::new(site);
    }
}
