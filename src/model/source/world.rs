//! The world outside a build, as the pure rooms are allowed to see it.

use std::{path::PathBuf, time::Duration};

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

/// A question to the network whether an address leads anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeRequest {
    /// The address: `http` or `https`, in ASCII, without a fragment.
    pub url: String,
    /// Whether the page itself is wanted, to look for a fragment in it.
    pub wants_body: bool,
}

/// What a server answered, after redirects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProbeAnswer {
    /// The status, such as 404.
    pub status: u16,
    /// How many seconds the server asks to wait before the next try.
    pub retry_after_seconds: Option<u64>,
    /// The page, when it was wanted and is HTML.
    pub body: Option<ProbeBody>,
}

/// A page as a server sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProbeBody {
    /// The text; bytes that are not UTF-8 are U+FFFD.
    pub html: String,
    /// Whether this is all of it.
    pub is_whole: bool,
}

/// Why there was no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ProbeFault {
    /// The server answers, but only ever with another redirect.
    #[error("it redirects without end")]
    EndlessRedirect,
    /// A redirect, or the address itself, leads to something that is no web address.
    #[error("it leads to something that is no web address: {0}")]
    NoAddress(String),
    /// The server could not be reached, or did not answer in time; the reason in words.
    #[error("{0}")]
    Unreached(String),
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

    /// Asks the network whether an address leads anywhere. May be called from many threads.
    fn probe(&self, _request: &ProbeRequest) -> Result<ProbeAnswer, ProbeFault> {
        Err(ProbeFault::Unreached("there is no network".to_owned()))
    }

    /// Lets some time pass, for the sake of others.
    fn pause(&self, _time: Duration) {}

    /// What an earlier run of any command remembered under a name, which is a file name.
    fn recall(&self, _name: &str) -> Option<Vec<u8>> {
        None
    }

    /// Remembers bytes under a name for later runs, in place of what was there. They may be gone by then.
    fn remember(&self, _name: &str, _bytes: &[u8]) {}

    /// A variable of the environment.
    fn variable(&self, name: &str) -> Option<String>;

    /// The time of the build, the same at every call. It is not the clock's where a build is asked for another time.
    fn now(&self) -> Zoned;

    /// The time on the clock, for what lasts longer than one build.
    fn clock(&self) -> Zoned {
        self.now()
    }
}
