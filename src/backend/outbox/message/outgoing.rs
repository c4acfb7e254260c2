//! One mail to one person, put together as MIME.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Attachment, Mailbox, MessageBuilder, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use tsubame_model::encode::{encode_address, header_value};

use super::{MessageFault, MessageId, address::parse_address};
use crate::outbox::mail_template::RenderedMail;

/// Who sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSender {
    /// The name that readers see: the programme's.
    pub name: String,
    /// The address of the programme that stands in `From`.
    pub address: String,
    /// Where answers go, if elsewhere.
    pub reply_to: Option<String>,
    /// Where reports of deliveries go, if elsewhere: the sender in SMTP.
    pub reports_to: Option<String>,
}

/// What a mail is for. Only what people can leave has an address for leaving it: else a machine that follows such
/// addresses would take people's reminders away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailPurpose {
    /// It concerns something that the recipient has asked for: a seat, a booking.
    Own,
    /// It went to everybody who wants such mails.
    Newsletter {
        /// The page that leads out, which also takes a POST of one button (RFC 8058). It begins with `https://`.
        unsubscribe: String,
    },
}

/// A file that goes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAttachment {
    /// Its name: `event.ics`.
    pub name: String,
    /// Its type with parameters: `text/calendar; charset=utf-8; method=REQUEST`.
    pub content_type: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingMail {
    /// What it is for.
    pub purpose: MailPurpose,
    /// The one address it goes to, as its owner writes it.
    pub recipient: String,
    /// What it says.
    pub content: RenderedMail,
    /// What goes along.
    pub attachments: Vec<MailAttachment>,
    /// Its name.
    pub id: MessageId,
    /// When it was written; the same at every attempt.
    pub written_at: Timestamp,
}

/// A mail as a server is given it.
#[derive(Clone, Debug)]
pub struct WireMessage {
    pub(in crate::outbox) from: Address,
    pub(in crate::outbox) to: Address,
    pub(in crate::outbox) bytes: Vec<u8>,
}

impl WireMessage {
    /// The message: ASCII, lines that end in CRLF.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl OutgoingMail {
    /// The mail as bytes; the same each time but for the lines between its parts.
    ///
    /// # Errors
    ///
    /// An address or a type is none; the mail cannot ever be sent as it is.
    pub fn render(&self, sender: &MailSender) -> Result<WireMessage, MessageFault> {
        let to = parse_address(&self.recipient)?;
        let from = parse_address(&sender.address)?;
        let reports_to = sender.reports_to.as_deref().map_or_else(|| Ok(from.clone()), parse_address)?;
        let name = Some(header_value(&sender.name)).filter(|name| !name.is_empty());
        let mut builder = Message::builder()
            .from(Mailbox::new(name, from))
            // The name of the recipient stays out: it was typed by somebody, and mail servers log headers.
            .to(Mailbox::new(None, to.clone()))
            .subject(header_value(&self.content.subject))
            .message_id(Some(self.id.to_string()))
            .date(SystemTime::from(self.written_at.max(Timestamp::UNIX_EPOCH)))
            // Nobody's absence note answers it (RFC 3834).
            .raw_header(raw("Auto-Submitted", "auto-generated"));
        if let Some(reply_to) = &sender.reply_to {
            builder = builder.reply_to(Mailbox::new(None, parse_address(reply_to)?));
        }
        let envelope = Envelope::new(Some(reports_to.clone()), vec![to.clone()]);
        let builder = self.with_way_out(builder)?.envelope(envelope.map_err(|_| MessageFault::Incomplete)?);
        let message = builder.multipart(self.parts()?).map_err(|_| MessageFault::Incomplete)?;
        Ok(WireMessage { from: reports_to, to, bytes: message.formatted() })
    }

    fn with_way_out(&self, builder: MessageBuilder) -> Result<MessageBuilder, MessageFault> {
        let MailPurpose::Newsletter { unsubscribe } = &self.purpose else { return Ok(builder) };
        let address = header_value(&encode_address(unsubscribe));
        if !address.starts_with("https://") || !address.is_ascii() || address.contains([' ', '<', '>', ',']) {
            return Err(MessageFault::Unsubscribe);
        }
        Ok(builder
            .raw_header(raw("List-Unsubscribe", &format!("<{address}>")))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")))
    }

    fn parts(&self) -> Result<MultiPart, MessageFault> {
        let words = MultiPart::alternative_plain_html(printable(&self.content.text), printable(&self.content.html));
        if self.attachments.is_empty() {
            return Ok(words);
        }
        self.attachments
            .iter()
            .try_fold(MultiPart::mixed().multipart(words), |parts, attachment| Ok(parts.singlepart(attachment.part()?)))
    }
}

impl MailAttachment {
    fn part(&self) -> Result<SinglePart, MessageFault> {
        let content_type = ContentType::parse(&self.content_type).map_err(|_| MessageFault::AttachmentType)?;
        let name = header_value(&self.name).replace(['/', '\\', '"'], "_");
        Ok(Attachment::new(name).body(self.bytes.clone(), content_type))
    }
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// A text with line feeds as line breaks and no other control character but tabs.
fn printable(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|letter| matches!(letter, '\n' | '\t') || !letter.is_control()).collect()
}
