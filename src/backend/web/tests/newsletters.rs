//! The way out of newsletters over HTTP, and another date of a series.

use axum::http::StatusCode;

use super::setup::{TestServer, link};
use crate::{
    intake::{UnsubscribeLink, UnsubscribeWay},
    store::{
        EventFacts, NewsletterDraft,
        test_support::{event, keys, sealed_with_news},
    },
};

/// A server with one subscriber, and the address in their newsletter.
async fn subscribed() -> (TestServer, String) {
    let server = TestServer::start().await;
    let store = &server.backend.state.store;
    store.update_event(event(20)).await.unwrap();
    let asked = sealed_with_news(1);
    let id = asked.id;
    store.receive(asked).await.unwrap();
    let page = server.get(&link(id, "subscribe", 1)).await;
    assert!(page.text.contains("お知らせを受け取る") && page.text.matches("<button").count() == 1, "{}", page.text);
    let draft = NewsletterDraft {
        is_invitation: false,
        title: "秋の便り（見本）".to_owned(),
        text: "こんにちは。".to_owned(),
        segment: None,
        due_at: jiff::Timestamp::now(),
    };
    assert_eq!(store.queue_newsletter(draft.clone(), "operator").await.unwrap(), 0, "a GET subscribes nobody");
    let pressed = server.post(&link(id, "subscribe", 1), "").await;
    assert!(pressed.text.contains("お知らせを受け付けました"), "{}", pressed.text);
    assert_eq!(store.queue_newsletter(draft, "operator").await.unwrap(), 1);
    let mails = store.claim_mails(10).await.unwrap();
    let mail = mails.iter().find(|mail| mail.kind.is_newsletter()).unwrap().id;
    (server, format!("/api/u/{}", UnsubscribeLink { mail }.render(&keys().index)))
}

#[tokio::test]
async fn r13_machines_open_the_way_out_and_nobody_leaves_until_somebody_presses_the_button() {
    let (server, way_out) = subscribed().await;
    for method in ["HEAD", "GET", "GET"] {
        assert_eq!(server.send(method, &way_out, &[("sec-purpose", "prefetch")], "").await.status, StatusCode::OK);
    }
    let page = server.get(&way_out).await;
    assert_eq!(page.text.matches("<button").count(), 1, "{}", page.text);
    assert!(page.text.contains("お知らせを止める") && page.text.contains("そのままです"));
    let foreign = server.send("POST", &way_out, &[("origin", "https://other.example.jp")], "").await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let ends = async || server.backend.state.store.subscription_ends(10).await.unwrap();
    assert!(ends().await.is_empty());
    for _ in 0..2 {
        let pressed = server.post(&way_out, "").await;
        assert_eq!(pressed.status, StatusCode::OK);
        assert!(pressed.text.contains("お知らせを止めました"), "{}", pressed.text);
    }
    assert!(server.get(&way_out).await.text.contains("お知らせを止めました"), "nothing is left to press");
    let ends = ends().await;
    assert_eq!((ends.len(), ends[0].way), (1, Some(UnsubscribeWay::Button)));
    assert_eq!(server.get("/api/u/none").await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.post("/api/u/none", "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn r19_a_mail_program_leaves_with_one_post_and_no_browser() {
    for (content_type, body) in [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        (
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n",
        ),
    ] {
        let (server, way_out) = subscribed().await;
        let answer = server.send("POST", &way_out, &[("content-type", content_type)], body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let ends = server.backend.state.store.subscription_ends(10).await.unwrap();
        assert_eq!((ends.len(), ends[0].way), (1, Some(UnsubscribeWay::OneClick)), "{content_type}");
    }
}

#[tokio::test]
async fn r13_another_date_of_the_series_is_taken_by_a_button() {
    let server = TestServer::start().await;
    let date = |id: &str, day: u32| EventFacts {
        id: id.to_owned(),
        title: format!("渋谷の夜 {day}日（見本）"),
        series: Some("shibuya".to_owned()),
        content_time: "2026-11-02T00:00:00Z".parse().unwrap(),
        ..event(1)
    };
    let store = &server.backend.state.store;
    for (id, day) in [("shibuya", 18), ("shibuya-2", 20)] {
        store.update_event(date(id, day)).await.unwrap();
    }
    let id = server.register(1).await;
    let list = server.get(&link(id, "move", 1)).await;
    let other = format!("{}/shibuya%2D2", link(id, "move", 1));
    assert!(list.text.contains(&format!("href=\"{other}\"")) && !list.text.contains("<button"), "{}", list.text);
    for _ in 0..2 {
        let page = server.get(&other).await;
        assert_eq!(page.text.matches("<button").count(), 1, "{}", page.text);
    }
    assert_eq!(store.registration(id).await.unwrap().unwrap().event, "shibuya", "a GET moves nobody");
    for _ in 0..2 {
        let pressed = server.post(&other, "").await;
        assert!(pressed.text.contains("移りました"), "{}", pressed.text);
    }
    assert_eq!(store.registration(id).await.unwrap().unwrap().event, "shibuya-2");
    let old = server.post(&format!("{}/shibuya", link(id, "move", 73)), "").await;
    assert!(old.text.contains("新しいメールを送る"), "{}", old.text);
    let foreign = server.send("POST", &other, &[("origin", "https://other.example.jp")], "").await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}
