//! Publishing: artifacts → the output folder, each file whole or not at all, and only what changed.
//!
//! While a build runs, new and changed files gather in a staging folder. `commit` then moves them into place one rename
//! at a time (or all at once into a folder that did not exist) and removes what the site no longer has. Without a
//! commit the output folder stays as it was.

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    precompress::{Precompression, is_packable},
    replace::Replacement,
    staging::Staging,
};
use anyhow::{Context, Error, Result};
use parking_lot::Mutex;
use rayon::prelude::*;
use tsubame_engine::site::{Artifact, Content, Sink};

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
    output: PathBuf,
    staging: Staging,
    /// Whether there is an older site to compare with.
    is_update: bool,
    keeps_dotfiles: bool,
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
    /// A publisher for the project at `root` into the folder `output`. With `keeps_dotfiles`, files and folders at the
    /// top of the output folder whose names start with a dot are never removed.
    pub fn new(root: &Path, output: &Path, keeps_dotfiles: bool) -> Result<Self> {
        if let Some(parent) = output.parent() {
            fs::create_dir_all(parent).with_context(|| format!("making the folder {}", parent.display()))?;
        }
        Ok(Self {
            root: root.to_path_buf(),
            output: output.to_path_buf(),
            staging: Staging::new(output)?,
            is_update: output.is_dir(),
            keeps_dotfiles,
            precompressions: Vec::new(),
            state: Mutex::default(),
        })
    }

    /// Lets files have compressed copies beside them.
    #[must_use]
    pub fn with_precompressions(self, precompressions: Vec<Precompression>) -> Self {
        Self { precompressions, ..self }
    }

    /// Publishes what was taken. On an error, the output folder is as it was before.
    pub fn commit(self) -> Result<Published> {
        if let Some(error) = self.state.lock().failure.take() {
            return Err(error);
        }
        self.pack_all()?;
        let files = std::mem::take(&mut self.state.lock().files);
        let mut staged: Vec<String> =
            files.iter().filter(|(_, file)| **file == TakenFile::Staged).map(|(path, _)| path.clone()).collect();
        staged.sort();
        let (written, unchanged) = (staged.len(), files.len() - staged.len());
        if !self.is_update {
            match self.move_all() {
                Ok(()) => return Ok(Published { written, unchanged, removed: 0 }),
                // Another build that ran at the same time was faster, so there is a site to replace now.
                Err(_) if self.output.is_dir() => {}
                Err(error) => {
                    return Err(error).with_context(|| format!("publishing to {}", self.output.display()));
                }
            }
        }
        let paths: HashSet<String> = files.into_keys().collect();
        let replacement = Replacement::new(&self.output, self.staging.path());
        let removed = replacement.carry_out(&staged, &paths, self.keeps_dotfiles)?;
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
            let folder = if *file == TakenFile::Staged { self.staging.path() } else { &self.output };
            let bytes = fs::read(folder.join(path)).with_context(|| format!("reading {path} to compress it"))?;
            self.precompressions.par_iter().try_for_each(|packing| {
                let copy = format!("{path}.{}", packing.ending());
                if files.contains_key(&copy) { Ok(()) } else { self.pack(*packing, copy, &bytes) }
            })
        })
    }

    /// Keeps the copy that is there, or makes one.
    fn pack(&self, packing: Precompression, copy: String, bytes: &[u8]) -> Result<()> {
        let place = self.output.join(&copy);
        let is_file = self.is_update && self.is_plain(&copy) && !place.is_symlink();
        let file = if is_file && fs::read(&place).is_ok_and(|old| packing.holds(&old, bytes)) {
            TakenFile::Unchanged
        } else {
            let Some(packed) = packing.pack(bytes) else { return Ok(()) };
            let place = self.staging.place(&copy).with_context(|| format!("making the folder of {copy}"))?;
            fs::write(&place, packed).with_context(|| format!("writing {copy}"))?;
            TakenFile::Staged
        };
        self.state.lock().files.insert(copy, file);
        Ok(())
    }

    fn move_all(&self) -> io::Result<()> {
        fs::create_dir_all(self.staging.path())?;
        fs::rename(self.staging.path(), &self.output)
    }

    /// Whether no folder above a file of the output folder is a link, which would lead writing out of it.
    fn is_plain(&self, path: &str) -> bool {
        let Some((folder, _)) = path.rsplit_once('/') else { return true };
        let known = self.state.lock().plain_folders.get(folder).copied();
        known.unwrap_or_else(|| {
            let is_plain = self.is_plain(folder) && !self.output.join(folder).is_symlink();
            self.state.lock().plain_folders.insert(folder.to_owned(), is_plain);
            is_plain
        })
    }

    fn take(&self, artifact: &Artifact) -> Result<()> {
        let path = artifact.path.as_str();
        let file = if self.is_unchanged(artifact)? {
            TakenFile::Unchanged
        } else {
            let place = self.staging.place(path).with_context(|| format!("making the folder of {path}"))?;
            let result = match &artifact.content {
                Content::Bytes(bytes) => fs::write(&place, bytes),
                Content::File { source, may_link } => copy(&self.root.join(source.as_str()), &place, *may_link),
            };
            result.with_context(|| format!("writing {path} (to {})", place.display()))?;
            TakenFile::Staged
        };
        self.state.lock().files.insert(path.to_owned(), file);
        Ok(())
    }

    fn is_unchanged(&self, artifact: &Artifact) -> Result<bool> {
        if !self.is_update || !self.is_plain(&artifact.path) {
            return Ok(false);
        }
        let place = self.output.join(&artifact.path);
        let length = match place.symlink_metadata() {
            Ok(found) if found.is_file() => found.len(),
            _ => return Ok(false),
        };
        let is_same = |bytes: &[u8]| length == bytes.len() as u64 && fs::read(&place).is_ok_and(|old| old == bytes);
        Ok(match &artifact.content {
            Content::Bytes(bytes) => is_same(bytes),
            Content::File { source, .. } => {
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
mod tests {
    use std::collections::BTreeMap;

    use walkdir::WalkDir;

    use super::*;

    /// The files of a folder with their texts.
    fn tree(folder: &Path) -> BTreeMap<String, String> {
        let files = WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
        let named = files.map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(entry.path()).unwrap())
        });
        named.collect()
    }

    fn publisher(root: &Path, keeps_dotfiles: bool, files: &[(&str, &str)]) -> Publisher {
        let publisher = Publisher::new(root, &root.join("public"), keeps_dotfiles).unwrap();
        for (path, text) in files {
            publisher.accept(Artifact {
                path: (*path).to_owned(),
                content: Content::Bytes(text.as_bytes().to_vec().into()),
            });
        }
        publisher
    }

    fn published(written: usize, unchanged: usize, removed: usize) -> Published {
        Published { written, unchanged, removed }
    }

    #[test]
    fn only_changes_are_written_and_what_is_gone_is_removed() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let first = [("index.html", "a"), ("x/index.html", "b"), ("y/z/index.html", "c")];
        assert_eq!(publisher(root, false, &first).commit().unwrap(), published(3, 0, 0));
        assert_eq!(publisher(root, false, &first).commit().unwrap(), published(0, 3, 0));
        let second = [("index.html", "a"), ("x/index.html", "B")];
        assert_eq!(publisher(root, false, &second).commit().unwrap(), published(1, 1, 1));
        let files = tree(&root.join("public"));
        assert_eq!(
            files.into_iter().collect::<Vec<_>>(),
            second.map(|(path, text)| (path.to_owned(), text.to_owned()))
        );
        assert!(!root.join("public/y").exists());
        assert_eq!(fs::read_dir(root).unwrap().count(), 1, "nothing is left beside the output folder");
    }

    #[test]
    fn copies_follow_their_files() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let (long, other) = ("仙台".repeat(500), "東京".repeat(500));
        let pack = |files: &[(&str, &str)]| {
            publisher(root, false, files)
                .with_precompressions(vec![Precompression::Brotli, Precompression::Gzip])
                .commit()
                .unwrap()
        };
        let read = |path: &str| fs::read(root.join("public").join(path)).unwrap_or_default();
        let first = [("index.html", long.as_str()), ("s.html", "short"), ("own.css", &long), ("own.css.br", "mine")];
        assert_eq!(pack(&first), published(7, 0, 0));
        assert_eq!(pack(&first), published(0, 7, 0));
        assert_eq!(read("own.css.br"), b"mine", "a file of the site wins");
        let kept = read("own.css.gz");
        fs::write(root.join("public/own.css.gz"), "broken").unwrap();
        assert_eq!(pack(&[("index.html", other.as_str()), first[1], first[2], first[3]]), published(4, 3, 0));
        assert!(Precompression::Brotli.holds(&read("index.html.br"), other.as_bytes()));
        assert_eq!(read("own.css.gz"), kept);
        assert_eq!(pack(&[first[1]]), published(0, 1, 6));
        pack(&first);
        assert_eq!(publisher(root, false, &first).commit().unwrap(), published(0, 4, 3), "switched off");
    }

    #[test]
    fn without_a_commit_everything_stays_as_it_was() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        publisher(root, false, &[("index.html", "a")]).commit().unwrap();
        drop(publisher(root, false, &[("index.html", "b"), ("new.html", "c")]));
        assert_eq!(tree(root), BTreeMap::from([("public/index.html".to_owned(), "a".to_owned())]));
    }

    #[test]
    fn files_and_folders_may_change_places() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        publisher(root, false, &[("a", "file"), ("b/c", "file")]).commit().unwrap();
        publisher(root, false, &[("a/x/y", "deep"), ("b", "flat")]).commit().unwrap();
        let expected = [("a/x/y", "deep"), ("b", "flat")].map(|(path, text)| (path.to_owned(), text.to_owned()));
        assert_eq!(tree(&root.join("public")), BTreeMap::from(expected));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_inside_the_output_folder_is_replaced_and_not_followed() {
        let (root, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let root = root.path();
        publisher(root, false, &[("a/index.html", "a")]).commit().unwrap();
        fs::remove_dir_all(root.join("public/a")).unwrap();
        std::os::unix::fs::symlink(outside.path(), root.join("public/a")).unwrap();
        publisher(root, false, &[("a/index.html", "b")]).commit().unwrap();
        assert_eq!(tree(&root.join("public")), BTreeMap::from([("a/index.html".to_owned(), "b".to_owned())]));
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    }

    #[test]
    fn dotfiles_at_the_top_can_be_kept() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        publisher(root, false, &[("index.html", "a")]).commit().unwrap();
        fs::create_dir_all(root.join("public/.git")).unwrap();
        for path in ["public/.git/HEAD", "public/.nojekyll", "public/foreign.txt"] {
            fs::write(root.join(path), "x").unwrap();
        }
        assert_eq!(publisher(root, true, &[("index.html", "a")]).commit().unwrap(), published(0, 1, 1));
        assert_eq!(publisher(root, false, &[("index.html", "a")]).commit().unwrap(), published(0, 1, 2));
    }
}
