//! What the office writes down of its work: with its history, searched without a word in an address, and without a secret in it.

use axum::http::StatusCode;

use super::office_setup::{SignedIn, TestOffice};

async fn add(office: &TestOffice, who: &SignedIn, fields: &[(&str, &str)]) -> String {
    let added = office.post("/records", who, fields).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    added.header("location").split('?').next().unwrap().to_owned()
}

fn meeting<'a>(programme: &'a str, title: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("programme", programme),
        ("kind", "meeting"),
        ("day", "2026-12-01"),
        ("title", title),
        ("present", "佐藤、鈴木"),
        ("decisions", "一つ目\r\n二つ目"),
    ]
}

#[tokio::test]
async fn a_meeting_is_written_down_changed_and_found() {
    let office = TestOffice::start().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let wrong = office.post("/records", &staff, &[("kind", "meeting"), ("present", "佐藤")]).await;
    assert!(
        wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains(">佐藤</textarea>"),
        "{}",
        wrong.text
    );
    let address = add(&office, &staff, &meeting("", "定例会")).await;
    let page = office.get(&address, Some(&staff)).await;
    assert!(page.text.contains("2026/12/1（火）") && page.text.contains("佐藤、鈴木"), "{}", page.text);
    let edit = |version: &'static str| [meeting("", "定例会（訂正）"), vec![("version", version)]].concat();
    assert_eq!(office.post(&address, &staff, &edit("1")).await.header("location"), format!("{address}?done=edited"));
    let late = office.post(&address, &staff, &edit("1")).await;
    assert!(late.text.contains("先にほかの人が変更しました") && late.text.contains("value=\"定例会（訂正）\""));
    let page = office.get(&address, Some(&staff)).await;
    assert!(
        page.text.contains("<h1>定例会（訂正）</h1>") && page.text.contains("の内容：定例会</summary>"),
        "{}",
        page.text
    );

    let found = office.post("/records/search", &staff, &[("kind", "meeting"), ("q", "鈴木")]).await;
    let list = found.header("location").to_owned();
    assert!(list.starts_with("/records?kind=meeting&s=") && !list.contains('%'), "{list}");
    let page = office.get(&list, Some(&staff)).await;
    assert!(page.text.contains("定例会（訂正）") && page.text.contains("value=\"鈴木\""), "{}", page.text);
    let other = office.sign_in("other", "counsellor").await;
    assert!(!office.get(&list, Some(&other)).await.text.contains("value=\"鈴木\""));
    let none = office.post("/records/search", &staff, &[("kind", "meeting"), ("q", "田中")]).await;
    assert!(office.get(none.header("location"), Some(&staff)).await.text.contains("当てはまる記録はありません"));
}

#[tokio::test]
async fn days_accounts_and_what_is_handed_over_are_written_down_and_no_secret() {
    let office = TestOffice::start().await;
    let staff = office.sign_in("staff", "counsellor").await;
    let daily = [("kind", "daily"), ("day", "2026-12-01"), ("title", "日報"), ("hours", "7.5"), ("done", "相談3件")];
    add(&office, &staff, &daily).await;
    for hours in ["25", "-1", "七", "NaN"] {
        let wrong = [("kind", "daily"), ("day", "2026-12-01"), ("title", "日報"), ("hours", hours)];
        assert!(office.post("/records", &staff, &wrong).await.text.contains("0から24までの数"), "{hours}");
    }
    let account = |secret: &'static str| {
        [("kind", "account"), ("day", "2026-12-01"), ("title", "公式X"), ("holder", "佐藤"), ("secret_place", secret)]
    };
    let refused = office.post("/records", &staff, &account("パスワード：sendai2026")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("パスワードそのものは保存できません"), "{}", refused.text);
    add(&office, &staff, &account("金庫の封筒")).await;
    let list = office.get("/records?kind=account", Some(&staff)).await;
    assert!(list.text.contains("公式X") && list.text.contains("佐藤") && !list.text.contains("sendai2026"));
    let no_state = [("kind", "hand_over"), ("day", "2027-03-31"), ("title", "写真の元データ")];
    assert!(office.post("/records", &staff, &no_state).await.text.contains("引き継ぎの状態を選んでください"));
    let address = add(&office, &staff, &[no_state.as_slice(), &[("state", "underway")]].concat()).await;
    let list = office.get("/records?kind=hand_over", Some(&staff)).await;
    assert!(list.text.contains("写真の元データ") && list.text.contains("進行中"), "{}", list.text);
    let edit = office.get(&format!("{address}/edit"), Some(&staff)).await;
    assert!(edit.text.contains("value=\"underway\" selected"), "{}", edit.text);
    let sheet = office.get("/office.css", None).await;
    assert!(sheet.text.contains("@media print"), "records are printed without what is around them");
}

#[tokio::test]
async fn what_is_of_another_programme_is_not_there() {
    let office = TestOffice::start().await;
    let own = office.sign_in("own", "coordinator@shibuya").await;
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    let address = add(&office, &own, &meeting("shibuya", "渋谷の会")).await;
    assert!(office.post("/records", &own, &meeting("", "全体会")).await.text.contains("プログラムを選んでください"));
    assert_eq!(office.get(&address, Some(&own)).await.status, StatusCode::OK);
    for part in ["", "/edit"] {
        assert_eq!(office.get(&format!("{address}{part}"), Some(&foreign)).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(office.post(&address, &foreign, &meeting("", "x")).await.status, StatusCode::NOT_FOUND);
    assert!(!office.get("/records", Some(&foreign)).await.text.contains("渋谷の会"));
}
