//! Passkeys in the office: added on one's own page, and coming in by one.

use axum::http::StatusCode;
use scraper::{Html, Selector};

use super::office_setup::{OFFICE, OfficeAnswer, SignedIn, TestOffice, encode};
use crate::{
    intake::staff::totp_code,
    store::staff_support::{self, PASSWORD, PasskeyDevice},
};

/// What the device is asked, as it stands in the page.
fn asked(page: &str) -> String {
    let html = Html::parse_document(page);
    let form = html.select(&Selector::parse("form#passkey-form").unwrap()).next().unwrap();
    form.attr("data-options").unwrap().to_owned()
}

fn cookie_of(answer: &OfficeAnswer, name: &str) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let cookie = cookies.into_iter().find(|cookie| cookie.starts_with(name)).unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

async fn start(office: &TestOffice, who: &SignedIn, password: &str, seconds: i64) -> OfficeAnswer {
    let code = totp_code(&staff_support::secret(), staff_support::later(seconds));
    let fields = [("name", "事務局の<端末>"), ("password", password), ("code", code.as_str())];
    office.post("/me/passkeys/new", who, &fields).await
}

/// Somebody with a cookie and nothing else.
fn visitor(cookie: String) -> SignedIn {
    SignedIn { account: String::new(), cookie, csrf: String::new() }
}

#[tokio::test]
async fn somebody_adds_a_passkey_signs_in_by_it_and_removes_it() {
    let office = TestOffice::start().await;
    let who = office.sign_in("hanako", "coordinator").await;
    let page = office.get("/me", Some(&who)).await;
    assert!(page.text.contains("登録したパスキーはありません") && page.text.contains("/me/passkeys/new"));
    assert!(office.get("/me/passkeys/new", Some(&who)).await.text.contains("パスキーの名前"));
    let wrong = start(&office, &who, "plover-mocha-8-lantern", 30).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("パスワードか認証コードが違います") && wrong.text.contains("事務局の"));
    staff_support::forget_codes(office.store()).await;
    let page = start(&office, &who, PASSWORD, 0).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'nonce-") && !policy.contains("unsafe") && !policy.contains("media-src"));
    let mut device = PasskeyDevice::new(1);
    let credential = device.create(&asked(&page.text));
    let fields = [("name", "事務局の<端末>"), ("credential", credential.as_str())];
    let added = office.post("/me/passkeys", &who, &fields).await;
    assert_eq!(
        (added.status, added.header("location")),
        (StatusCode::SEE_OTHER, "/me?passkey=added"),
        "{}",
        added.text
    );
    let again = office.post("/me/passkeys", &who, &fields).await;
    assert!(again.status == StatusCode::CONFLICT && again.text.contains("もう一度お試しください"));
    let page = office.get("/me?passkey=added", Some(&who)).await;
    assert!(page.text.contains("パスキーを追加しました") && page.text.contains("まだありません"));

    let admin = office.sign_in("admin", "administrator").await;
    let path = format!("/accounts/{}", who.account);
    for path in ["/accounts", &path] {
        let page = office.get(path, Some(&admin)).await;
        assert!(page.text.contains("認証アプリ、パスキー1個"), "{path}: {}", page.text);
    }

    let (asked, cookie) = ask(&office).await;
    let credential = device.sign(&asked);
    let body = encode([("credential", credential.as_str()), ("next", "/events")]);
    let foreign =
        office.post_raw("/sign-in/passkey", Some(&visitor(cookie.clone())), "https://evil.example", &body).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let other = office.post_raw("/sign-in/passkey", None, OFFICE, &body).await;
    assert!(other.status == StatusCode::UNAUTHORIZED && other.text.contains("サインインできませんでした"));
    let signed = office.post_raw("/sign-in/passkey", Some(&visitor(cookie)), OFFICE, &body).await;
    assert_eq!((signed.status, signed.header("location")), (StatusCode::SEE_OTHER, "/events"), "{}", signed.text);
    let inside = visitor(cookie_of(&signed, "__Host-tsubame_session="));
    assert_eq!(office.get("/events", Some(&inside)).await.status, StatusCode::OK);
    assert!(!office.get("/me", Some(&inside)).await.text.contains("まだありません"), "it was used");

    let page = office.get("/me", Some(&who)).await;
    let path = page.text.split("action=\"/me/passkeys/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = format!("/me/passkeys/{path}");
    let stranger = office.sign_in("taro", "administrator").await;
    assert_eq!(office.post(&path, &stranger, &[]).await.status, StatusCode::NOT_FOUND, "it is not theirs");
    let removed = office.post(&path, &who, &[]).await;
    assert_eq!(removed.header("location"), "/me?passkey=removed");
    let (asked, cookie) = ask(&office).await;
    let body = encode([("credential", device.sign(&asked).as_str())]);
    let refused = office.post_raw("/sign-in/passkey", Some(&visitor(cookie)), OFFICE, &body).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}

/// What the script of the sign-in page is told, and the cookie that it is given.
async fn ask(office: &TestOffice) -> (String, String) {
    let answer = office.post_raw("/sign-in/passkey/start", None, OFFICE, "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let cookie = cookie_of(&answer, "__Host-tsubame_passkey=");
    (answer.text, cookie)
}

#[tokio::test]
async fn whoever_answers_wrong_again_and_again_is_told_to_wait() {
    let office = TestOffice::start().await;
    let page = office.get("/sign-in?next=/events", None).await;
    assert!(page.text.contains("パスキーでサインイン") && page.text.contains("src=\"/passkey.js\""));
    let script = office.get("/passkey.js", None).await;
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(office.post_raw("/sign-in/passkey/start", None, "null", "").await.status, StatusCode::FORBIDDEN);
    // Whoever shuts the dialog of the device has tried nothing; what a device answers wrongly counts.
    for _ in 0..6 {
        ask(&office).await;
    }
    for _ in 0..4 {
        let (_, cookie) = ask(&office).await;
        let body = encode([("credential", "{}")]);
        let refused = office.post_raw("/sign-in/passkey", Some(&visitor(cookie)), OFFICE, &body).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    }
    let waits = office.post_raw("/sign-in/passkey/start", None, OFFICE, "").await;
    assert!(waits.status == StatusCode::TOO_MANY_REQUESTS && waits.text.contains("秒たってから"), "{}", waits.text);
}

#[tokio::test]
async fn a_passkey_without_a_name_is_asked_for_one() {
    let office = TestOffice::start().await;
    let who = office.sign_in("hanako", "viewer").await;
    for path in ["/me/passkeys/new", "/me/passkeys"] {
        let answer = office.post(path, &who, &[("name", " ")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(answer.text.contains("パスキーの名前を、40文字までの1行で入力してください"), "{path}");
    }
}
