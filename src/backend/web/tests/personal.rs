//! What people do about their own data, by the links in their mails.

use axum::http::StatusCode;

use super::setup::{TestServer, body, link};
use crate::{
    documents::TableFormat,
    intake::{cases::NoteAudience, messages::MessagePurpose},
    store::{MessageDraft, MessageOutcome, MessageTarget, NewNote},
    web::retention_sweep::end_terms,
};

#[tokio::test]
async fn r13_machines_open_the_links_of_personal_data_and_nothing_happens() {
    let server = TestServer::start().await;
    let id = server.register(1).await;
    for action in ["data", "withdraw", "erase"] {
        let address = link(id, action, 1);
        for method in ["HEAD", "GET"] {
            assert_eq!(server.send(method, &address, &[], "").await.status, StatusCode::OK, "{action}");
        }
        let page = server.get(&address).await;
        assert_eq!(page.text.matches("<button").count(), 1, "{}", page.text);
        assert!(!page.text.contains("山田") && !page.text.contains("visitor1@"), "a page that is opened shows nothing");
        let foreign = server.send("POST", &address, &[("origin", "https://other.example.jp")], "").await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        assert_eq!(server.get(&format!("/api/l/none/{action}")).await.status, StatusCode::NOT_FOUND);
        let old = link(id, action, 73);
        for page in [server.get(&old).await, server.post(&old, "").await] {
            assert!(page.text.contains("新しいメールを送る"), "{}", page.text);
        }
    }
    assert!(server.get(&link(id, "confirm", 1)).await.text.contains("参加が決まっています"));
}

#[tokio::test]
async fn a_person_is_given_everything_that_is_kept_about_them() {
    let server = TestServer::start().await;
    let id = server.register(1).await;
    server.register(2).await;
    let file = server.post(&link(id, "data", 1), "").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"personal-data.html\"");
    assert_eq!(file.header("cache-control"), "no-store");
    for part in ["山田1", "visitor1@example.jp", "お名前", "渋谷の夜（見本）", "同意します", "何をするか"]
    {
        assert!(file.text.contains(part), "{part}: {}", file.text);
    }
    assert!(!file.text.contains("visitor2@"), "and nothing of others");
    let page = scraper::Html::parse_document(&file.text);
    let rows: Vec<String> = page
        .select(&scraper::Selector::parse("tr").unwrap())
        .map(|row| row.text().collect::<Vec<_>>().join(" "))
        .collect();
    for row in ["イベント 渋谷の夜（見本）", "開き方 会場", "お名前 山田1", "申し込みの状態 参加が決まっています"]
    {
        assert!(rows.iter().any(|shown| shown == row), "{row}: {rows:?}");
    }
    assert!(rows.iter().any(|row| row.ends_with("席の確定")), "the mail, in words: {rows:?}");
    assert!(rows.iter().all(|row| !row.contains("event")), "no name of a program: {rows:?}");
    let consent = page.select(&scraper::Selector::parse("details div").unwrap()).next().unwrap();
    let consent: String = consent.text().collect();
    assert_eq!(consent, "同意します\nhttps://site.example.jp/privacy/\n\n個人情報の取り扱い\n何をするか");
    let data = page.select(&scraper::Selector::parse("#data").unwrap()).next().unwrap();
    let data: serde_json::Value = serde_json::from_str(&data.text().collect::<String>()).unwrap();
    assert_eq!(data["submissions"][0]["answers"]["name"][0], "山田1");
    assert_eq!(data["submissions"][0]["references"]["event_mode"], "venue", "all as it is kept");
    assert_eq!(data["submissions"][0]["consent"]["text"], consent.as_str());
    assert_eq!(data["addresses"][0]["address"], "visitor1@example.jp");
}

#[tokio::test]
async fn messages_and_cases_are_given_to_whoever_they_are_about_and_notes_are_not() {
    let server = TestServer::start().await;
    let id = server.register(1).await;
    let store = &server.backend.state.store;
    let record = store.record_of(id).await.unwrap().unwrap();
    let draft = MessageDraft {
        target: MessageTarget::Person(record),
        programme: None,
        purpose: MessagePurpose::Service,
        subject: "面談のお礼".to_owned(),
        text: "{{ recipient.name | 皆さま }} 様、ありがとうございました。".to_owned(),
    };
    let message = store.write_message(draft, "staff").await.unwrap().unwrap();
    assert_eq!(store.send_message(message, 1, 60, "staff").await.unwrap(), MessageOutcome::Done);
    let text = "内部のメモです".to_owned();
    let note =
        NewNote { person: record, case: None, audience: NoteAudience::Team, side: None, text, consultation: None };
    store.add_note(note, "staff").await.unwrap().unwrap();
    let file = server.post(&link(id, "data", 1), "").await;
    for part in ["事務局からのメッセージ：面談のお礼", "山田1 様、ありがとうございました。", "事務局にお申し出ください"]
    {
        assert!(file.text.contains(part), "{part}: {}", file.text);
    }
    assert!(!file.text.contains("内部のメモです") && !file.text.contains("recipient.name"), "{}", file.text);
    let page = scraper::Html::parse_document(&file.text);
    let data = page.select(&scraper::Selector::parse("#data").unwrap()).next().unwrap();
    let data: serde_json::Value = serde_json::from_str(&data.text().collect::<String>()).unwrap();
    assert_eq!(data["messages"][0]["subject"], "面談のお礼");
    assert_eq!((&data["cases"], &data["news_since"]), (&serde_json::json!([]), &serde_json::Value::Null));
}

#[tokio::test]
async fn a_consent_is_taken_back_and_a_person_is_erased_by_the_link_in_a_mail() {
    let server = TestServer::start().await;
    let (first, second) = (server.register(1).await, server.register(2).await);
    for _ in 0..2 {
        let page = server.post(&link(first, "withdraw", 1), "").await;
        assert!(page.text.contains("同意を取り消しました"), "{}", page.text);
        assert!(page.text.contains("/erase\""), "the next step is one link away");
    }
    assert!(server.get(&link(second, "confirm", 1)).await.text.contains("この席で参加する"), "the seat goes on");
    let before = server.post(&link(second, "erase", 1), "").await;
    assert!(before.text.contains("情報は消去されています"), "{}", before.text);
    for action in ["erase", "data", "withdraw", "confirm", "cancel"] {
        for page in [server.get(&link(second, action, 1)).await, server.post(&link(second, action, 1), "").await] {
            assert_eq!((page.status, page.text.as_str()), (StatusCode::OK, before.text.as_str()), "{action}");
        }
    }
    let other = server.post(&link(first, "data", 1), "").await;
    assert!(other.text.contains("山田1"), "nobody else was erased");
}

#[tokio::test]
async fn what_is_over_the_term_of_its_form_ends_by_itself() {
    let server = TestServer::start().await;
    let id = server.register(1).await;
    let state = &server.backend.state;
    // The event of the tests is over in December 2099, and the form keeps what it received for a year.
    for (now, ended) in [("2100-12-18T00:00:00Z", 0), ("2100-12-19T00:00:00Z", 1), ("2100-12-19T00:00:00Z", 0)] {
        assert_eq!(end_terms(state, now.parse().unwrap()).await.unwrap(), ended, "{now}");
    }
    assert!(server.get(&link(id, "confirm", 1)).await.text.contains("情報は消去されています"));
}

#[tokio::test]
async fn r28_the_people_of_an_event_are_a_table_with_the_columns_of_its_form() {
    let server = TestServer::start().await;
    server.register(1).await;
    let table = server.backend.registrations_table("shibuya", "staff").await.unwrap().unwrap();
    assert_eq!(table.headings[7..], ["お名前", "メール"]);
    assert_eq!(table.rows.len(), 1);
    let csv = String::from_utf8(TableFormat::Csv.render(&table).unwrap()).unwrap();
    assert!(csv.ends_with(",'山田1,visitor1@example.jp\r\n"), "{csv}");
    assert_eq!(server.backend.registrations_table("none", "staff").await.unwrap(), None);
}

#[tokio::test]
async fn a_known_address_is_answered_as_an_unknown_one_is() {
    let server = TestServer::start().await;
    let id = server.register(1).await;
    server.post(&link(id, "confirm", 1), "").await;
    let mut answers = Vec::new();
    for number in [1, 2] {
        let body = body(number).replace("name=%E5", "name=x%E5");
        let page = server.post("/api/forms/event", &body).await;
        let json = server
            .send(
                "POST",
                "/api/forms/event",
                &[("origin", "https://site.example.jp"), ("content-type", "application/x-www-form-urlencoded")],
                &body,
            )
            .await;
        answers.push((page.status, page.header("location").to_owned(), page.text, json.status, json.text));
    }
    assert_eq!(answers[0], answers[1], "a mail alone says that somebody is registered already");
}
