//! Who wants newsletters says so by a button, gets each once, and leaves by a button.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::setup::{TestDatabase, event, sealed, sealed_with_news, sent_by};
use crate::{
    intake::{SubmissionId, UnsubscribeWay},
    store::{
        NewsletterDraft, NewsletterSegment, Store,
        entities::{outbox_mail, submission},
    },
};

fn invitation(value: Option<&str>) -> NewsletterDraft {
    NewsletterDraft {
        is_invitation: true,
        title: "冬の会のご案内（見本）".to_owned(),
        text: "仙台で働く人の話を聞きます。".to_owned(),
        segment: value.map(|value| NewsletterSegment { field: "phase".to_owned(), value: value.to_owned() }),
        due_at: jiff::Timestamp::now(),
    }
}

async fn ask_for_news(store: &Store, number: usize) -> SubmissionId {
    let sealed = sealed_with_news(number);
    let id = sealed.id;
    store.receive(sealed).await.unwrap();
    id
}

async fn mails(store: &Store, kind: &str) -> Vec<outbox_mail::Model> {
    outbox_mail::Entity::find().filter(outbox_mail::Column::Kind.eq(kind)).all(store.readers()).await.unwrap()
}

#[tokio::test]
async fn r19_newsletters_go_to_whoever_said_so_by_a_button_once_for_each_address() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(20)).await.unwrap();
        let (first, second) = (ask_for_news(&store, 1).await, ask_for_news(&store, 2).await);
        let without = sealed(&sent_by(3));
        let other = without.id;
        store.receive(without).await.unwrap();
        assert_eq!(mails(&store, "please-subscribe").await.len(), 2);
        assert_eq!(store.queue_newsletter(invitation(None), "operator").await.unwrap(), 0, "asking is not yet wanting");
        for _ in 0..2 {
            assert!(store.subscribe(first).await.unwrap());
        }
        assert!(!store.subscribe(other).await.unwrap(), "they have not asked");
        // The same address asks again, in another submission.
        let again = sealed_with_news(1);
        let again_id = again.id;
        store.receive(again).await.unwrap();
        store.subscribe(again_id).await.unwrap();
        store.subscribe(second).await.unwrap();
        assert_eq!(store.queue_newsletter(invitation(Some("soon")), "operator").await.unwrap(), 2);
        assert_eq!(store.queue_newsletter(invitation(Some("years")), "operator").await.unwrap(), 0);
        assert_eq!(mails(&store, "invitation").await.len(), 2, "{:?}", database.location);
    }
}

#[tokio::test]
async fn what_somebody_sent_who_wants_newsletters_outlives_its_term_until_they_leave_them() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(20)).await.unwrap();
        let asked = ask_for_news(&store, 1).await;
        ask_for_news(&store, 2).await;
        store.subscribe(asked).await.unwrap();
        // The event is over in December 2099.
        let over = [("event".to_owned(), "2101-01-01T00:00:00Z".parse::<jiff::Timestamp>().unwrap())];
        assert_eq!(store.end_retention(&over).await.unwrap(), 1, "{:?}: asking is not yet wanting", database.location);
        assert_eq!(store.queue_newsletter(invitation(None), "operator").await.unwrap(), 1);
        let mail = mails(&store, "invitation").await.remove(0);
        store.unsubscribe(mail.id, UnsubscribeWay::Button).await.unwrap();
        assert_eq!(store.end_retention(&over).await.unwrap(), 1);
        assert!(submission::Entity::find().all(store.readers()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn r19_who_left_when_and_by_which_link_is_told() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(20)).await.unwrap();
        let asked = ask_for_news(&store, 1).await;
        store.subscribe(asked).await.unwrap();
        store.queue_newsletter(invitation(None), "operator").await.unwrap();
        let mail = mails(&store, "invitation").await.remove(0);
        assert_eq!(store.is_subscribed_by(mail.id).await.unwrap(), Some(true));
        for way in [UnsubscribeWay::OneClick, UnsubscribeWay::Button] {
            assert!(store.unsubscribe(mail.id, way).await.unwrap(), "once or often, it is the same");
        }
        assert!(!store.unsubscribe(uuid::Uuid::new_v4(), UnsubscribeWay::Button).await.unwrap());
        let ends = store.subscription_ends(10).await.unwrap();
        assert_eq!(ends.len(), 1, "{:?}", database.location);
        assert_eq!(
            (ends[0].mail, ends[0].way, ends[0].person.0),
            (mail.id, Some(UnsubscribeWay::OneClick), mail.person_id)
        );
        assert_eq!(store.queue_newsletter(invitation(None), "operator").await.unwrap(), 0);
        // Who comes back says so again.
        store.subscribe(asked).await.unwrap();
        assert_eq!(store.queue_newsletter(invitation(None), "operator").await.unwrap(), 1);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}
