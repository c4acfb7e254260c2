//! The folder beside or in the output folder in which a build waits until it may be published.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context, Result};
use parking_lot::Mutex;

/// How the names of staging folders begin.
pub(super) const PREFIX: &str = ".tsubame-";

/// A folder for one run, removed when it is dropped.
pub(super) struct Staging {
    path: PathBuf,
    /// Folders that exist already, by their paths in the site, so that each is made once.
    folders: Mutex<HashSet<String>>,
}

impl Staging {
    /// Names the folder for `output`, on the same file system (inside it when it exists, as it may be a mount point), and
    /// clears away those of runs that died.
    pub fn new(output: &Path) -> Result<Self> {
        let (parent, prefix) = if output.is_dir() {
            (output, PREFIX.to_owned())
        } else {
            let name = output.file_name().context("the output folder has no name")?.to_string_lossy();
            (output.parent().context("the output folder has no folder above it")?, format!(".{name}{PREFIX}"))
        };
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            let left_by = entry.file_name().to_string_lossy().strip_prefix(&prefix).and_then(|pid| pid.parse().ok());
            if left_by.is_some_and(is_gone) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        let path = parent.join(format!("{prefix}{}", process::id()));
        let _ = fs::remove_dir_all(&path);
        Ok(Self { path, folders: Mutex::default() })
    }

    /// The folder itself; it exists once a file was placed in it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The place for a file of the site, with the folders above it made.
    pub fn place(&self, relative: &str) -> io::Result<PathBuf> {
        let folder = relative.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_new = !self.folders.lock().contains(folder);
        if is_new {
            fs::create_dir_all(self.path.join(folder))?;
            self.folders.lock().insert(folder.to_owned());
        }
        Ok(self.path.join(relative))
    }
}

/// Whether no process of that number runs; where that cannot be known, one is assumed to.
fn is_gone(pid: u32) -> bool {
    pid != process::id() && Path::new("/proc/self").exists() && !Path::new(&format!("/proc/{pid}")).exists()
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}
