//! The outbox as pages: only with the key, only where it is asked for, and with links that work.

use std::sync::Arc;

use axum::http::StatusCode;

use super::setup::{ServerAnswer, TestServer, body};
use crate::web::{MailViewer, ServerSettings, TrialKey};

const ADDRESS: &str = "http://127.0.0.1:1111";

/// A server that shows its mails, with the key as a cookie.
async fn start() -> (TestServer, String) {
    let addresses = vec![ADDRESS.to_owned()];
    let server = TestServer::start_with(ServerSettings { addresses, ..ServerSettings::default() }).await;
    let viewer = MailViewer::new(None, false, Arc::new(TrialKey::generate(1111)));
    let link = viewer.link(ADDRESS);
    let server = server.showing_mails(viewer);
    let led_in = server.get(link.strip_prefix(ADDRESS).unwrap()).await;
    assert_eq!((led_in.status, led_in.header("location")), (StatusCode::SEE_OTHER, "/api/outbox"), "{link}");
    let cookie = led_in.header("set-cookie").split(';').next().unwrap().to_owned();
    (server, cookie)
}

async fn look(server: &TestServer, cookie: &str, path: &str) -> ServerAnswer {
    server.send("GET", path, &[("cookie", cookie)], "").await
}

/// The addresses on a page that begin so, in order.
fn links<'a>(page: &'a str, start: &str) -> Vec<&'a str> {
    let quoted = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    quoted.filter(|address| address.starts_with(start)).collect()
}

fn mails(page: &str) -> Vec<&str> {
    links(page, "/api/outbox/").into_iter().filter(|address| !address.ends_with(".css")).collect()
}

#[tokio::test]
async fn without_the_key_nothing_is_shown_and_a_server_for_others_has_no_such_pages() {
    let (server, cookie) = start().await;
    server.register(1).await;
    let list = look(&server, &cookie, "/api/outbox").await;
    let mail = mails(&list.text)[0].to_owned();
    let paths = [
        "/api/outbox".to_owned(),
        "/api/outbox?key=none".to_owned(),
        "/api/outbox/outbox.css".to_owned(),
        mail.clone(),
        format!("{mail}/html"),
        format!("{mail}/message.eml"),
        format!("{mail}/files/0"),
    ];
    let other_key = format!("{}x", &cookie[..cookie.len() - 1]);
    for path in &paths {
        for key in ["", other_key.as_str()] {
            let answer = look(&server, key, path).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
            assert!(answer.text.contains("起動した画面") && !answer.text.contains("visitor1"), "{}", answer.text);
        }
        assert_eq!(look(&server, &cookie, path).await.status, StatusCode::OK, "{path}");
    }
    let token = format!("Bearer {}", cookie.split_once('=').unwrap().1);
    let by_token = server.send("GET", "/api/outbox", &[("authorization", &token)], "").await;
    assert_eq!(by_token.status, StatusCode::OK);

    let for_others = TestServer::start().await;
    for path in &paths {
        assert_eq!(look(&for_others, &cookie, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn mails_are_shown_as_they_would_be_sent_and_their_links_work() {
    let (server, cookie) = start().await;
    assert!(look(&server, &cookie, "/api/outbox").await.text.contains("まだメールはありません"));
    server.register(1).await;
    server.register(2).await;
    let list = look(&server, &cookie, "/api/outbox").await.text;
    for words in ["visitor1@example.jp", "visitor2@example.jp", "送信待ち", "【CROSS SENDAI】"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    let found = mails(&list);
    assert_eq!(found.len(), 2);
    // The older one is that of who has the seat.
    let seat = look(&server, &cookie, found[1]).await.text;
    assert!(seat.contains("visitor1@example.jp") && seat.contains("trial@localhost"), "{seat}");
    let cancel = links(&seat, ADDRESS).into_iter().find(|address| address.ends_with("/cancel"));
    let cancel = cancel.unwrap_or_else(|| panic!("{seat}")).strip_prefix(ADDRESS).unwrap();
    assert!(!seat.contains("https://site.example.jp/api/"), "links lead to the server's own address");

    let frame = look(&server, &cookie, &format!("{}/html", found[1])).await;
    assert!(frame.header("content-security-policy").starts_with("sandbox allow-popups"), "no script, no origin");
    assert!(!frame.header("content-security-policy").contains("allow-same-origin"));
    assert!(frame.text.contains("<base target=\"_blank\">") && frame.text.contains(cancel), "{}", frame.text);
    let file = look(&server, &cookie, &format!("{}/files/0", found[1])).await;
    assert!(
        file.header("content-disposition").starts_with("attachment; filename=\"")
            && file.text.contains("BEGIN:VCALENDAR")
    );
    assert!(file.header("content-type").starts_with("text/calendar"));
    assert_eq!(look(&server, &cookie, &format!("{}/files/1", found[1])).await.status, StatusCode::NOT_FOUND);
    let message = look(&server, &cookie, &format!("{}/message.eml", found[1])).await.text;
    assert!(message.contains("To: visitor1@example.jp\r\n") && message.contains("multipart/mixed"), "{message}");

    assert!(server.get(cancel).await.text.contains("申し込みを取り消す"));
    let headers = [("origin", ADDRESS), ("accept", "text/html")];
    let cancelled = server.send("POST", cancel, &headers, "").await;
    assert!(cancelled.text.contains("取り消しました"), "{}", cancelled.text);
    let list = look(&server, &cookie, "/api/outbox").await.text;
    assert_eq!(mails(&list).len(), 4, "one is told that it is cancelled, the other has an offer: {list}");
}

#[tokio::test]
async fn what_is_unknown_is_not_there_and_faults_of_templates_are_told() {
    let (server, cookie) = start().await;
    for path in ["/api/outbox/none", "/api/outbox/00000000-0000-4000-8000-000000000000", "/api/outbox/x/html"] {
        let status = look(&server, &cookie, path).await.status;
        assert!(matches!(status, StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST), "{path}: {status}");
    }
    server.register(1).await;
    server.break_mails();
    let list = look(&server, &cookie, "/api/outbox").await;
    assert!(list.status == StatusCode::OK && list.text.contains("seat-offered"), "{}", list.text);
    let mail = look(&server, &cookie, mails(&list.text)[0]).await;
    assert!(mail.text.contains("書けません") && !mail.text.contains("<iframe"), "{}", mail.text);
    let frame = look(&server, &cookie, &format!("{}/html", mails(&list.text)[0])).await;
    assert_eq!(frame.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_people_wrote_is_text_on_the_pages() {
    let (server, cookie) = start().await;
    let sent = body(1).replace("%E5%B1%B1%E7%94%B01", "%3Cb%3Ex").replace("visitor1", "vis%26itor");
    let answer = server.post("/api/forms/event", &sent).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let list = look(&server, &cookie, "/api/outbox").await.text;
    assert!(list.contains("vis&#38;itor@example.jp") || list.contains("vis&amp;itor@example.jp"), "{list}");
    let mail = look(&server, &cookie, mails(&list)[0]).await.text;
    assert!(!mail.contains("<b>x"), "{mail}");
    let frame = look(&server, &cookie, &format!("{}/html", mails(&list)[0])).await.text;
    assert!(!frame.contains("<b>x"), "{frame}");
}
