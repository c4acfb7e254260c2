//! The routes, over a site of values and a database in a folder.

mod booking_site;
mod bookings;
mod fair_site;
mod fairs;
mod forms;
mod groups;
mod json_schema;
mod limits;
mod links;
mod mail_reports;
mod mail_viewer;
mod newsletters;
mod office;
mod office_api;
mod office_api_tokens;
mod office_approvals;
mod office_bookings;
mod office_cases;
mod office_data_incidents;
mod office_event_day;
mod office_exports;
mod office_fairs;
mod office_fiscal_years;
mod office_invitations;
mod office_message_approval;
mod office_messages;
mod office_organisations;
mod office_passkeys;
mod office_persons;
mod office_records;
mod office_retention;
mod office_settings;
mod office_setup;
mod office_sorting;
mod office_surveys;
mod office_tables;
mod office_templates;
mod office_timeline;
mod office_webhooks;
mod operation;
mod opt_in;
mod own_address;
mod personal;
pub(super) mod setup;
mod surveys;
mod uploads;

use axum::http::StatusCode;

use self::setup::TestServer;

#[tokio::test]
async fn what_is_wrong_has_one_form() {
    let server = TestServer::start().await;
    for (method, path, length, status) in [
        ("GET", "/", 0, 404),
        ("GET", "/api/none", 0, 404),
        ("DELETE", "/api/health", 0, 405),
        ("DELETE", "/api/forms/event", 0, 405),
        ("POST", "/api/health", 70_000, 413),
    ] {
        let told = length.to_string();
        let answer = server.send(method, path, &[("content-length", told.as_str())], &"x".repeat(length)).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
        let start = format!("{{\"status\":{status},\"title\":\"");
        assert!(answer.text.starts_with(&start), "{method} {path}: {}", answer.text);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn browsers_are_told_what_is_wrong_as_a_page() {
    let server = TestServer::start().await;
    let page = server.send("GET", "/api/none", &[("accept", "text/html")], "").await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::NOT_FOUND, "text/html; charset=utf-8"));
    assert!(page.text.contains("このアドレスには何もありません。"), "{}", page.text);
    assert!(page.text.contains("https://site.example.jp/"), "it leads back to the site");
    let long = "x".repeat(10_000_000);
    let page = server.post("/api/forms/event", &format!("name={long}")).await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::PAYLOAD_TOO_LARGE, "text/html; charset=utf-8"));
}

#[tokio::test]
async fn seats_are_told_as_small_json() {
    let server = TestServer::start().await;
    let answer = server.get("/api/events/shibuya/seats").await;
    assert_eq!(answer.text, r#"{"venue":{"capacity":1,"left":1,"waiting":0}}"#);
    assert_eq!(answer.header("content-type"), "application/json");
    server.register(1).await;
    server.register(2).await;
    let answer = server.get("/api/events/shibuya/seats").await;
    assert_eq!(answer.text, r#"{"venue":{"capacity":1,"left":0,"waiting":1}}"#);
    assert_eq!(server.get("/api/events/none/seats").await.status, StatusCode::NOT_FOUND);
}
