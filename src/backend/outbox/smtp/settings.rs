//! How to reach the mail server of a programme.

use std::{borrow::Cow, fmt, net::IpAddr, time::Duration};

use percent_encoding::percent_decode_str;
use url::Url;

use crate::outbox::message::MailSender;

/// How a connection is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// By TLS from its first byte, usually on port 465.
    Implicit,
    /// By TLS after STARTTLS, usually on port 587. A server that does not offer it gets neither password nor mail.
    StartTls,
    /// Not at all. Only for a server on the same machine.
    Plain,
}

/// Name and password at the server.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpCredentials {
    /// The name.
    pub user: String,
    /// The password, from the environment.
    pub password: String,
}

/// How long the server may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmtpPatience {
    /// For the connection itself.
    pub connect: Duration,
    /// For a reply.
    pub reply: Duration,
    /// For its word after the whole mail. RFC 5321 (4.5.3.2.6) asks for ten minutes: whoever hangs up sooner may have
    /// the mail delivered twice.
    pub content: Duration,
}

/// All about one mail server.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// Its name, or its address on the same machine.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How connections are secured.
    pub security: SmtpSecurity,
    /// The certificate of an authority that is trusted beside the usual ones, in PEM: for a server within a house.
    pub authority: Option<String>,
    /// Who signs in, if anybody has to.
    pub credentials: Option<SmtpCredentials>,
    /// In whose name mails are sent.
    pub sender: MailSender,
    /// How long it may take.
    pub patience: SmtpPatience,
}

/// What is wrong with settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpSettingsFault {
    /// Mails and passwords would cross a network in clear.
    #[error("a connection without TLS is only for a mail server on the same machine; use implicit TLS or STARTTLS")]
    PlainElsewhere,
    /// What is given as the certificate of an authority is none.
    #[error("the certificate of the authority is not a certificate in PEM")]
    Authority,
    /// The name of the server is none that a certificate could have.
    #[error("the name of the mail server is no name of a host")]
    Host,
    /// The address of the server is none.
    #[error(
        "write smtps://USER:PASSWORD@HOST for TLS, smtp+starttls://USER:PASSWORD@HOST for STARTTLS, or smtp://127.0.0.1:PORT for a \
         server on the same machine"
    )]
    Address,
}

impl Default for SmtpPatience {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connect: seconds(10), reply: seconds(60), content: seconds(600) }
    }
}

impl SmtpSettings {
    /// Reads the address of a server, as `smtps://USER:PASSWORD@HOST:PORT`. Name and password are percent-encoded; the port is
    /// the usual one of the scheme where none is given.
    pub fn parse(address: &str, sender: MailSender) -> Result<Self, SmtpSettingsFault> {
        let url = Url::parse(address).map_err(|_| SmtpSettingsFault::Address)?;
        let (security, port) = match url.scheme() {
            "smtps" => (SmtpSecurity::Implicit, 465),
            "smtp+starttls" => (SmtpSecurity::StartTls, 587),
            "smtp" => (SmtpSecurity::Plain, 25),
            _ => return Err(SmtpSettingsFault::Address),
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(Cow::into_owned);
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, password) => {
                let (user, password) = (decoded(user), decoded(password.unwrap_or_default()));
                let (Ok(user), Ok(password)) = (user, password) else { return Err(SmtpSettingsFault::Address) };
                Some(SmtpCredentials { user, password })
            }
        };
        let settings = Self {
            host: url.host_str().ok_or(SmtpSettingsFault::Address)?.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(port),
            security,
            authority: None,
            credentials,
            sender,
            patience: SmtpPatience::default(),
        };
        settings.check().map(|()| settings)
    }

    /// Whether the settings may be used.
    pub fn check(&self) -> Result<(), SmtpSettingsFault> {
        let is_here =
            self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        match self.security {
            _ if !is_host(&self.host) => Err(SmtpSettingsFault::Host),
            SmtpSecurity::Plain if !is_here => Err(SmtpSettingsFault::PlainElsewhere),
            _ => Ok(()),
        }
    }

    /// What the server is told that we are called: the host of the sender's address, which does not change with the
    /// machine.
    pub(super) fn hello_name(&self) -> String {
        self.sender.address.rsplit('@').next().filter(|host| !host.is_empty()).unwrap_or("localhost").to_owned()
    }
}

/// Whether a text can be the name or the address of a machine.
fn is_host(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':'))
}

/// The password is not shown, wherever settings may be printed.
impl fmt::Debug for SmtpCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpCredentials").field("user", &self.user).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(address: &str) -> Result<SmtpSettings, SmtpSettingsFault> {
        let sender = MailSender {
            name: "CROSS SENDAI".to_owned(),
            address: "info@site.example.jp".to_owned(),
            reply_to: None,
            reports_to: None,
        };
        SmtpSettings::parse(address, sender)
    }

    #[test]
    fn an_address_says_all_about_a_server() {
        for (address, host, port, security, user) in [
            ("smtps://mail.example.jp", "mail.example.jp", 465, SmtpSecurity::Implicit, None),
            (
                "smtp+starttls://a%40b:c%3A@mail.example.jp",
                "mail.example.jp",
                587,
                SmtpSecurity::StartTls,
                Some(("a@b", "c:")),
            ),
            ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, SmtpSecurity::Plain, None),
            ("smtp://[::1]:2525", "::1", 2525, SmtpSecurity::Plain, None),
        ] {
            let found = parse(address).unwrap();
            assert_eq!((found.host.as_str(), found.port, found.security), (host, port, security), "{address}");
            let found = found.credentials.map(|found| (found.user, found.password));
            assert_eq!(found, user.map(|(user, password)| (user.to_owned(), password.to_owned())), "{address}");
        }
        for (address, fault) in [
            ("smtp://mail.example.jp", SmtpSettingsFault::PlainElsewhere),
            ("https://mail.example.jp", SmtpSettingsFault::Address),
            ("mail.example.jp", SmtpSettingsFault::Address),
            ("smtps://%FF:x@mail.example.jp", SmtpSettingsFault::Address),
        ] {
            assert_eq!(parse(address).unwrap_err(), fault, "{address}");
        }
    }
}
