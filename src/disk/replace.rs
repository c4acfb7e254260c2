//! Replacing an older site by a newer one, file by file, so that all of it can be undone.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use walkdir::WalkDir;

use super::staging::PREFIX;

/// The folder inside the staging folder that keeps what was replaced until all is done.
const OLD: &str = ".old";

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
    staging: &'a Path,
    steps: Vec<ReplaceStep>,
}

impl<'a> Replacement<'a> {
    /// A replacement in `output` by the files in `staging`, on the same file system.
    pub fn new(output: &'a Path, staging: &'a Path) -> Self {
        Self { output, staging, steps: Vec::new() }
    }

    /// Moves the staged files into place and takes away every file that is not among `paths`; the number of those is the
    /// result. On an error everything is put back.
    pub fn carry_out(mut self, staged: &[String], paths: &HashSet<String>, keeps_dotfiles: bool) -> Result<usize> {
        let result = self.try_to(staged, paths, keeps_dotfiles);
        if result.is_err() {
            self.undo();
        }
        result
    }

    fn try_to(&mut self, staged: &[String], paths: &HashSet<String>, keeps_dotfiles: bool) -> Result<usize> {
        for path in staged {
            self.move_one(path).with_context(|| format!("publishing {}", self.output.join(path).display()))?;
        }
        self.remove_stale(paths, keeps_dotfiles)
    }

    fn move_one(&mut self, path: &str) -> io::Result<()> {
        let (from, to) = (self.staging.join(path), self.output.join(path));
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
        fs::rename(&from, &to)
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

    /// Takes away files that are not part of the site any more, and folders that hold none.
    fn remove_stale(&mut self, paths: &HashSet<String>, keeps_dotfiles: bool) -> Result<usize> {
        let mut removed = 0;
        let walker = WalkDir::new(self.output).min_depth(1).contents_first(true).into_iter();
        for entry in walker.filter_map(Result::ok) {
            let relative = entry.path().strip_prefix(self.output).unwrap_or(entry.path());
            let top = relative.iter().next().map(|top| top.to_string_lossy().into_owned()).unwrap_or_default();
            if top.starts_with(PREFIX) || keeps_dotfiles && top.starts_with('.') {
                continue;
            }
            if entry.file_type().is_dir() {
                // Fails, as it should, while something is left in the folder.
                let _ = fs::remove_dir(entry.path());
            } else if !relative.to_str().is_some_and(|relative| paths.contains(relative)) {
                match self.put_aside(entry.path()) {
                    // Another build that runs at the same time was faster.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    result => {
                        result.with_context(|| format!("removing {}", entry.path().display()))?;
                        removed += 1;
                    }
                }
            }
        }
        Ok(removed)
    }

    fn put_aside(&mut self, path: &Path) -> io::Result<()> {
        let kept = self.aside()?;
        fs::rename(path, &kept)?;
        self.steps.push(ReplaceStep::PutAside(path.to_path_buf(), kept));
        Ok(())
    }

    /// A free name for something put aside.
    fn aside(&self) -> io::Result<PathBuf> {
        let folder = self.staging.join(OLD);
        fs::create_dir_all(&folder)?;
        Ok(folder.join(self.steps.len().to_string()))
    }

    /// Takes all steps back, the last one first. What cannot be put back stays as it is: there is nothing better to do.
    fn undo(&mut self) {
        for step in self.steps.drain(..).rev() {
            let _ = match step {
                ReplaceStep::Added(path) => fs::remove_file(path),
                ReplaceStep::PutAside(path, kept) => {
                    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
                    folder.and_then(|()| fs::rename(kept, path))
                }
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_an_error_everything_is_put_back() {
        let root = tempfile::tempdir().unwrap();
        let (output, staging) = (root.path().join("public"), root.path().join("public/.tsubame-1"));
        for (path, text) in
            [("a.html", "old a"), ("x/b.html", "old b"), (".tsubame-1/a.html", "new a"), (".tsubame-1/n.html", "new")]
        {
            let place = output.join(path);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, text).unwrap();
        }
        let staged = ["a.html", "n.html", "not-there.html"].map(str::to_owned);
        let replacement = Replacement::new(&output, &staging);
        assert!(replacement.carry_out(&staged, &HashSet::new(), false).is_err());
        let read = |path: &str| fs::read_to_string(output.join(path)).ok();
        assert_eq!([read("a.html").as_deref(), read("x/b.html").as_deref()], [Some("old a"), Some("old b")]);
        assert_eq!(read("n.html"), None);
    }
}
