//! The certificates of the server's own public addresses, asked for from time to time.

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::certificate::read_certificate_end;

/// How often they are asked for: they change every few weeks.
const EVERY: SignedDuration = SignedDuration::from_hours(1);

/// Which of them ends first, as it was found last.
#[derive(Debug, Default)]
pub(super) struct OwnCertificates {
    asked_at: Option<Timestamp>,
    first_end: Option<Timestamp>,
}

impl OwnCertificates {
    /// When the first certificate of these addresses ends; `None` as long as nobody can tell. Addresses without TLS have none.
    pub async fn first_end(&mut self, addresses: &[String], now: Timestamp) -> Option<Timestamp> {
        if self.asked_at.is_some_and(|asked| now.duration_since(asked) < EVERY) {
            return self.first_end;
        }
        self.asked_at = Some(now);
        let mut ends = Vec::new();
        for address in addresses {
            let Some(url) = Url::parse(address).ok().filter(|url| url.scheme() == "https") else { continue };
            match read_certificate_end(&url).await {
                Ok(end) => ends.push(end),
                Err(error) => log::warn!("how long the certificate of {address} is valid cannot be seen: {error:#}"),
            }
        }
        // What was known stays known while nobody answers.
        self.first_end = ends.into_iter().min().or(self.first_end);
        self.first_end
    }
}
