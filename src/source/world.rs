//! The world outside a build, as the pure rooms are allowed to see it.

use std::path::PathBuf;

use jiff::Zoned;
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

/// How a request is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Fetch.
    Get,
    /// Send a body.
    Post,
}

/// A request to the network, made by `load_data(url=…)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// Where to.
    pub url: String,
    /// How.
    pub method: Method,
    /// Header names and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body of a post.
    pub body: Option<String>,
}

/// What the network answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status, such as 200.
    pub status: u16,
    /// The body as text.
    pub body: String,
}

/// Everything outside that a build may ask for. `disk` has the real one; tests bring their own.
///
/// All answers may be remembered for the length of one build: a world does not change while a build runs.
pub trait World: Send + Sync {
    /// The bytes of a file of the project.
    fn read(&self, path: &SourcePath) -> Result<Vec<u8>, ReadError>;

    /// The first bytes of a file of the project, at most `limit_bytes`.
    fn read_start(&self, path: &SourcePath, limit_bytes: usize) -> Result<Vec<u8>, ReadError> {
        self.read(path).map(|mut bytes| {
            bytes.truncate(limit_bytes);
            bytes
        })
    }

    /// A text that is another one whenever the file was written to; `None` where the world cannot tell.
    fn stamp(&self, _path: &SourcePath) -> Option<String> {
        None
    }

    /// Bytes that an earlier build kept under a key, which is made of letters and digits.
    fn cached(&self, _key: &str) -> Option<Vec<u8>> {
        None
    }

    /// Keeps bytes for later builds. They may be gone by then.
    fn keep(&self, _key: &str, _bytes: &[u8]) {}

    /// Forgets what was kept and not asked for in this build.
    fn forget_unused(&self) {}

    /// Whether a file of the project exists.
    fn exists(&self, path: &SourcePath) -> bool;

    /// The place of a project file in the file system, for libraries that only read by themselves.
    fn locate(&self, path: &SourcePath) -> PathBuf;

    /// Asks the network. The error is the reason in words.
    fn fetch(&self, request: &Request) -> Result<Response, String>;

    /// A variable of the environment.
    fn variable(&self, name: &str) -> Option<String>;

    /// The time of the build, the same at every call.
    fn now(&self) -> Zoned;
}
