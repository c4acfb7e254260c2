//! `.tsubame/`, where runs leave what later ones may want to know; it hides itself from git.

use std::{fs, io, path::Path};

/// The folder's name, at the root of a project.
pub(super) const STATE_FOLDER: &str = ".tsubame";

/// Has git leave out the folder that holds it.
const IGNORE_ALL: &str = "# Made by tsubame; safe to remove.\n*\n";

/// Makes a folder of state with those above it.
pub(super) fn make_state_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    if let Some(top) = folder.ancestors().find(|above| above.file_name().is_some_and(|name| name == STATE_FOLDER)) {
        let ignore = top.join(".gitignore");
        if !ignore.exists() {
            // Without it, git only shows the folder.
            let _ = fs::write(ignore, IGNORE_ALL);
        }
    }
    Ok(())
}
