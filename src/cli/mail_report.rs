//! `tsubame mail report`: a delivery report that a mail server hands over on this machine.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, Result, bail};

use super::{
    args::{Args, MailArgs, MailCommand},
    backend::server_options,
    operator_settings::read_operator_settings,
    private_folder::{KEYS, find_keys},
    terminal::{CLEAN, FAULTS, Terminal},
};
use crate::disk::discover;
use tsubame_backend::{outbox::take_report, store::Store};
use tsubame_http::ServerThreads;

/// Takes a delivery report that a mail server hands over on this machine: `tsubame mail report`.
pub(super) fn mail(args: &Args, command: &MailArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let MailCommand::Report(report) = &command.command;
    let mut bytes = Vec::new();
    if report.file == Path::new("-") {
        io::stdin().read_to_end(&mut bytes).context("standard input")?;
    } else {
        bytes = fs::read(&report.file).with_context(|| report.file.display().to_string())?;
    }
    let root = discover(&args.root, args.config.as_deref())?.root;
    let Some(settings) = read_operator_settings(&root, terminal)? else { return Ok(FAULTS) };
    let private = settings.server.private_folder(&root);
    if !private.join(KEYS).exists() {
        bail!(
            "{} is missing: no server has run here whose mails a report could be about",
            private.join(KEYS).display()
        );
    }
    let keys = find_keys(&private.join(KEYS), terminal)?;
    let location = settings.database.location(&root, &private).value;
    let threads = ServerThreads::start(&server_options())?;
    let outcome = threads.block_on(async {
        let (store, writer) = Store::open(&location, keys).await?;
        let outcome = take_report(&store, &bytes).await?;
        drop(store);
        writer.await?;
        anyhow::Ok(outcome)
    })?;
    if !outcome.is_report {
        writeln!(terminal.out, "This is no delivery report; nothing was changed")?;
        return Ok(FAULTS);
    }
    writeln!(terminal.out, "{} addresses marked, {} mails given up", outcome.marked, outcome.ended)?;
    Ok(CLEAN)
}
