//! `[mail]`: how mails are sent, and in whose name. The password stands in the environment.
//!
//! `SMTP_URL` says in one line what `host`, `port`, `tls` and `user` say here, and wins over them; `MAIL_FROM` over `from`.

use tsubame_model::source::{TableReader, Wording};

use super::{Environment, bounded::read_number};
use crate::{
    intake::{messages::MESSAGES_PER_MINUTE, programme_settings::PER_MINUTE_RANGE},
    outbox::{
        MailSender, ReportsToken, SmtpCredentials, SmtpPatience, SmtpSecurity, SmtpSettings, SmtpSettingsFault,
        mail_address,
    },
};

/// The variable with all about the server.
const ADDRESS: &str = "SMTP_URL";

/// The variable with the address of the sender.
const FROM: &str = "MAIL_FROM";

/// The variable with what proves a mail server that passes on delivery reports.
const REPORTS_TOKEN: &str = "MAIL_REPORTS_TOKEN";

/// The variable with the password of `user`.
const PASSWORD: &str = "SMTP_PASSWORD";

/// The table.
#[derive(Clone, Debug, Default)]
pub struct MailTable {
    /// In whose name mails are written; its name is the programme's, which is not known here.
    pub sender: Option<MailSender>,
    /// How they are sent; without it, they wait.
    pub server: Option<SmtpSettings>,
    /// What a mail server proves itself by that passes on delivery reports.
    pub reports_token: Option<ReportsToken>,
    /// How many mails of messages go out within a minute, where that is said.
    pub messages_per_minute: Option<u32>,
}

/// The keys about the server, as written.
struct WrittenServer {
    host: Option<String>,
    port: Option<u16>,
    security: Option<SmtpSecurity>,
    user: Option<String>,
}

impl MailTable {
    pub(super) fn read(table: &mut TableReader<'_>, environment: &mut Environment<'_>) -> Self {
        let written = WrittenServer::read(table);
        let sender = read_sender(table, environment);
        if table.optional("password").is_some() {
            let reason = Wording::new(
                format!("`password` does not stand in the file: set {PASSWORD} in the environment"),
                format!("`password` はファイルには書きません。環境変数 {PASSWORD} に入れてください"),
            );
            table.refuse("password", reason);
        }
        let server = if environment.get(ADDRESS).is_some() {
            server_of_address(environment, sender.as_ref())
        } else {
            written.complete(sender.as_ref(), table, environment)
        };
        if server.is_none() && written.host.is_none() && environment.get(ADDRESS).is_none() {
            refuse_without_server(&written, table, environment);
        }
        let messages_per_minute = read_number(table, "messages_per_minute", &PER_MINUTE_RANGE);
        Self { sender, server, reports_token: read_reports_token(environment), messages_per_minute }
    }

    /// How many mails of messages go out within a minute.
    pub fn per_minute(&self) -> u32 {
        self.messages_per_minute.unwrap_or(MESSAGES_PER_MINUTE)
    }
}

impl WrittenServer {
    fn read(table: &mut TableReader<'_>) -> Self {
        let kinds =
            [("implicit", SmtpSecurity::Implicit), ("starttls", SmtpSecurity::StartTls), ("none", SmtpSecurity::Plain)];
        Self {
            host: table.text("host"),
            port: table.integer("port"),
            security: table.one_of("tls", &kinds),
            user: table.text("user"),
        }
    }

    /// The server that the keys name.
    fn complete(
        &self,
        sender: Option<&MailSender>,
        table: &mut TableReader<'_>,
        environment: &Environment<'_>,
    ) -> Option<SmtpSettings> {
        let host = self.host.clone()?;
        let credentials = match (&self.user, environment.get(PASSWORD)) {
            (None, _) => None,
            (Some(user), Some(password)) => Some(SmtpCredentials { user: user.clone(), password }),
            (Some(_), None) => {
                let reason = Wording::new(
                    format!("`user` needs a password, which {PASSWORD} in the environment says"),
                    format!("`user` のパスワードを環境変数 {PASSWORD} に入れてください"),
                );
                table.refuse("user", reason);
                return None;
            }
        };
        let Some(sender) = sender else {
            // One that cannot be read is told of already.
            if table.optional("from").is_none() && environment.get(FROM).is_none() {
                let reason = Wording::new(
                    format!(
                        "`host` says how mails are sent; say in whose name by from = \"info@example.jp\" or {FROM}"
                    ),
                    format!(
                        "`host` があるので、差出人のアドレスを from = \"info@example.jp\" か {FROM} で決めてください"
                    ),
                );
                table.refuse("host", reason);
            }
            return None;
        };
        let security = self.security.unwrap_or(SmtpSecurity::Implicit);
        let usual = match security {
            SmtpSecurity::Implicit => 465,
            SmtpSecurity::StartTls => 587,
            SmtpSecurity::Plain => 25,
        };
        let port = self.port.unwrap_or(usual);
        let (sender, patience) = (sender.clone(), SmtpPatience::default());
        let server = SmtpSettings { host, port, security, authority: None, credentials, sender, patience };
        match server.check() {
            Ok(()) => Some(server),
            Err(fault) => {
                let key = if fault == SmtpSettingsFault::PlainElsewhere { "tls" } else { "host" };
                table.refuse(key, Wording::new(format!("`{key}`: {fault}"), japanese(fault)));
                None
            }
        }
    }
}

fn read_sender(table: &mut TableReader<'_>, environment: &mut Environment<'_>) -> Option<MailSender> {
    let mut address = |key| table.parse(key, |text| read_address(&format!("`{key}`"), text));
    let (written, reply_to, reports_to) = (address("from"), address("reply_to"), address("reports_to"));
    let given = environment.parse(FROM, |text| read_address(FROM, text));
    Some(MailSender { name: String::new(), address: given.or(written)?, reply_to, reports_to })
}

fn read_reports_token(environment: &mut Environment<'_>) -> Option<ReportsToken> {
    environment.parse(REPORTS_TOKEN, |text| {
        ReportsToken::new(text).ok_or_else(|| {
            Wording::new(
                format!("{REPORTS_TOKEN} is so short that it could be guessed: take `openssl rand -hex 32`"),
                format!("{REPORTS_TOKEN} が短すぎて、推測されるおそれがあります。`openssl rand -hex 32` の値を使ってください"),
            )
        })
    })
}

fn read_address(name: &str, text: &str) -> Result<String, Wording> {
    mail_address(text).map(|_| text.to_owned()).map_err(|_| {
        Wording::new(
            format!("{name} is an address that mails can be sent to, as info@example.jp"),
            format!("{name} には、info@example.jp のような、メールの届くアドレスだけを書きます"),
        )
    })
}

/// The server that the variable names.
fn server_of_address(environment: &mut Environment<'_>, sender: Option<&MailSender>) -> Option<SmtpSettings> {
    let Some(sender) = sender else {
        environment.refuse(Wording::new(
            format!(
                "{ADDRESS} says how mails are sent; say in whose name by {FROM}=info@example.jp or `from` in [mail]"
            ),
            format!(
                "{ADDRESS} があるので、差出人のアドレスを {FROM}=info@example.jp か [mail] の `from` で決めてください"
            ),
        ));
        return None;
    };
    environment.parse(ADDRESS, |address| {
        SmtpSettings::parse(address, sender.clone())
            .map_err(|fault| Wording::new(format!("{ADDRESS}: {fault}"), format!("{ADDRESS}: {}", japanese(fault))))
    })
}

/// What is said of a server that is not named.
fn refuse_without_server(written: &WrittenServer, table: &mut TableReader<'_>, environment: &mut Environment<'_>) {
    let keys =
        [(written.port.is_some(), "port"), (written.security.is_some(), "tls"), (written.user.is_some(), "user")];
    for (_, key) in keys.into_iter().filter(|(is_written, _)| *is_written) {
        let reason = Wording::new(
            format!("`{key}` is said of a mail server that is not named: add host = \"mail.example.jp\""),
            format!(
                "`{key}` はありますが、メールサーバーが決まっていません。host = \"mail.example.jp\" を加えてください"
            ),
        );
        table.refuse(key, reason);
    }
    if environment.get(FROM).is_some() {
        environment.refuse(Wording::new(
            format!("{FROM} says who writes; say how mails are sent by {ADDRESS}=smtps://USER:PASSWORD@HOST or `host` in [mail]"),
            format!("{FROM} があるので、メールの送り方を {ADDRESS}=smtps://USER:PASSWORD@HOST か [mail] の `host` で決めてください"),
        ));
    }
}

fn japanese(fault: SmtpSettingsFault) -> &'static str {
    match fault {
        SmtpSettingsFault::PlainElsewhere => {
            "TLSなしで送れるのは、同じ機械のメールサーバーだけです。implicit か starttls を使ってください"
        }
        SmtpSettingsFault::Authority => "認証局の証明書がPEMの形ではありません",
        SmtpSettingsFault::Host => "メールサーバーの名前が、機械の名前になっていません",
        SmtpSettingsFault::Address => {
            "smtps://USER:PASSWORD@HOST、smtp+starttls://USER:PASSWORD@HOST、または同じ機械なら smtp://127.0.0.1:PORT と書きます"
        }
    }
}
