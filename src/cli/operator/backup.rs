//! `tsubame backup`: all that the server keeps, encrypted, while it runs.

use anyhow::Result;

use super::{
    args::BackupArgs,
    private_file::replace_private,
    programme::Programme,
    recovery::{find_keyring_folder, find_recipient, make_recovery_key},
};
use crate::cli::{
    args::Args,
    terminal::{CLEAN, FAULTS, Terminal},
};
use tsubame_backend::store::{BackupFile, BackupFolders, write_backup};

/// The folder of the data, below the private one, unless another is named.
const BACKUPS: &str = "backups";

/// Writes a backup and says what is in it. The result is the exit code.
pub(super) fn backup(args: &Args, command: &BackupArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let Some(programme) = Programme::open(args, terminal)? else { return Ok(FAULTS) };
    let recipient = match find_recipient(&programme.private) {
        Ok(Some(recipient)) if !command.new_recovery_key => recipient,
        Err(error) if !command.new_recovery_key => return Err(error),
        _ => make_recovery_key(&programme.private, terminal)?,
    };
    let folders = BackupFolders {
        data: command.to.clone().unwrap_or_else(|| programme.private.join(BACKUPS)),
        keyring: find_keyring_folder(&programme.private),
    };
    let written = write_backup(&programme.location, &recipient, &folders, &programme.keys.audit);
    let report = programme.threads.block_on(written)?;
    let name = report.data.path.to_string_lossy().replace(".data.age", ".heads");
    let heads = report.audit_heads.join("\n") + "\n";
    replace_private(name.as_ref(), heads.as_bytes())?;
    say(&report.data, "data", terminal)?;
    say(&report.keyring, "keyring", terminal)?;
    for (table, rows) in &report.rows {
        writeln!(terminal.out, "{rows:>10}  {table}")?;
    }
    if command.to.is_none() {
        writeln!(terminal.err, "note: this is the same disk; copy data and keyring to two places elsewhere")?;
    }
    Ok(CLEAN)
}

fn say(file: &BackupFile, what: &str, terminal: &mut Terminal<'_>) -> Result<()> {
    writeln!(terminal.out, "{what}: {} ({} bytes, sha256 {})", file.path.display(), file.bytes, file.sha256)?;
    Ok(())
}
