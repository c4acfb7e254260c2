//! The server of forms beside the preview.

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context, Result};

use super::live_pages::LivePages;
use crate::{
    cli::{
        operator::{backend::server_settings, programme::ProgrammePlace, recovery::find_keyring_copies},
        serve::Companion,
    },
    preview::{BaseAddress, ServedBeside, Snapshot},
    workspace::{DiskWorkspace, PageSource},
};
use tsubame_backend::{
    store::Keys,
    web::{BackendServer, MailViewer, OfficeSettings, ServerSettings, SiteNews, TrialKey},
};
use tsubame_engine::config::{BuildOptions, RunMode};
use tsubame_http::{ConnectionLimits, ServerOptions, ServerThreads, answering_threads};
use tsubame_model::source::MessageLanguage;

/// How long what was begun may take to end when the server does.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the server is opened with.
pub(super) struct CompanionStart {
    /// Where secrets and data lie.
    pub place: ProgrammePlace,
    /// The configuration file, as typed.
    pub config: Option<PathBuf>,
    /// The language of faults as long as the settings of the site cannot be read.
    pub language: MessageLanguage,
    /// Whether drafts are part of the site.
    pub drafts: bool,
    pub keys: Keys,
}

/// The server, open, with its threads until the port is.
pub(super) struct BackendCompanion {
    backend: BackendServer,
    threads: Option<ServerThreads>,
    news: SiteNews,
    /// Whether a site was read already.
    has_read: bool,
    pages: Arc<LivePages>,
    viewer: Arc<MailViewer>,
    /// Where it is, as `http://127.0.0.1:1111`.
    address: String,
    /// The link that leads into the office.
    office_link: String,
    /// The mail server, if there is one.
    mail_host: Option<String>,
}

impl BackendCompanion {
    /// Opens the database and what goes by the site, which is read as soon as it is built.
    pub fn open(start: CompanionStart, base: &BaseAddress) -> Result<Box<dyn Companion>> {
        let CompanionStart { place, config, language, drafts, keys } = start;
        let ProgrammePlace { root, settings, private } = place;
        let connections = ConnectionLimits::default();
        let options = ServerOptions { name: "up", threads: answering_threads(), patience: PATIENCE, connections };
        let threads = ServerThreads::start(&options)?;
        let pages = Arc::new(LivePages::default());
        let location = settings.database.location(&root, &private);
        let (address, port) = (format!("http://{}", base.address()), base.address().port());
        let build = BuildOptions { base_url: Some(address.clone()), drafts, minify: false, mode: RunMode::Serve };
        let source = PageSource::Memory(pages.clone());
        let workspace = Arc::new(DiskWorkspace { root, config, language, options: build, pages: source });
        // Links in mails lead here, not to the server that others use; browsers call this machine by two names.
        let addresses = vec![address.clone(), format!("http://localhost:{port}")];
        let key = Arc::new(TrialKey::generate(port));
        // Browsers take every name below `localhost` for this machine.
        let office = format!("http://office.localhost:{port}");
        let office_link = key.link(&format!("{office}/"));
        let office = Some(OfficeSettings { address: office, key: Some(Arc::clone(&key)) });
        let server = ServerSettings { office, ..server_settings(&settings, &private, &keys, addresses) };
        let (mail, sender) = (settings.mail.server, settings.mail.sender);
        let mail_host = mail.as_ref().map(|mail| mail.host.clone());
        let opened = threads.block_on(BackendServer::open_unread(workspace, &location.value, keys, server));
        let mut backend = opened.with_context(|| location.origin.to_string())?;
        threads.block_on(backend.open_uploads())?;
        if let Some(copies) = find_keyring_copies(&private, &settings.s3)? {
            backend.keep_keyring(copies);
        }
        let news = threads.block_on(async { backend.start_following(mail) });
        let viewer = Arc::new(MailViewer::new(sender, mail_host.is_some(), key));
        let threads = Some(threads);
        Ok(Box::new(Self { backend, threads, news, has_read: false, pages, viewer, address, office_link, mail_host }))
    }
}

impl Companion for BackendCompanion {
    fn begin(&mut self) -> Option<ServedBeside> {
        let routes = self.backend.trial_router(Arc::clone(&self.viewer));
        let office = self.backend.office();
        self.threads.take().map(|threads| ServedBeside { routes, office, threads })
    }

    /// The first site is read before it is told of, so that whoever sees it can send its forms. Later, pages do not wait.
    fn take_site(&mut self, site: &Snapshot) {
        self.pages.set(site.clone());
        if std::mem::replace(&mut self.has_read, true) {
            self.news.tell();
        } else {
            self.news.tell_and_wait();
        }
    }

    fn welcome(&self) -> String {
        let link = self.viewer.link(&self.address);
        let mails = match &self.mail_host {
            Some(host) => format!("Mails are sent by {host}; see them at {link}"),
            None => format!("Mails wait until a mail server is set; read them at {link}"),
        };
        format!("{mails}\nThe office of the staff is at {}", self.office_link)
    }
}
