//! A server with addresses of its own: pages of them may send forms, besides those of the site.

use axum::http::StatusCode;

use super::setup::{TestServer, body};
use crate::web::ServerSettings;

#[tokio::test]
async fn r10_the_sites_address_and_the_servers_own_may_send_and_no_other() {
    let addresses = vec!["https://forms.example.jp".to_owned(), "http://127.0.0.1:8460".to_owned()];
    let server = TestServer::start_with(ServerSettings { addresses, ..ServerSettings::default() }).await;
    for (number, (origin, status)) in [
        ("https://site.example.jp", StatusCode::OK),
        ("https://forms.example.jp", StatusCode::OK),
        ("http://127.0.0.1:8460", StatusCode::OK),
        ("http://forms.example.jp", StatusCode::FORBIDDEN),
        ("http://127.0.0.1:8461", StatusCode::FORBIDDEN),
        ("https://example.jp", StatusCode::FORBIDDEN),
    ]
    .into_iter()
    .enumerate()
    {
        let headers = [("origin", origin), ("content-type", "application/x-www-form-urlencoded")];
        let answer = server.send("POST", "/api/forms/event", &headers, &body(number)).await;
        assert_eq!(answer.status, status, "{origin}: {}", answer.text);
    }
}
