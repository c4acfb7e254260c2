//! Publishing: artifacts → the output folder, each file whole or not at all, and only what changed.
//!
//! While a build runs, new and changed files gather in a staging folder, which is never in the output folder: whoever
//! serves or deploys that one would show drafts. `commit` then moves them into place one rename at a time (or all at
//! once into a folder that did not exist) and removes what the site no longer has. Without a commit the output folder
//! stays as it was.

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    output_claim::ClaimedOutput,
    precompress::{Precompression, is_packable},
    replace::Replacement,
    staging::{Interrupt, Staging},
};
use anyhow::{Context, Error, Result};
use parking_lot::Mutex;
use rayon::prelude::*;
use tsubame_engine::site::{Artifact, ArtifactData, Sink};

/// What publishing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// New and changed files.
    pub written: usize,
    /// Files that were already as they should be.
    pub unchanged: usize,
    /// Files that the site no longer has.
    pub removed: usize,
}

/// Takes the artifacts of one build.
pub struct Publisher {
    root: PathBuf,
    claim: ClaimedOutput,
    staging: Staging,
    /// Whether there is an older site to compare with.
    is_update: bool,
    precompressions: Vec<Precompression>,
    /// Held for moments only, never while the disk is asked.
    state: Mutex<PublishState>,
}

/// What was taken so far.
#[derive(Default)]
struct PublishState {
    /// The files of the site.
    files: HashMap<String, TakenFile>,
    /// Why nothing will be published.
    failure: Option<Error>,
    /// Which folders of the older site are folders all the way up, and no links.
    plain_folders: HashMap<String, bool>,
}

/// What became of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TakenFile {
    /// It waits in the staging folder.
    Staged,
    /// The older site has the same.
    Unchanged,
}

impl Publisher {
    /// A publisher for the project at `root` into a folder that was claimed for it.
    pub fn new(root: &Path, claim: ClaimedOutput) -> Self {
        Self {
            root: root.to_path_buf(),
            staging: Staging::new(claim.staging()),
            is_update: claim.folder().is_dir(),
            claim,
            precompressions: Vec::new(),
            state: Mutex::default(),
        }
    }

    /// Lets files have compressed copies beside them.
    #[must_use]
    pub fn with_precompressions(self, precompressions: Vec<Precompression>) -> Self {
        Self { precompressions, ..self }
    }

    /// A way to end the build from another thread, such as that of signals.
    pub fn interrupt(&self) -> Interrupt {
        self.staging.interrupt()
    }

    /// Publishes what was taken. On an error, the output folder is as it was before.
    pub fn commit(self) -> Result<Published> {
        if let Some(error) = self.state.lock().failure.take() {
            return Err(error);
        }
        self.pack_all()?;
        let files = std::mem::take(&mut self.state.lock().files);
        let _publishing = self.staging.publish();
        let mut paths: Vec<&str> = files.keys().map(String::as_str).collect();
        paths.sort_unstable();
        let is_staged = |path: &str| files.get(path) == Some(&TakenFile::Staged);
        let locate = |path: &str| if is_staged(path) { self.staging.site() } else { self.claim.folder() };
        let _lock = self.claim.confirm(&paths, locate)?;
        let staged: Vec<&str> = paths.iter().copied().filter(|path| is_staged(path)).collect();
        let (written, unchanged) = (staged.len(), files.len() - staged.len());
        if !self.is_update && self.move_all() {
            self.staging.note_published();
            return Ok(Published { written, unchanged, removed: 0 });
        }
        let paths: HashSet<&str> = paths.into_iter().collect();
        let replacement = Replacement::new(self.claim.folder(), &self.staging, self.claim.keeps_dotfiles());
        let removed = replacement.carry_out(&staged, &paths)?;
        self.staging.note_published();
        Ok(Published { written, unchanged, removed })
    }

    /// Makes the compressed copies that are missing. Files of the site that have such names win over them.
    fn pack_all(&self) -> Result<()> {
        if self.precompressions.is_empty() {
            return Ok(());
        }
        let files = self.state.lock().files.clone();
        let mut packable: Vec<(&String, TakenFile)> =
            files.iter().filter(|(path, _)| is_packable(path)).map(|(path, file)| (path, *file)).collect();
        packable.sort_unstable_by_key(|(path, _)| *path);
        packable.par_iter().try_for_each(|(path, file)| {
            let folder = if *file == TakenFile::Staged { self.staging.site() } else { self.claim.folder() };
            let bytes = fs::read(folder.join(path)).with_context(|| format!("reading {path} to compress it"))?;
            self.precompressions.par_iter().try_for_each(|packing| {
                let copy = format!("{path}.{}", packing.ending());
                if files.contains_key(&copy) { Ok(()) } else { self.pack(*packing, copy, &bytes) }
            })
        })
    }

    /// Keeps the copy that is there, or makes one.
    fn pack(&self, packing: Precompression, copy: String, bytes: &[u8]) -> Result<()> {
        let place = self.claim.folder().join(&copy);
        let is_file = self.is_update && self.is_plain(&copy) && !place.is_symlink();
        let file = if is_file && fs::read(&place).is_ok_and(|old| packing.holds(&old, bytes)) {
            TakenFile::Unchanged
        } else {
            let Some(packed) = packing.pack(bytes) else { return Ok(()) };
            self.staging.write(&copy, |place| fs::write(place, packed)).with_context(|| format!("writing {copy}"))?;
            TakenFile::Staged
        };
        self.state.lock().files.insert(copy, file);
        Ok(())
    }

    /// Makes the staged files the whole output folder, which was not there, in one step; `false` where that cannot be,
    /// and they have to be moved one by one.
    fn move_all(&self) -> bool {
        let output = self.claim.folder();
        let parents = output.parent().map_or(Ok(()), fs::create_dir_all);
        let moved = parents
            .and_then(|()| fs::create_dir_all(self.staging.site()))
            .and_then(|()| fs::rename(self.staging.site(), output));
        moved.is_ok()
    }

    /// Whether no folder above a file of the output folder is a link, which would lead writing out of it.
    fn is_plain(&self, path: &str) -> bool {
        let Some((folder, _)) = path.rsplit_once('/') else { return true };
        let known = self.state.lock().plain_folders.get(folder).copied();
        known.unwrap_or_else(|| {
            let is_plain = self.is_plain(folder) && !self.claim.folder().join(folder).is_symlink();
            self.state.lock().plain_folders.insert(folder.to_owned(), is_plain);
            is_plain
        })
    }

    fn take(&self, artifact: &Artifact) -> Result<()> {
        let path = artifact.path.as_str();
        let file = if self.is_unchanged(artifact)? {
            TakenFile::Unchanged
        } else {
            let write = |place: &Path| match &artifact.content {
                ArtifactData::Bytes(bytes) => fs::write(place, bytes),
                ArtifactData::File { source, may_link } => copy(&self.root.join(source.as_str()), place, *may_link),
            };
            let context = || format!("writing {path} (to {})", self.staging.site().display());
            self.staging.write(path, write).with_context(context)?;
            TakenFile::Staged
        };
        self.state.lock().files.insert(path.to_owned(), file);
        Ok(())
    }

    fn is_unchanged(&self, artifact: &Artifact) -> Result<bool> {
        if !self.is_update || !self.is_plain(&artifact.path) {
            return Ok(false);
        }
        let place = self.claim.folder().join(&artifact.path);
        let length = match place.symlink_metadata() {
            Ok(found) if found.is_file() => found.len(),
            _ => return Ok(false),
        };
        let is_same = |bytes: &[u8]| length == bytes.len() as u64 && fs::read(&place).is_ok_and(|old| old == bytes);
        Ok(match &artifact.content {
            ArtifactData::Bytes(bytes) => is_same(bytes),
            ArtifactData::File { source, .. } => {
                let source = self.root.join(source.as_str());
                let context = || format!("reading {}", source.display());
                fs::metadata(&source).with_context(context)?.len() == length
                    && is_same(&fs::read(&source).with_context(context)?)
            }
        })
    }
}

/// Hard links are only a saving: where the file systems differ, the file is copied.
fn copy(from: &Path, to: &Path, may_link: bool) -> io::Result<()> {
    if may_link && fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to).map(drop)
}

impl Sink for Publisher {
    fn accept(&self, artifact: Artifact) {
        // After a failure nothing will be published, so nothing more needs to be written.
        if self.state.lock().failure.is_some() {
            return;
        }
        if let Err(error) = self.take(&artifact) {
            self.state.lock().failure.get_or_insert(error);
        }
    }
}

#[cfg(test)]
#[path = "publish_tests.rs"]
mod tests;
