//! Newsletters have a way out, which takes nothing else away.

use jiff::{SignedDuration, Timestamp};

use super::{PATIENT, over_time::sent, worker};
use crate::{
    intake::UnsubscribeWay,
    outbox::smtp::responder::{Responder, Script},
    store::{
        NewsletterDraft, NewsletterSegment,
        test_support::{TestDatabase, event, sealed_with_news},
    },
};

fn draft(title: &str, is_invitation: bool) -> NewsletterDraft {
    NewsletterDraft {
        is_invitation,
        title: title.to_owned(),
        text: "仙台で働く人の話を聞きます。\nぜひお越しください。".to_owned(),
        segment: Some(NewsletterSegment { field: "phase".to_owned(), value: "soon".to_owned() }),
        due_at: Timestamp::now(),
    }
}

#[tokio::test]
async fn r19_who_left_gets_the_reminder_and_not_the_invitation_that_was_queued_before() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(20)).await.unwrap();
        let asked = sealed_with_news(1);
        let id = asked.id;
        store.receive(asked).await.unwrap();
        let first: Vec<String> = sent(&store).await.into_iter().map(|mail| mail.subject).collect();
        assert!(first.iter().any(|subject| subject.contains("お知らせ")), "{first:?}");
        store.subscribe(id).await.unwrap();
        store.queue_newsletter(draft("秋の便り（見本）", false), "operator").await.unwrap();
        let newsletter = store.claim_mails(1).await.unwrap().remove(0);
        // Queued at nine for one o'clock.
        let due_at = Timestamp::now() + SignedDuration::from_hours(4);
        let invitation = NewsletterDraft { due_at, ..draft("冬の会のご案内（見本）", true) };
        assert_eq!(store.queue_newsletter(invitation, "operator").await.unwrap(), 1);
        // At ten they leave, by the link of the newsletter; at twelve the reminder is due.
        store.unsubscribe(newsletter.id, UnsubscribeWay::Button).await.unwrap();
        store.remind(event(20).starts_at - SignedDuration::from_hours(24), 24).await.unwrap();
        store.make_mails_due().await;
        let handed_over = sent(&store).await;
        assert_eq!(handed_over.len(), 1, "{:?}: the invitation is not", database.location);
        assert!(handed_over[0].subject.contains("まもなく"));
        assert_eq!(store.waiting_mails().await, [] as [&str; 0], "nor does it wait");
        let ends = store.subscription_ends(10).await.unwrap();
        assert_eq!((ends.len(), ends[0].mail), (1, newsletter.id));
    }
}

#[tokio::test]
async fn r19_newsletters_alone_name_a_way_out_that_a_mail_program_may_take() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(20)).await.unwrap();
        let asked = sealed_with_news(1);
        let id = asked.id;
        store.receive(asked).await.unwrap();
        store.subscribe(id).await.unwrap();
        store.queue_newsletter(draft("冬の会のご案内（見本）", true), "operator").await.unwrap();
        store.remind(event(20).starts_at - SignedDuration::from_hours(24), 24).await.unwrap();
        store.make_mails_due().await;
        let server = Responder::start(Script::FINE).await;
        worker(&store, server.address.port(), PATIENT).send_due().await.unwrap();
        let mails = server.heard().mails;
        assert_eq!(mails.len(), 3, "{:?}: a seat, an invitation, a reminder", database.location);
        let with_way_out: Vec<&String> = mails.iter().filter(|mail| mail.contains("List-Unsubscribe")).collect();
        assert_eq!(with_way_out.len(), 1);
        for header in ["<https://site.example.jp/api/u/", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"] {
            assert!(with_way_out[0].contains(header), "{}", with_way_out[0]);
        }
    }
}
