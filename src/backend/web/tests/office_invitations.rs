//! Accounts are invited and reset by mail; the link is shown as well, and who manages accounts sees what did not arrive.

use axum::http::StatusCode;

use super::office_setup::TestOffice;
use crate::{
    outbox::{
        SmtpPatience,
        responder::{Act, Responder, Script, settings},
    },
    store::MailState,
    web::mailing::prepare_outbox,
};

const LABEL: &str = "リンクのメールが届かなかったアカウント";

#[tokio::test]
async fn a_link_goes_by_mail_and_what_did_not_arrive_is_told() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    let editor = office.sign_in("desk", "coordinator").await;
    let fields = [("name", "仙台 花子"), ("mail", "hanako@example.jp"), ("role", "viewer")];
    let shown = office.post("/accounts", &admin, &fields).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.text.contains("hanako@example.jp に送ります") && shown.text.contains("/invite/"), "{}", shown.text);
    let list = office.get("/accounts", Some(&admin)).await;
    assert!(list.text.contains("リンクのメール：送信待ち"), "{}", list.text);
    assert!(!office.get("/", Some(&admin)).await.text.contains(LABEL));

    let script = Script { recipients: &[Act::Say("550 5.1.1 no such user")], ..Script::FINE };
    let refusing = Responder::start(script).await;
    let server = settings(refusing.address.port(), SmtpPatience::default());
    let mut worker = prepare_outbox(&server, &office.server.backend.state).await.unwrap();
    worker.send_due().await.unwrap();
    let list = office.get("/accounts", Some(&admin)).await;
    assert!(list.text.contains("class=\"wrong\">リンクのメール：届きませんでした"), "{}", list.text);
    let today = office.get("/", Some(&admin)).await;
    assert!(today.text.contains(LABEL) && today.text.contains("仙台 花子"), "{}", today.text);
    assert!(!office.get("/", Some(&editor)).await.text.contains(LABEL), "who cannot do anything about it");
    let (id, _) = office.store().invitation_mails().await.unwrap().pop_first().unwrap();
    let page = office.get(&format!("/accounts/{}", id.0), Some(&admin)).await;
    assert!(page.text.contains("リンクのメールは、届きませんでした"), "{}", page.text);

    // The outbox says for whom it is, and who sees it cannot take it for a person's.
    let mail = office.store().invitation_mails().await.unwrap().pop_first().unwrap().1.mail;
    let page = office.get(&format!("/outbox/{mail}"), Some(&editor)).await;
    assert!(page.text.contains("招待か再設定をされた職員") && !page.text.contains("hanako@"), "{}", page.text);

    let fine = Responder::start(Script::FINE).await;
    let again = office.post(&format!("/accounts/{}/reset", id.0), &admin, &[]).await;
    let link = again.text.split("/invite/").nth(1).unwrap().split('<').next().unwrap();
    let server = settings(fine.address.port(), SmtpPatience::default());
    let mut worker = prepare_outbox(&server, &office.server.backend.state).await.unwrap();
    worker.send_due().await.unwrap();
    assert_eq!(office.store().invitation_mails().await.unwrap()[&id].state, MailState::Sent);
    let sent = fine.heard().mails.concat();
    assert!(sent.contains("To: hanako@example.jp") || sent.contains("<hanako@example.jp>"), "{sent}");
    assert!(!office.get("/", Some(&admin)).await.text.contains(LABEL));
    assert_eq!(office.get(&format!("/invite/{link}"), None).await.status, StatusCode::OK);
}
