//! Claiming an output folder for one build: it is a place for a site, what stands in it may go, and no other build is at
//! work there.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use super::{
    earlier_output::{KnownOutput, OutputContent},
    output_lock::{OutputLock, lock_folder},
    output_place::ProjectPlaces,
    output_stamp::OutputStamp,
};

/// Which folder is wanted, and what may become of what stands in it.
#[derive(Clone, Debug)]
pub struct OutputRequest {
    /// The folder, absolute or from the project's root.
    pub folder: PathBuf,
    /// Whether a folder that no build has made may be replaced.
    pub is_forced: bool,
    /// Whether files and folders at its top whose names start with a dot are never removed.
    pub keeps_dotfiles: bool,
    /// The base URLs under which earlier builds may have made the site.
    pub base_urls: Vec<String>,
}

/// A folder for one build, until this is dropped.
#[derive(Debug)]
pub struct ClaimedOutput {
    folder: PathBuf,
    request: OutputRequest,
    /// What the project remembers of the folder.
    stamp: Option<OutputStamp>,
    /// Whether a sitemap is enough to know the folder by.
    is_near: bool,
    lock: OutputLock,
}

impl ClaimedOutput {
    /// Claims the folder for the project.
    pub fn new(places: &ProjectPlaces<'_>, request: OutputRequest) -> Result<Self> {
        let folder = places.resolve_output(&request.folder)?;
        let lock = OutputLock::take(places.root, &folder)?;
        let stamp = OutputStamp::read(&lock.stamp);
        // A folder elsewhere that this project never wrote to may be the output of another site under the same address.
        let is_near = folder.starts_with(places.root) || stamp.is_some();
        let claim = Self { folder, request, stamp, is_near, lock };
        claim.check_content()?;
        Ok(claim)
    }

    /// The folder, absolute and without links; it need not exist yet.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn staging(&self) -> &Path {
        &self.lock.staging
    }

    pub(super) fn keeps_dotfiles(&self) -> bool {
        self.request.keeps_dotfiles
    }

    /// Looks once more before anything is changed, and has the project remember the folder by what the build writes:
    /// `paths`, sorted, each in the folder that `locate` says. What is returned keeps other builds away.
    pub(super) fn confirm<'a>(&self, paths: &[&str], locate: impl Fn(&str) -> &'a Path) -> Result<Option<File>> {
        let lock = if self.lock.has_folder() { None } else { lock_folder(&self.folder)? };
        self.check_content()?;
        let stamp = self.stamp.clone().unwrap_or_default().followed_by(paths, locate);
        // What is not remembered is asked about at the next build, and that is all.
        let _ = write_stamp(&self.lock.stamp, &stamp);
        Ok(lock)
    }

    fn check_content(&self) -> Result<()> {
        if self.request.is_forced {
            return Ok(());
        }
        let base_urls: &[String] = if self.is_near { &self.request.base_urls } else { &[] };
        let known = KnownOutput { stamp: self.stamp.as_ref(), base_urls, keeps_dotfiles: self.request.keeps_dotfiles };
        match known.look_at(&self.folder)? {
            OutputContent::Missing | OutputContent::Empty | OutputContent::Site => Ok(()),
            OutputContent::Foreign(files) => bail!(
                "{} exists already, and no build of this site made it: it holds {}; publishing would remove that. \
                 Move it away, choose another output folder, or use --force to replace what is in it",
                self.request.folder.display(),
                files.join(", "),
            ),
        }
    }
}

/// Not durably: a flush would wait for all that a large build has written, and a damaged stamp is no stamp.
fn write_stamp(file: &Path, stamp: &OutputStamp) -> std::io::Result<()> {
    let waiting = file.with_extension("new");
    fs::write(&waiting, stamp.to_bytes())?;
    fs::rename(waiting, file)
}
