//! The fields of a report: groups of headers, the first about the mail, each other about one recipient (RFC 3464, 2.1).

use mail_parser::{Message, MessageParser};

use crate::outbox::{message::unquoted, smtp::EnhancedStatus};

/// The fields about one recipient.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RecipientFields {
    /// Its address: the one that we wrote, if the report says it, else the one that failed.
    pub address: String,
    /// In lower case: `failed`.
    pub action: String,
    /// The status.
    pub status: EnhancedStatus,
    /// What the last server said, as quoted; empty where the report does not say.
    pub diagnostic: String,
}

/// The recipients of a report. A group without address, action and status is about none.
pub(super) fn read(text: &str) -> impl Iterator<Item = RecipientFields> {
    let text = text.replace("\r\n", "\n");
    let groups: Vec<String> = text.split("\n\n").map(|group| group.trim().to_owned()).collect();
    groups.into_iter().filter_map(|group| read_group(&group))
}

fn read_group(group: &str) -> Option<RecipientFields> {
    let fields = MessageParser::default().parse_headers(group.as_bytes())?;
    let address = field(&fields, "Original-Recipient").or_else(|| field(&fields, "Final-Recipient"))?;
    // `rfc822;taro@example.jp`
    let address = address.split_once(';').map_or(address.as_str(), |(_, address)| address).trim();
    let address = address.trim_start_matches('<').trim_end_matches('>');
    let status = field(&fields, "Status")?;
    Some(RecipientFields {
        address: unquoted(address),
        action: field(&fields, "Action")?.to_ascii_lowercase(),
        // A comment may follow: `5.0.0 (permanent failure)`.
        status: EnhancedStatus::parse(status.split([' ', '(']).next()?)?,
        diagnostic: field(&fields, "Diagnostic-Code").unwrap_or_default(),
    })
}

/// The value of a field on one line.
fn field(fields: &Message<'_>, name: &'static str) -> Option<String> {
    let raw = fields.header_raw(name)?;
    let line = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_fields() {
        let text = "Reporting-MTA: dns; mx.example.jp\r\n\r\nFinal-Recipient: rfc822; \"taro..yamada\"@docomo.ne.jp\r\n\
            ACTION: Failed\r\nStatus: 5.1.1 (no such user)\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n  User unknown\r\n\r\n\
            Final-Recipient: rfc822;a@example.jp\r\nAction: delayed\r\n";
        let found: Vec<_> = read(text).collect();
        assert_eq!(
            found,
            [RecipientFields {
                address: "taro..yamada@docomo.ne.jp".to_owned(),
                action: "failed".to_owned(),
                status: EnhancedStatus { class: 5, subject: 1, detail: 1 },
                diagnostic: "smtp; 550 5.1.1 User unknown".to_owned(),
            }]
        );
    }
}
