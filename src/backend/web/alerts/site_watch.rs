//! Watching sites from another host: asking again and again, going down the list while something is wrong, and telling the same
//! people once it is over. What is wrong is known to this process alone: there is no database beside it.

use jiff::Timestamp;

use super::{
    post::AlertPost,
    site_probe::{SiteFault, SiteProbe, WatchedAddress},
    words::AlertNotice,
};
use crate::{
    intake::{AlertKind, AlertSettings, WatchBook},
    outbox::{SmtpClient, SmtpSettings},
};

/// Looks after sites.
pub struct SiteWatch {
    addresses: Vec<WatchedAddress>,
    settings: AlertSettings,
    post: AlertPost,
    probe: SiteProbe,
    book: WatchBook<(WatchedAddress, AlertKind)>,
}

impl SiteWatch {
    /// Over these addresses, whose certificates have to be valid for so many days still. Those of the settings are told, by this
    /// mail server if one is needed.
    pub fn new(
        addresses: Vec<WatchedAddress>,
        certificate_days: u32,
        settings: AlertSettings,
        mail: Option<&SmtpSettings>,
    ) -> anyhow::Result<Self> {
        let smtp = mail.map(|server| SmtpClient::new(server.clone())).transpose()?;
        let probe = SiteProbe::new(i64::from(certificate_days) * 86_400);
        Ok(Self { addresses, settings, post: AlertPost::new(smtp), probe, book: WatchBook::default() })
    }

    /// Asks all addresses once. Nobody is told but whoever calls.
    pub async fn ask(&self, now: Timestamp) -> anyhow::Result<Vec<SiteFault>> {
        let mut faults = Vec::new();
        for address in &self.addresses {
            faults.extend(self.probe.ask(address, now).await?);
        }
        Ok(faults)
    }

    /// Asks all addresses, and tells whom it is time to tell. Gives what is wrong now.
    pub async fn look(&mut self, now: Timestamp) -> anyhow::Result<Vec<SiteFault>> {
        let faults = self.ask(now).await?;
        let found = faults.iter().map(|fault| (fault.address.clone(), fault.kind)).collect();
        for ((address, kind), fault) in self.book.note(&found, now) {
            let notice = AlertNotice::new(kind, fault.since, address.name().to_owned()).ended(now);
            self.post.tell_end(&self.settings, fault.told, &notice).await;
        }
        for (key, open) in self.book.open() {
            let mut notice = AlertNotice::new(key.1, open.since, key.0.name().to_owned());
            if let Some(fault) = faults.iter().find(|fault| (&fault.address, fault.kind) == (&key.0, key.1)) {
                notice = notice.with_detail(fault.found.japanese().to_owned());
            }
            let told = self.post.tell_next(&self.settings, open.told, (open.since, now), &notice).await;
            self.book.tell(&key, told);
        }
        Ok(faults)
    }
}
