//! A visitor registers for a fair with wishes for talks in one form, reads what came of them, and gives one talk back.

use axum::http::StatusCode;

use super::{
    fair_site::{fair_body, fair_site},
    setup::{TestServer, link},
};
use crate::{store::DatabaseLocation, web::ServerSettings};

#[tokio::test]
async fn one_form_has_the_seat_and_the_talks_and_one_talk_is_given_back_by_its_own_button() {
    let folder = tempfile::tempdir().unwrap();
    let location = DatabaseLocation::Sqlite(folder.path().join("data.sqlite"));
    let server = TestServer::of(fair_site(9), &location, ServerSettings::default()).await;
    let store = &server.backend.state.store;
    let wrong = server.post("/api/forms/event", &fair_body(1, &["robo", "nobody"])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    assert!(wrong.text.contains("第2希望") && store.count_submissions().await == 0, "{}", wrong.text);
    for _ in 0..2 {
        let sent = server.post("/api/forms/event", &fair_body(1, &["robo", "aoba", "umi"])).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    }
    assert_eq!(store.count_submissions().await, 1);
    let mine = store.newest_submission().await;
    let state = server.get(&link(mine, "confirm", 1)).await;
    let (first, second) = ("19:00〜19:15（日本時間）　杜のロボ", "19:20〜19:35（日本時間）　青葉設計");
    for words in [first, second, "時間を用意できなかった企業：海データ"] {
        assert!(state.text.contains(words), "{words}: {}", state.text);
    }
    let list = server.get(&link(mine, "talks", 1)).await;
    assert!(list.status == StatusCode::OK && list.text.contains("青葉設計を取り消す"), "{}", list.text);
    let one = list.text.split("/talks/").nth(1).unwrap().split('"').next().unwrap();
    let one = format!("{}/{one}", link(mine, "talks", 1));
    let page = server.get(&one).await;
    assert!(page.text.contains("杜のロボ") && page.text.matches("<button").count() == 1, "{}", page.text);
    assert_eq!(store.fair_visit(mine, "shibuya").await.unwrap().talks.len(), 2, "opening it changes nothing");
    let other = store.newest_submission().await;
    assert_eq!(other, mine);
    for _ in 0..2 {
        let done = server.post(&one, "").await;
        assert!(done.status == StatusCode::OK && done.text.contains("面談を取り消しました"), "{}", done.text);
    }
    let state = server.get(&link(mine, "confirm", 1)).await;
    assert!(!state.text.contains(first) && state.text.contains(second), "{}", state.text);
    server.post("/api/forms/event", &fair_body(2, &["robo"])).await;
    let theirs = store.newest_submission().await;
    let foreign = one.replace(&link(mine, "talks", 1), &link(theirs, "talks", 1));
    assert_eq!(server.post(&foreign, "").await.status, StatusCode::NOT_FOUND, "it is somebody else's");
    let old = server.get(&link(mine, "talks", 73)).await;
    assert!(old.text.contains("新しいメールを送る"), "{}", old.text);
    server.post(&link(mine, "cancel", 1), "").await;
    assert!(server.get(&link(mine, "talks", 1)).await.text.contains("予定は、ありません"));
}
