//! What staff write to those who come to an event: once to each address that takes mail.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{
    check_ins::let_in,
    groups::register,
    setup::{EVENT, TestDatabase, event_today},
    walk_ins::walk_in,
};
use crate::{
    intake::{MailKind, RegistrationAction, SubmissionId},
    store::{
        ClaimedMail, EventNoticeDraft, EventNoticeFacts, NoticeAudience, Store, WalkIn,
        entities::{event_notice, event_notice_mail, outbox_mail},
    },
};

const OFFER_HOURS: u32 = 48;

fn draft(audience: NoticeAudience) -> EventNoticeDraft {
    EventNoticeDraft {
        event: EVENT.to_owned(),
        audience,
        title: "受付の場所".to_owned(),
        text: "受付は2階です。".to_owned(),
        request: Uuid::new_v4(),
    }
}

/// Those who were written to by a notice, sorted.
async fn written_to(store: &Store, notice: Uuid) -> Vec<SubmissionId> {
    let mails = event_notice_mail::Entity::find().filter(event_notice_mail::Column::NoticeId.eq(notice));
    let mut found = Vec::new();
    for mail in mails.all(store.readers()).await.unwrap() {
        let mail = outbox_mail::Entity::find_by_id(mail.mail_id).one(store.readers()).await.unwrap().unwrap();
        assert_eq!(mail.kind, "event-notice");
        found.push(SubmissionId(mail.submission_id));
    }
    found.sort_unstable();
    found
}

#[tokio::test]
async fn each_audience_is_written_to_once_and_no_address_that_takes_no_mail() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(5)).await.unwrap();
        let (came, absent) = (register(&store, 1, 1).await, register(&store, 2, 1).await);
        let (bounced, gone) = (register(&store, 3, 1).await, register(&store, 4, 1).await);
        store.change_registration(gone, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        let said = WalkIn { email: Some("hanako@example.jp".to_owned()), ..walk_in(1) };
        store.register_walk_in(EVENT, said, "desk").await.unwrap();
        let waits = register(&store, 5, 2).await;
        let_in(&store, store.registration_of(came).await).await;
        let of_bounced = store.record_of(bounced).await.unwrap().unwrap();
        let marks = crate::store::ReportVerdict::AddressRefused;
        let report = outbox_mail::Entity::find().filter(outbox_mail::Column::PersonId.eq(of_bounced.0));
        let report = report.one(store.readers()).await.unwrap().unwrap().id.simple().to_string();
        store.apply_report(&report, "visitor3@example.jp", marks).await.unwrap();
        for (audience, expected) in [
            (NoticeAudience::Confirmed, vec![came, absent]),
            (NoticeAudience::Waiting, vec![waits]),
            (NoticeAudience::CheckedIn, vec![came]),
            (NoticeAudience::Absent, vec![absent]),
        ] {
            let notice = draft(audience);
            for _ in 0..2 {
                let count = store.notify_attendees(notice.clone(), "staff").await.unwrap();
                assert_eq!(count, expected.len(), "{audience:?} {:?}", database.location);
            }
            assert_eq!(written_to(&store, notice.request).await, expected, "{audience:?}");
        }
        assert_eq!(event_notice::Entity::find().all(store.readers()).await.unwrap().len(), 4);
        assert_eq!(store.count_audited("event.notified").await, 4);
        assert_eq!(store.count_audited("registration.notified").await, 5);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_is_asked_for_at_two_replicas_is_written_once() {
    for database in TestDatabase::each().await {
        let replicas = [database.replica().await, database.replica().await];
        replicas[0].update_event(event_today(5)).await.unwrap();
        register(&replicas[0], 1, 1).await;
        let notice = draft(NoticeAudience::Confirmed);
        let mut asking = JoinSet::new();
        for number in 0..10 {
            let (store, notice) = (replicas[number % 2].clone(), notice.clone());
            asking.spawn(async move { store.notify_attendees(notice, "staff").await.unwrap() });
        }
        assert_eq!(asking.join_all().await, [1; 10], "{:?}", database.location);
        assert_eq!(written_to(&replicas[0], notice.request).await.len(), 1);
        assert_eq!(replicas[0].count_audited("event.notified").await, 1);
    }
}

#[tokio::test]
async fn the_mail_says_the_words_and_holds_as_long_as_somebody_comes() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(5)).await.unwrap();
        let submission = register(&store, 1, 1).await;
        let notice = draft(NoticeAudience::Confirmed);
        store.notify_attendees(notice.clone(), "staff").await.unwrap();
        let mails: Vec<ClaimedMail> = store.claim_mails(9).await.unwrap();
        let mail = mails.iter().find(|mail| mail.kind == MailKind::EventNotice).unwrap();
        let facts = store.mail_facts(mail).await.unwrap().unwrap();
        let words = EventNoticeFacts { title: notice.title, text: notice.text };
        assert_eq!(facts.notice, Some(words), "{:?}", database.location);
        assert_eq!(facts.registration.unwrap().view.event, EVENT);
        let other = mails.iter().find(|mail| mail.kind == MailKind::SeatConfirmed).unwrap();
        assert_eq!(store.mail_facts(other).await.unwrap().unwrap().notice, None);
        assert!(store.is_mail_wanted(mail, Timestamp::now()).await.unwrap());
        store.change_registration(submission, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        assert!(!store.is_mail_wanted(mail, Timestamp::now()).await.unwrap());
        let record = store.record_of(submission).await.unwrap().unwrap();
        store.erase_person(record, "visitor", OFFER_HOURS).await.unwrap().unwrap();
        assert_eq!(
            event_notice_mail::Entity::find().all(store.readers()).await.unwrap().len(),
            0,
            "it goes with its mail"
        );
    }
}
