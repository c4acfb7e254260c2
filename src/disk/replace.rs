//! Replacing an older site by a newer one, file by file, so that all of it can be undone.

use std::{
    collections::HashSet,
    fmt, fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow};
use walkdir::{DirEntry, WalkDir};

use super::{
    earlier_output::stays,
    relocate::{move_file, move_tree},
    staging::Staging,
};

/// A step that was taken.
enum ReplaceStep {
    /// A file is new.
    Added(PathBuf),
    /// A file or folder was put aside: where it was, where it is.
    PutAside(PathBuf, PathBuf),
}

/// One replacement of a site.
pub(super) struct Replacement<'a> {
    output: &'a Path,
    staging: &'a Staging,
    keeps_dotfiles: bool,
    steps: Vec<ReplaceStep>,
}

impl<'a> Replacement<'a> {
    /// A replacement in `output` by the files in `staging`. With `keeps_dotfiles`, what stands at the top of the output
    /// folder under names that start with a dot is never removed.
    pub fn new(output: &'a Path, staging: &'a Staging, keeps_dotfiles: bool) -> Self {
        Self { output, staging, keeps_dotfiles, steps: Vec::new() }
    }

    /// Moves the staged files into place and takes away every file that is not among `paths`; the number of those is the
    /// result. On an error everything is put back.
    pub fn carry_out(mut self, staged: &[&str], paths: &HashSet<&str>) -> Result<usize> {
        let result = self.try_to(staged, paths);
        if result.is_err() {
            self.undo();
        }
        result
    }

    fn try_to(&mut self, staged: &[&str], paths: &HashSet<&str>) -> Result<usize> {
        for path in staged {
            self.move_one(path).with_context(|| format!("publishing {}", self.output.join(path).display()))?;
        }
        self.remove_stale(paths)
    }

    fn move_one(&mut self, path: &str) -> io::Result<()> {
        let (from, to) = (self.staging.site().join(path), self.output.join(path));
        self.make_folders(path)?;
        match to.symlink_metadata() {
            Ok(found) if found.is_file() => {
                // A second name keeps the old file while the new one takes its place in one step, so that a reader
                // always finds one of the two.
                let kept = self.aside()?;
                fs::hard_link(&to, &kept).or_else(|_| fs::copy(&to, &kept).map(drop))?;
                self.steps.push(ReplaceStep::PutAside(to.clone(), kept));
            }
            Ok(_) => self.put_aside(&to)?,
            Err(_) => self.steps.push(ReplaceStep::Added(to.clone())),
        }
        move_file(&from, &to)
    }

    /// Makes the folders above a file. Files and links of the older site that have their names are put aside.
    fn make_folders(&mut self, path: &str) -> io::Result<()> {
        let mut folder = self.output.to_path_buf();
        for part in Path::new(path).parent().into_iter().flat_map(Path::components) {
            folder.push(part);
            if folder.symlink_metadata().is_ok_and(|found| !found.is_dir()) {
                self.put_aside(&folder)?;
            }
        }
        fs::create_dir_all(folder)
    }

    /// Takes away files that are not part of the site any more, and folders that hold none. What cannot be taken away
    /// would be published with the site, so it is an error.
    fn remove_stale(&mut self, paths: &HashSet<&str>) -> Result<usize> {
        // What stays is not looked into either, which walks that begin with the contents have no word for.
        let top = WalkDir::new(self.output).min_depth(1).max_depth(1).into_iter();
        let top: Vec<walkdir::Result<DirEntry>> =
            top.filter(|entry| !entry.as_ref().is_ok_and(|entry| stays(entry, self.keeps_dotfiles))).collect();
        let mut removed = 0;
        for entry in top {
            let top = entry.map_err(|error| stuck(self.output, error.path(), &error))?.into_path();
            for entry in WalkDir::new(&top).follow_root_links(false).contents_first(true) {
                match entry {
                    Ok(entry) => removed += usize::from(self.remove_one(&entry, paths)?),
                    // Somebody else was faster.
                    Err(error) if error.io_error().is_some_and(|why| why.kind() == ErrorKind::NotFound) => {}
                    Err(error) => return Err(stuck(self.output, error.path(), &error)),
                }
            }
        }
        Ok(removed)
    }

    /// Takes an entry away unless it is part of the site or holds such; whether it was a file that went.
    fn remove_one(&mut self, entry: &DirEntry, paths: &HashSet<&str>) -> Result<bool> {
        let path = entry.path();
        let relative = path.strip_prefix(self.output).unwrap_or(path);
        let is_folder = entry.file_type().is_dir();
        if !is_folder && relative.to_str().is_some_and(|relative| paths.contains(relative)) {
            return Ok(false);
        }
        let result = if is_folder { fs::remove_dir(path) } else { self.put_aside(path) };
        match result.map_err(|error| (error.kind(), error)) {
            Ok(()) => Ok(!is_folder),
            // Some of the site is in the folder, or something is mounted there, which is empty by now, or somebody else
            // was faster.
            Err((ErrorKind::DirectoryNotEmpty | ErrorKind::ResourceBusy | ErrorKind::NotFound, _)) => Ok(false),
            Err((_, error)) => Err(stuck(self.output, Some(path), &error)),
        }
    }

    fn put_aside(&mut self, path: &Path) -> io::Result<()> {
        let kept = self.aside()?;
        move_tree(path, &kept)?;
        self.steps.push(ReplaceStep::PutAside(path.to_path_buf(), kept));
        Ok(())
    }

    /// A free name for something put aside.
    fn aside(&self) -> io::Result<PathBuf> {
        let folder = self.staging.replaced();
        fs::create_dir_all(folder)?;
        Ok(folder.join(self.steps.len().to_string()))
    }

    /// Takes all steps back, the last one first. What cannot be put back stays as it is: there is nothing better to do.
    fn undo(&mut self) {
        for step in self.steps.drain(..).rev() {
            let _ = match step {
                ReplaceStep::Added(path) => fs::remove_file(path),
                ReplaceStep::PutAside(path, kept) => {
                    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
                    folder.and_then(|()| put_back(&kept, &path))
                }
            };
        }
    }
}

/// On a disk that is full there is no room for the old file beside the new one, which has to go first.
fn put_back(kept: &Path, path: &Path) -> io::Result<()> {
    if kept.symlink_metadata()?.is_dir() {
        return move_tree(kept, path);
    }
    move_file(kept, path).or_else(|_| {
        fs::remove_file(path)?;
        move_file(kept, path)
    })
}

/// What stands in the way of a site without what it no longer has.
fn stuck(output: &Path, path: Option<&Path>, reason: &dyn fmt::Display) -> anyhow::Error {
    let path = path.unwrap_or(output);
    anyhow!(
        "{0} is no part of the site any more and cannot be removed: {reason}. It would be published with the site, so \
         nothing was changed; remove it yourself, or give yourself the right to (`chmod -R u+rwX {0}`)",
        path.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::test_files::fill;

    #[test]
    fn on_an_error_everything_is_put_back() {
        let root = tempfile::tempdir().unwrap();
        let (output, waiting) = (root.path().join("public"), root.path().join("waiting"));
        let staging = Staging::new(&waiting);
        fill(&output, &[("a.html", "old a"), ("x/b.html", "old b")]);
        fill(staging.site(), &[("a.html", "new a"), ("n.html", "new")]);
        let replacement = Replacement::new(&output, &staging, false);
        assert!(replacement.carry_out(&["a.html", "n.html", "not-there.html"], &HashSet::new()).is_err());
        let read = |path: &str| fs::read_to_string(output.join(path)).ok();
        assert_eq!([read("a.html").as_deref(), read("x/b.html").as_deref()], [Some("old a"), Some("old b")]);
        assert_eq!(read("n.html"), None);
    }

    #[test]
    fn what_earlier_versions_left_in_the_folder_goes_with_the_stale() {
        let root = tempfile::tempdir().unwrap();
        let staging = Staging::new(&root.path().join("waiting"));
        for keeps_dotfiles in [false, true] {
            let output = root.path().join(format!("public-{keeps_dotfiles}"));
            let files = [("a.html", "a"), (".tsubame-1/secret/index.html", "draft"), (".git/HEAD", "x"), ("old", "")];
            fill(&output, &files);
            let replacement = Replacement::new(&output, &staging, keeps_dotfiles);
            let removed = replacement.carry_out(&[], &HashSet::from(["a.html"])).unwrap();
            assert_eq!(removed, if keeps_dotfiles { 2 } else { 3 });
            assert!(!output.join(".tsubame-1").exists() && output.join(".git/HEAD").exists() == keeps_dotfiles);
        }
    }

    #[test]
    fn what_cannot_be_removed_is_told_with_place_and_remedy() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let output = root.path().join("public");
        fill(&output, &[("a.html", "old"), ("stale/deep/x.html", "stale")]);
        for (locked, mode) in [("stale/deep", 0o000), ("stale/deep", 0o555)] {
            let staging = Staging::new(&root.path().join("waiting"));
            fill(staging.site(), &[("a.html", "new")]);
            let set = |mode| fs::set_permissions(output.join(locked), fs::Permissions::from_mode(mode)).unwrap();
            set(mode);
            if fs::write(output.join(locked).join("probe"), "").is_ok() {
                // Nothing is locked to this user (root); the words are looked at below.
                set(0o755);
                fs::remove_file(output.join(locked).join("probe")).unwrap();
                continue;
            }
            let result = Replacement::new(&output, &staging, false).carry_out(&["a.html"], &HashSet::from(["a.html"]));
            set(0o755);
            let error = result.unwrap_err().to_string();
            assert!(error.contains("stale/deep") && error.contains("chmod"), "{error}");
            assert_eq!(fs::read_to_string(output.join("a.html")).unwrap(), "old");
        }
        let error = stuck(&output, Some(&output.join("stale")), &io::Error::from(ErrorKind::PermissionDenied));
        for words in ["public/stale is no part of the site", "permission denied", "chmod -R u+rwX"] {
            assert!(error.to_string().contains(words), "{error}");
        }
    }
}
