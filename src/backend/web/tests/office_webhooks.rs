//! The pages of endpoints: written down with a secret that is shown once, tried, stopped, and told of where somebody has to look.

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};

use super::office_setup::{SignedIn, TestOffice};
use crate::{
    intake::office_api::{WebhookEvent, WebhookLanes, WebhookSecret},
    store::{DeliveryState, NewWebhook, backups::TestBackups, test_support::TestDatabase},
};

const ADDRESS: &str = "https://hooks.example.jp/in";

/// An endpoint, written down on its page; gives its own page.
async fn written(office: &TestOffice, admin: &SignedIn) -> String {
    let fields = [("address", ADDRESS), ("event", "submission.received"), ("programme", "")];
    let page = office.post("/webhooks", admin, &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let secret = page.text.split("<output class=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
    assert!(WebhookSecret::parse(secret).is_some(), "{secret}");
    let path = page.text.split("href=\"/webhooks/").nth(1).unwrap().split('"').next().unwrap();
    let path = format!("/webhooks/{path}");
    let page = office.get(&path, Some(admin)).await;
    assert!(page.text.contains(ADDRESS) && !page.text.contains(secret), "it is shown once: {}", page.text);
    path
}

#[tokio::test]
async fn an_endpoint_is_written_down_with_a_public_address_and_something_to_tell() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    for (address, event, told) in [
        ("http://hooks.example.jp/in", "case.moved", "https:// で始めてください"),
        ("https://10.0.0.1/in", "case.moved", "インターネットに公開されたアドレス"),
        ("http://127.0.0.1:9/in", "case.moved", "https:// で始めてください"),
        ("https://a:b@hooks.example.jp/", "case.moved", "名前やパスワードを書かないで"),
        ("hooks", "case.moved", "アドレスの形をお確かめください"),
        (ADDRESS, "nothing", "出来事を1つ以上"),
    ] {
        let fields = [("address", address), ("event", event), ("programme", "")];
        let page = office.post("/webhooks", &admin, &fields).await;
        assert!(
            page.status == StatusCode::UNPROCESSABLE_ENTITY && page.text.contains(told),
            "{address}: {}",
            page.text
        );
    }
    assert!(office.store().webhooks().await.unwrap().is_empty());
    let path = written(&office, &admin).await;
    let list = office.get("/webhooks", Some(&admin)).await;
    assert!(
        list.text.contains(&path) && list.text.contains("submission.received") && list.text.contains("動いています")
    );
    let one = office.sign_in("one", "administrator@shibuya").await;
    assert_eq!(office.get(&path, Some(&one)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn it_is_tried_sent_again_stopped_and_removed() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    let (path, store) = (written(&office, &admin).await, office.store());
    let tested = office.post(&format!("{path}/test"), &admin, &[]).await;
    assert_eq!(tested.header("location"), format!("{path}?done=tested"));
    let id = store.webhooks().await.unwrap()[0].id;
    let later = Timestamp::now() + SignedDuration::from_secs(1);
    let claimed = store.claim_deliveries(&WebhookLanes::new(1, 1), later).await.unwrap();
    store.finish_delivery(&claimed[0], Some(204), later).await.unwrap();
    let page = office.get(&path, Some(&admin)).await;
    assert!(page.text.contains("届きました") && page.text.contains(">204</td>"), "{}", page.text);
    let again = format!("{path}/deliveries/{}/again", claimed[0].id);
    assert!(page.text.contains(&again));
    assert_eq!(office.post(&again, &admin, &[]).await.header("location"), format!("{path}?done=again"));
    assert_eq!(store.deliveries_of(id, 1).await.unwrap()[0].state, DeliveryState::Waiting);
    assert_eq!(office.post(&again, &admin, &[]).await.header("location"), format!("{path}?done=not_possible"));
    assert_eq!(
        office.post(&format!("{path}/stop"), &admin, &[]).await.header("location"),
        format!("{path}?done=stopped")
    );
    let page = office.get(&path, Some(&admin)).await;
    assert!(page.text.contains("再び始める") && page.text.contains("届きませんでした"), "{}", page.text);
    assert!(!office.get("/", Some(&admin)).await.text.contains("止まっているWebhook"), "they know what they did");
    office.post(&format!("{path}/start"), &admin, &[]).await;
    assert!(office.get(&path, Some(&admin)).await.text.contains("動いています"));
    let removed = office.post(&format!("{path}/remove"), &admin, &[]).await;
    assert_eq!(removed.header("location"), "/webhooks?done=removed");
    assert_eq!(office.get(&path, Some(&admin)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn todays_page_tells_administrators_of_an_endpoint_that_was_switched_off() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    let coordinator = office.sign_in("coordinator", "coordinator").await;
    let (path, store) = (written(&office, &admin).await, office.store());
    office.post(&format!("{path}/test"), &admin, &[]).await;
    let later = Timestamp::now() + SignedDuration::from_secs(1);
    let claimed = store.claim_deliveries(&WebhookLanes::new(1, 1), later).await.unwrap();
    store.finish_delivery(&claimed[0], Some(410), later).await.unwrap();
    let today = office.get("/", Some(&admin)).await;
    assert!(today.text.contains("止まっているWebhook") && today.text.contains("href=\"/webhooks\""), "{}", today.text);
    assert!(!office.get("/", Some(&coordinator)).await.text.contains("止まっているWebhook"));
    let page = office.get(&path, Some(&admin)).await;
    assert!(page.text.contains("自動で止まりました"), "{}", page.text);
}

#[tokio::test]
async fn what_a_restore_holds_is_shown_until_it_is_sent_or_dropped() {
    let [source, _] = TestDatabase::each().await;
    let (store, place) = (source.replica().await, TestBackups::new());
    let events = [WebhookEvent::CaseMoved].into();
    let new = NewWebhook { address: ADDRESS.to_owned(), events, programme: None };
    let id = store.add_webhook(new, "admin").await.unwrap().id;
    assert!(store.test_webhook(id, "admin").await.unwrap());
    let backup = place.backup(&source).await;
    for (way, told, state) in
        [("send", "held_sent", DeliveryState::Waiting), ("drop", "held_dropped", DeliveryState::Dead)]
    {
        let [target, _] = TestDatabase::each().await;
        place.restore(&backup, &target).await;
        let office = TestOffice::on(&target.location).await;
        let admin = office.sign_in("admin", "administrator").await;
        let today = office.get("/", Some(&admin)).await;
        assert!(today.text.contains("復元のため送っていないWebhook"), "{}", today.text);
        let path = format!("/webhooks/{id}");
        let page = office.get(&path, Some(&admin)).await;
        assert!(page.text.contains("復元したため、送らずにあります"), "{}", page.text);
        let decided = office.post(&format!("{path}/held/{way}"), &admin, &[]).await;
        assert_eq!(decided.header("location"), format!("{path}?done={told}"));
        let again = office.post(&format!("{path}/held/{way}"), &admin, &[]).await;
        assert_eq!(again.header("location"), format!("{path}?done=not_possible"));
        assert_eq!(office.store().deliveries_of(id, 1).await.unwrap()[0].state, state);
        assert!(!office.get(&path, Some(&admin)).await.text.contains("復元のため送っていないもの"));
        assert!(!office.get("/", Some(&admin)).await.text.contains("復元のため送っていないWebhook"));
    }
}
