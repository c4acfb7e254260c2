//! A message to many goes out once exactly its words are approved, where the settings say so.

use axum::http::StatusCode;

use super::office_setup::{SignedIn, TestOffice};
use crate::{intake::approvals::ApprovalKind, web::ServerSettings};

const TO_ATTENDEES: [(&str, &str); 4] =
    [("event", "shibuya"), ("audience", "confirmed"), ("purpose", "service"), ("subject", "ご連絡")];

async fn written(office: &TestOffice, who: &SignedIn, text: &str) -> String {
    let answer = office.post("/messages", who, &[&TO_ATTENDEES[..], &[("text", text)]].concat()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location").split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_message_to_many_waits_for_the_approval_of_its_words() {
    let approval_required = [ApprovalKind::Message].into();
    let office = TestOffice::start_with(ServerSettings { approval_required, ..ServerSettings::default() }).await;
    office.server.register(1).await;
    let (staff, client) = (office.sign_in("staff", "coordinator").await, office.sign_in("client", "client").await);
    let message = written(&office, &staff, "北口からお入りください。").await;
    office.post(&format!("{message}/test"), &staff, &[("version", "1")]).await;
    let page = office.get(&message, Some(&staff)).await;
    assert!(page.text.contains("この内容の承認が必要です") && !page.text.contains(&format!("{message}/send")));
    let early = office.post(&format!("{message}/send"), &staff, &[("version", "1")]).await;
    assert!(early.status == StatusCode::CONFLICT && early.text.contains("まだ承認されていません"), "{}", early.text);
    for _ in 0..2 {
        let asked = office.post(&format!("{message}/approval"), &staff, &[]).await;
        assert_eq!(asked.header("location"), format!("{message}?done=asked"), "{}", asked.text);
    }
    let page = office.get(&message, Some(&staff)).await;
    let approval = page.text.split("href=\"/approvals/").nth(1).unwrap().split('"').next().unwrap();
    let approval = format!("/approvals/{approval}");
    assert!(page.text.contains("承認を待っています"));
    let shown = office.get(&approval, Some(&client)).await;
    assert!(shown.text.contains("北口からお入りください。") && !shown.text.contains("山田1"), "{}", shown.text);
    let decision = [("decision", "approve"), ("version", "1")];
    let decided = office.post(&format!("{approval}/decide"), &client, &decision).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.text);
    let page = office.get(&message, Some(&staff)).await;
    assert!(page.text.contains("この内容は承認されています") && page.text.contains(&format!("{message}/send")));
    let sent = office.post(&format!("{message}/send"), &staff, &[("version", "1")]).await;
    assert_eq!(sent.header("location"), format!("{message}?done=started"), "{}", sent.text);

    let other = written(&office, &staff, "南口からお入りください。").await;
    office.post(&format!("{other}/test"), &staff, &[("version", "1")]).await;
    let refused = office.post(&format!("{other}/send"), &staff, &[("version", "1")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "other words are another matter");
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    assert_eq!(office.post(&format!("{other}/approval"), &foreign, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_the_setting_nothing_waits() {
    let office = TestOffice::start().await;
    office.server.register(1).await;
    let staff = office.sign_in("staff", "coordinator").await;
    let message = written(&office, &staff, "北口からお入りください。").await;
    office.post(&format!("{message}/test"), &staff, &[("version", "1")]).await;
    let sent = office.post(&format!("{message}/send"), &staff, &[("version", "1")]).await;
    assert_eq!(sent.header("location"), format!("{message}?done=started"), "{}", sent.text);
}
