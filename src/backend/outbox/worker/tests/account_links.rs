//! Links to accounts that go by mail: they are nowhere but in the mail, a newer one ends an older one, and what does not arrive is seen.

use jiff::Timestamp;
use mail_parser::MessageParser;

use super::{PATIENT, worker};
use crate::{
    intake::{AccountId, staff::StaffGrants},
    outbox::{
        ReportOutcome,
        smtp::responder::{Act, Responder, Script},
        take_report,
    },
    store::{
        InvitationKind, InviteOutcome, MailState, NewAccount, ResetOutcome, Store, staff_support,
        test_support::TestDatabase,
    },
};

const MAIL: &str = "hanako@example.jp";

async fn invite(store: &Store) -> (AccountId, String) {
    let new = NewAccount { name: "仙台 花子".to_owned(), mail: MAIL.to_owned(), grants: StaffGrants::default() };
    match store.invite_account_by_mail(new, "admin").await.unwrap() {
        InviteOutcome::Invited { account, token } => (account, token.as_str().to_owned()),
        other => panic!("{other:?}"),
    }
}

async fn reset(store: &Store, account: AccountId) -> String {
    match store.reset_account_by_mail(account, "admin").await.unwrap() {
        ResetOutcome::Reset { token } => token.as_str().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// The recipient, the subject and the words of the mails that go out now.
async fn sent(store: &Store) -> Vec<(String, String, String)> {
    let server = Responder::start(Script::FINE).await;
    worker(store, server.address.port(), PATIENT).send_due().await.unwrap();
    let read = |mail: &String| {
        let mail = MessageParser::default().parse(mail.as_bytes()).unwrap();
        let to = mail.to().unwrap().first().unwrap().address().unwrap().to_owned();
        let words = [mail.body_text(0), mail.body_html(0)].map(|part| part.unwrap().into_owned()).concat();
        (to, mail.subject().unwrap().to_owned(), words)
    };
    server.heard().mails.iter().map(read).collect()
}

async fn state(store: &Store, account: AccountId) -> Option<MailState> {
    store.invitation_mails().await.unwrap().get(&account).map(|mail| mail.state)
}

#[tokio::test]
async fn an_invitation_arrives_with_the_link_that_is_shown_too() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (account, token) = invite(&store).await;
        assert_eq!(state(&store, account).await, Some(MailState::Waiting));
        let mails = sent(&store).await;
        let [(to, subject, words)] = &mails[..] else { panic!("{mails:?}") };
        assert_eq!(to, MAIL);
        assert!(!subject.contains("花子") && subject.contains("CROSS SENDAI"), "{subject}");
        let link = format!("https://office.example.jp/invite/{token}");
        assert!(words.matches(&link).count() >= 2 && words.contains("仙台 花子"), "{words}");
        assert_eq!(store.account_invitation(&token).await.unwrap().unwrap().kind, InvitationKind::Invite);
        assert_eq!(state(&store, account).await, Some(MailState::Sent));
        assert!(sent(&store).await.is_empty(), "once");
        let kept = store.newest_mails(9).await.unwrap();
        assert!(!format!("{kept:?}").contains(&token), "the link lies nowhere");
    }
}

#[tokio::test]
async fn a_newer_link_ends_the_mail_of_an_older_one() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (account, first) = invite(&store).await;
        let second = reset(&store, account).await;
        let mails = sent(&store).await;
        let [(_, _, words)] = &mails[..] else { panic!("{mails:?}") };
        assert!(words.contains(&second) && !words.contains(&first) && words.contains("再設定"), "{words}");
        assert_eq!(store.account_invitation(&first).await.unwrap(), None);
        let states: Vec<MailState> = store.newest_mails(9).await.unwrap().into_iter().map(|mail| mail.state).collect();
        assert!(states.contains(&MailState::Dropped) && states.contains(&MailState::Sent), "{states:?}");
    }
}

#[tokio::test]
async fn a_link_that_was_used_is_not_sent_any_more() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    let (account, token) = invite(&store).await;
    let now = Timestamp::now();
    store.accept_invitation(staff_support::acceptance(&token, now), now).await.unwrap();
    assert!(sent(&store).await.is_empty());
    assert_eq!(state(&store, account).await, None, "nobody has to do anything");
}

#[tokio::test]
async fn what_does_not_arrive_is_seen_at_once_or_by_a_later_report() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (account, _) = invite(&store).await;
        let script = Script { recipients: &[Act::Say("550 5.1.1 no such user")], ..Script::FINE };
        let refusing = Responder::start(script).await;
        worker(&store, refusing.address.port(), PATIENT).send_due().await.unwrap();
        let mail = store.invitation_mails().await.unwrap().remove(&account).unwrap();
        assert!(mail.has_failed() && mail.state == MailState::Bounced);

        reset(&store, account).await;
        assert_eq!(state(&store, account).await, Some(MailState::Waiting), "the newest one counts");
        sent(&store).await;
        let id = store.invitation_mails().await.unwrap().remove(&account).unwrap().mail.simple().to_string();
        for (address, ended) in [("other@example.jp", 0), ("HANAKO@example.jp", 1)] {
            let report = format!(
                "From: mx@example.jp\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\
                 Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.jp\r\n\r\nFinal-Recipient: rfc822; {address}\r\n\
                 Action: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822-headers\r\n\r\n\
                 Message-ID: <{id}@site.example.jp>\r\n\r\n--b--\r\n"
            );
            let outcome = take_report(&store, report.as_bytes()).await.unwrap();
            assert_eq!(outcome, ReportOutcome { is_report: true, marked: 0, ended }, "{address}");
        }
        assert_eq!(state(&store, account).await, Some(MailState::Bounced));
    }
}
