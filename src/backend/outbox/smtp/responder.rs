//! A mail server that does what a test tells it, over TCP: answers, falls silent, or dies.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    time::sleep,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

use super::{SmtpPatience, SmtpSecurity, SmtpSettings};
use crate::outbox::message::MailSender;

/// What the server does at one point.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// It answers.
    Say(&'static str),
    /// It answers and ends the connection.
    SayAndDie(&'static str),
    /// It keeps the connection and says nothing.
    Hush,
    /// It ends the connection.
    Die,
}

/// What a server does at each point of a conversation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Script {
    pub greeting: Act,
    pub hello: &'static str,
    pub sender: Act,
    /// For one recipient after another; the last one for all that follow.
    pub recipients: &'static [Act],
    pub content: Act,
}

/// What a server was told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard {
    /// Commands without their line ends, of all connections.
    pub commands: Vec<String>,
    /// Mails, up to the dot, whether or not the server said that it has them.
    pub mails: Vec<String>,
    pub connections: usize,
}

/// A running server.
pub(crate) struct Responder {
    pub address: SocketAddr,
    heard: Arc<Mutex<Heard>>,
}

impl Script {
    /// A server that takes everything.
    pub const FINE: Self = Self {
        greeting: Act::Say("220 mx.example.jp ESMTP"),
        hello: "250-mx.example.jp\r\n250 8BITMIME",
        sender: Act::Say("250 2.1.0 OK"),
        recipients: &[Act::Say("250 2.1.5 OK")],
        content: Act::Say("250 2.0.0 queued"),
    };
}

/// How a server secures its connections.
#[derive(Clone)]
pub(super) enum Lock {
    Never,
    AtOnce(TlsAcceptor),
    WhenAsked(TlsAcceptor),
}

/// A certificate for `localhost` in PEM, and a server's half of TLS that has it.
pub(super) fn certified() -> (String, TlsAcceptor) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (made.cert.pem(), TlsAcceptor::from(Arc::new(config)))
}

/// How to reach a server on this machine.
pub(crate) fn settings(port: u16, patience: SmtpPatience) -> SmtpSettings {
    SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: SmtpSecurity::Plain,
        authority: None,
        credentials: None,
        sender: MailSender {
            name: "CROSS SENDAI".to_owned(),
            address: "info@cross-sendai.example.jp".to_owned(),
            reply_to: None,
            reports_to: None,
        },
        patience,
    }
}

impl Responder {
    /// Starts a server on a free port. It ends with the test's runtime.
    pub async fn start(script: Script) -> Self {
        Self::start_locked(script, Lock::Never).await
    }

    /// The same, with TLS.
    pub(in crate::outbox::smtp) async fn start_locked(script: Script, lock: Lock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let shared = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (heard, lock) = (Arc::clone(&shared), lock.clone());
                note(&heard, |heard| heard.connections += 1);
                tokio::spawn(async move { serve(stream, script, lock, &heard).await });
            }
        });
        Self { address, heard }
    }

    /// What it has heard so far.
    pub fn heard(&self) -> Heard {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn note(heard: &Mutex<Heard>, change: impl FnOnce(&mut Heard)) {
    change(&mut heard.lock().unwrap_or_else(PoisonError::into_inner));
}

/// Serves one connection; `None` when it has ended.
async fn serve(stream: TcpStream, script: Script, lock: Lock, heard: &Mutex<Heard>) -> Option<()> {
    if let Lock::AtOnce(acceptor) = lock {
        let mut stream = BufReader::new(acceptor.accept(stream).await.ok()?);
        act(&mut stream, script.greeting).await?;
        return converse(&mut stream, script, heard).await;
    }
    let mut stream = BufReader::new(stream);
    act(&mut stream, script.greeting).await?;
    converse(&mut stream, script, heard).await?;
    let Lock::WhenAsked(acceptor) = lock else { return None };
    let mut stream = BufReader::new(acceptor.accept(stream.into_inner()).await.ok()?);
    converse(&mut stream, script, heard).await
}

/// Holds a conversation, until STARTTLS is asked for; `None` when it has ended.
async fn converse(
    stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>,
    script: Script,
    heard: &Mutex<Heard>,
) -> Option<()> {
    loop {
        let line = read_line(stream).await?;
        note(heard, |heard| heard.commands.push(line.clone()));
        match line.split([' ', ':']).next()? {
            "EHLO" => act(stream, Act::Say(script.hello)).await?,
            "MAIL" => act(stream, script.sender).await?,
            "RCPT" => {
                let number = heard.lock().unwrap().commands.iter().filter(|line| line.starts_with("RCPT")).count() - 1;
                act(stream, *script.recipients.get(number).or(script.recipients.last())?).await?;
            }
            "DATA" => {
                act(stream, Act::Say("354 go ahead")).await?;
                let mut mail = String::new();
                loop {
                    let line = read_line(stream).await?;
                    if line == "." {
                        break;
                    }
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.push_str("\r\n");
                }
                note(heard, |heard| heard.mails.push(mail));
                act(stream, script.content).await?;
            }
            "STARTTLS" => return act(stream, Act::Say("220 go ahead")).await,
            "QUIT" => {
                act(stream, Act::Say("221 bye")).await?;
                return None;
            }
            _ => act(stream, Act::Say("250 OK")).await?,
        }
    }
}

async fn act(stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>, act: Act) -> Option<()> {
    if let Act::Say(reply) | Act::SayAndDie(reply) = act {
        stream.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
        stream.flush().await.ok()?;
    }
    match act {
        Act::Say(_) => Some(()),
        Act::Hush => {
            sleep(Duration::from_mins(1)).await;
            None
        }
        Act::SayAndDie(_) | Act::Die => None,
    }
}

/// A line that ends in CRLF, without its end; a bare LF would be a fault of ours.
async fn read_line(stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>) -> Option<String> {
    let mut line = String::new();
    let length = stream.read_line(&mut line).await.ok()?;
    (length > 0).then(|| line.strip_suffix("\r\n").expect("lines end in CRLF").to_owned())
}

/// The sender's name, the subject and the text of a mail that was heard.
pub(crate) fn read_heard(mail: &str) -> (String, String, String) {
    let read = mail_parser::MessageParser::default().parse(mail.as_bytes()).unwrap();
    let from = read.from().unwrap().first().unwrap().name().unwrap_or_default().to_owned();
    (from, read.subject().unwrap().to_owned(), read.body_text(0).unwrap().into_owned())
}
