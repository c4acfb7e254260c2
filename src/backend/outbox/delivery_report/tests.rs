//! Reports in the dialects of those who send most of them, and mails that are none.

use super::{DeliveryReport, ReportedRecipient, parse_report};
use crate::outbox::{message::MessageId, smtp::Delivery};

const ID: &str = "018f-1@cross-sendai.example.jp";

/// Postfix: headers of the mail alone, an address with quotes, CRLF.
const POSTFIX: &str = "From: MAILER-DAEMON@mx.example.jp (Mail Delivery System)
To: reports@cross-sendai.example.jp
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary=\"5A1.1/mx.example.jp\"

This is a MIME-encapsulated message.

--5A1.1/mx.example.jp
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.jp.

--5A1.1/mx.example.jp
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp
X-Postfix-Queue-ID: 5A1
X-Postfix-Sender: rfc822; reports@cross-sendai.example.jp
Arrival-Date: Thu, 17 Dec 2026 19:00:00 +0900 (JST)

Final-Recipient: rfc822; \"taro..yamada\"@docomo.ne.jp
Original-Recipient: rfc822;\"taro..yamada\"@docomo.ne.jp
Action: failed
Status: 5.0.0
Remote-MTA: dns; mfsmax.docomo.ne.jp
Diagnostic-Code: smtp; 550 Unknown user
    taro..yamada@docomo.ne.jp

--5A1.1/mx.example.jp
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <reports@cross-sendai.example.jp>
From: CROSS SENDAI <info@cross-sendai.example.jp>
Message-ID: <018f-1@cross-sendai.example.jp>

--5A1.1/mx.example.jp--
";

/// Google: the explanation in a part of its own, the whole mail attached, dashes in the quoted reply.
const GOOGLE: &str = "To: reports@cross-sendai.example.jp
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
Subject: Delivery Status Notification (Failure)
References: <018f-1@cross-sendai.example.jp>
In-Reply-To: <018f-1@cross-sendai.example.jp>
MIME-Version: 1.0
Content-Type: multipart/report; boundary=\"0000f\"; report-type=delivery-status

--0000f
Content-Type: multipart/related; boundary=\"0000g\"

--0000g
Content-Type: text/html; charset=\"UTF-8\"

<p>Address not found</p>
--0000g--
--0000f
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Received-From-MTA: dns; reports@cross-sendai.example.jp
Arrival-Date: Thu, 17 Dec 2026 02:00:00 -0800 (PST)
X-Original-Message-ID: <018f-1@cross-sendai.example.jp>

Final-Recipient: rfc822; taro@gmial.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
 550-5.1.1 double-checking the recipient's email address for typos - gsmtp
Last-Attempt-Date: Thu, 17 Dec 2026 02:00:01 -0800 (PST)

--0000f
Content-Type: message/rfc822

Message-ID: <018f-1@cross-sendai.example.jp>
Subject: x
Content-Type: text/plain

x
--0000f--
";

/// Microsoft: the fields in base64, no copy of the mail, its name in what the report answers.
const MICROSOFT: &str = "From: Microsoft Outlook <postmaster@example.jp>
To: <reports@cross-sendai.example.jp>
Subject: Undeliverable: x
In-Reply-To: <018f-1@cross-sendai.example.jp>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=\"b_1\"

--b_1
Content-Type: text/plain; charset=\"us-ascii\"

Delivery has failed to these recipients or groups:
--b_1
Content-Type: message/delivery-status
Content-Transfer-Encoding: base64

UmVwb3J0aW5nLU1UQTogZG5zO1RZMi5wcm9kLm91dGxvb2suY29tCgpGaW5hbC1SZWNpcGllbnQ6
IHJmYzgyMjtoYW5ha29AZXhhbXBsZS5qcApBY3Rpb246IGZhaWxlZApTdGF0dXM6IDUuNy4xCkRp
YWdub3N0aWMtQ29kZTogc210cDs1NTAgNS43LjEgVW5mb3J0dW5hdGVseSwgbWVzc2FnZXMgZnJv
bSBbMTkyLjAuMi43XSB3ZXJlbid0IHNlbnQuIChTMzE0MCkK
--b_1--
";

/// The one recipient of a report, with LF and with CRLF as line ends.
fn only_recipient(text: &str) -> ReportedRecipient {
    let report = parse_report(text.as_bytes()).expect("a report");
    assert_eq!(parse_report(text.replace('\n', "\r\n").as_bytes()).as_ref(), Some(&report));
    let DeliveryReport { message_id, mut recipients } = report;
    assert_eq!(message_id, MessageId::parse(ID));
    assert_eq!(recipients.len(), 1);
    recipients.remove(0)
}

#[test]
fn r16_three_dialects() {
    let recipient = only_recipient(POSTFIX);
    assert_eq!(recipient.address, "taro..yamada@docomo.ne.jp");
    let Delivery::AddressRefused(reply) = recipient.outcome else { panic!("{recipient:?}") };
    assert_eq!((reply.code, reply.text.as_str()), (550, "Unknown user …"));
    let recipient = only_recipient(GOOGLE);
    assert_eq!(recipient.address, "taro@gmial.com");
    assert!(matches!(recipient.outcome, Delivery::AddressRefused(_)), "{recipient:?}");
    let recipient = only_recipient(MICROSOFT);
    assert_eq!(recipient.address, "hanako@example.jp");
    assert!(matches!(recipient.outcome, Delivery::SenderBlocked(_)), "our sender is at fault: {recipient:?}");
}

#[test]
fn r16_actions_and_statuses() {
    for (action, status, diagnostic, expected) in [
        ("failed", "5.2.1", "smtp; 550 5.2.1 disabled", "address-refused"),
        ("failed", "5.2.2", "smtp; 552 5.2.2 over quota", "message-refused"),
        ("failed", "4.4.7", "smtp; 451 4.4.7 expired", "message-refused"),
        ("failed", "5.7.1", "", "sender-blocked"),
        ("delayed", "4.4.1", "smtp; connect timed out", "temporary-failure"),
        ("delivered", "2.0.0", "", "accepted"),
        ("relayed", "2.0.0", "", "accepted"),
    ] {
        let text = POSTFIX
            .replace("Action: failed", &format!("Action: {action}"))
            .replace("Status: 5.0.0", &format!("Status: {status}"))
            .replace("smtp; 550 Unknown user\n    taro..yamada@docomo.ne.jp", diagnostic);
        assert_eq!(only_recipient(&text).outcome.name(), expected, "{action} {status}");
    }
}

#[test]
fn r16_what_is_no_report_says_nothing() {
    for text in [
        "",
        "\0\u{1}",
        "Subject: 不在のお知らせ\nAuto-Submitted: auto-replied\nContent-Type: text/plain\n\nStatus: 5.1.1\nAction: failed\n",
        &POSTFIX.replace("message/delivery-status", "text/plain"),
        &POSTFIX.replace("Action: failed", "Action: sunk"),
        &POSTFIX.replace("Status: 5.0.0", "Status: bad"),
        &POSTFIX.replace("Final-Recipient", "X-A").replace("Original-Recipient", "X-B"),
    ] {
        assert_eq!(parse_report(text.as_bytes()), None, "{text}");
    }
    let nameless = POSTFIX.replace("Message-ID: <018f-1@", "Message-ID: <not an id@");
    assert_eq!(parse_report(nameless.as_bytes()).unwrap().message_id, None);
}

#[test]
fn hostile_reports_end() {
    let nested = "Content-Type: multipart/report; boundary=a\n\n--a\n".repeat(5000);
    assert_eq!(parse_report(nested.as_bytes()), None);
    let mails = "Content-Type: message/rfc822\n\n".repeat(20_000);
    assert_eq!(parse_report(mails.as_bytes()), None);
    let few = "Content-Type: message/rfc822\n\n".repeat(super::MOST_TYPES);
    assert_eq!(parse_report(few.as_bytes()), None);
    let group = "\nFinal-Recipient: rfc822; a@example.jp\nAction: failed\nStatus: 5.1.1\n";
    let many = POSTFIX.replace("\nFinal-Recipient:", &format!("{}\nFinal-Recipient:", group.repeat(1000)));
    assert_eq!(parse_report(many.as_bytes()).unwrap().recipients.len(), super::MOST_RECIPIENTS);
    for end in (0..POSTFIX.len()).step_by(7) {
        parse_report(&POSTFIX.as_bytes()[..end]);
    }
}
