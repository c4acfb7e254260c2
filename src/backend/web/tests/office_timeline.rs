//! Where a person's line of time leads: only to what whoever looks may open, in whichever programme they have which role.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use jiff::Timestamp;

use super::office_setup::{OfficeAnswer, SignedIn, TestOffice};

/// The addresses within the office that a page leads to.
fn leads_to(page: &str) -> BTreeSet<String> {
    let found = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let within = found.filter(|address| address.starts_with('/'));
    within
        .map(|address| address.split('#').next().unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&"))
        .collect()
}

fn is_mail(link: &str) -> bool {
    link.starts_with("/outbox/") && !link.starts_with("/outbox/export")
}

fn made(answer: &OfficeAnswer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location").split('?').next().unwrap().to_owned()
}

/// Somebody writes to a person, and sends that.
async fn written(office: &TestOffice, who: &SignedIn, person: &str, subject: &str) -> String {
    let typed = [("person", person), ("purpose", "service"), ("subject", subject), ("text", "見本です。")];
    let message = made(&office.post("/messages", who, &typed).await);
    made(&office.post(&format!("{message}/send"), who, &[("version", "1")]).await);
    message
}

#[tokio::test]
async fn lines_lead_only_where_whoever_looks_may_go() {
    let office = TestOffice::start().await;
    let submission = office.server.register(1).await;
    let record = office.store().record_of(submission).await.unwrap().unwrap();
    let id = office.store().person_of(record).await.unwrap().0.to_string();
    let person = format!("/persons/{id}");
    let whole = office.sign_in("whole", "coordinator").await;
    let own = office.sign_in("own", "coordinator@shibuya").await;
    let of_office = written(&office, &whole, &id, "全体から").await;
    let of_programme = written(&office, &own, &id, "渋谷から").await;
    office.store().feed_messages(Timestamp::now()).await.unwrap();
    let case = made(&office.post(&format!("{person}/cases"), &own, &[("pipeline", "casual-interview")]).await);
    let event = "/event?id=shibuya".to_owned();
    let write = format!("/messages/new?person={id}");
    let split = office.sign_in_with("split", &["counsellor@shibuya", "coordinator@elsewhere"]).await;
    let other = office.sign_in_with("other", &["counsellor", "coordinator@elsewhere"]).await;
    let admin = office.sign_in_with("admin", &["coordinator@shibuya", "administrator@elsewhere"]).await;
    let chief = office.sign_in("chief", "administrator").await;
    for (name, who, shown) in [
        ("chief", &chief, [true; 6]),
        ("whole", &whole, [true, true, true, true, true, false]),
        ("own", &own, [true, true, true, true, false, false]),
        ("split", &split, [false, false, false, false, false, false]),
        ("other", &other, [false, false, false, false, false, false]),
        ("admin", &admin, [true, true, true, true, false, false]),
    ] {
        let page = office.get(&person, Some(who)).await;
        assert!(page.text.contains("全体から") && page.text.contains("渋谷から"), "{name}: {}", page.text);
        let links = leads_to(&page.text);
        let mails = links.iter().any(|link| is_mail(link));
        let erase = links.contains(&format!("{person}/erase"));
        let found = [&event, &write, &of_programme].map(|link| links.contains(link));
        let all = [found[0], found[1], mails, found[2], links.contains(&of_office), erase];
        assert_eq!(all, shown, "{name}: {links:?}");
        assert!(links.contains(&case), "{name}: a case is of its person: {links:?}");
        for link in &links {
            let status = office.get(link, Some(who)).await.status;
            assert!(![StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&status), "{name} {link}: {status}");
        }
    }
    // The pages of a case and of a mail are about the same.
    let page = office.get(&case, Some(&split)).await;
    assert!(page.status == StatusCode::OK && page.text.contains("カジュアル面談"), "{}", page.text);
    let outbox = office.get("/outbox?kind=message", Some(&own)).await.text;
    let mails: Vec<String> = leads_to(&outbox).into_iter().filter(|link| is_mail(link)).collect();
    assert_eq!(mails.len(), 2, "{outbox}");
    let mut messages = BTreeSet::new();
    for mail in mails {
        let page = office.get(&mail, Some(&own)).await.text;
        messages.extend(leads_to(&page).into_iter().filter(|link| link.starts_with("/messages/")));
    }
    assert_eq!(messages, [of_programme].into(), "that of the whole office is not theirs to open");
}
