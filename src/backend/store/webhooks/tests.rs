//! What endpoints are told on both databases: once for what happened, by one process, again after it went wrong, and until it is given up.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use sea_orm::EntityTrait;
use serde_json::Value;

use super::{
    DeliveryState, HeldDeliveries, NewWebhook,
    webhook_queue::{ClaimGuard, DeliveryClaim},
};
use crate::{
    intake::{
        RegistrationAction,
        office_api::{WebhookEvent, WebhookLanes, WebhookStep},
    },
    store::{
        AuditFilter, DatabaseLocation, Store,
        entities::{person_key, webhook_delivery, webhook_position},
        test_support::TestDatabase,
        tests::{
            backups::TestBackups,
            joining::{OTHER, receive, sent_from, two_events},
            setup::EVENT,
        },
    },
};

const ADDRESS: &str = "https://hooks.example.jp/in";

fn wanted(events: &[WebhookEvent], programme: Option<&str>) -> NewWebhook {
    let events: BTreeSet<WebhookEvent> = events.iter().copied().collect();
    NewWebhook { address: ADDRESS.to_owned(), events, programme: programme.map(str::to_owned) }
}

/// An endpoint that is told of everything.
async fn any_webhook(store: &Store) -> uuid::Uuid {
    store.add_webhook(wanted(WebhookEvent::ALL, None), "admin").await.unwrap().id
}

async fn rows(store: &Store) -> Vec<webhook_delivery::Model> {
    webhook_delivery::Entity::find().all(store.readers()).await.unwrap()
}

/// Room for so many, whichever endpoint they are for.
fn lanes(most: u64) -> WebhookLanes {
    WebhookLanes::new(most, most)
}

/// A while after now, when all that waits is due.
fn soon(seconds: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_secs(seconds)
}

#[tokio::test]
async fn what_happens_is_told_once_with_ids_and_states_alone() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        two_events(&store).await;
        let before = receive(&store, &sent_from(1, "early@example.jp", EVENT)).await;
        assert_eq!(store.follow_for_webhooks(Timestamp::now()).await.unwrap(), 0, "nobody is to be told");
        let all = any_webhook(&store).await;
        let one = store.add_webhook(wanted(WebhookEvent::ALL, Some(OTHER)), "admin").await.unwrap().id;
        let sent = receive(&store, &sent_from(2, "taro@example.jp", EVENT)).await;
        store.change_registration(sent, RegistrationAction::Cancel, 48).await.unwrap();
        // Both replicas have read the same; one of them writes it.
        let (first, second) =
            tokio::join!(store.follow_for_webhooks(Timestamp::now()), other.follow_for_webhooks(Timestamp::now()));
        first.unwrap();
        second.unwrap();
        other.follow_for_webhooks(Timestamp::now()).await.unwrap();
        let told = rows(&store).await;
        let kinds: Vec<&str> = told.iter().map(|row| row.event.as_str()).collect();
        assert_eq!(kinds, ["submission.received", "registration.changed"], "{:?}", database.location);
        assert!(told.iter().all(|row| row.endpoint_id == all), "{one} is of another programme");
        for row in &told {
            let body: Value = serde_json::from_str(&row.body).unwrap();
            assert_eq!(body["type"], row.event.as_str());
            for secret in ["taro", "example.jp", "山田", &before.0.to_string()] {
                assert!(!row.body.contains(secret), "{secret}: {}", row.body);
            }
        }
        let received: Value = serde_json::from_str(&told[0].body).unwrap();
        assert_eq!(received["data"]["submission"], sent.0.to_string());
        assert_eq!(received["data"]["registration"]["event"], EVENT);
        assert_eq!(received["data"]["registration"]["state"], "cancelled", "as it stands when it is told");
        // An endpoint of its programme is told of what is sent for that.
        receive(&store, &sent_from(3, "hanako@example.jp", OTHER)).await;
        store.follow_for_webhooks(Timestamp::now()).await.unwrap();
        let of_one = store.deliveries_of(one, 10).await.unwrap();
        assert_eq!((of_one.len(), store.deliveries_of(all, 10).await.unwrap().len()), (1, 3));
        // Who is erased leaves ids alone.
        let person = store.record_of(sent).await.unwrap().unwrap();
        store.erase_person(person, "admin", 48).await.unwrap();
        store.follow_for_webhooks(Timestamp::now()).await.unwrap();
        let erased = rows(&store).await.into_iter().find(|row| row.event == "person.erased").unwrap();
        let erased: Value = serde_json::from_str(&erased.body).unwrap();
        assert_eq!(erased["data"].as_object().unwrap().len(), 2, "{erased}");
        assert_eq!(erased["data"]["person"], person.0.to_string());
    }
}

#[tokio::test]
async fn one_delivery_is_claimed_by_one_process() {
    for database in TestDatabase::each().await {
        let stores = [database.replica().await, database.replica().await];
        let endpoint = any_webhook(&stores[0]).await;
        for _ in 0..6 {
            assert!(stores[0].test_webhook(endpoint, "admin").await.unwrap());
        }
        let now = soon(1);
        // Without the guard both have all of them.
        for store in &stores {
            let found = store.write(DeliveryClaim { lanes: lanes(10), now, guard: ClaimGuard::Off }).await.unwrap();
            assert_eq!(found.len(), 6, "{:?}", database.location);
        }
        let ten = lanes(10);
        let (one, other) = tokio::join!(stores[0].claim_deliveries(&ten, now), stores[1].claim_deliveries(&ten, now));
        let ids: Vec<_> = one.unwrap().into_iter().chain(other.unwrap()).map(|claimed| claimed.id).collect();
        assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (6, 6));
        assert!(stores[0].claim_deliveries(&lanes(10), soon(60)).await.unwrap().is_empty(), "all are on their way");
        // Whoever claimed them has ended, so they are tried again.
        let again = stores[1].claim_deliveries(&lanes(10), soon(400)).await.unwrap();
        assert_eq!((again.len(), again[0].tries), (6, 2));
    }
}

#[tokio::test]
async fn each_endpoint_has_a_lane_of_its_own() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let [slow, fast] = [any_webhook(&store).await, any_webhook(&store).await];
        for endpoint in [slow, slow, slow, fast] {
            assert!(store.test_webhook(endpoint, "admin").await.unwrap());
        }
        let now = soon(1);
        let mut lanes = WebhookLanes::new(3, 2);
        let claimed = store.claim_deliveries(&lanes, now).await.unwrap();
        let endpoints: Vec<_> = claimed.iter().map(|claimed| claimed.endpoint).collect();
        let times = |of: uuid::Uuid| endpoints.iter().filter(|endpoint| **endpoint == of).count();
        assert_eq!((times(slow), times(fast)), (2, 1), "{:?}", database.location);
        for endpoint in endpoints {
            lanes.take(endpoint);
        }
        assert_eq!(store.claim_deliveries(&lanes, now).await.unwrap(), []);
        // Whoever has answered makes room for others; a lane that is full waits.
        lanes.give_back(fast);
        assert!(store.test_webhook(fast, "admin").await.unwrap());
        let claimed = store.claim_deliveries(&lanes, soon(1)).await.unwrap();
        assert_eq!(claimed.iter().map(|claimed| claimed.endpoint).collect::<Vec<_>>(), [fast]);
        lanes.give_back(slow);
        let claimed = store.claim_deliveries(&lanes, now).await.unwrap();
        assert_eq!(claimed.iter().map(|claimed| claimed.endpoint).collect::<Vec<_>>(), [slow]);
    }
}

#[tokio::test]
async fn what_is_not_taken_is_tried_again_and_an_endpoint_that_never_answers_is_switched_off() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let endpoint = any_webhook(&store).await;
        store.test_webhook(endpoint, "admin").await.unwrap();
        let mut now = soon(1);
        for tries in 1..=8 {
            let claimed = store.claim_deliveries(&lanes(1), now).await.unwrap();
            assert_eq!((claimed.len(), claimed[0].tries), (1, tries));
            assert_eq!((claimed[0].address.as_str(), claimed[0].body.contains("\"test\"")), (ADDRESS, true));
            let step = store.finish_delivery(&claimed[0], Some(500), now).await.unwrap().unwrap();
            match step {
                WebhookStep::Again(at) => {
                    assert!(
                        store.claim_deliveries(&lanes(1), at - SignedDuration::from_secs(1)).await.unwrap().is_empty()
                    );
                    now = at;
                }
                step => assert_eq!((step, tries), (WebhookStep::Dead, 8)),
            }
        }
        let listed = store.deliveries_of(endpoint, 10).await.unwrap();
        assert_eq!((listed[0].state, listed[0].status, listed[0].tries), (DeliveryState::Dead, Some(500), 8));
        let known = store.webhook(endpoint).await.unwrap().unwrap();
        assert!(known.failing_since.is_some() && known.stopped_at.is_none(), "a day is no reason");
        // Sent again by hand, and still nothing goes well: after days it is switched off, with what waits.
        assert!(store.send_delivery_again(endpoint, listed[0].id, "admin").await.unwrap());
        assert!(!store.send_delivery_again(endpoint, listed[0].id, "admin").await.unwrap(), "it is on its way");
        store.test_webhook(endpoint, "admin").await.unwrap();
        now += SignedDuration::from_hours(73);
        let claimed = store.claim_deliveries(&lanes(1), now).await.unwrap();
        assert_eq!(claimed[0].tries, 1);
        store.finish_delivery(&claimed[0], None, now).await.unwrap();
        let known = store.webhook(endpoint).await.unwrap().unwrap();
        assert_eq!((known.stopped_by.as_deref(), store.count_broken_webhooks().await.unwrap()), (Some("system"), 1));
        assert!(store.claim_deliveries(&lanes(9), now).await.unwrap().is_empty(), "what waited is given up");
        assert!(!store.test_webhook(endpoint, "admin").await.unwrap());
        assert!(store.start_webhook(endpoint, "admin").await.unwrap());
        assert_eq!(store.count_broken_webhooks().await.unwrap(), 0);
        // What goes well makes it well.
        store.test_webhook(endpoint, "admin").await.unwrap();
        let claimed = store.claim_deliveries(&lanes(9), now).await.unwrap();
        store.finish_delivery(&claimed[0], Some(500), now).await.unwrap();
        let again = store.claim_deliveries(&lanes(9), now + SignedDuration::from_mins(1)).await.unwrap();
        assert_eq!(again[0].id, claimed[0].id, "the receiver knows that it is the same");
        let sent = store.finish_delivery(&again[0], Some(204), now).await.unwrap();
        assert_eq!(sent, Some(WebhookStep::Sent));
        assert_eq!(store.webhook(endpoint).await.unwrap().unwrap().failing_since, None);
        let filter = AuditFilter { actions: Some(vec!["webhook.stopped"]), ..AuditFilter::default() };
        let audited = store.audit_records(&filter, 20, "auditor").await.unwrap();
        assert!(audited.iter().any(|row| row.action == "webhook.stopped" && row.actor == "system"));
    }
}

#[tokio::test]
async fn who_is_gone_wants_nothing_and_who_is_removed_leaves_nothing() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let keys = async || person_key::Entity::find().all(store.readers()).await.unwrap().len();
        let before = keys().await;
        let endpoint = any_webhook(&store).await;
        store.test_webhook(endpoint, "admin").await.unwrap();
        let claimed = store.claim_deliveries(&lanes(1), soon(1)).await.unwrap();
        store.finish_delivery(&claimed[0], Some(410), soon(1)).await.unwrap();
        assert!(store.webhook(endpoint).await.unwrap().unwrap().stopped_at.is_some(), "410 says so");
        assert_eq!(store.sweep_deliveries(soon(29 * 86_400)).await.unwrap(), 0);
        assert_eq!(store.sweep_deliveries(soon(31 * 86_400)).await.unwrap(), 1);
        assert_eq!(keys().await, before + 1);
        assert!(store.remove_webhook(endpoint, "admin").await.unwrap());
        assert_eq!((store.webhooks().await.unwrap(), keys().await), (Vec::new(), before));
        assert!(!store.remove_webhook(endpoint, "admin").await.unwrap());
        assert_eq!(store.finish_delivery(&claimed[0], Some(200), soon(1)).await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_waited_at_the_time_of_a_backup_is_held_by_a_restore_until_staff_decide() {
    for source in TestDatabase::each().await {
        let store = source.replica().await;
        two_events(&store).await;
        let endpoint = any_webhook(&store).await;
        for _ in 0..3 {
            assert!(store.test_webhook(endpoint, "admin").await.unwrap());
        }
        let now = soon(1);
        let claimed = store.claim_deliveries(&lanes(2), now).await.unwrap();
        store.finish_delivery(&claimed[0], Some(204), now).await.unwrap();
        receive(&store, &sent_from(1, "taro@example.jp", EVENT)).await;
        let place = TestBackups::new();
        let backup = place.backup(&source).await;
        // The one that was backed up goes on: whatever waited there is told.
        store.follow_for_webhooks(Timestamp::now()).await.unwrap();
        let told = store.claim_deliveries(&lanes(9), soon(400)).await.unwrap();
        assert_eq!(told.len(), 3, "{:?}", source.location);
        for (decision, is_sent) in [(HeldDeliveries::Send, true), (HeldDeliveries::Drop, false)] {
            let [_, target] = TestDatabase::each().await;
            assert_eq!(place.restore(&backup, &target).await.held_deliveries, 2);
            let restored = target.replica().await;
            restored.follow_for_webhooks(Timestamp::now()).await.unwrap();
            assert_eq!(restored.count_held_deliveries_to(endpoint).await.unwrap(), 3, "what was not told yet, too");
            assert_eq!(restored.claim_deliveries(&lanes(9), soon(86_400)).await.unwrap(), []);
            // What happens from now on is told.
            receive(&restored, &sent_from(2, "hanako@example.jp", EVENT)).await;
            restored.follow_for_webhooks(Timestamp::now()).await.unwrap();
            let fresh = restored.claim_deliveries(&lanes(9), soon(2)).await.unwrap();
            assert_eq!(fresh.len(), 1);
            restored.finish_delivery(&fresh[0], Some(204), soon(2)).await.unwrap();
            assert!(restored.decide_held_deliveries(endpoint, decision, "admin").await.unwrap());
            assert!(!restored.decide_held_deliveries(endpoint, decision, "admin").await.unwrap(), "it is decided");
            assert_eq!(restored.count_held_deliveries().await.unwrap(), 0);
            let sent = restored.claim_deliveries(&lanes(9), soon(2)).await.unwrap();
            assert_eq!(sent.len(), if is_sent { 3 } else { 0 });
            let before: BTreeSet<_> = told.iter().map(|claimed| claimed.id).collect();
            let known = sent.iter().filter(|claimed| before.contains(&claimed.id)).count();
            assert_eq!(known, if is_sent { 2 } else { 0 }, "receivers know what waited");
        }
    }
}

/// How many migrations there were before that of endpoints.
const BEFORE: u32 = 28;

#[tokio::test]
async fn what_happened_before_there_were_endpoints_is_behind() {
    for database in TestDatabase::each().await {
        let writer = match &database.location {
            DatabaseLocation::Sqlite(_) => "X'00000000000000000000000000000009'",
            DatabaseLocation::Postgres(_) => "'00000000-0000-0000-0000-000000000009'",
        };
        let record = |number: u32| {
            format!(
                "INSERT INTO audit_records (writer, number, at, actor, action) VALUES ({writer}, {number}, 1, 'visitor', 'submission.received')"
            )
        };
        let records = [record(1), record(7)];
        database.of_older_version(BEFORE, &records.each_ref().map(String::as_str)).await;
        let store = database.replica().await;
        let positions = webhook_position::Entity::find().all(store.readers()).await.unwrap();
        let read: Vec<_> = positions.iter().map(|row| (row.writer.as_u128(), row.number)).collect();
        assert_eq!(read, [(9, 7)], "{:?}", database.location);
    }
}
