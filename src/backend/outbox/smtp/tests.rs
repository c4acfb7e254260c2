//! Whole attempts over TCP, against servers that behave and servers that do not.

use std::time::Duration;

use super::{
    Delivery, SmtpClient, SmtpCredentials, SmtpPatience, SmtpSecurity, SmtpSettings, SmtpSettingsFault, SmtpTrouble,
    responder::{Act, Lock, Responder, Script, certified, settings},
};
use crate::outbox::{
    mail_template::RenderedMail,
    message::{MailPurpose, MessageId, OutgoingMail, WireMessage},
};

/// Long enough for a busy machine, where the server does answer.
const PATIENT: SmtpPatience =
    SmtpPatience { connect: Duration::from_secs(20), reply: Duration::from_secs(20), content: Duration::from_secs(20) };

/// For servers that say nothing.
const SHORT: Duration = Duration::from_millis(300);

fn client(server: &Responder) -> SmtpClient {
    impatient_client(server, PATIENT)
}

fn impatient_client(server: &Responder, patience: SmtpPatience) -> SmtpClient {
    SmtpClient::new(settings(server.address.port(), patience)).unwrap()
}

fn mail_to(recipient: &str) -> WireMessage {
    let words = "お席をご用意しました。\n.\n..\n";
    let mail = OutgoingMail {
        purpose: MailPurpose::Own,
        recipient: recipient.to_owned(),
        content: RenderedMail {
            subject: "件名".to_owned(), text: words.to_owned(), html: "<p>お席</p>".to_owned()
        },
        attachments: Vec::new(),
        id: MessageId::new("018f-1", "cross-sendai.example.jp").unwrap(),
        written_at: "2026-12-17T10:00:00Z".parse().unwrap(),
    };
    mail.render(&settings(0, PATIENT).sender).unwrap()
}

/// The outcome of one mail to a server with this script, and how many mails that has heard to the end.
async fn attempt(script: Script, patience: SmtpPatience) -> (Delivery, usize) {
    let server = Responder::start(script).await;
    let delivery = impatient_client(&server, patience).send(&mail_to("taro@example.jp")).await;
    (delivery, server.heard().mails.len())
}

#[tokio::test]
async fn r01_what_arrives_is_what_was_sent() {
    let server = Responder::start(Script::FINE).await;
    let client = client(&server);
    let mut sent = Vec::new();
    for recipient in ["taro@example.jp", "taro..yamada@docomo.ne.jp", "hanako.@docomo.ne.jp", "taro+uij@example.jp"] {
        let message = mail_to(recipient);
        assert_eq!(client.send(&message).await, Delivery::Accepted, "{recipient}");
        sent.push(String::from_utf8(message.bytes().to_vec()).unwrap());
    }
    client.close().await;
    let heard = server.heard();
    assert_eq!(
        heard.mails.iter().map(|mail| mail.trim_end()).collect::<Vec<_>>(),
        sent.iter().map(|mail| mail.trim_end()).collect::<Vec<_>>()
    );
    assert_eq!(heard.connections, 1, "the connection is kept for the next mail");
    for command in [
        "EHLO cross-sendai.example.jp",
        "MAIL FROM:<info@cross-sendai.example.jp>",
        "RCPT TO:<\"taro..yamada\"@docomo.ne.jp>",
        "RCPT TO:<\"hanako.\"@docomo.ne.jp>",
        "QUIT",
    ] {
        assert!(heard.commands.iter().any(|heard| heard == command), "{command}: {:?}", heard.commands);
    }
    assert!(heard.mails[1].contains("\r\nTo: \"taro..yamada\"@docomo.ne.jp\r\n"), "{}", heard.mails[1]);
}

#[tokio::test]
async fn r15_a_kept_connection_that_has_died_costs_no_mail() {
    let server = Responder::start(Script { content: Act::SayAndDie("250 queued"), ..Script::FINE }).await;
    let client = client(&server);
    for _ in 0..3 {
        assert_eq!(client.send(&mail_to("taro@example.jp")).await, Delivery::Accepted);
    }
    let heard = server.heard();
    assert_eq!((heard.mails.len(), heard.connections), (3, 3));
}

#[tokio::test]
async fn r15_a_server_that_is_down_costs_no_mail() {
    let closed = {
        let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        server.local_addr().unwrap().port()
    };
    let delivery = SmtpClient::new(settings(closed, PATIENT)).unwrap().send(&mail_to("taro@example.jp")).await;
    assert_eq!(delivery, Delivery::TemporaryFailure(SmtpTrouble::Unreachable));
    for (script, trouble) in [
        (Script { greeting: Act::Hush, ..Script::FINE }, SmtpTrouble::Silence),
        (Script { greeting: Act::Die, ..Script::FINE }, SmtpTrouble::Unreachable),
        (Script { sender: Act::Hush, ..Script::FINE }, SmtpTrouble::Silence),
        (Script { sender: Act::Die, ..Script::FINE }, SmtpTrouble::BrokenOff),
        (Script { recipients: &[Act::Hush], ..Script::FINE }, SmtpTrouble::Silence),
        (Script { recipients: &[Act::Die], ..Script::FINE }, SmtpTrouble::BrokenOff),
    ] {
        let is_silent = trouble == SmtpTrouble::Silence;
        let patience = if is_silent { SmtpPatience { connect: SHORT, reply: SHORT, ..PATIENT } } else { PATIENT };
        assert_eq!(attempt(script, patience).await, (Delivery::TemporaryFailure(trouble), 0), "{script:?}");
    }
    let later = Script { recipients: &[Act::Say("451 4.3.0 try again later")], ..Script::FINE };
    let (delivery, mails) = attempt(later, PATIENT).await;
    assert!(matches!(delivery, Delivery::TemporaryFailure(SmtpTrouble::Reply(reply)) if reply.code == 451));
    assert_eq!(mails, 0);
}

#[tokio::test]
async fn r15_after_the_final_dot_nobody_knows_and_the_name_stays() {
    for content in [Act::Die, Act::Hush] {
        let server = Responder::start(Script { content, ..Script::FINE }).await;
        let client = impatient_client(&server, SmtpPatience { content: SHORT, ..PATIENT });
        let message = mail_to("taro@example.jp");
        assert_eq!(client.send(&message).await, Delivery::Uncertain, "{content:?}");
        assert_eq!(client.send(&message).await, Delivery::Uncertain, "{content:?}");
        let heard = server.heard();
        let names: Vec<_> =
            heard.mails.iter().map(|mail| mail.contains("Message-ID: <018f-1@cross-sendai.example.jp>")).collect();
        assert_eq!(names, [true, true]);
        assert_eq!(heard.connections, 2, "a connection that broke is not used again");
    }
}

#[tokio::test]
async fn r16_refusals_by_whose_fault_they_are() {
    let recipient = |act: &'static [Act]| Script { recipients: act, ..Script::FINE };
    let (unknown, _) =
        attempt(recipient(&[Act::Say("550-5.1.1 no such\r\n550 5.1.1 user taro@example.jp")]), PATIENT).await;
    let Delivery::AddressRefused(reply) = unknown else { panic!("{unknown:?}") };
    assert_eq!((reply.code, reply.text.as_str()), (550, "5.1.1 no such user …"));
    let (blocked, _) = attempt(recipient(&[Act::Say("550 5.7.1 blocked")]), PATIENT).await;
    assert!(matches!(blocked, Delivery::SenderBlocked(_)), "{blocked:?}");
    let (refused, _) = attempt(Script { greeting: Act::Say("554 go away"), ..Script::FINE }, PATIENT).await;
    assert!(matches!(refused, Delivery::SenderBlocked(_)), "{refused:?}");
    let (too_big, mails) = attempt(Script { content: Act::Say("552 5.3.4 too big"), ..Script::FINE }, PATIENT).await;
    assert!(matches!(too_big, Delivery::MessageRefused(_)), "{too_big:?}");
    assert_eq!(mails, 1);
}

#[tokio::test]
async fn r16_a_full_mailbox_gets_its_mail_in_the_end() {
    const FULL: Act = Act::Say("452 4.2.2 mailbox full");
    let server = Responder::start(Script { recipients: &[FULL, FULL, FULL, Act::Say("250 OK")], ..Script::FINE }).await;
    let client = client(&server);
    for _ in 0..3 {
        let delivery = client.send(&mail_to("taro@example.jp")).await;
        assert!(matches!(delivery, Delivery::TemporaryFailure(SmtpTrouble::Reply(reply)) if reply.code == 452));
    }
    assert_eq!(client.send(&mail_to("taro@example.jp")).await, Delivery::Accepted);
    assert_eq!(server.heard().mails.len(), 1);
}

#[tokio::test]
async fn nothing_is_told_to_a_server_that_is_not_secure() {
    let server = Responder::start(Script { hello: "250-mx.example.jp\r\n250 AUTH PLAIN", ..Script::FINE }).await;
    let credentials = SmtpCredentials { user: "sendai".to_owned(), password: "correct horse".to_owned() };
    for (security, trouble) in
        [(SmtpSecurity::StartTls, SmtpTrouble::Unsupported), (SmtpSecurity::Implicit, SmtpTrouble::Insecure)]
    {
        let settings = SmtpSettings {
            security,
            credentials: Some(credentials.clone()),
            ..settings(server.address.port(), PATIENT)
        };
        let delivery = SmtpClient::new(settings).unwrap().send(&mail_to("taro@example.jp")).await;
        assert_eq!(delivery, Delivery::TemporaryFailure(trouble), "{security:?}");
    }
    let told = server.heard().commands.join("\n");
    assert!(!told.contains("AUTH") && !told.contains("MAIL") && !told.contains("RCPT"), "{told}");
}

#[tokio::test]
async fn a_secure_server_gets_password_and_mail_if_it_is_the_right_one() {
    let (pem, acceptor) = certified();
    let script = Script { hello: "250-mx.example.jp\r\n250-STARTTLS\r\n250 AUTH PLAIN", ..Script::FINE };
    for (security, lock) in [
        (SmtpSecurity::Implicit, Lock::AtOnce(acceptor.clone())),
        (SmtpSecurity::StartTls, Lock::WhenAsked(acceptor.clone())),
    ] {
        let server = Responder::start_locked(script, lock).await;
        let trusting = SmtpSettings {
            host: "localhost".to_owned(),
            security,
            authority: Some(pem.clone()),
            credentials: Some(SmtpCredentials { user: "sendai".to_owned(), password: "correct horse".to_owned() }),
            ..settings(server.address.port(), PATIENT)
        };
        // Neither a server that nobody vouches for, nor one that is vouched for under another name.
        for doubting in [
            SmtpSettings { authority: None, ..trusting.clone() },
            SmtpSettings { host: "127.0.0.1".to_owned(), ..trusting.clone() },
        ] {
            let delivery = SmtpClient::new(doubting).unwrap().send(&mail_to("taro@example.jp")).await;
            assert_eq!(delivery, Delivery::TemporaryFailure(SmtpTrouble::Insecure), "{security:?}");
        }
        let told = server.heard().commands.join("\n");
        assert!(!told.contains("AUTH") && !told.contains("MAIL"), "{security:?}: {told}");
        let client = SmtpClient::new(trusting).unwrap();
        assert_eq!(client.send(&mail_to("taro@example.jp")).await, Delivery::Accepted, "{security:?}");
        assert_eq!(client.send(&mail_to("hanako@example.jp")).await, Delivery::Accepted, "{security:?}");
        assert_eq!(server.heard().mails.len(), 2);
    }
    let broken = SmtpSettings {
        security: SmtpSecurity::Implicit,
        authority: Some("no certificate".to_owned()),
        ..settings(465, PATIENT)
    };
    assert_eq!(SmtpClient::new(broken).err(), Some(SmtpSettingsFault::Authority));
}

#[tokio::test]
async fn who_signs_in_is_who_the_settings_say() {
    let server = Responder::start(Script { hello: "250-mx.example.jp\r\n250 AUTH PLAIN", ..Script::FINE }).await;
    let credentials = SmtpCredentials { user: "sendai".to_owned(), password: "correct horse".to_owned() };
    assert!(!format!("{credentials:?}").contains("horse"));
    let settings = SmtpSettings { credentials: Some(credentials), ..settings(server.address.port(), PATIENT) };
    assert!(!format!("{settings:?}").contains("horse"));
    assert_eq!(SmtpClient::new(settings).unwrap().send(&mail_to("taro@example.jp")).await, Delivery::Accepted);
    // NUL sendai NUL correct horse
    assert!(server.heard().commands.contains(&"AUTH PLAIN AHNlbmRhaQBjb3JyZWN0IGhvcnNl".to_owned()));
}

#[test]
fn mail_crosses_no_network_in_clear() {
    for (host, security, expected) in [
        ("127.0.0.1", SmtpSecurity::Plain, Ok(())),
        ("::1", SmtpSecurity::Plain, Ok(())),
        ("localhost", SmtpSecurity::Plain, Ok(())),
        ("mx.example.jp", SmtpSecurity::Plain, Err(SmtpSettingsFault::PlainElsewhere)),
        ("192.0.2.7", SmtpSecurity::Plain, Err(SmtpSettingsFault::PlainElsewhere)),
        ("localhost.example.jp", SmtpSecurity::Plain, Err(SmtpSettingsFault::PlainElsewhere)),
        ("mx.example.jp", SmtpSecurity::StartTls, Ok(())),
        ("", SmtpSecurity::Implicit, Err(SmtpSettingsFault::Host)),
        ("mx example", SmtpSecurity::Implicit, Err(SmtpSettingsFault::Host)),
    ] {
        let settings = SmtpSettings { host: host.to_owned(), security, ..settings(25, PATIENT) };
        assert_eq!(settings.check(), expected, "{host}");
    }
}
