//! What a reply means for the queue: who is at fault, and whether to try again.
//!
//! Marking an address that works is worse than missing one that does not: a person would get no more mail. So an address
//! is marked only where the reply says that it is the address.

use super::reply::{EnhancedStatus, SmtpReply};

/// Where in a conversation a reply was given (RFC 5321, 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpStep {
    /// Connecting, greeting, securing.
    Connect,
    /// Proving who we are.
    Auth,
    /// `MAIL FROM`: our sender.
    Sender,
    /// `RCPT TO`: the address.
    Recipient,
    /// `DATA`: whether the mail may come.
    Data,
    /// The mail, up to the dot that ends it.
    Content,
}

/// Why an attempt came to nothing for the time being.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SmtpTrouble {
    /// The server said so.
    Reply(SmtpReply),
    /// No connection came about.
    Unreachable,
    /// The server said nothing for too long.
    Silence,
    /// The connection broke off before the mail was handed over.
    BrokenOff,
    /// The connection cannot be secured as the settings want it.
    Insecure,
    /// The server does not offer what the settings want: STARTTLS, a way to sign in.
    Unsupported,
}

/// What became of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The server has the mail and answers for it.
    Accepted,
    /// The address does not take mail, for good: it is marked, and gets no reminders.
    AddressRefused(SmtpReply),
    /// This mail is not taken, for good, and it is not the address: its size, its content. Somebody has to look.
    MessageRefused(SmtpReply),
    /// Our own sender is not welcome, or not set up. No address is at fault; many of these stop the queue.
    SenderBlocked(SmtpReply),
    /// Not now.
    TemporaryFailure(SmtpTrouble),
    /// The connection died after the mail was handed over and before the server said whether it has it. It may have been
    /// delivered: at most one more attempt, with the same Message-ID. An attempt that a crash of ours cut off is another.
    Uncertain,
}

impl Delivery {
    /// Its name in the database and in metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::AddressRefused(_) => "address-refused",
            Self::MessageRefused(_) => "message-refused",
            Self::SenderBlocked(_) => "sender-blocked",
            Self::TemporaryFailure(_) => "temporary-failure",
            Self::Uncertain => "uncertain",
        }
    }

    /// The same with the codes of the server's reply, if it gave one: `address-refused 550 5.1.1`.
    pub fn with_codes(&self) -> String {
        let reply = match self {
            Self::AddressRefused(reply)
            | Self::MessageRefused(reply)
            | Self::SenderBlocked(reply)
            | Self::TemporaryFailure(SmtpTrouble::Reply(reply)) => Some(reply),
            Self::Accepted | Self::TemporaryFailure(_) | Self::Uncertain => None,
        };
        let codes = reply.map(|reply| {
            let status = reply.status.map(|status| format!(" {}.{}.{}", status.class, status.subject, status.detail));
            format!(" {}{}", reply.code, status.unwrap_or_default())
        });
        format!("{}{}", self.name(), codes.unwrap_or_default())
    }
}

/// Words of replies that speak of our own sender, in lower case.
const OF_SENDERS: &[&str] = &[
    "blocked",
    "block list",
    "blocklist",
    "blacklist",
    "banned",
    "spam",
    "unsolicited",
    "reputation",
    "relay",
    "unauthenticated",
    "not authenticated",
    "authentication required",
    "dmarc",
    "dkim",
    "spf",
    "local policy",
    "sender",
];

/// Words of replies that speak of an address that is not there, in lower case.
const OF_ADDRESSES: &[&str] = &[
    "unknown user",
    "user unknown",
    "no such user",
    "no such recipient",
    "no such mailbox",
    "no mailbox",
    "invalid recipient",
    "invalid mailbox",
    "unknown recipient",
    "recipient unknown",
    "recipientnotfound",
    "recipient not found",
    "user not found",
    "does not exist",
    "doesn't exist",
    "doesn't have a",
    "mailbox unavailable",
    "mailbox not found",
    "account disabled",
    "account is disabled",
    "inactive",
    "not our customer",
];

/// Words of replies that speak of a full mailbox, in lower case.
const OF_FULL_MAILBOXES: &[&str] = &["quota", "mailbox full", "mailbox is full", "insufficient system storage"];

/// What a reply at this step means.
pub fn classify(step: SmtpStep, reply: &SmtpReply) -> Delivery {
    match reply.code {
        200..=399 => Delivery::Accepted,
        400..=499 => temporary(reply),
        _ => permanent(step, reply),
    }
}

fn permanent(step: SmtpStep, reply: &SmtpReply) -> Delivery {
    let is_size = reply.status.is_some_and(|status| matches!((status.subject, status.detail), (2, 3) | (3, 4)));
    match step {
        _ if is_size => Delivery::MessageRefused(reply.clone()),
        // Before the address has been named, nothing can be its fault.
        SmtpStep::Connect | SmtpStep::Auth | SmtpStep::Sender => Delivery::SenderBlocked(reply.clone()),
        SmtpStep::Recipient | SmtpStep::Data | SmtpStep::Content => {
            reply.status.and_then(|status| by_status(status, reply)).unwrap_or_else(|| by_words(step, reply))
        }
    }
}

/// By the registered statuses (RFC 3463, 3886, 7372, 7505, and IANA's list); `None` where the status says too little.
fn by_status(status: EnhancedStatus, reply: &SmtpReply) -> Option<Delivery> {
    let refused = || Some(Delivery::AddressRefused(reply.clone()));
    match (status.subject, status.detail) {
        // 1.7 and 1.8 are about the sender's address; 1.0 is about either, which the words say.
        (1, 7 | 8) | (7, _) if status.detail != 17 => Some(Delivery::SenderBlocked(reply.clone())),
        (1 | 2, 0) => None,
        (2, 2) => Some(temporary(reply)),
        (2, 4) | (6, _) => Some(Delivery::MessageRefused(reply.clone())),
        // 4.4: no such host. 7.17: the mailbox has another owner now.
        (1 | 2 | 7, _) | (4, 4) => refused(),
        // Exchange Online says 4.1 and "Access denied" of addresses that a company does not have, 4.310 of hosts.
        (4, 1 | 310) if has_any(reply, &["recipient address rejected", "does not exist"]) => refused(),
        _ => None,
    }
}

/// By the words, and where they say nothing either, by the code.
fn by_words(step: SmtpStep, reply: &SmtpReply) -> Delivery {
    if has_any(reply, OF_SENDERS) || matches!(reply.code, 530 | 534 | 535 | 538) {
        return Delivery::SenderBlocked(reply.clone());
    }
    if has_any(reply, OF_ADDRESSES) {
        return Delivery::AddressRefused(reply.clone());
    }
    if has_any(reply, OF_FULL_MAILBOXES) {
        return temporary(reply);
    }
    match (step, reply.code) {
        // RFC 5321, 4.2.3: mailbox unavailable, user not local, name not allowed.
        (SmtpStep::Recipient, 550 | 551 | 553) => Delivery::AddressRefused(reply.clone()),
        // The same, 4.5.3.1.10: a 552 at an address is meant as a 452.
        (SmtpStep::Recipient, 552) => temporary(reply),
        _ => Delivery::MessageRefused(reply.clone()),
    }
}

fn temporary(reply: &SmtpReply) -> Delivery {
    Delivery::TemporaryFailure(SmtpTrouble::Reply(reply.clone()))
}

fn has_any(reply: &SmtpReply, words: &[&str]) -> bool {
    let text = reply.text.to_lowercase();
    words.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(step: SmtpStep, cases: &[(u16, &str, &str)]) {
        for (code, words, expected) in cases {
            let delivery = classify(step, &SmtpReply::new(*code, words));
            assert_eq!(delivery.name(), *expected, "{code} {words}");
        }
    }

    #[test]
    fn what_a_server_said_is_kept_as_codes() {
        for (code, words, expected) in [
            (550, "5.1.1 <taro@example.jp> unknown", "address-refused 550 5.1.1"),
            (451, "later", "temporary-failure 451"),
            (250, "2.1.5 OK", "accepted"),
        ] {
            assert_eq!(classify(SmtpStep::Recipient, &SmtpReply::new(code, words)).with_codes(), expected);
        }
        assert_eq!(Delivery::TemporaryFailure(SmtpTrouble::Silence).with_codes(), "temporary-failure");
    }

    #[test]
    fn r16_addresses_that_do_not_exist() {
        check(
            SmtpStep::Recipient,
            &[
                (
                    550,
                    "5.1.1 <taro@gmial.com>: Recipient address rejected: User unknown in virtual mailbox table",
                    "address-refused",
                ),
                (
                    550,
                    "5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces. - gsmtp",
                    "address-refused",
                ),
                (550, "5.2.1 The email account that you tried to reach is disabled. - gsmtp", "address-refused"),
                (550, "Unknown user taro@docomo.ne.jp", "address-refused"),
                (550, "<hanako@ezweb.ne.jp>: User unknown", "address-refused"),
                (550, "Invalid recipient: <hanako@softbank.ne.jp>", "address-refused"),
                (550, "5.5.0 Requested action not taken: mailbox unavailable (S2017062302).", "address-refused"),
                (550, "5.4.1 Recipient address rejected: Access denied. [AM0.prod.outlook.com]", "address-refused"),
                (
                    550,
                    "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
                    "address-refused",
                ),
                (
                    550,
                    "5.4.310 DNS domain gmial.example does not exist [Message=InfoDomainNonexistent]",
                    "address-refused",
                ),
                (
                    554,
                    "delivery error: dd This user doesn't have a yahoo.com account (taro@yahoo.com) [0]",
                    "address-refused",
                ),
                (550, "5.1.1 <taro@icloud.com>: user does not exist", "address-refused"),
                (556, "5.1.10 Recipient address has null MX", "address-refused"),
                (550, "5.4.4 Host or domain name not found", "address-refused"),
                (550, "No such user here", "address-refused"),
                (550, "Requested action not taken", "address-refused"),
                (551, "User not local; please try elsewhere", "address-refused"),
                (553, "Mailbox name not allowed", "address-refused"),
            ],
        );
    }

    #[test]
    fn r16_a_fault_of_our_own_sender_marks_nobody() {
        check(
            SmtpStep::Recipient,
            &[
                (
                    550,
                    "5.7.1 Our system has detected that this message is likely unsolicited mail. - gsmtp",
                    "sender-blocked",
                ),
                (
                    550,
                    "5.7.26 This mail has been blocked because the sender is unauthenticated. - gsmtp",
                    "sender-blocked",
                ),
                (
                    554,
                    "5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org",
                    "sender-blocked",
                ),
                (554, "5.7.1 <taro@example.jp>: Relay access denied", "sender-blocked"),
                (550, "5.7.1 [CS01] Message rejected due to local policy.", "sender-blocked"),
                (
                    553,
                    "5.7.1 [BL21] Connections will not be accepted from 192.0.2.7, because the ip is in Spamhaus's list",
                    "sender-blocked",
                ),
                (550, "5.1.8 Sender address rejected: Domain not found", "sender-blocked"),
                (550, "5.1.0 Address rejected: bad sender", "sender-blocked"),
                (550, "Relaying denied", "sender-blocked"),
                (554, "Your access to this mail system has been rejected due to poor reputation", "sender-blocked"),
                (530, "5.7.0 Must issue a STARTTLS command first", "sender-blocked"),
                (530, "Authentication required", "sender-blocked"),
                (550, "5.7.1 User unknown", "sender-blocked"),
            ],
        );
        check(
            SmtpStep::Content,
            &[(554, "5.7.1 Message rejected", "sender-blocked"), (550, "SPF check failed", "sender-blocked")],
        );
        check(
            SmtpStep::Connect,
            &[(554, "No SMTP service here", "sender-blocked"), (550, "user unknown", "sender-blocked")],
        );
        check(SmtpStep::Auth, &[(535, "5.7.8 Username and Password not accepted", "sender-blocked")]);
        check(
            SmtpStep::Sender,
            &[(550, "5.1.1 who are you", "sender-blocked"), (553, "not owned by user", "sender-blocked")],
        );
    }

    #[test]
    fn r16_what_passes_marks_nobody() {
        check(
            SmtpStep::Recipient,
            &[
                (452, "4.2.2 The email account that you tried to reach is over quota.", "temporary-failure"),
                (452, "Insufficient system storage", "temporary-failure"),
                (451, "4.7.500 Server busy. Please try again later", "temporary-failure"),
                (450, "4.2.0 <taro@example.jp>: Recipient address rejected: Greylisted", "temporary-failure"),
                (
                    450,
                    "4.1.1 <taro@example.jp>: Recipient address rejected: unverified address: User unknown",
                    "temporary-failure",
                ),
                (421, "4.7.0 Our system has detected an unusual rate of unsolicited mail", "temporary-failure"),
                (421, "4.7.0 [TSS04] Messages temporarily deferred due to user complaints", "temporary-failure"),
                (552, "5.2.2 The email account that you tried to reach is over quota", "temporary-failure"),
                (552, "Requested mail action aborted: exceeded storage allocation", "temporary-failure"),
                (550, "mailbox full", "temporary-failure"),
                (250, "2.1.5 OK", "accepted"),
            ],
        );
    }

    #[test]
    fn a_mail_that_is_not_taken_is_nobodys_fault_but_its_own() {
        check(
            SmtpStep::Content,
            &[
                (552, "5.3.4 Message size exceeds fixed limit", "message-refused"),
                (552, "5.2.3 Message exceeds local size limit", "message-refused"),
                (554, "5.6.0 Message content is not valid", "message-refused"),
                (554, "Transaction failed", "message-refused"),
                (550, "Requested action not taken", "message-refused"),
                (500, "Line too long", "message-refused"),
                (250, "2.0.0 OK", "accepted"),
            ],
        );
        check(SmtpStep::Sender, &[(552, "5.3.4 Message size exceeds limit", "message-refused")]);
        check(SmtpStep::Data, &[(354, "Go ahead", "accepted"), (554, "5.5.1 No valid recipients", "message-refused")]);
    }
}
