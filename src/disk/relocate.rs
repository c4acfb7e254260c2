//! Moving files and folders also where they cannot be renamed: between file systems, mounts, and layers of containers.

use std::{fs, io, os::unix::fs::symlink, path::Path};

use super::whole_file::waiting_name;

/// Moves a file, in place of one that may be there. Whoever reads it meanwhile finds the old one or the new one.
pub(super) fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {}
        result => return result,
    }
    let waiting = waiting_name(to);
    let copied = copy_one(from, &waiting).and_then(|()| fs::rename(&waiting, to));
    copied.inspect_err(|_| {
        let _ = fs::remove_file(&waiting);
    })?;
    fs::remove_file(from)
}

/// Moves whatever is there to a place where nothing is.
pub(super) fn move_tree(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {}
        result => return result,
    }
    let copied = copy_tree(from, to);
    if copied.is_err() {
        let _ = remove_tree(to);
        return copied;
    }
    remove_tree(from)
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    if !from.symlink_metadata()?.is_dir() {
        return copy_one(from, to);
    }
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy_tree(&entry.path(), &to.join(entry.file_name()))?;
    }
    fs::set_permissions(to, from.metadata()?.permissions())
}

/// A link stays the same link.
fn copy_one(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_symlink() { symlink(fs::read_link(from)?, to) } else { fs::copy(from, to).map(drop) }
}

fn remove_tree(path: &Path) -> io::Result<()> {
    if path.symlink_metadata()?.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_copied_with_their_links() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs::create_dir_all(at("a/deep")).unwrap();
        fs::write(at("a/deep/x"), "x").unwrap();
        symlink("deep/x", at("a/link")).unwrap();
        copy_tree(&at("a"), &at("b")).unwrap();
        assert_eq!(fs::read_to_string(at("b/link")).unwrap(), "x");
        assert_eq!(fs::read_link(at("b/link")).unwrap(), Path::new("deep/x"));
        remove_tree(&at("b")).unwrap();
        remove_tree(&at("a/link")).unwrap();
        assert!(!at("b").exists() && at("a/deep/x").exists());
        move_tree(&at("a"), &at("c")).unwrap();
        move_file(&at("c/deep/x"), &at("y")).unwrap();
        assert!(!at("a").exists() && !at("c/deep/x").exists() && at("y").exists());
    }
}
