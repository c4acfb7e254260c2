//! The network, as the pure rooms are allowed to see it: data files of other servers, and whether links lead anywhere.

use std::time::Duration;

use thiserror::Error;

use super::Wording;

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
    /// Whether to go on where a redirect leads; else it is the answer.
    pub follows_redirects: bool,
}

/// What the network answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status, such as 200.
    pub status: u16,
    /// Where a redirect leads that was not followed, as the server wrote it.
    pub location: Option<String>,
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
    #[error("{}", .0.english())]
    Unreached(Wording),
}

impl ProbeFault {
    /// The fault in words.
    pub fn wording(&self) -> Wording {
        match self {
            Self::EndlessRedirect => Wording::new(self.to_string(), "転送が終わりません"),
            Self::NoAddress(address) => Wording::new(
                self.to_string(),
                format!("ウェブのアドレスとして読めません（リンクか、その転送先）: {address}"),
            ),
            Self::Unreached(reason) => reason.clone(),
        }
    }
}

/// What a build may ask of other servers. May be called from many threads.
pub trait Network: Send + Sync {
    /// Sends a request. The error is the reason in words.
    fn fetch(&self, request: &Request) -> Result<Response, Wording>;

    /// Asks whether an address leads anywhere.
    fn probe(&self, request: &ProbeRequest) -> Result<ProbeAnswer, ProbeFault>;

    /// Lets some time pass, so that no server is asked too often.
    fn pause(&self, time: Duration);
}

/// No network at all.
#[derive(Clone, Copy, Debug)]
pub struct Offline;

impl Network for Offline {
    fn fetch(&self, _: &Request) -> Result<Response, Wording> {
        Err(no_network())
    }

    fn probe(&self, _: &ProbeRequest) -> Result<ProbeAnswer, ProbeFault> {
        Err(ProbeFault::Unreached(no_network()))
    }

    fn pause(&self, _: Duration) {}
}

fn no_network() -> Wording {
    Wording::new("there is no network", "ネットワークにつながっていません")
}
