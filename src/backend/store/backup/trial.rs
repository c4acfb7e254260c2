//! Trying a backup while the server runs: it is restored into a database of its own, which is held against the files, looked at
//! and removed. The server's own database learns that and when, and nothing else.

use std::{
    fs::{self, DirBuilder},
    io::ErrorKind,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};

use super::{
    backed_table::read_tables,
    restore::{RestoreReport, RestoreSources, restore},
    settlement::RestoreTerms,
};
use crate::store::{
    DatabaseLocation, Keys,
    audit_verify::verify_audit_log,
    audited_commands::AuditedCommand,
    backup_runs::{BackupRunKind, TABLE, add_backup_run},
    database::connect,
};

/// The file of the database that is removed again.
const FILE: &str = "trial.sqlite";

/// Tries whether a database can be made of a backup. `scratch` is a folder that is made for it and removed; what lies there from
/// an earlier trial that was ended is removed first. It is written down in the database of the server if all of it went well:
/// counts and sums are those of the files, and the audit log is whole.
pub async fn try_restore(
    sources: &RestoreSources,
    scratch: &Path,
    live: &DatabaseLocation,
    keys: &Keys,
    terms: RestoreTerms,
) -> anyhow::Result<RestoreReport> {
    let db = connect(live).await?;
    let is_known = read_tables(&db).await?.iter().any(|table| table.name == TABLE);
    ensure!(is_known, "{} has tables of an older version: start `tsubame backend` once", live.name());
    let folder = ScratchFolder::make(scratch)?;
    let trial = DatabaseLocation::Sqlite(scratch.join(FILE));
    let mut report = restore(sources, &trial, keys, terms).await?;
    // What the restore has added to the audit log is looked at too.
    report.broken_chains = verify_audit_log(&trial, &keys.audit, &[]).await?.broken;
    folder.remove()?;
    if report.broken_chains.is_empty() {
        let mut command = AuditedCommand::new(db, keys.audit.clone());
        let transaction = command.begin().await?;
        add_backup_run(BackupRunKind::Tried, report.taken_at, &transaction).await?;
        command.commit(transaction, "restore.tried").await?;
    }
    Ok(report)
}

/// A folder for its owner alone, which goes with this value.
struct ScratchFolder {
    path: PathBuf,
}

impl ScratchFolder {
    fn make(path: &Path) -> anyhow::Result<Self> {
        remove_all(path)?;
        let made = DirBuilder::new().mode(0o700).create(path);
        made.with_context(|| format!("making the folder {}", path.display()))?;
        Ok(Self { path: path.to_owned() })
    }

    /// Removes it, and tells if it cannot be.
    fn remove(self) -> anyhow::Result<()> {
        remove_all(&self.path)
    }
}

impl Drop for ScratchFolder {
    fn drop(&mut self) {
        // Whatever ended the trial is told; the next one removes what cannot be removed now.
        let _ = remove_all(&self.path);
    }
}

fn remove_all(path: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} holds a copy of the data and cannot be removed", path.display()))
        }
        _ => Ok(()),
    }
}
