//! `tsubame backup`: all that the server keeps, encrypted, while it runs.

use std::path::Path;

use anyhow::Result;

use super::{
    args::BackupArgs,
    backup_address::place_of,
    fetched_backups::remove_left_copies,
    programme::Programme,
    recovery::{find_keyring_place, find_recipient, make_recovery_key},
};
use crate::cli::{
    args::Args,
    terminal::{CLEAN, FAULTS, Terminal},
};
use tsubame_backend::{
    settings::S3Table,
    store::{BackupFile, BackupPlace, BackupPlaces, write_backup},
};

/// The folder of the data, below the private one, unless another is named.
const BACKUPS: &str = "backups";

/// Writes a backup and says what is in it. The result is the exit code.
pub(super) fn backup(args: &Args, command: &BackupArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let Some(programme) = Programme::open(args, terminal)? else { return Ok(FAULTS) };
    remove_left_copies(&programme.private)?;
    // Before a key is made that nobody needs, what is named has to be a place.
    let data = find_data_place(command, &programme)?;
    let places = BackupPlaces { data, keyring: find_keyring_place(&programme.private, &programme.s3)? };
    let recipient = match find_recipient(&programme.private) {
        Ok(Some(recipient)) if !command.new_recovery_key => recipient,
        Err(error) if !command.new_recovery_key => return Err(error),
        _ => make_recovery_key(&programme.private, terminal)?,
    };
    let written = write_backup(&programme.location, &recipient, &places, &programme.keys.audit);
    let report = programme.threads.block_on(written)?;
    let heads = report.audit_heads.join("\n") + "\n";
    let name = report.data.name.replace(".data.age", ".heads");
    programme.threads.block_on(places.data.put(&name, heads.as_bytes()))?;
    say(&report.data, "data", terminal)?;
    say(&report.keyring, "keyring", terminal)?;
    for (table, rows) in &report.rows {
        writeln!(terminal.out, "{rows:>10}  {table}")?;
    }
    if places.data == usual_folder(&programme.private) {
        writeln!(terminal.err, "note: this is the same disk; copy data and keyring to two places elsewhere")?;
    }
    Ok(CLEAN)
}

/// What was said, or what the settings say, or the private folder.
fn find_data_place(command: &BackupArgs, programme: &Programme) -> Result<BackupPlace> {
    match &command.to {
        Some(place) => place_of(place, &programme.s3),
        None => Ok(usual_place(&programme.private, &programme.s3)),
    }
}

/// Where the data go unless it is said otherwise: what the settings say, or the private folder.
pub(super) fn usual_place(private: &Path, s3: &S3Table) -> BackupPlace {
    s3.backups().map_or_else(|| usual_folder(private), BackupPlace::Bucket)
}

fn usual_folder(private: &Path) -> BackupPlace {
    BackupPlace::Folder(private.join(BACKUPS))
}

fn say(file: &BackupFile, what: &str, terminal: &mut Terminal<'_>) -> Result<()> {
    writeln!(terminal.out, "{what}: {} ({} bytes, sha256 {})", file.address, file.bytes, file.sha256)?;
    Ok(())
}
