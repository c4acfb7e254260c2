//! The files of a project, as the pure rooms are allowed to see them.

use std::path::PathBuf;

use thiserror::Error;

use super::{Diagnostic, SourcePath, Wording};

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

impl ReadError {
    /// The reason in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Missing => Wording::new(self.to_string(), "ファイルがありません"),
            Self::Outside => Wording::new(self.to_string(), "パスがサイトのフォルダーの外を指しています"),
            Self::Refused(reason) => Wording::of_library(reason),
        }
    }

    /// The fault of a file that cannot be read.
    pub fn diagnostic(&self, file: &SourcePath) -> Diagnostic {
        let reason = self.wording();
        let message = Wording::new(
            format!("the file cannot be read: {}", reason.english()),
            format!("ファイルを読めません: {}", reason.japanese()),
        );
        let hint = Wording::new(
            "check that it is a file, that links lead inside the project and that you may read it",
            "ファイルであるか、リンクがサイトのフォルダーの中を指しているか、読む権限があるかを確かめてください",
        );
        Diagnostic::error("file-unreadable", message).in_file(file).with_hint(hint)
    }
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

    /// Where a file lies once all links on the way are followed, as a path of the project too: a theme that lies elsewhere
    /// keeps the name that it has here.
    fn follow_links(&self, path: &SourcePath) -> Result<SourcePath, ReadError> {
        Ok(path.clone())
    }

    /// The place of a file in the file system, for libraries that only read by themselves.
    fn locate(&self, path: &SourcePath) -> PathBuf {
        PathBuf::from(path.as_str())
    }
}
