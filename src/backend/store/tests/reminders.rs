//! Everybody who comes is reminded once of each start, whoever else looks at the same second; nobody else is.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::setup::{EVENT, TestDatabase, event, sealed, sent_by};
use crate::{
    intake::{MailKind, RegistrationAction, SubmissionId},
    store::{ClaimedMail, EventFacts, Reception, Store, entities::outbox_mail},
};

const HOURS: u32 = 24;

/// 2099-12-17 19:00 in Japan.
fn due() -> Timestamp {
    event(1).starts_at - SignedDuration::from_hours(24)
}

/// Another date of the same series, two days later.
fn later_date() -> EventFacts {
    let days = SignedDuration::from_hours(48);
    let facts = series(event(20));
    EventFacts {
        id: "events/shibuya-2".to_owned(),
        starts_at: facts.starts_at + days,
        ends_at: facts.ends_at + days,
        closes_at: facts.closes_at + days,
        ..facts
    }
}

fn series(facts: EventFacts) -> EventFacts {
    EventFacts { series: Some("shibuya".to_owned()), ..facts }
}

async fn register(store: &Store, number: usize) -> SubmissionId {
    match store.receive(sealed(&sent_by(number))).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

/// Whom reminders in the outbox are for, in order.
async fn reminded(store: &Store) -> Vec<SubmissionId> {
    reminders(store).await.into_iter().map(|mail| mail.submission).collect()
}

async fn reminders(store: &Store) -> Vec<ClaimedMail> {
    let rows = outbox_mail::Entity::find()
        .filter(outbox_mail::Column::Kind.eq(MailKind::Reminder.name()))
        .order_by_asc(outbox_mail::Column::CreatedAt)
        .all(store.readers())
        .await
        .unwrap();
    rows.iter()
        .map(|row| ClaimedMail {
            id: row.id,
            kind: MailKind::Reminder,
            person: crate::intake::PersonId(row.person_id),
            submission: SubmissionId(row.submission_id),
            written_at: due(),
            attempts: 1,
            uncertain: 0,
        })
        .collect()
}

#[tokio::test]
async fn r17_two_replicas_and_a_restart_at_the_due_second_remind_everybody_once() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        first.update_event(event(20)).await.unwrap();
        let mut people = Vec::new();
        for number in 0..3 {
            people.push(register(&first, number).await);
        }
        assert_eq!(first.remind(due() - SignedDuration::from_secs(1), HOURS).await.unwrap(), 0, "not before its time");
        // Both look before either has written.
        let seen =
            (first.due_reminders(due(), HOURS).await.unwrap(), second.due_reminders(due(), HOURS).await.unwrap());
        assert_eq!((seen.0.len(), seen.1.len()), (3, 3));
        let (a, b) = tokio::join!(first.add_reminders(seen.0, due()), second.add_reminders(seen.1, due()));
        assert_eq!(a.unwrap() + b.unwrap(), 3, "{:?}", database.location);
        let restarted = database.replica().await;
        assert_eq!(restarted.remind(due(), HOURS).await.unwrap(), 0);
        let mut reminded = reminded(&first).await;
        reminded.sort();
        people.sort();
        assert_eq!(reminded, people);
        // Who comes later is reminded at once, and the others are not again.
        register(&first, 9).await;
        assert_eq!(second.remind(due() + SignedDuration::from_hours(2), HOURS).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn r17_without_the_unique_key_two_replicas_remind_twice() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        first.update_event(event(20)).await.unwrap();
        register(&first, 1).await;
        database.drop_index("one_reminder_per_start").await;
        let seen =
            (first.due_reminders(due(), HOURS).await.unwrap(), second.due_reminders(due(), HOURS).await.unwrap());
        let (a, b) = tokio::join!(first.add_reminders(seen.0, due()), second.add_reminders(seen.1, due()));
        assert_eq!(a.unwrap() + b.unwrap(), 2, "{:?}", database.location);
        for mail in reminders(&first).await {
            assert!(first.is_mail_wanted(&mail, due()).await.unwrap(), "and both are handed over");
        }
    }
}

#[tokio::test]
async fn r17_the_cancelled_are_not_reminded_and_the_moved_of_their_new_start_alone() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        for facts in [series(event(20)), later_date()] {
            store.update_event(facts).await.unwrap();
        }
        let (stays, cancels, moves) = (register(&store, 1).await, register(&store, 2).await, register(&store, 3).await);
        let (cancels_late, moves_late) = (register(&store, 4).await, register(&store, 5).await);
        let cancel = async |submission| {
            store.change_registration(submission, RegistrationAction::Cancel, 48).await.unwrap();
        };
        let move_on = async |submission| {
            let moved = store.move_registration(submission, "events/shibuya-2", 48).await.unwrap().unwrap();
            assert_eq!(moved.view.event, "events/shibuya-2");
        };
        cancel(cancels).await;
        move_on(moves).await;
        assert_eq!(store.remind(due(), HOURS).await.unwrap(), 3);
        let mut reminded = reminded(&store).await;
        let mut expected = vec![stays, cancels_late, moves_late];
        reminded.sort();
        expected.sort();
        assert_eq!(reminded, expected);
        // After they were queued, and before they are handed over.
        cancel(cancels_late).await;
        move_on(moves_late).await;
        let wanted = async |now| {
            let mut wanted = Vec::new();
            for mail in reminders(&store).await {
                if store.is_mail_wanted(&mail, now).await.unwrap() {
                    wanted.push(mail.submission);
                }
            }
            wanted.sort();
            wanted
        };
        assert_eq!(wanted(due()).await, [stays], "{:?}", database.location);
        assert!(wanted(event(20).starts_at).await.is_empty(), "nobody is reminded of what has begun");

        let new_due = later_date().starts_at - SignedDuration::from_hours(24);
        assert_eq!(store.remind(new_due, HOURS).await.unwrap(), 2);
        let mut moved = vec![moves, moves_late];
        moved.sort();
        assert_eq!(wanted(new_due).await, moved);
    }
}

#[tokio::test]
async fn r17_an_event_says_itself_how_long_before() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(EventFacts { reminder_hours: Some(48), ..event(20) }).await.unwrap();
        register(&store, 1).await;
        let early = due() - SignedDuration::from_hours(24);
        assert_eq!(store.remind(early - SignedDuration::from_secs(1), HOURS).await.unwrap(), 0);
        assert_eq!(store.remind(early, HOURS).await.unwrap(), 1);
        let other = EventFacts {
            id: format!("{EVENT}-none"),
            reminder_hours: Some(0),
            content_time: "2026-11-02T00:00:00Z".parse().unwrap(),
            ..event(20)
        };
        store.update_event(other).await.unwrap();
        let mut sent = sent_by(2);
        sent.references.insert("event".to_owned(), format!("{EVENT}-none"));
        store.receive(sealed(&sent)).await.unwrap();
        assert_eq!(store.remind(due(), HOURS).await.unwrap(), 0, "nought is never");
    }
}
