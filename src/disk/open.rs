//! Files of a project opened to be read in parts, as a server sends them.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use super::world::{file_stamp, refusal};
use tsubame_model::source::{ReadError, SourcePath};

/// A file of the project, open for reading.
pub struct OpenFile {
    file: File,
    /// Its length in bytes when it was opened.
    pub length: u64,
    /// A text that is another one whenever the file was written to.
    pub stamp: String,
}

impl OpenFile {
    /// Opens a file below `root`, an absolute path without links; no link leads out of it. What is no plain file, a
    /// pipe say, is not opened, since that might wait forever.
    pub fn open(root: &Path, path: &SourcePath) -> Result<Self, ReadError> {
        let place = root.join(path.as_str()).canonicalize().map_err(|error| refusal(&error))?;
        if !place.starts_with(root) {
            return Err(ReadError::Outside);
        }
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
        fs::metadata(root.join(path.as_str())).ok().map(|found| file_stamp(&found))
    }

    /// The file from `start` on, to be read piece by piece.
    pub fn starting_at(mut self, start: u64) -> io::Result<Self> {
        self.file.seek(SeekFrom::Start(start))?;
        Ok(self)
    }

    /// Reads the next bytes, at most `length` of them; fewer only at the end of the file.
    pub fn read(&mut self, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        self.file.by_ref().take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn parts_are_read_and_nothing_outside() {
        let folder = tempfile::tempdir().unwrap();
        let outer = folder.path().canonicalize().unwrap();
        let root = outer.join("site");
        fs::create_dir_all(root.join("static")).unwrap();
        fs::write(root.join("static/a.txt"), "0123456789").unwrap();
        fs::write(outer.join("secret"), "x").unwrap();
        symlink(outer.join("secret"), root.join("static/link")).unwrap();
        let open = |path: &str| OpenFile::open(&root, &SourcePath::new(path));
        for (start, length, expected) in [(0, 10, "0123456789"), (3, 4, "3456"), (8, 9, "89"), (20, 1, "")] {
            let mut file = open("static/a.txt").unwrap().starting_at(start).unwrap();
            assert_eq!(file.read(length).unwrap(), expected.as_bytes());
        }
        let mut file = open("static/a.txt").unwrap().starting_at(4).unwrap();
        let pieces: Vec<Vec<u8>> = (0..3).map(|_| file.read(4).unwrap()).collect();
        assert_eq!(pieces, [&b"4567"[..], b"89", b""]);
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
