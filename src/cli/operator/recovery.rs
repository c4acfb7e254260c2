//! The recovery key, to which backups are encrypted: made at the first start, shown once, kept by people. Its public half stays
//! beside the secrets; and so does whether an operator has proved that copies of both keys lie elsewhere.

use std::{
    env, fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::{backup_address::place_of, private_file::replace_private};
use crate::cli::terminal::Terminal;
use tsubame_backend::{
    settings::S3Table,
    store::{BackupPlace, KeyringCopies, RecoveryKey, RecoveryRecipient},
};

/// The folder of the keyring's copies, below the private one, unless the variable names another, or a bucket.
const KEYRING: &str = "keyring";

/// The variable.
const VARIABLE: &str = "KEYRING_FOLDER";

/// The file of the public half.
const PUBLIC: &str = "recovery.pub";

/// The file that says of which keys there are copies elsewhere.
const CONFIRMED: &str = "keys-confirmed";

/// Where the copies of the keyring lie.
pub(super) fn find_keyring_place(private: &Path, s3: &S3Table) -> Result<BackupPlace> {
    match env::var_os(VARIABLE).map(PathBuf::from) {
        None => Ok(BackupPlace::Folder(private.join(KEYRING))),
        Some(place) => place_of(&place, s3).context(VARIABLE),
    }
}

/// The copies of the keyring, which the server rewrites when somebody is erased; `None` as long as there is no recovery key.
pub(super) fn find_keyring_copies(private: &Path, s3: &S3Table) -> Result<Option<KeyringCopies>> {
    let Some(recipient) = find_recipient(private)? else { return Ok(None) };
    Ok(Some(KeyringCopies { place: find_keyring_place(private, s3)?, recipient }))
}

/// Warns of copies of the keyring that lie in the private folder still, although it goes elsewhere now: nobody takes from them the
/// key of whoever is erased.
pub(super) fn left_keyring_warning(private: &Path, s3: &S3Table, terminal: &mut Terminal<'_>) -> Result<()> {
    let (left, place) = (private.join(KEYRING), find_keyring_place(private, s3)?);
    if matches!(&place, BackupPlace::Folder(folder) if folder.canonicalize().ok() == left.canonicalize().ok()) {
        return Ok(());
    }
    if fs::read_dir(&left).is_ok_and(|mut copies| copies.next().is_some()) {
        writeln!(
            terminal.err,
            "warning: {} holds copies of the keyring, which goes to {place} now: nobody takes from them the key of whoever is erased. \
             Make a backup, then remove that folder",
            left.display()
        )?;
    }
    Ok(())
}

/// The public half, if a key was made.
pub(super) fn find_recipient(private: &Path) -> Result<Option<RecoveryRecipient>> {
    let file = private.join(PUBLIC);
    match fs::read_to_string(&file) {
        Ok(text) => RecoveryRecipient::parse(&text).map(Some).with_context(|| {
            format!(
                "{}: put back its copy, or make a new recovery key: tsubame backup --new-recovery-key",
                file.display()
            )
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| file.display().to_string()),
    }
}

/// Makes the key if there is none yet. A service shows it to nobody: its words go to a log, where no secret belongs.
pub(super) fn make_at_first_start(private: &Path, terminal: &mut Terminal<'_>) -> Result<()> {
    if find_recipient(private)?.is_some() {
        return Ok(());
    }
    if is_logged(terminal) {
        writeln!(
            terminal.err,
            "warning: there is no recovery key yet, so there are no backups; say `tsubame backup` once at a terminal, which shows it"
        )?;
        return Ok(());
    }
    make_recovery_key(private, terminal).map(drop)
}

/// Makes a key and shows it, this once. Backups of until now open with the key before it alone.
pub(super) fn make_recovery_key(private: &Path, terminal: &mut Terminal<'_>) -> Result<RecoveryRecipient> {
    if is_logged(terminal) {
        bail!("a recovery key is made at a terminal only: what is said here goes to a log, and it is a secret");
    }
    let key = RecoveryKey::generate();
    let recipient = key.recipient();
    replace_private(&private.join(PUBLIC), format!("{}\n", recipient.render()).as_bytes())?;
    writeln!(
        terminal.err,
        "\nThe recovery key, shown this once:\n\n    {}\n\nAll backups are encrypted to it; without it nobody can read them. Write it down and \
         keep it away from\nthis machine, then say so with `tsubame confirm-keys`.\n",
        key.render()
    )?;
    Ok(recipient)
}

/// Whether what is printed goes to the log of a service (systemd says so to what it starts).
fn is_logged(terminal: &Terminal<'_>) -> bool {
    terminal.owns_process && env::var_os("JOURNAL_STREAM").is_some()
}

/// Warns as long as nobody has proved that both keys are kept elsewhere, or if they have changed since.
pub(super) fn confirm_warning(private: &Path, keys: &Path, terminal: &mut Terminal<'_>) -> Result<()> {
    let Some(recipient) = find_recipient(private)? else { return Ok(()) };
    let text = fs::read(keys).with_context(|| keys.display().to_string())?;
    let confirmed = fs::read_to_string(private.join(CONFIRMED)).unwrap_or_default();
    if confirmed.trim() != fingerprint(&recipient, &text) {
        writeln!(
            terminal.err,
            "warning: nobody has confirmed that the recovery key and a copy of {} are kept elsewhere; without both, backups cannot be \
             restored. Say `tsubame confirm-keys` with the two copies",
            keys.display()
        )?;
    }
    Ok(())
}

/// Writes down that there are copies of these keys elsewhere.
pub(super) fn confirm(private: &Path, recipient: &RecoveryRecipient, keys: &[u8]) -> Result<()> {
    replace_private(&private.join(CONFIRMED), format!("{}\n", fingerprint(recipient, keys)).as_bytes())
}

/// What tells that keys are the same, and nothing of them.
fn fingerprint(recipient: &RecoveryRecipient, keys: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(recipient.render().as_bytes()).update(keys);
    hasher.finalize().to_hex().to_string()
}
