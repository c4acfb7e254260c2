//! Mails as servers get them, read by a parser that is not the one who wrote them.

use jiff::Timestamp;
use mail_parser::{Message, MessageParser, MimeHeaders};

use super::{MailAttachment, MailPurpose, MailSender, MessageFault, MessageId, OutgoingMail};
use crate::outbox::mail_template::RenderedMail;

const EVIL: &str = "春\r\nBcc: evil@example.jp\r\n\r\n.\r\nMAIL FROM:<evil@example.jp>\n\r\0";

fn sender() -> MailSender {
    MailSender {
        name: "CROSS SENDAI 事務局".to_owned(),
        address: "info@cross-sendai.example.jp".to_owned(),
        reply_to: None,
        reports_to: Some("reports@cross-sendai.example.jp".to_owned()),
    }
}

fn mail() -> OutgoingMail {
    OutgoingMail {
        purpose: MailPurpose::Own,
        recipient: "taro@example.jp".to_owned(),
        content: RenderedMail {
            subject: "【CROSS SENDAI】お申し込みを承りました：仙台しごと夜話".to_owned(),
            text: "見本 太郎 様\nお席をご用意しました。\n.\n".to_owned(),
            html: "<!DOCTYPE html>\n<p>お席をご用意しました。</p>\n".to_owned(),
        },
        attachments: Vec::new(),
        id: MessageId::new("018f-1", "cross-sendai.example.jp").unwrap(),
        written_at: "2026-12-17T10:00:00Z".parse().unwrap(),
    }
}

fn bytes(mail: &OutgoingMail) -> Vec<u8> {
    mail.render(&sender()).unwrap().bytes().to_vec()
}

fn parse(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).unwrap()
}

/// The names of the headers at the head of a message.
fn header_names(bytes: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(bytes).unwrap();
    let head = text.split("\r\n\r\n").next().unwrap();
    let is_start = |line: &&str| !line.starts_with([' ', '\t']);
    head.split("\r\n").filter(is_start).map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn a_mail_says_what_it_was_given() {
    let mail = mail();
    let bytes = bytes(&mail);
    let read = parse(&bytes);
    assert_eq!(read.subject(), Some(mail.content.subject.as_str()));
    assert_eq!(read.message_id(), Some("018f-1@cross-sendai.example.jp"));
    assert_eq!(read.date().unwrap().to_timestamp(), "2026-12-17T10:00:00Z".parse::<Timestamp>().unwrap().as_second());
    assert_eq!(read.from().unwrap().first().unwrap().name(), Some("CROSS SENDAI 事務局"));
    assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), mail.content.text);
    assert_eq!(read.body_html(0).unwrap().replace("\r\n", "\n"), mail.content.html);
    assert_eq!(
        header_names(&bytes),
        ["From", "To", "Subject", "Message-ID", "Date", "Auto-Submitted", "MIME-Version", "Content-Type"]
    );
}

#[test]
fn lines_are_short_ascii_and_end_in_crlf() {
    let mut mail = mail();
    mail.content.text = format!("{}\n{EVIL}", "長い行".repeat(2000));
    mail.content.html = "a".repeat(5000);
    let bytes = bytes(&mail);
    assert!(bytes.is_ascii());
    for line in std::str::from_utf8(&bytes).unwrap().split("\r\n") {
        assert!(line.len() <= 998 && !line.contains(['\r', '\n', '\0']), "{line:?}");
    }
}

#[test]
fn r01_dotted_names_are_in_quotes_in_header_and_envelope() {
    for (recipient, sent) in [
        ("taro..yamada@docomo.ne.jp", "\"taro..yamada\"@docomo.ne.jp"),
        ("hanako.@docomo.ne.jp", "\"hanako.\"@docomo.ne.jp"),
    ] {
        let message = OutgoingMail { recipient: recipient.to_owned(), ..mail() }.render(&sender()).unwrap();
        assert_eq!(message.to.to_string(), sent);
        let text = String::from_utf8(message.bytes.clone()).unwrap();
        assert!(text.contains(&format!("\r\nTo: {sent}\r\n")), "{text}");
        assert_eq!(message.from.to_string(), "reports@cross-sendai.example.jp");
    }
}

#[test]
fn no_value_can_add_a_header_or_a_recipient() {
    let plain = header_names(&bytes(&mail()));
    let mut evil = mail();
    evil.content = RenderedMail { subject: EVIL.to_owned(), text: EVIL.to_owned(), html: EVIL.to_owned() };
    let sender = MailSender { name: EVIL.to_owned(), ..sender() };
    let message = evil.render(&sender).unwrap();
    assert_eq!(header_names(&message.bytes), plain);
    assert_eq!(parse(&message.bytes).bcc(), None);
    evil.attachments =
        vec![MailAttachment { name: EVIL.to_owned(), content_type: "text/plain".to_owned(), bytes: EVIL.into() }];
    let message = evil.render(&sender).unwrap();
    assert_eq!(header_names(&message.bytes), plain);
    let read = parse(&message.bytes);
    assert_eq!((read.attachment_count(), read.attachment(0).unwrap().contents()), (1, EVIL.as_bytes()));
    assert!(!read.attachment(0).unwrap().attachment_name().unwrap().contains(['\r', '\n']));
    for (mail, fault) in [
        (OutgoingMail { recipient: format!("taro@example.jp{EVIL}"), ..mail() }, MessageFault::Address),
        (OutgoingMail { recipient: "a@example.jp, b@example.jp".to_owned(), ..mail() }, MessageFault::Address),
        (
            OutgoingMail {
                attachments: vec![MailAttachment {
                    name: "a".to_owned(),
                    content_type: format!("text/plain{EVIL}"),
                    bytes: Vec::new(),
                }],
                ..mail()
            },
            MessageFault::AttachmentType,
        ),
    ] {
        assert_eq!(mail.render(&sender).unwrap_err(), fault);
    }
    for broken in [
        MailSender { address: format!("info@example.jp{EVIL}"), ..self::sender() },
        MailSender { reply_to: Some(EVIL.to_owned()), ..self::sender() },
        MailSender { reports_to: Some(EVIL.to_owned()), ..self::sender() },
    ] {
        assert_eq!(mail().render(&broken).unwrap_err(), MessageFault::Address);
    }
}

#[test]
fn r19_only_newsletters_can_be_left() {
    let newsletter = |unsubscribe: &str| OutgoingMail {
        purpose: MailPurpose::Newsletter { unsubscribe: unsubscribe.to_owned() },
        ..mail()
    };
    let text = String::from_utf8(bytes(&newsletter("https://example.jp/api/l/leave?t=見本"))).unwrap();
    let text = text.replace("\r\n ", " ");
    assert!(text.contains("\r\nList-Unsubscribe: <https://example.jp/api/l/leave?t=%E8%A6%8B%E6%9C%AC>\r\n"), "{text}");
    assert!(text.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{text}");
    assert!(!String::from_utf8(bytes(&mail())).unwrap().contains("List-Unsubscribe"));
    for wrong in
        ["mailto:a@example.jp", "http://example.jp/", "https://a.jp> <https://b.jp", &format!("https://a.jp/{EVIL}")]
    {
        let rendered = newsletter(wrong).render(&sender());
        let is_one_header = |message: super::WireMessage| !header_names(&message.bytes).contains(&"Bcc".to_owned());
        assert!(rendered.map_or_else(|fault| fault == MessageFault::Unsubscribe, is_one_header), "{wrong:?}");
    }
}

#[test]
fn a_calendar_file_goes_along_with_its_method() {
    let attachment = MailAttachment {
        name: "event.ics".to_owned(),
        content_type: "text/calendar; charset=utf-8; method=REQUEST".to_owned(),
        bytes: "BEGIN:VCALENDAR\r\n春\r\n".into(),
    };
    let bytes = bytes(&OutgoingMail { attachments: vec![attachment.clone()], ..mail() });
    let read = parse(&bytes);
    let part = read.attachment(0).unwrap();
    assert_eq!(part.contents(), attachment.bytes);
    let content_type = part.content_type().unwrap();
    assert_eq!((content_type.attribute("method"), part.attachment_name()), (Some("REQUEST"), Some("event.ics")));
    assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), mail().content.text);
}
