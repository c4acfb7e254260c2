//! A port of this machine.

use std::{
    io::ErrorKind,
    net::{IpAddr, SocketAddr, TcpListener},
};

use anyhow::{Context, Result};
use socket2::SockRef;

/// So much the system keeps of an answer for a browser that is slow to read it; it would let it grow to megabytes.
const SEND_BUFFER_BYTES: usize = 128 * 1024;

/// How many ports are tried before giving up.
const MOST_PORTS: u16 = 100;

/// A port on which nothing is answered yet: connections wait until a [`Server`](crate::Server) takes it over.
#[derive(Debug)]
pub struct Listener {
    pub(crate) inner: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Takes this port and no other. Port 0 is any free one.
    pub fn bind(address: SocketAddr) -> Result<Self> {
        Self::try_bind(address).with_context(|| format!("listening on {address}"))
    }

    /// Takes the port, or the next free one above it. Port 0 is any free one.
    pub fn bind_next_free(interface: IpAddr, port: u16) -> Result<Self> {
        let mut tried = port;
        loop {
            let address = SocketAddr::new(interface, tried);
            match Self::try_bind(address) {
                Err(error) if error.kind() == ErrorKind::AddrInUse && tried - port < MOST_PORTS && tried < u16::MAX => {
                    tried += 1;
                }
                result => return result.with_context(|| format!("listening on {address}")),
            }
        }
    }

    fn try_bind(address: SocketAddr) -> std::io::Result<Self> {
        let inner = TcpListener::bind(address)?;
        // Connections take it over from the port they come in at.
        let _ = SockRef::from(&inner).set_send_buffer_size(SEND_BUFFER_BYTES);
        let address = inner.local_addr()?;
        Ok(Self { inner, address })
    }

    /// The address, with the port that was free.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_refused_or_the_next_one_is_taken() {
        let local = IpAddr::from([127, 0, 0, 1]);
        let first = Listener::bind_next_free(local, 0).unwrap();
        let port = first.address().port();
        let error = Listener::bind(first.address()).unwrap_err();
        assert!(error.to_string().contains(&first.address().to_string()), "{error}");
        if port < u16::MAX {
            let second = Listener::bind_next_free(local, port).unwrap();
            assert!(second.address().port() > port);
        }
    }
}
