//! `tsubame confirm-keys`: proves that the recovery key and the secrets are kept elsewhere, by the copies themselves.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail, ensure};

use super::{
    args::ConfirmKeysArgs,
    programme::Programme,
    recovery::{confirm, find_recipient},
};
use crate::cli::{
    args::Args,
    terminal::{CLEAN, FAULTS, Terminal},
};
use tsubame_backend::store::RecoveryKey;

/// Holds the copies against what is here, and writes down that they were right. The result is the exit code.
pub(super) fn confirm_keys(args: &Args, command: &ConfirmKeysArgs, terminal: &mut Terminal<'_>) -> Result<u8> {
    let Some(programme) = Programme::open(args, terminal)? else { return Ok(FAULTS) };
    let recipient = find_recipient(&programme.private)?;
    let recipient = recipient.context("there is no recovery key yet: `tsubame backup` makes one")?;
    let key = match &command.recovery_key {
        Some(file) => {
            refuse_inside(file, &programme.private)?;
            fs::read_to_string(file).with_context(|| file.display().to_string())?
        }
        None => ask(terminal)?,
    };
    ensure!(
        RecoveryKey::parse(&key)?.recipient() == recipient,
        "this is not the recovery key that backups are encrypted to. If that one is lost, make a new one: \
         tsubame backup --new-recovery-key"
    );
    refuse_inside(&command.keys, &programme.private)?;
    let read = |file: &Path| fs::read(file).with_context(|| file.display().to_string());
    let keys = read(&programme.key_file)?;
    ensure!(
        read(&command.keys)? == keys,
        "{} is not as {} is: copy it again",
        command.keys.display(),
        programme.key_file.display()
    );
    confirm(&programme.private, &recipient, &keys)?;
    writeln!(
        terminal.out,
        "Both keys are kept elsewhere; `tsubame backend --check-config` warns again once they change"
    )?;
    Ok(CLEAN)
}

/// A copy beside the original is none.
fn refuse_inside(file: &Path, private: &Path) -> Result<()> {
    let place = file.canonicalize().with_context(|| file.display().to_string())?;
    if place.starts_with(private.canonicalize()?) {
        bail!("{} lies in the private folder itself: what is lost with this machine is no copy", file.display());
    }
    Ok(())
}

fn ask(terminal: &mut Terminal<'_>) -> Result<String> {
    let Some(answers) = &mut terminal.answers else {
        bail!("nobody is here to be asked: give --recovery-key FILE");
    };
    write!(terminal.err, "The recovery key: ")?;
    terminal.err.flush()?;
    let mut line = String::new();
    answers.read_line(&mut line)?;
    Ok(line)
}
