//! Asking clamd whether something is in a file: the command `INSTREAM`, over TCP or a socket. The file is decrypted while it is
//! sent and never lies anywhere in clear.

use std::{io, path::PathBuf, time::Duration};

use clamav_client::tokio::{Socket, Tcp, scan_stream};
use tokio::time::timeout;

use super::UploadReader;
use crate::store::ScanOutcome;

/// How long clamd may take for a file: it reads archives, and its signatures anew from time to time.
const PATIENCE: Duration = Duration::from_mins(2);

/// Where clamd listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClamdAddress {
    /// A host and a port.
    Tcp(String),
    /// A socket.
    Socket(PathBuf),
}

impl ClamdAddress {
    /// Reads `tcp://HOST:PORT` or `unix:PATH`.
    pub fn parse(address: &str) -> anyhow::Result<Self> {
        match address.split_once(':') {
            Some(("unix", path)) if path.starts_with('/') => Ok(Self::Socket(PathBuf::from(path))),
            Some(("tcp", host)) if host.starts_with("//") && host[2..].contains(':') => {
                Ok(Self::Tcp(host[2..].to_owned()))
            }
            _ => anyhow::bail!("clamd listens at tcp://HOST:PORT or unix:/PATH"),
        }
    }
}

/// A clamd.
#[derive(Clone, Debug)]
pub struct Clamd {
    address: ClamdAddress,
    patience: Duration,
}

impl Clamd {
    /// The one that listens there.
    pub fn new(address: ClamdAddress) -> Self {
        Self { address, patience: PATIENCE }
    }

    /// The same, waited for less long.
    #[cfg(test)]
    pub(super) fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// What is in a file. Whatever is no clear word of clamd is a failure, never a clean file.
    pub async fn scan(&self, file: UploadReader) -> ScanOutcome {
        let reply = match timeout(self.patience, self.ask(file)).await {
            Ok(Ok(reply)) => reply,
            Ok(Err(error)) => {
                log::warn!("clamd cannot be asked: {error}");
                return ScanOutcome::Failed;
            }
            Err(_) => {
                log::warn!("clamd does not answer");
                return ScanOutcome::Failed;
            }
        };
        let outcome = read_reply(&reply);
        if outcome == ScanOutcome::Failed {
            log::warn!("clamd could not look at a file: {}", String::from_utf8_lossy(&reply).escape_debug());
        }
        outcome
    }

    async fn ask(&self, file: UploadReader) -> io::Result<Vec<u8>> {
        match &self.address {
            ClamdAddress::Tcp(host) => scan_stream(file.into_stream(), Tcp { host_address: host.as_str() }, None).await,
            ClamdAddress::Socket(path) => scan_stream(file.into_stream(), Socket { socket_path: path }, None).await,
        }
    }
}

/// `stream: OK`, or `stream: NAME FOUND`; all else is an error of clamd's.
fn read_reply(reply: &[u8]) -> ScanOutcome {
    let reply = reply.trim_ascii_end();
    let reply = reply.strip_suffix(b"\0").unwrap_or(reply);
    match reply.strip_prefix(b"stream: ") {
        Some(b"OK") => ScanOutcome::Clean,
        Some(found) if found.ends_with(b" FOUND") => ScanOutcome::Infected,
        _ => ScanOutcome::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_word_says_that_a_file_is_clean() {
        for (reply, expected) in [
            (&b"stream: OK\0"[..], ScanOutcome::Clean),
            (b"stream: OK\n", ScanOutcome::Clean),
            (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", ScanOutcome::Infected),
            (b"stream: OK FOUND\0", ScanOutcome::Infected),
            (b"INSTREAM size limit exceeded. ERROR\0", ScanOutcome::Failed),
            (b"stream: Not OK\0", ScanOutcome::Failed),
            (b"stream: OK", ScanOutcome::Clean),
            (b"", ScanOutcome::Failed),
        ] {
            assert_eq!(read_reply(reply), expected, "{}", String::from_utf8_lossy(reply));
        }
    }

    #[test]
    fn addresses() {
        let parse = |address: &str| ClamdAddress::parse(address).ok();
        assert_eq!(parse("tcp://127.0.0.1:3310"), Some(ClamdAddress::Tcp("127.0.0.1:3310".to_owned())));
        assert_eq!(parse("unix:/run/clamd.ctl"), Some(ClamdAddress::Socket("/run/clamd.ctl".into())));
        for wrong in ["", "tcp://127.0.0.1", "127.0.0.1:3310", "unix:run/clamd.ctl", "http://127.0.0.1:3310"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
