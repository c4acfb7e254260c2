//! What people get whose event changes: one notice, a calendar file that updates, a reminder for the new time.

use jiff::SignedDuration;
use mail_parser::{Message, MessageParser, MimeHeaders};

use super::{PATIENT, worker};
use crate::{
    intake::{Attendance, RegistrationAction, SubmissionId},
    outbox::smtp::responder::{Responder, Script},
    store::{
        EventFacts, Reception, Store,
        test_support::{TestDatabase, event, sealed, sealed_group, sent_by},
    },
};

const JOIN_LINK: &str = "https://meet.example.jp/night";

/// The evening of the 18th in a room becomes the afternoon of the 19th online.
fn moved() -> EventFacts {
    EventFacts {
        starts_at: "2099-12-19T04:00:00Z".parse().unwrap(),
        ends_at: "2099-12-19T06:00:00Z".parse().unwrap(),
        place: "オンライン".to_owned(),
        places: [(Attendance::Online, Some(12))].into(),
        join_link: Some(JOIN_LINK.to_owned()),
        content_time: "2026-11-02T00:00:00Z".parse().unwrap(),
        ..event(12)
    }
}

async fn register(store: &Store, number: usize) -> SubmissionId {
    match store.receive(sealed(&sent_by(number))).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

/// A mail as its reader sees it.
pub(super) struct ReadMail {
    pub to: String,
    pub subject: String,
    /// Text and page.
    pub words: String,
    pub calendar: Option<String>,
}

/// The mails that a server got when everything due was sent, ordered by their recipients.
pub(super) async fn sent(store: &Store) -> Vec<ReadMail> {
    let server = Responder::start(Script::FINE).await;
    worker(store, server.address.port(), PATIENT).send_due().await.unwrap();
    let mut mails: Vec<ReadMail> = server.heard().mails.iter().map(|mail| read(mail)).collect();
    mails.sort_by(|a, b| a.to.cmp(&b.to));
    mails
}

fn read(mail: &str) -> ReadMail {
    let message = MessageParser::default().parse(mail.as_bytes()).unwrap();
    let to = message.to().unwrap().first().unwrap().address().unwrap().to_owned();
    let words = [message.body_text(0), message.body_html(0)].map(|part| part.unwrap().into_owned()).concat();
    ReadMail { to, subject: message.subject().unwrap().to_owned(), words, calendar: calendar(&message) }
}

/// The calendar file with its lines unfolded.
fn calendar(message: &Message<'_>) -> Option<String> {
    let file = message.attachments().find(|part| part.attachment_name() == Some("event.ics"))?;
    Some(String::from_utf8(file.contents().to_vec()).unwrap().replace("\r\n ", ""))
}

fn line<'a>(calendar: &'a str, name: &str) -> &'a str {
    calendar.lines().find(|line| line.starts_with(name)).unwrap()
}

#[tokio::test]
async fn r18_fifteen_notices_leave_with_calendar_files_that_update_and_the_link_for_twelve() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(12)).await.unwrap();
        for number in 0..15 {
            register(&store, number).await;
        }
        let gone = register(&store, 15).await;
        store.change_registration(gone, RegistrationAction::Cancel, 48).await.unwrap();
        let before = sent(&store).await;
        let entry = |mails: &[ReadMail], to: &str| {
            mails.iter().filter(|mail| mail.to == to).find_map(|mail| mail.calendar.clone()).unwrap()
        };
        store.update_event(moved()).await.unwrap();
        assert_eq!(sent(&store).await.len(), 0, "staff are asked first");
        let id = store.pending_event_changes().await.unwrap()[0].id;
        store.confirm_event_change(id, "operator", 48).await.unwrap().unwrap();

        let notices = sent(&store).await;
        assert_eq!(notices.len(), 15, "{:?}", database.location);
        assert!(notices.iter().all(|mail| mail.to != "visitor15@example.jp"), "none to the cancelled");
        assert!(notices.windows(2).all(|pair| pair[0].to != pair[1].to), "one to each");
        let seated = |mail: &&ReadMail| mail.calendar.is_some();
        assert_eq!(notices.iter().filter(seated).count(), 12);
        for mail in &notices {
            assert_eq!(mail.words.contains(JOIN_LINK), seated(&mail), "{}", mail.to);
            assert!(!mail.subject.contains("visitor") && !mail.subject.contains("山田"));
            for words in
                ["2099年12月19日（土） 13:00〜15:00", "2099年12月18日（金） 19:00〜21:00", "渋谷・坂の上ホール"]
            {
                assert!(mail.words.contains(words), "{words}: {}", mail.words);
            }
        }
        let (old, new) = (entry(&before, "visitor3@example.jp"), entry(&notices, "visitor3@example.jp"));
        assert_eq!(line(&old, "UID:"), line(&new, "UID:"));
        assert_eq!((line(&old, "SEQUENCE:"), line(&new, "SEQUENCE:")), ("SEQUENCE:0", "SEQUENCE:1"));
        assert!(line(&new, "DTSTART;").ends_with("20991219T130000") && new.contains(JOIN_LINK), "{new}");

        // Of the old start nobody is reminded, of the new one everybody with a seat.
        assert_eq!(store.remind(event(12).starts_at - SignedDuration::from_hours(24), 24).await.unwrap(), 0);
        let due = moved().starts_at - SignedDuration::from_hours(24);
        assert_eq!(store.remind(due, 24).await.unwrap(), 12);
        assert_eq!(store.remind(due, 24).await.unwrap(), 0);
        store.make_mails_due().await;
        let reminders = sent(&store).await;
        assert_eq!(reminders.len(), 12);
        assert!(reminders.iter().all(|mail| mail.words.contains(JOIN_LINK) && mail.subject.contains("まもなく")));
    }
}

#[tokio::test]
async fn r18_who_gives_back_before_the_notice_is_handed_over_hears_nothing_of_the_change() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(12)).await.unwrap();
        let gone = register(&store, 1).await;
        sent(&store).await;
        store.update_event(moved()).await.unwrap();
        let id = store.pending_event_changes().await.unwrap()[0].id;
        store.confirm_event_change(id, "operator", 48).await.unwrap().unwrap();
        store.change_registration(gone, RegistrationAction::Cancel, 48).await.unwrap();
        let mails = sent(&store).await;
        assert_eq!(mails.len(), 1, "{:?}", database.location);
        assert!(mails[0].subject.contains("取り消し") && !mails[0].words.contains(JOIN_LINK), "{}", mails[0].words);
    }
}

#[tokio::test]
async fn r18_an_event_that_is_called_off_leaves_calendars() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(12)).await.unwrap();
        register(&store, 1).await;
        sent(&store).await;
        let off = EventFacts { is_on: false, content_time: moved().content_time, ..event(12) };
        store.update_event(off).await.unwrap();
        let id = store.pending_event_changes().await.unwrap()[0].id;
        store.confirm_event_change(id, "operator", 48).await.unwrap().unwrap();
        let mails = sent(&store).await;
        assert_eq!(mails.len(), 1, "{:?}", database.location);
        let calendar = mails[0].calendar.as_deref().unwrap();
        assert_eq!((line(calendar, "METHOD:"), line(calendar, "SEQUENCE:")), ("METHOD:CANCEL", "SEQUENCE:1"));
        assert!(mails[0].subject.contains("中止・延期"));
    }
}

#[tokio::test]
async fn a_group_reads_for_how_many_its_seats_are_and_who_comes_alone_does_not() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    store.update_event(event(3)).await.unwrap();
    register(&store, 1).await;
    store.receive(sealed_group(2, 2)).await.unwrap();
    store.receive(sealed_group(3, 2)).await.unwrap();
    let mails = sent(&store).await;
    let said: Vec<bool> = mails.iter().map(|mail| mail.words.matches("お申し込みの人数：2人").count() == 2).collect();
    assert_eq!(said, [false, true, true], "text and page of a group alone");
    assert!(mails[2].words.contains("2人分の席が空いていないため"), "{}", mails[2].words);
}
