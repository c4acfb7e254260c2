//! Files of a project opened for reading, as a server sends them.

use std::{
    fs::{self, File},
    path::Path,
};

use super::{
    bounds::{ProjectBounds, refusal},
    file_stamp::{file_stamp, stamp_of},
};
use tsubame_model::source::{ReadError, SourcePath};

/// A file of the project, open for reading.
pub struct OpenFile {
    /// The file, from its start.
    pub file: File,
    /// Its length in bytes when it was opened.
    pub length: u64,
    /// A text that is another one whenever the file was written to.
    pub stamp: String,
}

impl OpenFile {
    /// Opens a file below `root`, an absolute path without links; no link leads out of it but to a theme. What is no
    /// plain file, a pipe say, is not opened, since that might wait forever.
    pub fn open(root: &Path, path: &SourcePath) -> Result<Self, ReadError> {
        let place = ProjectBounds::of(root).resolve(path)?;
        let is_file = fs::metadata(&place).map_err(|error| refusal(&error))?.is_file();
        if !is_file {
            return Err(ReadError::Refused("it is not a file".to_owned()));
        }
        let file = File::open(&place).map_err(|error| refusal(&error))?;
        let found = file.metadata().map_err(|error| refusal(&error))?;
        Ok(Self { file, length: found.len(), stamp: file_stamp(&found) })
    }

    /// The stamp of a file without opening it; `None` if there is no such file.
    pub fn stamp_of(root: &Path, path: &SourcePath) -> Option<String> {
        stamp_of(&root.join(path.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Read, os::unix::fs::symlink};

    use super::*;

    #[test]
    fn files_are_read_and_nothing_outside() {
        let folder = tempfile::tempdir().unwrap();
        let outer = folder.path().canonicalize().unwrap();
        let root = outer.join("site");
        fs::create_dir_all(root.join("static")).unwrap();
        fs::write(root.join("static/a.txt"), "0123456789").unwrap();
        fs::write(outer.join("secret"), "x").unwrap();
        symlink(outer.join("secret"), root.join("static/link")).unwrap();
        let open = |path: &str| OpenFile::open(&root, &SourcePath::new(path));
        let mut text = String::new();
        open("static/a.txt").unwrap().file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "0123456789");
        assert_eq!(open("static/a.txt").unwrap().length, 10);
        for (path, error) in [
            ("static/link", ReadError::Outside),
            ("../secret", ReadError::Outside),
            ("static/none", ReadError::Missing),
            ("static", ReadError::Refused("it is not a file".to_owned())),
        ] {
            assert_eq!(open(path).err(), Some(error), "{path}");
        }
    }
}
