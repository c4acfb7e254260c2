//! What handlers share.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Deref,
    sync::{Arc, OnceLock},
};

use jiff::Timestamp;
use parking_lot::RwLock;

use super::{OfficeSettings, SiteSnapshot, Workspace, server_metrics::ServerMetrics};
use crate::{
    intake::{
        AlertSettings, CONFIRM_HOURS, OFFER_HOURS, Outage, OutageClock, ProxySecret, REMINDER_HOURS, SenderLimits,
        TrustedProxies,
        approvals::ApprovalKind,
        calendar::FiscalCalendar,
        messages::MESSAGES_PER_MINUTE,
        programme_settings::{ContractTerm, ProgrammeRules, WrittenSetting},
    },
    outbox::ReportsToken,
    store::{Keys, Store},
    uploads::{UploadSettings, UploadVault},
};

/// What an operator sets.
#[derive(Clone, Debug)]
pub struct ServerSettings {
    /// Hours for which the offer of a seat that became free is open.
    pub offer_hours: u32,
    /// How many hours before an event its people are reminded, where it does not say so itself.
    pub reminder_hours: u32,
    /// Hours for which a submission that has to be confirmed waits for it, where it has no seat and no time.
    pub confirm_hours: u32,
    /// Where files lie; without it, forms that ask for files are not received.
    pub uploads: Option<UploadSettings>,
    /// What a mail server proves itself by that passes on delivery reports; without it none are taken over HTTP.
    pub mail_reports_token: Option<ReportsToken>,
    /// How many mails of messages that staff write go out within a minute.
    pub messages_per_minute: u32,
    /// The server's own public addresses, as origins: links in mails lead to the first, pages of all may send forms. Without
    /// one, the site's host passes on to the server.
    pub addresses: Vec<String>,
    /// How many submissions of one sender are taken without asking, and what is asked for after that.
    pub limits: SenderLimits,
    /// Whose word about the addresses of senders counts.
    pub proxies: TrustedProxies,
    /// The secret by which the host of the site signs what it passes on.
    pub proxy_secret: Option<ProxySecret>,
    /// Who is told when the server needs a person.
    pub alerts: AlertSettings,
    /// Where the pages of staff lie; without it there are none.
    pub office: Option<OfficeSettings>,
    /// What is not sent or placed before the city has approved it.
    pub approval_required: BTreeSet<ApprovalKind>,
    /// What the file and the environment say, as the office shows it.
    pub written: Vec<WrittenSetting>,
    /// What the program keeps besides what forms ask for, as the office shows it.
    pub kept_tables: Vec<KeptTable>,
}

/// Something that the program keeps for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptTable {
    /// Of which record.
    pub record: &'static str,
    /// What of it.
    pub item: &'static str,
    /// For how long.
    pub retention: &'static str,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            offer_hours: OFFER_HOURS,
            reminder_hours: REMINDER_HOURS,
            confirm_hours: CONFIRM_HOURS,
            uploads: None,
            mail_reports_token: None,
            messages_per_minute: MESSAGES_PER_MINUTE,
            addresses: Vec::new(),
            limits: SenderLimits::default(),
            proxies: TrustedProxies::default(),
            proxy_secret: None,
            alerts: AlertSettings::default(),
            office: None,
            approval_required: BTreeSet::new(),
            written: Vec::new(),
            kept_tables: Vec::new(),
        }
    }
}

impl ServerSettings {
    /// The address for questions, as the operator has written it: where answers to mails go, else where mails come from.
    pub(super) fn contact(&self) -> Option<String> {
        let value = |name: &str| self.written.iter().find(|written| written.name == name).map(|found| &found.value);
        let mut said = ["mail.reply_to", "mail.from"].into_iter().filter_map(value);
        said.find(|value| !value.is_empty()).cloned()
    }

    /// What would hold if staff had set nothing.
    pub(super) fn rules(&self) -> ProgrammeRules {
        ProgrammeRules {
            sender_name: None,
            reply_to: None,
            messages_per_minute: self.messages_per_minute,
            offer_hours: self.offer_hours,
            reminder_hours: self.reminder_hours,
            confirm_hours: self.confirm_hours,
            approval_required: self.approval_required.clone(),
            fiscal: FiscalCalendar::default(),
            contract: ContractTerm::default(),
            retention: BTreeMap::new(),
        }
    }
}

/// The server, as handlers see it: one for all of them. Each layer and handler of a request has its own copy, so that is a pointer.
#[derive(Clone)]
pub(super) struct AppState(Arc<ServerParts>);

/// What the server is made of.
pub(super) struct ServerParts {
    pub workspace: Arc<dyn Workspace>,
    pub store: Store,
    pub keys: Keys,
    pub settings: ServerSettings,
    uploads: OnceLock<UploadVault>,
    /// For how long the copies of the keyring cannot be looked at or rewritten.
    pub keyring_outage: OutageClock,
    pub metrics: ServerMetrics,
    site: RwLock<Arc<SiteSnapshot>>,
}

impl AppState {
    /// Over a site as it is now.
    pub fn new(workspace: Arc<dyn Workspace>, store: Store, keys: Keys, settings: ServerSettings) -> Self {
        let metrics = ServerMetrics::new(store.measures());
        let (uploads, keyring_outage, site) = (OnceLock::new(), OutageClock::default(), RwLock::default());
        Self(Arc::new(ServerParts { workspace, store, keys, settings, uploads, keyring_outage, metrics, site }))
    }
}

impl Deref for AppState {
    type Target = ServerParts;

    fn deref(&self) -> &ServerParts {
        &self.0
    }
}

impl ServerParts {
    /// What holds now: what the operator has written, but for what staff have set. It is read with the work that goes by it, so
    /// that a change holds at once on every server of the database.
    pub async fn rules(&self) -> anyhow::Result<ProgrammeRules> {
        Ok(self.settings.rules().overridden_by(&self.store.setting_values().await?))
    }

    /// Where files lie, if this server keeps any.
    pub fn uploads(&self) -> Option<&UploadVault> {
        self.uploads.get()
    }

    /// Has files lie there from now on; whoever said so first is right.
    pub fn set_uploads(&self, vault: UploadVault) {
        drop(self.uploads.set(vault));
    }

    /// The longer outage that goes on, of those of files and of copies of the keyring.
    pub fn storage_outage(&self, now: Timestamp) -> Option<Outage> {
        let files = self.uploads().and_then(|vault| vault.outage(now));
        files.into_iter().chain(self.keyring_outage.current(now)).max_by_key(Outage::seconds)
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
