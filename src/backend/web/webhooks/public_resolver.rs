//! Names lead to public addresses alone, whatever their owners say at this moment: what is reached is what was looked at.

use ureq::{
    Error,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

use crate::intake::office_api::WebhookReach;

/// Looks names up as everybody does, and leaves out what may not be reached.
pub(super) struct PublicResolver {
    inner: DefaultResolver,
    reach: WebhookReach,
}

impl PublicResolver {
    pub fn new(reach: WebhookReach) -> Self {
        Self { inner: DefaultResolver::default(), reach }
    }
}

impl std::fmt::Debug for PublicResolver {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("PublicResolver").field(&self.reach).finish()
    }
}

impl Resolver for PublicResolver {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| self.reach.allows(address.ip())) {
            allowed.push(*address);
        }
        if allowed.is_empty() { Err(Error::HostNotFound) } else { Ok(allowed) }
    }
}

#[cfg(test)]
mod tests {
    use ureq::{Agent, Timeout, unversioned::transport::time::Duration};

    use super::*;

    #[test]
    fn a_name_that_leads_into_the_house_leads_nowhere() {
        let agent: Agent = Agent::config_builder().build().into();
        let look_up = |reach: WebhookReach, address: &'static str| {
            let (per_read, per_write) = (None, None);
            let timeout = NextTimeout { after: Duration::NotHappening, reason: Timeout::Resolve, per_read, per_write };
            PublicResolver::new(reach).resolve(&Uri::from_static(address), agent.config(), timeout)
        };
        for address in ["http://localhost:80/", "http://127.0.0.1:80/", "http://[::1]:80/"] {
            assert!(matches!(look_up(WebhookReach::Public, address), Err(Error::HostNotFound)), "{address}");
            let found = look_up(WebhookReach::Loopback, address).unwrap();
            assert!(found.iter().all(|found| found.ip().is_loopback()) && !found.is_empty(), "{address}");
        }
        assert!(look_up(WebhookReach::Loopback, "http://10.0.0.1:80/").is_err());
        assert!(look_up(WebhookReach::Public, "http://8.8.8.8:80/").is_ok());
    }
}
