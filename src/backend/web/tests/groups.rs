//! A form that takes groups: how many seats are asked for is what is told, shown, and refused at its field.

use std::sync::Arc;

use axum::http::StatusCode;
use tempfile::TempDir;
use tsubame_model::schema::{Form, KnownReferences};

use super::setup::{EventSite, TestServer, body, link};
use crate::{
    store::{
        DatabaseLocation, EventFacts,
        test_support::{event, group_form},
    },
    web::{FormContent, ServerSettings, SiteMail, Workspace, WorkspaceError},
};

/// The site of the tests, whose event has three seats and takes groups.
#[derive(Default)]
struct GroupSite(EventSite);

impl Workspace for GroupSite {
    fn base_url(&self) -> Result<String, WorkspaceError> {
        self.0.base_url()
    }

    fn forms(&self) -> Result<Vec<Form>, WorkspaceError> {
        Ok(vec![group_form()])
    }

    fn content(&self) -> Result<FormContent, WorkspaceError> {
        let mut references = KnownReferences::default();
        references.insert("event", "shibuya", [("event_mode".to_owned(), "venue".to_owned())]);
        let event = EventFacts { id: "shibuya".to_owned(), ..event(3) };
        Ok(FormContent { references, events: vec![event], ..FormContent::default() })
    }

    fn mail(&self) -> Result<SiteMail, WorkspaceError> {
        self.0.mail()
    }

    fn published_pages(&self) -> Result<Vec<String>, WorkspaceError> {
        self.0.published_pages()
    }

    fn published_page(&self, path: &str) -> Result<Option<Vec<u8>>, WorkspaceError> {
        self.0.published_page(path)
    }
}

const SCRIPT: [(&str, &str); 3] = [
    ("origin", "https://site.example.jp"),
    ("content-type", "application/x-www-form-urlencoded"),
    ("accept", "application/json"),
];

async fn serve(folder: &TempDir) -> TestServer {
    let location = DatabaseLocation::Sqlite(folder.path().join("data.sqlite"));
    TestServer::of(Arc::new(GroupSite::default()), &location, ServerSettings::default()).await
}

fn of_group(number: usize, people: &str) -> String {
    format!("{}&people={people}", body(number))
}

#[tokio::test]
async fn seats_are_counted_by_groups_and_one_that_has_to_wait_is_told_why() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(&folder).await;
    let sent = server.send("POST", "/api/forms/event", &SCRIPT, &of_group(1, "2")).await;
    assert!(sent.text.contains(r#""seat":"seat""#), "{}", sent.text);
    let seats = async || server.get("/api/events/shibuya/seats").await.text;
    assert_eq!(seats().await, r#"{"venue":{"capacity":3,"left":1,"waiting":0}}"#);
    let waiting = server.post("/api/forms/event", &of_group(2, "3")).await;
    let page = server.get(waiting.header("location")).await;
    assert!(page.text.contains("人数分の席が空いていないため、キャンセル待ち"), "{}", page.text);
    assert_eq!(seats().await, r#"{"venue":{"capacity":3,"left":0,"waiting":3}}"#);
    let id = server.backend.state.store.newest_submission().await;
    let page = server.get(&link(id, "confirm", 1)).await;
    assert!(page.text.contains("（3人分）の席は、まだそろっていません。"), "{}", page.text);
    let file = server.post(&link(id, "data", 1), "").await;
    assert!(file.text.contains("キャンセル待ち（3人）"), "{}", file.text);
}

#[tokio::test]
async fn a_group_larger_than_the_event_is_refused_at_the_field_that_asks_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(&folder).await;
    let message = "「人数」は、定員の3人までです。人数を選び直してください。";
    let data = server.send("POST", "/api/forms/event", &SCRIPT, &of_group(1, "9")).await;
    assert_eq!(
        (data.status, data.header("content-type")),
        (StatusCode::UNPROCESSABLE_ENTITY, "application/problem+json")
    );
    let told: serde_json::Value = serde_json::from_str(&data.text).unwrap();
    assert_eq!(told["errors"], serde_json::json!([{ "field": "people", "message": message }]));
    let page = server.post("/api/forms/event", &of_group(1, "9")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains(message) && page.text.contains("visitor1@example.jp"), "{}", page.text);
    assert_eq!(server.backend.state.store.count_submissions().await, 0);
    // It is no choice that a form without such a field could know.
    let unknown = server.send("POST", "/api/forms/event", &SCRIPT, &of_group(1, "4")).await;
    assert!(unknown.text.contains(r#""field":"people""#), "{}", unknown.text);
}

#[tokio::test]
async fn the_document_says_which_field_asks_for_seats() {
    let folder = tempfile::tempdir().unwrap();
    let document = serve(&folder).await.get("/api/openapi.json").await;
    let document: serde_json::Value = serde_json::from_str(&document.text).unwrap();
    let body = &document["paths"]["/api/forms/event"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    let people = &body["properties"]["people"];
    assert_eq!(people["enum"], serde_json::json!(["1", "2", "3", "9"]));
    assert!(people["description"].as_str().unwrap().contains("So many seats are asked for"), "{people}");
    assert!(body["properties"]["phase"]["description"].is_null());
}
