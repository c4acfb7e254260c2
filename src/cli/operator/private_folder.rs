//! The folder of what nobody else may read, with the secrets of the server.

use std::{
    fs::{self, OpenOptions, Permissions},
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
    sync::Arc,
};

use anyhow::{Context, Result, anyhow, bail};

use crate::cli::terminal::Terminal;
use tsubame_backend::store::{KeyFile, Keys};
use tsubame_model::source::{MessageLanguage, SourcePath};

/// The file of the secrets, in the private folder.
pub(super) const KEYS: &str = "keys.toml";

/// Makes the folder of what nobody else may read. One that others may read is refused, not mended: somebody may have read it.
pub(super) fn make_private(folder: &Path) -> Result<()> {
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let mode = fs::metadata(folder).with_context(|| folder.display().to_string())?.permissions().mode();
            if mode & 0o077 != 0 {
                bail!("{} can be read by others: look who has, then say chmod 700 {0}", folder.display());
            }
            Ok(())
        }
        Err(error) => Err(error).with_context(|| format!("making {}", folder.display())),
    }
}

/// The secrets of the file; `None` if there is none.
pub(super) fn read_keys(file: &Path, language: MessageLanguage) -> Result<Option<KeyFile>> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| file.display().to_string()),
    };
    KeyFile::parse(&SourcePath::new("private/keys.toml"), &text).map(Some).map_err(|faults| {
        let told = faults.iter().map(|fault| fault.in_language(language));
        let told: Vec<String> =
            told.map(|fault| format!("{}. {}", fault.message, fault.hint.unwrap_or_default())).collect();
        anyhow!("{}: {}", file.display(), told.join("; "))
    })
}

/// The secrets as the server uses them: it reads the file again when it meets a master key that it does not know.
pub(super) fn watched(keys: KeyFile, file: &Path, language: MessageLanguage) -> Keys {
    let keys = keys.into_keys();
    let file = file.to_path_buf();
    let read = move || -> Result<_> {
        Ok(read_keys(&file, language)?.context("the file of the secrets is gone")?.into_master())
    };
    Keys { master: keys.master.with_source(Arc::new(read)), ..keys }
}

/// The secrets: those of the file, or fresh ones, which are written there first.
pub(super) fn find_keys(file: &Path, terminal: &mut Terminal<'_>) -> Result<Keys> {
    if let Some(keys) = read_keys(file, terminal.language)? {
        return Ok(watched(keys, file, terminal.language));
    }
    let keys = KeyFile::generate();
    let mut made = OpenOptions::new();
    let made = made.write(true).create_new(true).mode(0o600).open(file);
    let mut made = made.with_context(|| format!("making {}", file.display()))?;
    made.write_all(keys.render().as_bytes())
        .and_then(|()| made.sync_all())
        .with_context(|| file.display().to_string())?;
    made.set_permissions(Permissions::from_mode(0o600))?;
    writeln!(terminal.err, "note: made fresh secrets in {}; keep a copy apart from the backups", file.display())?;
    Ok(watched(keys, file, terminal.language))
}
