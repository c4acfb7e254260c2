//! What forms send is kept and answered, with a script and without one.

use axum::http::StatusCode;

use super::setup::{POLICY, TestServer, body};

const SCRIPT: [(&str, &str); 3] = [
    ("origin", "https://site.example.jp"),
    ("content-type", "application/x-www-form-urlencoded"),
    ("accept", "application/json"),
];

#[tokio::test]
async fn without_a_script_a_submission_leads_to_a_page_that_can_be_loaded_again() {
    let server = TestServer::start().await;
    let sent = server.post("/api/forms/event", &body(1)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let page = server.get(sent.header("location")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("確認のメールをお送りしました。"), "{}", page.text);
    assert!(page.text.contains("https://site.example.jp/"));
    assert!(!page.text.contains("キャンセル待ち"));
    let waiting = server.post("/api/forms/event", &body(2)).await;
    assert!(server.get(waiting.header("location")).await.text.contains("キャンセル待ち"));
}

#[tokio::test]
async fn r08_sent_twice_has_the_same_target_and_other_answers_are_a_conflict() {
    let server = TestServer::start().await;
    let first = format!("{}&request_id=a1", body(1));
    for _ in 0..3 {
        let answer = server.post("/api/forms/event", &first).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, "/api/forms/event/received?seat=seat")
        );
    }
    let other = server.post("/api/forms/event", &format!("{}&request_id=a1", body(2))).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert!(other.text.contains("メールのリンク"), "it says how to change it: {}", other.text);
    assert!(!other.text.contains("visitor1"), "it shows nothing that is stored");
}

#[tokio::test]
async fn with_a_script_the_answer_is_data() {
    let server = TestServer::start().await;
    let sent = server.send("POST", "/api/forms/event", &SCRIPT, &body(1)).await;
    assert_eq!(sent.text, r#"{"message":"確認のメールをお送りしました。","seat":"seat"}"#);
    let wrong = server.send("POST", "/api/forms/event", &SCRIPT, "event=shibuya&name=a&email=b").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.header("content-type"), "application/problem+json");
    assert!(wrong.text.contains(r#""field":"email""#), "{}", wrong.text);
}

#[tokio::test]
async fn without_a_script_errors_come_with_the_page_and_what_was_typed() {
    let server = TestServer::start().await;
    let answer = server
        .post("/api/forms/event", "event=shibuya&name=%3Cb%3Etaro&email=none&consent=yes&consent_version=1")
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.header("content-security-policy"), POLICY, "what its host sends with it");
    assert!(answer.text.contains("<title>渋谷の夜</title>"), "it is the built page");
    assert!(answer.text.contains("&lt;b&gt;taro") || answer.text.contains("&lt;b>taro"), "{}", answer.text);
    assert!(!answer.text.contains("<b>taro"));
    assert!(answer.text.contains("aria-invalid"), "{}", answer.text);
}

#[tokio::test]
async fn r10_a_foreign_page_sends_nothing_and_an_unclear_one_is_held() {
    let server = TestServer::start().await;
    let form = ("content-type", "application/x-www-form-urlencoded");
    let foreign =
        server.send("POST", "/api/forms/event", &[("origin", "https://other.example.jp"), form], &body(1)).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let unclear = server.send("POST", "/api/forms/event", &[form], &body(2)).await;
    assert_eq!(unclear.status, StatusCode::OK);
    let seats = server.get("/api/events/shibuya/seats").await.text;
    assert_eq!(seats, r#"{"venue":{"capacity":1,"left":1,"waiting":0}}"#, "who is held takes no seat");
}

#[tokio::test]
async fn pages_of_the_site_read_answers_though_the_server_has_another_address_and_foreign_ones_do_not() {
    let server = TestServer::start().await;
    let allowed = async |method, path, origin, body: &str| {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let answer = server.send(method, path, &[("origin", origin), form], body).await;
        (answer.status, answer.header("access-control-allow-origin").to_owned())
    };
    let site = "https://site.example.jp";
    let shared = site.to_owned();
    assert_eq!(allowed("GET", "/api/events/shibuya/seats", site, "").await, (StatusCode::OK, shared.clone()));
    assert_eq!(
        allowed("POST", "/api/forms/event", site, "x=1").await,
        (StatusCode::UNPROCESSABLE_ENTITY, shared.clone())
    );
    assert_eq!(allowed("POST", "/api/forms/event", site, &body(1)).await, (StatusCode::OK, shared));
    let foreign = "https://other.example.jp";
    assert_eq!(allowed("GET", "/api/events/shibuya/seats", foreign, "").await, (StatusCode::OK, String::new()));
    assert_eq!(allowed("POST", "/api/forms/event", foreign, &body(2)).await, (StatusCode::FORBIDDEN, String::new()));
}

#[tokio::test]
async fn no_form_of_that_name_and_no_such_event() {
    let server = TestServer::start().await;
    assert_eq!(server.post("/api/forms/none", &body(1)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.get("/api/forms/event").await.status, StatusCode::OK, "a lost visitor is told where they are");
    let answer = server.post("/api/forms/event", &body(1).replace("shibuya", "nowhere")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}
