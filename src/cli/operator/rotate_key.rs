//! `tsubame rotate-key`: a new master key, while the server runs.

use anyhow::{Context, Result};

use super::{
    private_file::{lock_private, replace_private},
    private_folder::{read_keys, watched},
    programme::Programme,
};
use crate::cli::{
    args::Args,
    terminal::{CLEAN, FAULTS, Terminal},
};
use tsubame_backend::store::{count_old_wrappings, rotate_master_key};

/// The file that keeps two of them apart.
const LOCK: &str = "rotate-key.lock";

/// Adds a master key and wraps all keys of persons anew; or goes on where one was ended that had begun. The result is the exit
/// code.
pub(super) fn rotate_key(args: &Args, terminal: &mut Terminal<'_>) -> Result<u8> {
    let Some(programme) = Programme::open(args, terminal)? else { return Ok(FAULTS) };
    let _lock = lock_private(&programme.private.join(LOCK))?.context("another `tsubame rotate-key` is at work")?;
    let threads = &programme.threads;
    let left = threads.block_on(count_old_wrappings(&programme.location, &programme.keys))?;
    let keys = if left > 0 {
        writeln!(terminal.out, "Going on: {left} keys are wrapped under an older master key")?;
        programme.keys.clone()
    } else {
        let file = read_keys(&programme.key_file, terminal.language)?.context("the file of the secrets is gone")?;
        let file = file.with_new_master();
        replace_private(&programme.key_file, file.render().as_bytes())?;
        watched(file, &programme.key_file, terminal.language)
    };
    let wrapped = threads.block_on(rotate_master_key(&programme.location, &keys))?;
    writeln!(terminal.out, "{wrapped} keys are wrapped under master key {}", keys.master.newest())?;
    writeln!(
        terminal.err,
        "note: copy {} elsewhere again and say `tsubame confirm-keys`, then make a backup. Servers read the new key by themselves; what \
         they wrap in the meantime under the older one stays readable, and the next `tsubame rotate-key` wraps it anew",
        programme.key_file.display()
    )?;
    Ok(CLEAN)
}
