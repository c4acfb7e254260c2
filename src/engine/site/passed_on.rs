//! Which paths of the site are answered by the server behind its forms, since the host passes them on.

use super::api;
use crate::config::{BackendUrl, Config};

/// The folder whose paths are passed on, and what of it the site has itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOnPaths {
    folder: String,
    own: Option<String>,
}

impl PassedOnPaths {
    /// Those of a site, whose path on its host is `base_path`; none where nothing is passed on, or everything that is not there.
    pub fn of(config: &Config, base_path: &str) -> Option<Self> {
        let BackendUrl::Path(path) = BackendUrl::of(&config.extra)? else { return None };
        config.tsubame.delivery.as_ref()?.backend.as_ref()?;
        let own = config.tsubame.api.as_ref().map(|_| format!("{base_path}{}/", api::ROOT));
        (!path.is_empty()).then(|| Self { folder: format!("{path}/"), own })
    }

    /// Whether the server answers at a path, which begins at the host's root.
    pub fn hold(&self, path: &str) -> bool {
        path.starts_with(&self.folder) && !self.own.as_ref().is_some_and(|own| path.starts_with(own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_site_has_itself_is_not_passed_on() {
        let paths = PassedOnPaths { folder: "/sub/api/".to_owned(), own: Some("/sub/api/v1/".to_owned()) };
        for (path, expected) in [
            ("/sub/api/bookings/talk", true),
            ("/sub/api/v1/events.json", false),
            ("/sub/api", false),
            ("/api/bookings/talk", false),
        ] {
            assert_eq!(paths.hold(path), expected, "{path}");
        }
    }
}
