//! `tsubame mail report`: a delivery report that a mail server hands over on this machine.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, Result};

use super::{
    args::{MailArgs, MailCommand},
    programme::Programme,
};
use crate::cli::{
    args::Args,
    terminal::{CLEAN, FAULTS, Terminal},
};
use tsubame_backend::{outbox::take_report, store::Store};

/// Takes a delivery report that a mail server hands over on this machine: `tsubame mail report`.
pub(super) fn mail(args: &Args, command: &MailArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let MailCommand::Report(report) = &command.command;
    let mut bytes = Vec::new();
    if report.file == Path::new("-") {
        io::stdin().read_to_end(&mut bytes).context("standard input")?;
    } else {
        bytes = fs::read(&report.file).with_context(|| report.file.display().to_string())?;
    }
    let Some(programme) = Programme::open(args, terminal)? else { return Ok(FAULTS) };
    let Programme { location, keys, threads, .. } = programme;
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
