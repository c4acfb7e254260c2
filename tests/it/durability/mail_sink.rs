//! A mail server that takes everything and remembers it.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// A running mail server; it ends with the test's process.
pub struct MailSink {
    pub address: SocketAddr,
    mails: Arc<Mutex<Vec<SunkMail>>>,
}

/// A mail that was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SunkMail {
    pub recipient: String,
    pub message_id: String,
}

impl MailSink {
    /// Starts one on a free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let mails = Arc::new(Mutex::new(Vec::new()));
        let sink = Self { address, mails: Arc::clone(&mails) };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mails = Arc::clone(&mails);
                // A sender that was killed in the middle of a mail ends the conversation.
                thread::spawn(move || converse(stream, &mails).unwrap_or_default());
            }
        });
        sink
    }

    /// The mails of each recipient.
    pub fn by_recipient(&self) -> BTreeMap<String, Vec<SunkMail>> {
        let mut found: BTreeMap<String, Vec<SunkMail>> = BTreeMap::new();
        for mail in self.mails.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            found.entry(mail.recipient.clone()).or_default().push(mail.clone());
        }
        found
    }
}

fn converse(stream: TcpStream, mails: &Mutex<Vec<SunkMail>>) -> std::io::Result<()> {
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream).lines();
    let mut mail = SunkMail::default();
    out.write_all(b"220 sink.example.jp ESMTP\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let answer: &[u8] = match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => b"250-sink.example.jp\r\n250 8BITMIME\r\n",
            "RCPT" => {
                line.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut mail.recipient);
                b"250 2.1.5 OK\r\n"
            }
            "DATA" => {
                out.write_all(b"354 go ahead\r\n")?;
                for line in lines.by_ref() {
                    let line = line?;
                    if line == "." {
                        break;
                    }
                    if let Some(id) = line.strip_prefix("Message-ID:") {
                        id.trim().clone_into(&mut mail.message_id);
                    }
                }
                mails.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(&mut mail));
                b"250 2.0.0 queued\r\n"
            }
            "QUIT" => return out.write_all(b"221 bye\r\n"),
            _ => b"250 OK\r\n",
        };
        out.write_all(answer)?;
    }
    Ok(())
}
