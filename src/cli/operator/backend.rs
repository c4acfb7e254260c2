//! `tsubame backend`: the server that receives what the site's forms send, behind a reverse proxy.

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    sync::{Arc, mpsc},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use super::{
    args::BackendArgs,
    backup::usual_place,
    fetched_backups::remove_left_copies,
    private_folder::find_keys,
    programme::ProgrammePlace,
    recovery::{confirm_warning, find_keyring_copies, find_keyring_place, left_keyring_warning, make_at_first_start},
    server_log,
};
use crate::{
    cli::{
        args::Args,
        terminal::{CLEAN, FAULTS, Terminal},
    },
    workspace::{DiskWorkspace, PageSource},
};
use tsubame_backend::{
    evidence::kept_tables,
    settings::{OfficeTable, OperatorSettings},
    store::{BackupPlaces, Keys, OpenBucket},
    uploads::UploadSettings,
    web::{BackendServer, OfficeSettings, ServerSettings, Workspace},
};
use tsubame_engine::config::BuildOptions;
use tsubame_http::{
    ConnectionLimits, Listener, Server, ServerOptions, ServerThreads, Shutdown, answering_threads, on_terminate_server,
    with_host_routes,
};

/// The folder of files that visitors send, in the private folder.
const UPLOADS: &str = "uploads";

/// The one in which they arrive that then lie in a bucket.
const ARRIVING: &str = "uploads-arriving";

/// How long what was begun may take to end when the server does.
const PATIENCE: Duration = Duration::from_secs(10);

/// Receives forms until it is stopped, or only says whether it could. The result is the exit code.
pub(super) fn backend(args: &Args, command: &BackendArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    if terminal.owns_process {
        server_log::install();
    }
    let Some(place) = ProgrammePlace::find(args, terminal)? else { return Ok(FAULTS) };
    let key_file = place.key_file();
    let keys = find_keys(&key_file, terminal)?;
    let ProgrammePlace { root, settings, private } = place;
    make_at_first_start(&private, terminal)?;
    let location = settings.database.location(&root, &private);
    let options = server_options();
    let threads = ServerThreads::start(&options)?;
    let workspace = Arc::new(DiskWorkspace {
        root,
        config: args.config.clone(),
        language: terminal.language,
        options: BuildOptions::default(),
        pages: settings.server.pages.clone().map_or(PageSource::Output, PageSource::Folder),
    });
    if settings.mail.server.is_none() {
        writeln!(terminal.err, "note: without SMTP_URL or `mail.host` in tsubame.toml, mails wait in the outbox")?;
    }
    if settings.uploads.clamd.is_none() {
        writeln!(terminal.err, "note: without CLAMD, nothing looks for viruses in files that are sent")?;
    }
    let server = server_settings(&settings, &private, &keys, settings.server.addresses.clone());
    left_uploads_warning(&server, &private, terminal)?;
    let opened = BackendServer::open_unread(workspace.clone(), &location.value, keys, server);
    let mut backend = threads.block_on(opened).with_context(|| location.origin.to_string())?;
    threads.block_on(backend.open_uploads())?;
    threads.block_on(backend.read_site(settings.mail.server.as_ref()))?;
    refuse_shared_host(&settings.office, &*workspace)?;
    remove_left_copies(&private)?;
    left_keyring_warning(&private, &settings.s3, terminal)?;
    if let Some(copies) = find_keyring_copies(&private, &settings.s3)? {
        backend.keep_keyring(copies);
    }
    if command.check_config {
        threads.block_on(check_places(&settings, &private))?;
        let broken = threads.block_on(backend.broken_audit_chains())?;
        for (writer, number) in &broken {
            writeln!(terminal.err, "error: the audit log of the writer {writer} is not whole from record {number} on")?;
        }
        confirm_warning(&private, &key_file, terminal)?;
        writeln!(terminal.out, "{} forms can be received; {} answers", backend.forms(), location.value.name())?;
        return Ok(if broken.is_empty() { CLEAN } else { FAULTS });
    }
    let listen = settings.server.listen.or_by_option("--listen", command.listen);
    let listener = Listener::bind(listen.value).with_context(|| listen.origin.to_string())?;
    let (metrics, shutdown) = (command.metrics.map(bind_metrics).transpose()?, Shutdown::default());
    threads.block_on(async {
        backend.start();
        if let Some(metrics) = metrics {
            backend.start_metrics(metrics, shutdown.clone());
        }
    });
    let routes = match backend.office() {
        Some(office) => with_host_routes(backend.router(), office),
        None => backend.router(),
    };
    let server = Server::start_on(threads, listener, routes, &options, shutdown)?;
    writeln!(terminal.out, "Receiving forms at http://{}/api/forms/", server.address())?;
    wait_for_end(terminal)?;
    server.shutdown_after(backend.end());
    Ok(CLEAN)
}

/// What editors write is shown on the site: it must not be able to act for whoever is signed in at the office.
fn refuse_shared_host(office: &OfficeTable, site: &impl Workspace) -> Result<()> {
    if office.address.is_some() && office.shares_host_with(&site.base_url()?) {
        bail!("the office needs a host of its own: `address` below [office] in tsubame.toml has that of the site");
    }
    Ok(())
}

/// Sees that files and backups can lie where they go. A server starts although a bucket does not answer; what is checked has to.
async fn check_places(settings: &OperatorSettings, private: &Path) -> Result<()> {
    if let Some(bucket) = settings.s3.uploads() {
        OpenBucket::open(&bucket)?.check().await?;
    }
    let keyring = find_keyring_place(private, &settings.s3)?;
    BackupPlaces { data: usual_place(private, &settings.s3), keyring }.check().await
}

/// Warns of files that lie in the private folder still and are looked for in a bucket.
fn left_uploads_warning(server: &ServerSettings, private: &Path, terminal: &mut Terminal<'_>) -> Result<()> {
    let Some(bucket) = server.uploads.as_ref().and_then(|uploads| uploads.bucket.as_ref()) else { return Ok(()) };
    let left = private.join(UPLOADS);
    if fs::read_dir(&left).is_ok_and(|mut files| files.next().is_some()) {
        writeln!(
            terminal.err,
            "warning: {} holds files that are looked for in {bucket} now: copy them into it, then remove the folder",
            left.display()
        )?;
    }
    Ok(())
}

/// The port for figures: they say how many people register, which is nobody's business outside.
fn bind_metrics(address: SocketAddr) -> Result<Listener> {
    if !address.ip().is_loopback() {
        bail!(
            "--metrics {address}: others could read the figures; listen on 127.0.0.1 and let a proxy ask for a password"
        );
    }
    Listener::bind(address)
}

/// How the threads of the server run.
fn server_options() -> ServerOptions {
    ServerOptions {
        name: "backend",
        threads: answering_threads(),
        patience: PATIENCE,
        connections: ConnectionLimits::default(),
    }
}

/// What handlers go by; `addresses` are the server's own.
pub(super) fn server_settings(
    settings: &OperatorSettings,
    private: &Path,
    keys: &Keys,
    addresses: Vec<String>,
) -> ServerSettings {
    let bucket = settings.s3.uploads().map(|bucket| Box::new(UploadSettings::place_in(&bucket, keys)));
    let folder = private.join(if bucket.is_some() { ARRIVING } else { UPLOADS });
    let uploads = UploadSettings { bucket, clamd: settings.uploads.clamd.clone(), ..UploadSettings::new(folder) };
    ServerSettings {
        offer_hours: settings.registrations.offer_hours,
        reminder_hours: settings.registrations.reminder_hours,
        confirm_hours: settings.registrations.confirm_hours,
        uploads: Some(uploads),
        mail_reports_token: settings.mail.reports_token.clone(),
        messages_per_minute: settings.mail.per_minute(),
        addresses,
        limits: settings.limits.forms,
        proxies: settings.server.trusted_proxies.clone(),
        proxy_secret: settings.server.proxy_secret.clone(),
        alerts: settings.alerts.settings.clone(),
        office: settings.office.address.clone().map(|address| OfficeSettings { address, key: None }),
        approval_required: settings.office.approval_required.clone(),
        written: settings.written_settings(),
        kept_tables: kept_tables(),
    }
}

/// Waits until somebody ends the program, or whoever runs it in a test.
fn wait_for_end(terminal: &mut Terminal<'_>) -> Result<()> {
    if let Some(stop) = terminal.stop.take() {
        // A sender that is gone says the same.
        let _ = stop.recv();
        return Ok(());
    }
    let (ended, end) = mpsc::channel();
    on_terminate_server(move |_| {
        // Whoever waits may have ended already.
        let _ = ended.send(());
    })?;
    end.recv().context("waiting for the end")
}
