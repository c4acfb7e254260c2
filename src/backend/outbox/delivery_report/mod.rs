//! Delivery reports: what a mail server tells later about a mail that another one had accepted (RFC 3464).
//!
//! Anybody can send such a report. Only one that names a Message-ID of ours together with the address that this mail went
//! to may change anything: our Message-IDs cannot be guessed.

mod fields;
#[cfg(test)]
mod tests;

use mail_parser::{HeaderName, Message, MessageParser, MimeHeaders};

use self::fields::RecipientFields;
use super::{
    message::MessageId,
    smtp::{Delivery, SmtpReply, SmtpStep, SmtpTrouble, classify},
};

/// How much of a report is read. Its two first parts are short; what follows may be our whole mail.
const LONGEST_REPORT: usize = 256 * 1024;

/// How many parts of a report say of what type they are, at most. Each mail within a mail has one that does, and the
/// parser's values call themselves for each when they are dropped: thousands would overflow the stack.
const MOST_TYPES: usize = 64;

/// How many recipients of one report are read. Our mails have one.
const MOST_RECIPIENTS: usize = 20;

/// A report about one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryReport {
    /// The mail's name, where the report says it.
    pub message_id: Option<MessageId>,
    /// What became of it.
    pub recipients: Vec<ReportedRecipient>,
}

/// What became of a mail at one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedRecipient {
    /// The address as it is stored, as far as the report knows: the one we sent to, or the one it was passed on to.
    pub address: String,
    /// The outcome. A delay is a temporary failure: the server that reports it goes on trying by itself, so nothing is
    /// sent again. A mail that a server gave up is refused for good, though the address may be sound.
    pub outcome: Delivery,
}

/// Reads a report; `None` for any other mail, an absence note for example.
pub fn parse_report(bytes: &[u8]) -> Option<DeliveryReport> {
    let bytes = &bytes[..bytes.len().min(LONGEST_REPORT)];
    let name = b"content-type";
    if bytes.windows(name.len()).filter(|window| window.eq_ignore_ascii_case(name)).count() > MOST_TYPES {
        return None;
    }
    let message = MessageParser::default().parse(bytes)?;
    let status = message.parts.iter().find(|part| {
        part.content_type().is_some_and(|of| {
            of.ctype().eq_ignore_ascii_case("message")
                && of.subtype().is_some_and(|sub| sub.to_ascii_lowercase().ends_with("delivery-status"))
        })
    })?;
    let fields = String::from_utf8_lossy(status.contents());
    let recipients: Vec<ReportedRecipient> = fields::read(&fields)
        .filter_map(|fields| {
            let outcome = outcome(&fields)?;
            Some(ReportedRecipient { address: fields.address, outcome })
        })
        .take(MOST_RECIPIENTS)
        .collect();
    (!recipients.is_empty()).then(|| DeliveryReport { message_id: original_id(&message), recipients })
}

/// What an action and a status mean; `None` for an action that there is not.
fn outcome(fields: &RecipientFields) -> Option<Delivery> {
    let reply = SmtpReply::parse_quoted(&fields.diagnostic, fields.status);
    match fields.action.as_str() {
        "delivered" | "relayed" | "expanded" => Some(Delivery::Accepted),
        "delayed" => Some(Delivery::TemporaryFailure(SmtpTrouble::Reply(reply))),
        // The server has given up; what it took for temporary is so no more.
        "failed" => Some(match classify(SmtpStep::Recipient, &reply) {
            Delivery::TemporaryFailure(_) | Delivery::Accepted => Delivery::MessageRefused(reply),
            other => other,
        }),
        _ => None,
    }
}

/// The name of our mail: in the copy of it, or of its headers; else among what the report answers.
fn original_id(report: &Message<'_>) -> Option<MessageId> {
    let copies = report.parts.iter().skip(1);
    let of_copy = copies.filter_map(|part| match part.message() {
        Some(copy) => copy.message_id().map(str::to_owned),
        // `text/rfc822-headers` holds headers alone.
        None => part
            .content_type()
            .filter(|of| of.subtype().is_some_and(|sub| sub.to_ascii_lowercase().ends_with("rfc822-headers")))
            .and_then(|_| MessageParser::default().parse_headers(part.contents())?.message_id().map(str::to_owned)),
    });
    let answered = [HeaderName::InReplyTo, HeaderName::References];
    let of_answer = answered.into_iter().filter_map(|name| report.header(name)?.as_text().map(str::to_owned));
    of_copy.chain(of_answer).find_map(|id| MessageId::parse(&id))
}
