//! `tsubame restore`: an empty database from a backup and the newest keyring.

use std::fs;

use anyhow::{Context, Result};

use super::{args::RestoreArgs, programme::Programme};
use crate::cli::{
    args::Args,
    terminal::{CLEAN, FAULTS, Terminal},
};
use tsubame_backend::store::{RecoveryKey, RestoreSources, RestoreTerms, restore as restore_database};

/// Restores the database and says what is in it. The result is the exit code.
pub(super) fn restore(args: &Args, command: &RestoreArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let Some(programme) = Programme::open(args, terminal)? else { return Ok(FAULTS) };
    let file = &command.recovery_key;
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let key = RecoveryKey::parse(&text).with_context(|| file.display().to_string())?;
    let sources = RestoreSources { data: command.data.clone(), keyring: command.keyring.clone(), key };
    let registrations = programme.registrations;
    let terms = RestoreTerms { offer_hours: registrations.offer_hours, reminder_hours: registrations.reminder_hours };
    let restored = restore_database(&sources, &programme.location, &programme.keys, terms);
    let report = programme.threads.block_on(restored)?;
    writeln!(terminal.out, "Restored {} as it was at {:.0}", programme.location.name(), report.taken_at)?;
    for (table, rows) in &report.rows {
        writeln!(terminal.out, "{rows:>10}  {table}")?;
    }
    writeln!(terminal.out, "{:>10}  persons who are erased", report.erased)?;
    writeln!(terminal.out, "{:>10}  mails that are held: nobody gets one until staff decide", report.held_mails)?;
    for (writer, number) in &report.broken_chains {
        writeln!(
            terminal.err,
            "error: the audit log was broken already when it was backed up: record {number} of the writer {writer} does not follow"
        )?;
    }
    Ok(if report.broken_chains.is_empty() { CLEAN } else { FAULTS })
}
