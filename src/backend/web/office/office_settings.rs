//! Where the office is.

use std::sync::Arc;

use crate::web::TrialKey;

/// Where the office is.
#[derive(Clone, Debug)]
pub struct OfficeSettings {
    /// Its address as an origin: `https://office.example.jp`.
    pub address: String,
    /// What everybody has to bring before they may even sign in: on a machine where somebody tries the program.
    pub key: Option<Arc<TrialKey>>,
}

impl OfficeSettings {
    /// The host and port that requests for it name.
    pub fn host(&self) -> &str {
        self.address.split_once("://").map_or(self.address.as_str(), |(_, host)| host)
    }
}
