//! `tsubame backend`: the server that receives what the site's forms send, behind a reverse proxy.

use std::{
    fs::{self, OpenOptions, Permissions},
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
    sync::{Arc, mpsc},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use super::{
    args::{Args, BackendArgs},
    server_log,
    terminal::{CLEAN, FAULTS, Terminal},
};
use crate::{
    disk::{PRIVATE_FOLDER, discover},
    workspace::DiskWorkspace,
};
use tsubame_backend::{
    store::{DatabaseLocation, KeyFile, Keys},
    web::{BackendServer, MailServer, ServerSettings},
};
use tsubame_http::{ConnectionLimits, Listener, Server, ServerOptions, ServerThreads, Shutdown, on_terminate_server};
use tsubame_model::source::SourcePath;

/// The file of the database, below [`PRIVATE_FOLDER`].
const DATABASE: &str = "tsubame.sqlite";

/// The file of the secrets, below [`PRIVATE_FOLDER`].
const KEYS: &str = "keys.toml";

/// How many threads answer.
const THREADS: usize = 4;

/// How long what was begun may take to end when the server does.
const PATIENCE: Duration = Duration::from_secs(10);

/// Receives forms until it is stopped, or only says whether it could. The result is the exit code.
pub(super) fn backend(args: &Args, command: &BackendArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    if terminal.owns_process {
        server_log::install();
    }
    let root = discover(&args.root, args.config.as_deref())?.root;
    let private = root.join(PRIVATE_FOLDER);
    make_private(&private)?;
    let keys = find_keys(&private.join(KEYS), terminal)?;
    let location = match std::env::var("DATABASE_URL") {
        Ok(address) => DatabaseLocation::parse(&address).context("DATABASE_URL")?,
        Err(_) => DatabaseLocation::Sqlite(private.join(DATABASE)),
    };
    let options = ServerOptions {
        name: "backend",
        threads: THREADS,
        patience: PATIENCE,
        connections: ConnectionLimits::default(),
    };
    let threads = ServerThreads::start(&options)?;
    let workspace = DiskWorkspace { root, config: args.config.clone(), language: terminal.language };
    let settings = ServerSettings::default();
    let mail = find_mail_server()?;
    if mail.is_none() {
        writeln!(terminal.err, "note: without SMTP_URL and MAIL_FROM, mails wait in the outbox")?;
    }
    let opened = BackendServer::open(Arc::new(workspace), &location, keys, settings, mail.as_ref());
    let mut backend = threads.block_on(opened)?;
    if command.check_config {
        let broken = threads.block_on(backend.broken_audit_chains())?;
        for (writer, number) in &broken {
            writeln!(terminal.err, "error: the audit log of the writer {writer} is not whole from record {number} on")?;
        }
        writeln!(terminal.out, "{} forms can be received; {} answers", backend.forms(), location.name())?;
        return Ok(if broken.is_empty() { CLEAN } else { FAULTS });
    }
    let listener = Listener::bind(command.listen)?;
    threads.block_on(async { backend.start() });
    let server = Server::start_on(threads, listener, backend.router(), &options, Shutdown::default())?;
    writeln!(terminal.out, "Receiving forms at http://{}/api/forms/", server.address())?;
    wait_for_end(terminal)?;
    drop(backend);
    server.shutdown();
    Ok(CLEAN)
}

/// The mail server that the environment names.
fn find_mail_server() -> Result<Option<MailServer>> {
    match (std::env::var("SMTP_URL"), std::env::var("MAIL_FROM")) {
        (Ok(address), Ok(from)) => Ok(Some(MailServer { address, from })),
        (Err(_), Err(_)) => Ok(None),
        (Ok(_), Err(_)) => bail!("SMTP_URL says how to send mails; say in whose name by MAIL_FROM=info@example.jp"),
        (Err(_), Ok(_)) => {
            bail!("MAIL_FROM says who writes; say how mails are sent by SMTP_URL=smtps://USER:PASSWORD@HOST")
        }
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

/// Makes the folder of what nobody else may read. One that others may read is refused, not mended: somebody may have read it.
fn make_private(folder: &Path) -> Result<()> {
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let mode = fs::metadata(folder).with_context(|| folder.display().to_string())?.permissions().mode();
            if mode & 0o077 != 0 {
                bail!("{} can be read by others: look who has, then say chmod 700 {0}", folder.display());
            }
            Ok(())
        }
        Err(error) => Err(error).with_context(|| format!("making {}", folder.display())),
    }
}

/// The secrets: those of the file, or fresh ones, which are written there first.
fn find_keys(file: &Path, terminal: &mut Terminal<'_>) -> Result<Keys> {
    match fs::read_to_string(file) {
        Ok(text) => match KeyFile::parse(&SourcePath::new("private/keys.toml"), &text) {
            Ok(keys) => Ok(keys.into_keys()),
            Err(faults) => {
                let told = faults.iter().map(|fault| fault.in_language(terminal.language));
                let told: Vec<String> =
                    told.map(|fault| format!("{}. {}", fault.message, fault.hint.unwrap_or_default())).collect();
                bail!("{}: {}", file.display(), told.join("; "))
            }
        },
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let keys = KeyFile::generate();
            let mut made = OpenOptions::new();
            let made = made.write(true).create_new(true).mode(0o600).open(file);
            let mut made = made.with_context(|| format!("making {}", file.display()))?;
            made.write_all(keys.render().as_bytes())
                .and_then(|()| made.sync_all())
                .with_context(|| file.display().to_string())?;
            made.set_permissions(Permissions::from_mode(0o600))?;
            writeln!(
                terminal.err,
                "note: made fresh secrets in {}; keep a copy apart from the backups",
                file.display()
            )?;
            Ok(keys.into_keys())
        }
        Err(error) => Err(error).with_context(|| file.display().to_string()),
    }
}
