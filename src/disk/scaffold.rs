//! Writing new files beside those of a project: nothing is ever overwritten, and on an error nothing stays behind.

use std::{
    fs,
    io::ErrorKind,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::whole_file::{Durability, write_new, write_whole};
use tsubame_model::source::SourcePath;

/// What was made of a list of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scaffolded {
    /// Files that were made.
    pub made: Vec<SourcePath>,
    /// Files that were there before, and were left as they are.
    pub left: Vec<SourcePath>,
}

/// Makes folders and files below `root`, which is made too if need be. Each file appears whole; one that exists already
/// is left alone. On an error, what was made is taken away again.
pub fn write_scaffold(
    root: &Path,
    folders: &[SourcePath],
    files: &[(SourcePath, impl AsRef<[u8]>)],
) -> Result<Scaffolded> {
    let mut undo = Undo::default();
    let mut scaffolded = Scaffolded::default();
    make_folder(root, &mut undo)?;
    let root = root.canonicalize().with_context(|| format!("finding the folder {}", root.display()))?;
    for folder in folders {
        make_folder_inside(&root, Path::new(folder.as_str()), &mut undo)?;
    }
    for (path, bytes) in files {
        let relative = Path::new(path.as_str());
        make_folder_inside(&root, relative.parent().unwrap_or(relative), &mut undo)?;
        let place = root.join(relative);
        if write_new(&place, bytes.as_ref()).with_context(|| format!("writing {}", place.display()))? {
            undo.steps.push(Created::File(place));
            scaffolded.made.push(path.clone());
        } else {
            scaffolded.left.push(path.clone());
        }
    }
    undo.steps.clear();
    Ok(scaffolded)
}

/// Writes or replaces one file of the folder, whole or not at all. The folder is made if need be.
pub fn replace_file(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let place = folder.join(name);
    let write = || {
        fs::create_dir_all(folder)?;
        write_whole(&place, bytes, Durability::Kept)
    };
    write().with_context(|| format!("writing {}", place.display()))?;
    Ok(place)
}

/// The names in a folder that do not start with a dot, sorted; none if there is no such folder.
pub fn list_visible(folder: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("reading the folder {}", folder.display())),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("reading the folder {}", folder.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        names.extend((!name.starts_with('.')).then_some(name));
    }
    names.sort();
    Ok(names)
}

/// What was made so far; taken away again when this is dropped.
#[derive(Default)]
struct Undo {
    steps: Vec<Created>,
}

enum Created {
    Folder(PathBuf),
    File(PathBuf),
}

impl Drop for Undo {
    fn drop(&mut self) {
        for step in self.steps.drain(..).rev() {
            // What cannot be removed stays: there is nothing better to do, and the first error is the one to tell.
            let _ = match step {
                Created::Folder(path) => fs::remove_dir(path),
                Created::File(path) => fs::remove_file(path),
            };
        }
    }
}

/// Makes a folder inside the root. Links on the way may lead about in the project, but not out of it.
fn make_folder_inside(root: &Path, relative: &Path, undo: &mut Undo) -> Result<()> {
    if relative.components().any(|part| !matches!(part, Component::Normal(_))) {
        bail!("{} leads out of {}", relative.display(), root.display());
    }
    let folder = root.join(relative);
    let existing = folder.ancestors().find(|folder| folder.exists()).unwrap_or(root);
    let target = existing.canonicalize().with_context(|| format!("finding the folder {}", existing.display()))?;
    if !target.starts_with(root) {
        bail!("{} is a link that leads out of {}; nothing is written there", existing.display(), root.display());
    }
    make_folder(&folder, undo)
}

fn make_folder(folder: &Path, undo: &mut Undo) -> Result<()> {
    let missing: Vec<&Path> =
        folder.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
    for path in missing.into_iter().rev() {
        match fs::create_dir(path) {
            Ok(()) => undo.steps.push(Created::Folder(path.to_path_buf())),
            // Another process was faster, or a link leads nowhere; the latter shows below.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| format!("making the folder {}", path.display())),
        }
    }
    if !folder.as_os_str().is_empty() && !folder.is_dir() {
        bail!("{} is not a folder", folder.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> Vec<(SourcePath, String)> {
        paths.iter().map(|path| (SourcePath::new(path), format!("new {path}"))).collect()
    }

    #[test]
    fn nothing_is_overwritten() {
        let root = tempfile::tempdir().unwrap();
        let site = root.path().join("a/site");
        fs::create_dir_all(&site).unwrap();
        fs::write(site.join("old.md"), "old").unwrap();
        let found = write_scaffold(&site, &[SourcePath::new("themes")], &files(&["old.md", "x/y/new.md"])).unwrap();
        assert_eq!((found.made.len(), found.left.len()), (1, 1));
        assert_eq!(fs::read_to_string(site.join("old.md")).unwrap(), "old");
        assert_eq!(fs::read_to_string(site.join("x/y/new.md")).unwrap(), "new x/y/new.md");
        assert_eq!(list_visible(&site).unwrap(), ["old.md", "themes", "x"]);
        assert_eq!(fs::read_dir(site.join("x/y")).unwrap().count(), 1, "nothing waits any more");
    }

    #[test]
    fn on_an_error_nothing_stays_behind() {
        let root = tempfile::tempdir().unwrap();
        let site = root.path().join("site");
        assert!(write_scaffold(&site, &[], &files(&["a/b.md", "a/b.md/c.md"])).is_err());
        assert!(!site.exists());
        for path in ["../out.md", "/out.md"] {
            assert!(write_scaffold(&site, &[], &files(&["a.md", path])).is_err(), "{path}");
        }
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn links_do_not_lead_out() {
        let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(other.path(), root.path().join("content")).unwrap();
        let error = write_scaffold(root.path(), &[], &files(&["content/x/a.md"])).unwrap_err();
        assert!(error.to_string().contains("link that leads out"), "{error}");
        std::os::unix::fs::symlink("nowhere", root.path().join("a.md")).unwrap();
        assert_eq!(write_scaffold(root.path(), &[], &files(&["a.md"])).unwrap().left.len(), 1);
        assert_eq!(fs::read_dir(other.path()).unwrap().count(), 0);
    }
}
