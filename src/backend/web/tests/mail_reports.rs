//! Delivery reports over HTTP: with the token alone, and only where there is one.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use tower::ServiceExt;

use super::setup::{EventSite, TestServer, body};
use crate::{
    outbox::ReportsToken,
    store::{DatabaseLocation, test_support::keys},
    web::{BackendServer, ServerSettings},
};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

fn report(message_id: &str) -> String {
    format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: \
         message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.jp\r\n\r\nFinal-Recipient: \
         rfc822;visitor1@example.jp\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: \
         text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\n\r\n--b--\r\n"
    )
}

#[tokio::test]
async fn r16_a_report_is_taken_from_who_has_the_token() {
    let folder = tempfile::tempdir().unwrap();
    let location = DatabaseLocation::Sqlite(folder.path().join("data.sqlite"));
    let token = ReportsToken::new(TOKEN);
    assert_eq!(format!("{token:?}"), "Some(ReportsToken)");
    let settings = ServerSettings { mail_reports_token: token, ..ServerSettings::default() };
    let site = Arc::new(EventSite::default());
    let backend = BackendServer::open(site, &location, keys(), settings, None).await.unwrap();
    let form = Request::post("/api/forms/event")
        .header(header::ORIGIN, "https://site.example.jp")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let sent = backend.router().oneshot(form.body(Body::from(body(1))).unwrap()).await.unwrap();
    assert_eq!(sent.status(), StatusCode::OK);
    let store = &backend.state.store;
    let mail = store.claim_mails(1).await.unwrap().remove(0);
    let text = report(&format!("{}@site.example.jp", mail.id.simple()));
    for (authorization, status, is_marked) in [
        ("", StatusCode::UNAUTHORIZED, false),
        ("Bearer 0123456789abcdef0123456789abcdee", StatusCode::UNAUTHORIZED, false),
        ("Basic 0123456789abcdef0123456789abcdef", StatusCode::UNAUTHORIZED, false),
        ("Bearer 0123456789abcdef0123456789abcdef", StatusCode::NO_CONTENT, true),
    ] {
        let request = Request::post("/api/mail/reports").header(header::AUTHORIZATION, authorization);
        let request = request.body(Body::from(text.clone())).unwrap();
        let answer = backend.router().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), status, "{authorization}");
        assert_eq!(store.mail_facts(&mail).await.unwrap().is_none(), is_marked, "{authorization}");
    }
}

#[tokio::test]
async fn without_a_token_there_is_no_such_address() {
    let server = TestServer::start().await;
    let answer = server.send("POST", "/api/mail/reports", &[("authorization", "Bearer ")], "x").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
