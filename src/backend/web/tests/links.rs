//! Links in mails: a GET changes nothing, a POST acts once, an old link offers a fresh one.

use axum::http::StatusCode;

use super::setup::{TestServer, link};

#[tokio::test]
async fn r13_machines_open_links_and_nothing_happens_until_somebody_presses_the_button() {
    let server = TestServer::start().await;
    let (first, second) = (server.register(1).await, server.register(2).await);
    let cancel = link(first, "cancel", 1);
    for (method, headers) in [("HEAD", vec![]), ("GET", vec![]), ("GET", vec![("sec-purpose", "prefetch")])] {
        for _ in 0..5 {
            assert_eq!(server.send(method, &cancel, &headers, "").await.status, StatusCode::OK);
        }
    }
    let page = server.get(&cancel).await;
    assert_eq!(page.text.matches("<button").count(), 1, "{}", page.text);
    let controls = ["<input", "<select", "<textarea"].map(|tag| page.text.matches(tag).count());
    assert_eq!(controls, [0; 3], "the button is the first control");
    assert!(page.text.contains("渋谷の夜（見本）"));
    assert!(page.text.contains("/events/shibuya/\">案内のページを見る"), "{}", page.text);
    assert!(
        server.get(&link(second, "confirm", 1)).await.text.contains("いまの順番は1番目です"),
        "nothing was given back"
    );

    for _ in 0..2 {
        let pressed = server.post(&cancel, "").await;
        assert_eq!(pressed.status, StatusCode::OK);
        assert!(pressed.text.contains("取り消しました"), "{}", pressed.text);
    }
    let offered = server.get(&link(second, "confirm", 1)).await;
    assert!(offered.text.contains("この席で参加する"), "{}", offered.text);
    assert_eq!(offered.text.matches("<button").count(), 1, "{}", offered.text);
    let accepted = server.post(&link(second, "confirm", 1), "").await;
    assert!(accepted.text.contains("参加が決まっています"), "{}", accepted.text);
}

#[tokio::test]
async fn r13_a_link_past_its_term_offers_a_fresh_mail() {
    let server = TestServer::start().await;
    let id = server.register(1).await;
    for action in ["cancel", "confirm"] {
        let old = link(id, action, 73);
        for page in [server.get(&old).await, server.post(&old, "").await] {
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.text.contains("新しいメールを送る"), "{}", page.text);
            assert_eq!(page.text.matches("<button").count(), 1);
        }
    }
    let still = server.get(&link(id, "cancel", 1)).await;
    assert!(still.text.contains("申し込みを取り消す"), "the old link cancelled nothing");
    for _ in 0..2 {
        let sent = server.post(&link(id, "fresh", 73), "").await;
        assert!(sent.text.contains("お送りしました"), "{}", sent.text);
    }
    assert_eq!(
        server.backend.state.store.waiting_mails().await,
        ["fresh-link", "seat-confirmed"],
        "once, however often"
    );
}

#[tokio::test]
async fn a_text_that_is_no_link_says_so_and_a_foreign_page_presses_nothing() {
    let server = TestServer::start().await;
    let id = server.register(1).await;
    let address = link(id, "cancel", 1);
    assert_eq!(server.get("/api/l/none/cancel").await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.get(&address.replace("/cancel", "/other")).await.status, StatusCode::NOT_FOUND);
    let foreign = server.send("POST", &address, &[("origin", "https://other.example.jp")], "").await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(server.get(&address).await.text.contains("申し込みを取り消す"));
}

#[tokio::test]
async fn an_offered_seat_is_declined_on_a_page_that_the_offer_leads_to() {
    let server = TestServer::start().await;
    let (first, second, third) = (server.register(1).await, server.register(2).await, server.register(3).await);
    let waiting = server.get(&link(second, "cancel", 1)).await;
    assert!(waiting.text.contains("キャンセル待ちをやめる") && !waiting.text.contains("席"), "{}", waiting.text);
    server.post(&link(first, "cancel", 1), "").await;
    let offered = server.get(&link(second, "confirm", 1)).await;
    let way = offered.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let way = way.into_iter().find(|address| address.ends_with("/cancel")).expect("the way to decline").to_owned();
    let declining = server.get(&way).await;
    assert!(declining.text.contains("<button>今回は見送る</button>"), "{}", declining.text);
    assert!(server.get(&link(second, "confirm", 1)).await.text.contains("この席で参加する"), "opening it acts not");
    let declined = server.post(&way, "").await;
    assert!(declined.text.contains("取り消されています"), "{}", declined.text);
    assert!(server.get(&link(third, "confirm", 1)).await.text.contains("この席で参加する"));
}
