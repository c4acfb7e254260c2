//! The list of mails and one mail, as HTML. What they are made of is text, which the templates encode.

use askama::Template;
use jiff::Timestamp;

use super::{
    mail_reading::{MOST_MAILS, MailReading},
    text_pieces::{TextPiece, text_pieces},
};
use crate::{
    outbox::{JapanTime, MailSender},
    store::{MailState, OutboxEntry},
};

/// The list.
#[derive(Template)]
#[template(path = "outbox.html")]
pub(super) struct OutboxHtml<'a> {
    mails: Vec<MailRow<'a>>,
    faults: &'a [String],
    is_sent: bool,
    most: u64,
}

/// A mail in the list.
struct MailRow<'a> {
    id: String,
    subject: &'a str,
    recipient: &'a str,
    written_at: JapanTime,
    state: String,
}

/// One mail.
#[derive(Template)]
#[template(path = "outbox_mail.html")]
pub(super) struct MailHtml<'a> {
    id: String,
    row: MailRow<'a>,
    kind: &'static str,
    sender: String,
    reply: Option<&'a str>,
    problem: Option<&'a str>,
    text: Vec<TextPiece<'a>>,
    files: Vec<&'a str>,
    is_sent: bool,
}

impl<'a> OutboxHtml<'a> {
    /// Over mails, newest first.
    pub fn new(mails: &'a [MailReading], faults: &'a [String], is_sent: bool) -> Self {
        Self {
            mails: mails.iter().map(|mail| MailRow::new(mail, is_sent)).collect(),
            faults,
            is_sent,
            most: MOST_MAILS,
        }
    }
}

impl<'a> MailHtml<'a> {
    /// The page of a mail in the name of this sender.
    pub fn new(mail: &'a MailReading, sender: &MailSender, is_sent: bool) -> Self {
        let words = mail.words.as_ref();
        let row = MailRow::new(mail, is_sent);
        Self {
            id: row.id.clone(),
            row,
            kind: mail.entry.mail.kind.name(),
            sender: format!("{} <{}>", sender.name, sender.address).trim_start().to_owned(),
            reply: mail.entry.reply.as_deref(),
            problem: mail.problem.as_deref(),
            text: words.map(|words| text_pieces(&words.content.text)).unwrap_or_default(),
            files: words.iter().flat_map(|words| &words.attachments).map(|file| file.name.as_str()).collect(),
            is_sent,
        }
    }

    fn has_words(&self) -> bool {
        !self.text.is_empty()
    }
}

impl<'a> MailRow<'a> {
    fn new(mail: &'a MailReading, is_sent: bool) -> Self {
        let words = mail.words.as_ref();
        Self {
            id: mail.entry.mail.id.to_string(),
            subject: words.map_or_else(|| mail.entry.mail.kind.name(), |words| words.content.subject.as_str()),
            recipient: words.map_or("（宛先なし）", |words| words.recipient.as_str()),
            written_at: JapanTime::at(mail.entry.mail.written_at),
            state: state_in_words(&mail.entry, is_sent, Timestamp::now()),
        }
    }
}

/// What became of a mail. One that waits says for what.
fn state_in_words(entry: &OutboxEntry, is_sent: bool, now: Timestamp) -> String {
    match entry.state {
        MailState::Waiting if entry.due_at > now => format!("{}に送る予定", JapanTime::at(entry.due_at).as_str()),
        MailState::Waiting if is_sent => "まもなく送信".to_owned(),
        MailState::Waiting => "送信待ち".to_owned(),
        MailState::Sending => "送信中".to_owned(),
        MailState::Sent => "送信済み".to_owned(),
        MailState::Bounced => "宛先に届かない".to_owned(),
        MailState::Dead => "送信をやめた".to_owned(),
        MailState::Dropped => "送る必要がなくなった".to_owned(),
        MailState::Withdrawn => "送信を止めている".to_owned(),
    }
}

/// A mail's page as it stands in a frame: its links open in a window of their own, since what they lead to refuses frames.
pub(super) fn frame_document(html: &str) -> String {
    const BASE: &str = "<base target=\"_blank\">";
    match html.split_once("<head>") {
        Some((before, after)) => format!("{before}<head>{BASE}{after}"),
        None => format!("{BASE}{html}"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use uuid::Uuid;

    use super::*;
    use crate::{
        intake::{MailKind, PersonId, SubmissionId},
        store::ClaimedMail,
    };

    #[test]
    fn states_are_told_and_what_waits_says_for_what() {
        let now: Timestamp = "2026-12-01T01:00:00Z".parse().unwrap();
        let mail = ClaimedMail {
            id: Uuid::nil(),
            kind: MailKind::SeatConfirmed,
            person: PersonId(Uuid::nil()),
            submission: SubmissionId(Uuid::nil()),
            written_at: now,
            attempts: 1,
            uncertain: 0,
        };
        let later = now + SignedDuration::from_hours(1);
        for (state, due_at, is_sent, words) in [
            (MailState::Waiting, now, false, "送信待ち"),
            (MailState::Waiting, now, true, "まもなく送信"),
            (MailState::Waiting, later, true, "2026年12月1日（火） 11:00（日本時間）に送る予定"),
            (MailState::Sent, later, true, "送信済み"),
            (MailState::Dead, now, true, "送信をやめた"),
        ] {
            let entry = OutboxEntry { mail: mail.clone(), state, due_at, reply: None };
            assert_eq!(state_in_words(&entry, is_sent, now), words);
        }
    }

    #[test]
    fn links_of_a_mail_open_beside_its_frame() {
        let base = "<base target=\"_blank\">";
        assert_eq!(frame_document("<html><head>\n<p>"), format!("<html><head>{base}\n<p>"));
        assert_eq!(frame_document("<p>"), format!("{base}<p>"));
    }
}
