//! The page of tokens, what programs write by them, and how the office tells of it.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    office_api::{ask, token},
    office_setup::{OfficeAnswer, TestOffice},
};
use crate::intake::{
    calendar::clock_in_japan,
    office_api::{API_REQUESTS_PER_MINUTE, ApiScope},
};

fn tomorrow() -> String {
    clock_in_japan(Timestamp::now()).date().tomorrow().unwrap().to_string()
}

fn read(answer: &OfficeAnswer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", answer.text))
}

/// The token that a page shows.
fn shown(page: &str) -> String {
    let rest = page.split("<output class=\"secret\">").nth(1).unwrap_or_else(|| panic!("{page}"));
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_is_made_shown_once_used_and_revoked() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    let day = tomorrow();
    let fields = [("name", "名簿の連携"), ("scope", "events:read"), ("programme", ""), ("ends_on", day.as_str())];
    for (at, told) in [(0, "名前を、1文字以上"), (1, "範囲を1つ以上"), (3, "最後の日を入力")] {
        let without: Vec<_> =
            fields.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, field)| *field).collect();
        let answer = office.post("/api-tokens", &admin, &without).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text.contains(told), "{}", answer.text);
    }
    let page = office.post("/api-tokens", &admin, &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let secret = shown(&page.text);
    assert!(secret.starts_with("tsubame_"), "{secret}");
    let list = office.get("/api-tokens", Some(&admin)).await;
    assert!(
        list.text.contains("名簿の連携") && list.text.contains("events:read") && list.text.contains("まだありません")
    );
    assert!(!list.text.contains(&secret), "it is shown once");
    assert_eq!(ask(&office, &secret, "/events", None).await.status, StatusCode::OK);
    let list = office.get("/api-tokens", Some(&admin)).await;
    assert!(!list.text.contains("まだありません"), "the last day of use is told");
    let path = list.text.split("action=\"/api-tokens/").nth(1).unwrap().split('"').next().unwrap();
    let revoked = office.post(&format!("/api-tokens/{path}"), &admin, &[]).await;
    assert_eq!(revoked.header("location"), "/api-tokens?done=revoked");
    assert_eq!(ask(&office, &secret, "/events", None).await.status, StatusCode::UNAUTHORIZED);
    let list = office.get("/api-tokens?done=revoked", Some(&admin)).await;
    assert!(list.text.contains("取り消し済み") && !list.text.contains("/revoke"));
    let one = office.sign_in("one", "administrator@shibuya").await;
    assert_eq!(
        office.get("/api-tokens", Some(&one)).await.status,
        StatusCode::FORBIDDEN,
        "they are for all programmes"
    );
}

#[tokio::test]
async fn the_audit_page_and_the_line_of_time_name_the_token() {
    let office = TestOffice::start().await;
    office.server.register(7).await;
    office.store().index_persons().await.unwrap();
    let made = token(&office, ApiScope::ALL, None).await;
    let secret = made.token.as_str();
    let found = read(&ask(&office, secret, "/persons/search", Some(&json!({ "q": "山田7" }))).await);
    let person = found["items"][0]["id"].as_str().unwrap().to_owned();
    assert!(!found.to_string().contains("visitor7@example.jp"), "a list shows no whole address: {found}");
    let opened = read(&ask(&office, secret, &format!("/persons/{person}"), None).await);
    assert_eq!(opened["addresses"][0]["address"], "visitor7@example.jp");
    let without = ask(&office, secret, "/exports/persons", Some(&json!({ "reason": " " }))).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let taken = ask(&office, secret, "/exports/persons", Some(&json!({ "reason": "月次報告" }))).await;
    assert!(taken.text.contains("visitor7@example.jp"), "{}", taken.text);
    ask(&office, secret, &format!("/persons/{person}/notes"), Some(&json!({ "text": "折り返す" }))).await;
    let auditor = office.sign_in("auditor", "auditor").await;
    let audit = office.get(&format!("/audit?actor={}", made.id), Some(&auditor)).await;
    for action in [
        "登録者の一覧を見ました",
        "登録者の記録を開きました",
        "一覧を書き出しました（その人が含まれていました）",
        "一覧を書き出しました",
        "メモを書きました",
    ] {
        assert!(audit.text.contains(&format!(">{action}</th>")), "{action}: {}", audit.text);
    }
    assert!(audit.text.contains("API「見本の連携」"), "{}", audit.text);
    let exports = office.get("/audit/exports", Some(&auditor)).await;
    assert!(exports.text.contains("API「見本の連携」") && exports.text.contains("月次報告"));
    let staff = office.sign_in("staff", "coordinator").await;
    let page = office.get(&format!("/persons/{person}"), Some(&staff)).await;
    assert!(page.text.contains("API「見本の連携」") && page.text.contains("折り返す"), "{}", page.text);
}

#[tokio::test]
async fn what_is_sent_again_is_written_once() {
    let office = TestOffice::start().await;
    office.server.register(7).await;
    office.store().index_persons().await.unwrap();
    let made = token(&office, ApiScope::ALL, None).await;
    let found = read(&ask(&office, made.token.as_str(), "/persons", None).await);
    let person = found["items"][0]["id"].as_str().unwrap().to_owned();
    let send = async |path: &str, name: Option<&str>, body: Value| {
        let mut request = Request::post(format!("/api/office/v1/persons/{person}/{path}"))
            .header("authorization", format!("Bearer {}", made.token.as_str()))
            .header("content-type", "application/json");
        if let Some(name) = name {
            request = request.header("idempotency-key", name);
        }
        office.send(request.body(Body::from(body.to_string())).unwrap()).await
    };
    for (path, body, other) in [
        ("notes", json!({ "text": "電話した" }), json!({ "text": "会った" })),
        (
            "tasks",
            json!({ "title": "折り返す", "due_on": "2027-01-06" }),
            json!({ "title": "送る", "due_on": "2027-01-06" }),
        ),
    ] {
        let first = send(path, Some(path), body.clone()).await;
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
        let again = read(&send(path, Some(path), body.clone()).await);
        assert_eq!((&again["id"], &again["is_repeated"]), (&read(&first)["id"], &json!(true)), "{path}");
        assert_eq!(send(path, Some(path), other).await.status, StatusCode::CONFLICT, "{path}");
        // The twin without a name is written again.
        assert_ne!(read(&send(path, None, body).await)["id"], read(&first)["id"], "{path}");
    }
    assert_eq!(send("notes", Some(""), json!({ "text": "x" })).await.status, StatusCode::BAD_REQUEST);
    let opened = read(&ask(&office, made.token.as_str(), &format!("/persons/{person}"), None).await);
    let notes = opened["timeline"].as_array().unwrap().iter().filter(|entry| entry["text"] == "電話した");
    assert_eq!((notes.count(), opened["tasks"].as_array().unwrap().len()), (2, 2));
    for (path, body) in [
        ("notes", json!({ "text": "" })),
        ("notes", json!({ "text": 1 })),
        ("notes", json!({ "text": "あ".repeat(20_001) })),
        ("tasks", json!({ "title": "折り返す", "due_on": "明日" })),
        ("tasks", json!({ "title": "折り返す", "due_on": "2027-01-06", "owner": "nobody" })),
        ("tags", json!({ "tag": "" })),
        ("phase", json!({ "phase": "none" })),
    ] {
        let answer = send(path, None, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", answer.text);
        assert!(read(&answer)["errors"][0]["message"].is_string());
    }
    let new = async |path: &str| read(&send(path, None, json!({ "tag": "要連絡" })).await)["is_new"].clone();
    let said = [new("tags").await, new("tags").await, new("tags/remove").await, new("tags/remove").await];
    assert_eq!(said, [json!(true), json!(false), json!(true), json!(false)]);
}

#[tokio::test]
async fn a_token_that_is_sent_too_often_has_to_wait() {
    let office = TestOffice::start().await;
    let made = token(&office, &[ApiScope::EventsRead], None).await;
    let mut refused = None;
    // A minute may end in between, and another one begins.
    for _ in 0..=2 * API_REQUESTS_PER_MINUTE {
        let answer = ask(&office, made.token.as_str(), "/events", None).await;
        if answer.status != StatusCode::OK {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("it was never too often");
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait) && refused.text.contains("秒後に"), "{}", refused.text);
}
