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

#[tokio::test]
async fn a_time_that_came_free_is_taken_by_the_button_behind_its_link_or_left_to_others() {
    let folder = tempfile::tempdir().unwrap();
    let location = DatabaseLocation::Sqlite(folder.path().join("data.sqlite"));
    let server = TestServer::of(fair_site(9), &location, ServerSettings::default()).await;
    let store = &server.backend.state.store;
    // The table has four times; the fifth and sixth have none.
    let mut sent = Vec::new();
    for number in 1..=6 {
        server.post("/api/forms/event", &fair_body(number, &["robo"])).await;
        sent.push(store.newest_submission().await);
    }
    let visit = async |of: usize| store.fair_visit(sent[of], "shibuya").await.unwrap();
    let give_back = async |of: usize| {
        let talk = visit(of).await.talks[0].id;
        server.post(&format!("{}/{talk}", link(sent[of], "talks", 1)), "").await
    };
    assert_eq!(give_back(0).await.status, StatusCode::OK);
    let offer = visit(4).await.offer.unwrap();
    let list = server.get(&link(sent[4], "talks", 1)).await;
    assert!(list.text.contains("空いた時間に面談する：杜のロボ") && list.text.contains("お返事は"), "{}", list.text);
    let (decline, take) = (
        format!("{}/{}", link(sent[4], "talks", 1), offer.id),
        format!("{}/{}/take", link(sent[4], "talks", 1), offer.id),
    );
    let foreign = take.replace(&link(sent[4], "talks", 1), &link(sent[5], "talks", 1));
    assert_eq!(server.post(&foreign, "").await.status, StatusCode::NOT_FOUND, "it is somebody else's");
    let asked = server.get(&take).await;
    assert!(asked.text.contains("この時間に面談する") && asked.text.matches("<button").count() == 1, "{}", asked.text);
    assert!(visit(4).await.talks.is_empty(), "opening it takes nothing");
    for _ in 0..2 {
        let done = server.post(&take, "").await;
        assert!(done.status == StatusCode::OK && done.text.contains("面談が決まりました"), "{}", done.text);
    }
    assert_eq!(visit(4).await.talks.len(), 1);
    // The next one is declined, and nobody can take it then.
    assert_eq!(give_back(1).await.status, StatusCode::OK);
    let offer = visit(5).await.offer.unwrap();
    let decline_next = format!("{}/{}", link(sent[5], "talks", 1), offer.id);
    let asked = server.get(&decline_next).await;
    assert!(asked.text.contains("今回は見送る") && asked.text.matches("<button").count() == 1, "{}", asked.text);
    let done = server.post(&decline_next, "").await;
    assert!(done.text.contains("面談を取り消しました"), "{}", done.text);
    let late = server.post(&format!("{decline_next}/take"), "").await;
    assert!(late.status == StatusCode::OK && late.text.contains("ご案内は終わりました"), "{}", late.text);
    assert!(visit(5).await.talks.is_empty() && visit(5).await.offer.is_none());
    let given_back = server.post(&decline, "").await;
    assert!(given_back.text.contains("面談を取り消しました"), "what was taken is given back by the same page");
}
