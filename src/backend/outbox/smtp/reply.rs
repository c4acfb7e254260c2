//! Replies of mail servers as data (RFC 5321, 4.2; enhanced status codes: RFC 3463).

use tsubame_model::encode::header_value;

/// How much of a server's words is kept, in characters.
const LONGEST_TEXT: usize = 300;

/// `5.1.1`: whose fault it is and of what kind. The class is that of the reply's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnhancedStatus {
    /// 2 success, 4 for the time being, 5 for good.
    pub class: u8,
    /// 1 address, 2 mailbox, 3 mail system, 4 routing, 5 protocol, 6 content, 7 policy.
    pub subject: u16,
    /// What exactly.
    pub detail: u16,
}

/// What a server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpReply {
    /// Its three digits.
    pub code: u16,
    /// The enhanced status, where it gave one that agrees with the code.
    pub status: Option<EnhancedStatus>,
    /// Its words on one line, for people who look after the sender. Whatever looks like an address is left out of them,
    /// so that they may be logged.
    pub text: String,
}

impl EnhancedStatus {
    /// Reads `5.1.1`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('.');
        let mut number = |most: usize| {
            let part = parts.next()?;
            let is_number = (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse::<u16>().ok()).flatten()
        };
        let (class, subject, detail) = (number(1)?, number(3)?, number(3)?);
        let class = u8::try_from(class).ok().filter(|class| matches!(class, 2 | 4 | 5))?;
        parts.next().is_none().then_some(Self { class, subject, detail })
    }
}

impl SmtpReply {
    /// The reply with this code and these words, which may begin with an enhanced status.
    pub fn new(code: u16, words: &str) -> Self {
        let line = header_value(words);
        let first = line.split([' ', ';']).next().unwrap_or_default();
        let status = EnhancedStatus::parse(first).filter(|status| u16::from(status.class) == code / 100);
        Self { code, status, text: without_addresses(&line) }
    }

    /// Reads a reply as reports of deliveries quote it: `smtp; 550-5.1.1 no such user`. Status and code may be missing
    /// there; `status` is what the report says beside it.
    pub fn parse_quoted(quoted: &str, status: EnhancedStatus) -> Self {
        let words = quoted.split_once(';').map_or(quoted, |(_, words)| words).trim();
        let digits = words.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
        let code = digits.and_then(|code| code.parse::<u16>().ok()).filter(|code| matches!(code, 200..=599));
        let rest = if code.is_some() { words[3..].trim_start_matches(['-', ' ']) } else { words };
        let reply = Self::new(code.unwrap_or_else(|| u16::from(status.class) * 100 + 50), rest);
        // `5.0.0` says nothing that the quoted reply would not say better.
        Self { status: reply.status.or(Some(status).filter(|status| status.subject != 0)), ..reply }
    }
}

/// A text without the words that look like addresses.
fn without_addresses(line: &str) -> String {
    let words = line.split(' ').map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(text: &str) -> EnhancedStatus {
        EnhancedStatus::parse(text).unwrap()
    }

    #[test]
    fn statuses_are_read_where_they_agree_with_the_code() {
        for (code, words, expected) in [
            (550, "5.1.1 no such user", Some("5.1.1")),
            (550, "5.7.26 This mail has been blocked", Some("5.7.26")),
            (452, "4.2.2 over quota", Some("4.2.2")),
            (550, "4.2.2 disagrees", None),
            (550, "User unknown", None),
            (550, "1.2.3.4 is blocked", None),
            (550, "5.1.1.1 no status", None),
            (550, "5.1 no status", None),
            (550, "", None),
        ] {
            assert_eq!(SmtpReply::new(code, words).status, expected.map(status), "{words}");
        }
        assert_eq!(EnhancedStatus::parse("3.1.1"), None);
        assert_eq!(EnhancedStatus::parse("5.9999.1"), None);
    }

    #[test]
    fn words_hold_no_address_and_no_line_break() {
        let reply =
            SmtpReply::new(550, "5.1.1 <taro@gmial.com>: Recipient\r\naddress rejected: taro@gmial.com unknown");
        assert_eq!(reply.text, "5.1.1 … Recipient  address rejected: … unknown");
        assert_eq!(SmtpReply::new(550, &"長".repeat(1000)).text.chars().count(), LONGEST_TEXT);
    }

    #[test]
    fn r16_quoted_replies() {
        for (quoted, given, code, expected) in [
            ("smtp; 550-5.1.1 The email account", "5.1.1", 550, Some("5.1.1")),
            ("smtp; 550 5.7.1 blocked", "5.0.0", 550, Some("5.7.1")),
            ("smtp;550 User unknown", "5.0.0", 550, None),
            ("x-postfix; host not found", "5.4.4", 550, Some("5.4.4")),
            ("smtp; 春", "4.4.7", 450, Some("4.4.7")),
            ("", "5.1.1", 550, Some("5.1.1")),
        ] {
            let reply = SmtpReply::parse_quoted(quoted, status(given));
            assert_eq!((reply.code, reply.status), (code, expected.map(status)), "{quoted}");
        }
    }
}
