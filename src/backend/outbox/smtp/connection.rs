//! One conversation with a mail server, step by step, so that it is known how far it came when it broke.
//!
//! lettre's own transport does not say at which step something failed; but only a mail that was handed over whole may
//! have been delivered.

use std::{io, time::Duration};

use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, TlsParameters},
    commands::{Data, Mail, Rcpt},
    extension::ClientId,
    response::Response,
};
use tokio::time::timeout;

use super::{
    classify::{Delivery, SmtpStep, SmtpTrouble, classify},
    reply::SmtpReply,
    settings::{SmtpPatience, SmtpSecurity, SmtpSettings},
};
use crate::outbox::message::WireMessage;

/// How long a server may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(1);

/// A connection that is ready for a mail.
pub(super) struct SmtpConversation {
    connection: AsyncSmtpConnection,
    patience: SmtpPatience,
}

impl SmtpConversation {
    /// Connects, secures, and signs in.
    pub async fn open(settings: &SmtpSettings, tls: Option<&TlsParameters>) -> Result<Self, Delivery> {
        let hello = ClientId::Domain(settings.hello_name());
        let patience = settings.patience;
        let wrapped = tls.filter(|_| settings.security == SmtpSecurity::Implicit).cloned();
        let host = (settings.host.as_str(), settings.port);
        let connecting = AsyncSmtpConnection::connect_tokio1(host, Some(patience.connect), &hello, wrapped, None);
        let connection = step(SmtpStep::Connect, patience.connect + patience.reply, connecting).await?;
        let mut conversation = Self { connection, patience };
        if let Some(tls) = tls.filter(|_| settings.security == SmtpSecurity::StartTls) {
            let securing = conversation.connection.starttls(tls.clone(), &hello);
            step(SmtpStep::Connect, patience.reply, securing).await?;
        }
        if let Some(credentials) = &settings.credentials {
            let credentials = Credentials::new(credentials.user.clone(), credentials.password.clone());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            let signing_in = conversation.connection.auth(&mechanisms, &credentials);
            step(SmtpStep::Auth, patience.reply, signing_in).await?;
        }
        Ok(conversation)
    }

    /// Whether the server still listens.
    pub async fn is_alive(&mut self) -> bool {
        timeout(self.patience.connect, self.connection.test_connected()).await.unwrap_or(false)
    }

    /// Hands a mail over.
    pub async fn hand_over(&mut self, message: &WireMessage) -> Result<(), Delivery> {
        let SmtpPatience { reply, content, .. } = self.patience;
        let connection = &mut self.connection;
        step(SmtpStep::Sender, reply, connection.command(Mail::new(Some(message.from.clone()), Vec::new()))).await?;
        step(SmtpStep::Recipient, reply, connection.command(Rcpt::new(message.to.clone(), Vec::new()))).await?;
        step(SmtpStep::Data, reply, connection.command(Data)).await?;
        step(SmtpStep::Content, content, connection.message(&message.bytes)).await.map(|_: Response| ())
    }

    /// Says goodbye, without waiting long for an answer.
    pub async fn close(mut self) {
        // Whether the server answers changes nothing any more.
        let _ = timeout(FAREWELL, self.connection.quit()).await;
    }
}

/// Takes one step, within a time; what its failure means, if it fails.
async fn step<T>(
    step: SmtpStep,
    patience: Duration,
    taken: impl Future<Output = Result<T, Error>>,
) -> Result<T, Delivery> {
    match timeout(patience, taken).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(match reply_of(&error) {
            Some(reply) => classify(step, &reply),
            None => without_reply(step, trouble_of(step, &error)),
        }),
        Err(_) => Err(without_reply(step, SmtpTrouble::Silence)),
    }
}

/// After the mail has gone out and before the server's word, nobody knows.
fn without_reply(step: SmtpStep, trouble: SmtpTrouble) -> Delivery {
    if step == SmtpStep::Content { Delivery::Uncertain } else { Delivery::TemporaryFailure(trouble) }
}

/// The server's negative reply, if that is what the error is.
fn reply_of(error: &Error) -> Option<SmtpReply> {
    let code = u16::from(error.status()?);
    let words = std::error::Error::source(error).map_or_else(String::new, ToString::to_string);
    Some(SmtpReply::new(code, &words))
}

fn trouble_of(step: SmtpStep, error: &Error) -> SmtpTrouble {
    match step {
        _ if error.is_tls() || is_of_tls(error) => SmtpTrouble::Insecure,
        _ if error.is_client() => SmtpTrouble::Unsupported,
        _ if error.is_timeout() => SmtpTrouble::Silence,
        // The greeting is part of connecting: a server that hangs up instead of greeting was never there.
        SmtpStep::Connect => SmtpTrouble::Unreachable,
        _ => SmtpTrouble::BrokenOff,
    }
}

/// Whether a connection came about and its TLS did not. lettre calls both an error of the connection; rustls calls what
/// it cannot accept, a certificate too, invalid data.
fn is_of_tls(error: &Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::InvalidData) {
            return true;
        }
        source = cause.source();
    }
    false
}
