//! The files of a project, as the pure rooms are allowed to see them.

use std::path::PathBuf;

use thiserror::Error;

use super::SourcePath;

/// Why a file could not be read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ReadError {
    /// There is no such file.
    #[error("the file does not exist")]
    Missing,
    /// The path leads out of the project.
    #[error("the path leads out of the project")]
    Outside,
    /// The system refused; its reason.
    #[error("{0}")]
    Refused(String),
}

/// The files of one project. They do not change while a build runs, so all answers may be remembered for its length.
pub trait ProjectFiles: Send + Sync {
    /// The bytes of a file.
    fn read(&self, path: &SourcePath) -> Result<Vec<u8>, ReadError>;

    /// The first bytes of a file, at most `limit_bytes`.
    fn read_start(&self, path: &SourcePath, limit_bytes: usize) -> Result<Vec<u8>, ReadError> {
        self.read(path).map(|mut bytes| {
            bytes.truncate(limit_bytes);
            bytes
        })
    }

    /// A text that is another one whenever the file was written to; `None` where that cannot be told.
    fn stamp(&self, _path: &SourcePath) -> Option<String> {
        None
    }

    /// Whether a file exists.
    fn exists(&self, path: &SourcePath) -> bool {
        self.read(path).is_ok()
    }

    /// The place of a file in the file system, for libraries that only read by themselves.
    fn locate(&self, path: &SourcePath) -> PathBuf {
        PathBuf::from(path.as_str())
    }
}
