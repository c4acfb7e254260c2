//! `tsubame audit verify`: whether the audit log is whole.

use std::fs;

use anyhow::{Context, Result};

use super::{
    args::{AuditArgs, AuditCommand, AuditVerifyArgs},
    programme::Programme,
};
use crate::cli::{
    args::Args,
    terminal::{CLEAN, FAULTS, Terminal},
};
use tsubame_backend::store::{ChainHead, verify_audit_log};

/// Works on the audit log. The result is the exit code.
pub(super) fn audit(args: &Args, command: &AuditArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    match &command.command {
        AuditCommand::Verify(command) => verify(args, command, terminal),
    }
}

fn verify(args: &Args, command: &AuditVerifyArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let Some(programme) = Programme::open(args, terminal)? else { return Ok(FAULTS) };
    let mut heads = Vec::new();
    for file in &command.heads {
        let bytes = fs::read(file).with_context(|| file.display().to_string())?;
        heads.extend(ChainHead::find_all(&String::from_utf8_lossy(&bytes)));
    }
    let verified = verify_audit_log(&programme.location, &programme.keys.audit, &heads);
    let verdict = programme.threads.block_on(verified)?;
    for (writer, number) in &verdict.broken {
        writeln!(
            terminal.err,
            "error: the audit log is not whole: record {number} of the writer {writer} does not follow from those before it"
        )?;
    }
    for head in &verdict.lost {
        writeln!(
            terminal.err,
            "error: the audit log is not whole: record {} of the writer {} was the end of its chain once, and is missing or another \
             one now (after a restore, records that are younger than the backup are missing)",
            head.number, head.writer
        )?;
    }
    if !verdict.broken.is_empty() || !verdict.lost.is_empty() {
        return Ok(FAULTS);
    }
    let (records, chains) = (verdict.records, verdict.chains);
    writeln!(
        terminal.out,
        "The audit log is whole: {records} records in {chains} chains, {} kept ends found in it",
        heads.len()
    )?;
    Ok(CLEAN)
}
