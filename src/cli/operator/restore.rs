//! `tsubame restore`: an empty database from a backup and the newest keyring; or only a trial of it, beside the server's database.

use std::fs;

use anyhow::{Context, Result};

use super::{args::RestoreArgs, fetched_backups::FetchedBackups, private_file::lock_private, programme::Programme};
use crate::cli::{
    args::Args,
    terminal::{CLEAN, FAULTS, Terminal},
};
use tsubame_backend::store::{
    RecoveryKey, RestoreReport, RestoreSources, RestoreTerms, restore as restore_database, try_restore,
};

/// The folder in which a trial has its database, in the private one.
const TRIAL: &str = "restore-trial";

/// The file that keeps two trials apart.
const TRIAL_LOCK: &str = "restore-trial.lock";

/// Restores the database, or only tries it, and says what is in it. The result is the exit code.
pub(super) fn restore(args: &Args, command: &RestoreArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let Some(programme) = Programme::open(args, terminal)? else { return Ok(FAULTS) };
    let file = &command.recovery_key;
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let key = RecoveryKey::parse(&text).with_context(|| file.display().to_string())?;
    let files = FetchedBackups::find(command.data.as_deref(), command.keyring.as_deref(), &programme)?;
    let sources = RestoreSources { data: files.data.clone(), keyring: files.keyring.clone(), key };
    if command.is_trial {
        return try_backup(&files.data_address, &sources, &programme, terminal);
    }
    let restored = restore_database(&sources, &programme.location, &programme.keys, terms(&programme));
    let report = programme.threads.block_on(restored)?;
    writeln!(terminal.out, "Restored {} as it was at {:.0}", programme.location.name(), report.taken_at)?;
    show_rows(&report, terminal)?;
    writeln!(terminal.out, "{:>10}  persons who are erased", report.erased)?;
    writeln!(terminal.out, "{:>10}  mails that are held: nobody gets one until staff decide", report.held_mails)?;
    writeln!(
        terminal.out,
        "{:>10}  deliveries to webhooks that are held: no program is told until staff decide",
        report.held_deliveries
    )?;
    show_broken(&report, terminal)
}

/// Restores into a database that is removed again.
fn try_backup(
    address: &str,
    sources: &RestoreSources,
    programme: &Programme,
    terminal: &mut Terminal<'_>,
) -> Result<u8> {
    let lock = lock_private(&programme.private.join(TRIAL_LOCK))?;
    let _lock = lock.context("another `tsubame restore --try` is at work")?;
    let scratch = programme.private.join(TRIAL);
    let tried = try_restore(sources, &scratch, &programme.location, &programme.keys, terms(programme));
    let report = programme.threads.block_on(tried)?;
    show_rows(&report, terminal)?;
    let code = show_broken(&report, terminal)?;
    if code == CLEAN {
        writeln!(
            terminal.out,
            "{address} can be restored as of {:.0}: counts, sums and the audit log are right. Nothing was changed but that this was tried",
            report.taken_at
        )?;
    }
    Ok(code)
}

/// What the running server goes by.
fn terms(programme: &Programme) -> RestoreTerms {
    let registrations = programme.registrations;
    RestoreTerms { offer_hours: registrations.offer_hours, reminder_hours: registrations.reminder_hours }
}

fn show_rows(report: &RestoreReport, terminal: &mut Terminal<'_>) -> Result<()> {
    for (table, rows) in &report.rows {
        writeln!(terminal.out, "{rows:>10}  {table}")?;
    }
    Ok(())
}

/// Tells what is wrong with the audit log. The result is the exit code.
fn show_broken(report: &RestoreReport, terminal: &mut Terminal<'_>) -> Result<u8> {
    for (writer, number) in &report.broken_chains {
        writeln!(
            terminal.err,
            "error: the audit log was broken already when it was backed up: record {number} of the writer {writer} does not follow"
        )?;
    }
    Ok(if report.broken_chains.is_empty() { CLEAN } else { FAULTS })
}
