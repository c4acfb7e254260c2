//! Many people behind one address, and one who invents addresses.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use jiff::SignedDuration;
use scraper::{Html, Selector};
use tsubame_http::PeerAddress;

use super::setup::{ServerAnswer, TestServer, body};
use crate::{
    intake::{SenderLimits, TrustedProxies, solve},
    store::test_support::TestDatabase,
    web::ServerSettings,
};

const FREE: u64 = 20;

/// Settings of a test: little work, no wait.
fn settings(proxies: &[&str]) -> ServerSettings {
    // A window that no test sees the end of.
    let window_s = 1_000_000_000;
    let (wait, turn) = (SignedDuration::ZERO, SignedDuration::ZERO);
    let limits = SenderLimits { free: FREE, window_s, work_bits: 8, wait, turn };
    let proxies = TrustedProxies::parse(proxies.iter().copied()).unwrap();
    ServerSettings { limits, proxies, ..ServerSettings::default() }
}

/// How somebody sends.
#[derive(Clone, Copy)]
struct Sender<'a> {
    peer: [u8; 4],
    forwarded: &'a str,
    accept: &'a str,
}

/// Somebody at the venue, through the proxy, whose browser runs no scripts.
const PAGE: Sender<'_> = Sender { peer: [192, 0, 2, 1], forwarded: "203.0.113.7", accept: "text/html" };

/// The same with scripts.
const SCRIPT: Sender<'_> = Sender { accept: "application/json", ..PAGE };

async fn send(server: &TestServer, sender: Sender<'_>, body: &str) -> ServerAnswer {
    let request = Request::post("/api/forms/event")
        .extension(PeerAddress((sender.peer, 4711).into()))
        .header("origin", "https://site.example.jp")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", sender.accept)
        .header("x-forwarded-for", sender.forwarded)
        .body(Body::from(body.to_owned()));
    server.answer(request.unwrap()).await
}

/// The work that an answer asks for, done.
fn worked(answer: &ServerAnswer) -> String {
    let said: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(said["proof"]["algorithm"], "SHA-256", "{said}");
    let bits = u32::try_from(said["proof"]["bits"].as_u64().unwrap()).unwrap();
    solve(said["proof"]["ticket"].as_str().unwrap(), bits).unwrap()
}

/// What the one button of a page sends.
fn pressed(answer: &ServerAnswer) -> String {
    let page = Html::parse_document(&answer.text);
    let select = |text: &str| Selector::parse(text).unwrap();
    assert_eq!(page.select(&select("button")).count(), 1);
    let form = page.select(&select("form")).next().unwrap();
    assert_eq!((form.attr("method"), form.attr("action")), (Some("post"), Some("/api/forms/event")));
    let mut sent = url::form_urlencoded::Serializer::new(String::new());
    for input in page.select(&select("form input[type=hidden]")) {
        sent.append_pair(input.attr("name").unwrap(), input.attr("value").unwrap());
    }
    sent.finish()
}

#[tokio::test]
async fn r12_sixty_people_behind_one_address() {
    for database in TestDatabase::each().await {
        let server = TestServer::open(&database.location, settings(&["192.0.2.1"])).await;
        for number in 0..60 {
            let sender = if number % 2 == 0 { PAGE } else { SCRIPT };
            let typed = body(number);
            let mut answer = send(&server, sender, &typed).await;
            if number >= 20 {
                assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{number}: {}", answer.text);
                let again =
                    if number % 2 == 0 { pressed(&answer) } else { format!("{typed}&proof={}", worked(&answer)) };
                answer = send(&server, sender, &again).await;
            }
            let expected = if number % 2 == 0 { StatusCode::SEE_OTHER } else { StatusCode::OK };
            assert_eq!(answer.status, expected, "{number}: {}", answer.text);
        }
        let store = &server.backend.state.store;
        assert_eq!(store.count_submissions().await, 60, "{:?}: all sixty are stored", database.location);
        assert_eq!(store.count_held().await.unwrap(), 0, "and nobody waits for staff");
        assert_eq!(store.sender_counts().await, [60]);
    }
}

#[tokio::test]
async fn r12_invented_addresses_change_no_counter() {
    for (proxies, peer) in [(&[][..], [203, 0, 113, 7]), (&["192.0.2.1"][..], [192, 0, 2, 1])] {
        for database in TestDatabase::each().await {
            let server = TestServer::open(&database.location, settings(proxies)).await;
            let mut asked = 0;
            for number in 0..100 {
                // The proxy, where there is one, adds who has asked it.
                let invented = format!("198.51.100.{number}");
                let forwarded = if proxies.is_empty() { invented } else { format!("{invented}, 203.0.113.7") };
                let answer = send(&server, Sender { peer, forwarded: &forwarded, ..SCRIPT }, &body(number)).await;
                asked += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
            }
            assert_eq!(asked, 80, "{:?} {proxies:?}", database.location);
            let store = &server.backend.state.store;
            assert_eq!(store.sender_counts().await, [20], "one sender, one counter");
            // Somebody else is asked nothing.
            let other = Sender { peer, forwarded: "203.0.113.8", ..SCRIPT };
            let other = if proxies.is_empty() { Sender { peer: [203, 0, 113, 8], ..other } } else { other };
            assert_eq!(send(&server, other, &body(101)).await.status, StatusCode::OK);
        }
    }
}

#[tokio::test]
async fn a_turn_that_has_not_come_keeps_what_was_typed_and_a_page_is_good_once() {
    let mut settings = settings(&["192.0.2.1"]);
    settings.limits = SenderLimits { free: 0, wait: SignedDuration::from_secs(2), ..settings.limits };
    let server = TestServer::start_with(settings).await;
    let typed = "event=shibuya&name=a%22%3E%3Cb%3E%26&email=visitor1%40example.jp&consent=yes&consent_version=1";
    let waiting = send(&server, PAGE, typed).await;
    assert_eq!((waiting.status, waiting.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "3"));
    assert!(!waiting.text.contains("<b>"), "{}", waiting.text);
    let sent = pressed(&waiting);
    assert!(sent.contains("name=a%22%3E%3Cb%3E%26"), "{sent}");
    let early = send(&server, PAGE, &sent).await;
    assert_eq!(early.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(pressed(&early), sent, "the same turn, the same words");
    assert_eq!(server.backend.state.store.count_submissions().await, 0);
    tokio::time::sleep(std::time::Duration::from_millis(2_100)).await;
    assert_eq!(send(&server, PAGE, &sent).await.status, StatusCode::SEE_OTHER);
    // Pressed once more it is the same submission; for another person it is worth nothing.
    assert_eq!(send(&server, PAGE, &sent).await.status, StatusCode::SEE_OTHER);
    let other = send(&server, PAGE, &sent.replace("visitor1", "visitor2")).await;
    assert_eq!(other.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(server.backend.state.store.count_submissions().await, 1);
}

#[tokio::test]
async fn a_script_may_work_before_it_sends_and_what_is_wrong_is_said_without_work() {
    let mut settings = settings(&[]);
    settings.limits.free = 0;
    let server = TestServer::start_with(settings).await;
    let wrong = send(&server, SCRIPT, "event=shibuya&name=a&email=b").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let challenge: serde_json::Value =
        serde_json::from_str(&server.get("/api/forms/event/challenge").await.text).unwrap();
    let proof = solve(challenge["ticket"].as_str().unwrap(), 8).unwrap();
    let answer = send(&server, SCRIPT, &format!("{}&proof={proof}", body(1))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let again = send(&server, SCRIPT, &format!("{}&proof={proof}", body(2))).await;
    assert_eq!(again.status, StatusCode::TOO_MANY_REQUESTS, "a proof is good once");
    assert_eq!(server.get("/api/forms/none/challenge").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn r11_a_trap_a_machine_and_no_origin_are_held_and_told_so() {
    let server = TestServer::start().await;
    let began = jiff::Timestamp::now().as_millisecond();
    let hasty = format!("{}&request_id=t{}-a", body(2), radix_36(began));
    let trapped = format!("{}&remark=x", body(1));
    for sent in [trapped, hasty] {
        let answer = server.post("/api/forms/event", &sent).await;
        assert_eq!(answer.header("location"), "/api/forms/event/received?seat=held");
        let page = server.get(answer.header("location")).await;
        assert!(page.text.contains("担当者が内容を確かめて"), "{}", page.text);
        assert!(!page.text.contains("確認のメールをお送りしました"), "no mail was sent");
    }
    let store = &server.backend.state.store;
    assert_eq!((store.count_held().await.unwrap(), store.waiting_mails().await.len()), (2, 0));
}

fn radix_36(mut number: i64) -> String {
    let mut digits = Vec::new();
    while number > 0 {
        digits.push(char::from_digit(u32::try_from(number % 36).unwrap(), 36).unwrap());
        number /= 36;
    }
    digits.iter().rev().collect()
}
