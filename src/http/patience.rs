//! How many connections a server keeps, and how long it waits for whoever is at the other end of one.

use std::time::Duration;

/// What every connection keeps to, so that neither thousands of them nor slow ones take memory and time from others.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// So many may be open at a time, sockets among them. One more takes the place of the one that has been silent for
    /// longest. It has to leave room among the files that a process may open (1,024 on most systems).
    pub most: usize,
    /// So long the head of a request may take, and so long a connection may rest between two.
    pub head: Duration,
    /// The longest head, in bytes.
    pub head_bytes: usize,
    /// So much time a reader has to take in `stall_bytes` more of what waits for it.
    pub stall: Duration,
    /// So many bytes keep a reader from being cut off.
    pub stall_bytes: usize,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            most: 400,
            head: Duration::from_secs(20),
            head_bytes: 32 * 1024,
            stall: Duration::from_secs(20),
            stall_bytes: 32 * 1024,
        }
    }
}
