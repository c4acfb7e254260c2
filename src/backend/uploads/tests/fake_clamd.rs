//! A clamd that knows one virus: the harmless test file of EICAR, whose text stands here in two parts so that no scanner takes
//! this file for it.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, UnixListener},
};

use crate::uploads::ClamdAddress;

/// The test file.
pub const EICAR: &str = concat!("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STAN", "DARD-ANTIVIRUS-TEST-FILE!$H+H*");

/// What it does when it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It looks, and answers.
    Look,
    /// It says that something is wrong.
    Complain,
    /// It hangs up in the middle.
    HangUp,
    /// It reads all and says nothing.
    Silence,
}

/// A clamd.
pub struct FakeClamd {
    pub address: ClamdAddress,
    /// How many files it was asked about.
    pub asked: Arc<AtomicUsize>,
}

impl FakeClamd {
    /// One that listens on a port.
    pub async fn on_port(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = ClamdAddress::Tcp(listener.local_addr().unwrap().to_string());
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(answer(stream, manner));
            }
        });
        Self { address, asked }
    }

    /// One that listens at a socket.
    pub fn at_socket(path: PathBuf, manner: Manner) -> Self {
        let listener = UnixListener::bind(&path).unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, manner));
            }
        });
        Self { address: ClamdAddress::Socket(path), asked }
    }
}

async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, manner: Manner) -> Option<()> {
    let mut command = [0; 10];
    stream.read_exact(&mut command).await.ok()?;
    assert_eq!(&command, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        let length = stream.read_u32().await.ok()? as usize;
        if length == 0 {
            break;
        }
        let start = file.len();
        file.resize(start + length, 0);
        stream.read_exact(&mut file[start..]).await.ok()?;
        if manner == Manner::HangUp {
            return None;
        }
    }
    let has_virus = file.windows(EICAR.len()).any(|window| window == EICAR.as_bytes());
    let reply: &[u8] = match manner {
        Manner::Look if has_virus => b"stream: Win.Test.EICAR_HDB-1 FOUND\0",
        Manner::Look => b"stream: OK\0",
        Manner::Complain => b"INSTREAM size limit exceeded. ERROR\0",
        Manner::HangUp | Manner::Silence => {
            std::future::pending::<()>().await;
            return None;
        }
    };
    stream.write_all(reply).await.ok()
}
