//! Mails that do not come through by themselves: every try is told, staff have them tried again or give them up; each sees those of
//! their programmes.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    joining::{OTHER, receive, sent_from, two_events},
    setup::{EVENT, TestDatabase, event, sealed, sent_by},
};
use crate::{
    intake::MailKind,
    store::{GiveUpCause, MailOutcome, MailState, OutboxFilter, Store},
};

/// A mail is claimed, and that ends so.
async fn ends(store: &Store, state: MailState, reply: &str) -> Uuid {
    let mail = store.claim_mails(1).await.unwrap().remove(0);
    let outcome = MailOutcome { state, due_at: None, is_uncertain: false, reply: Some(reply.to_owned()) };
    store.finish_mail(mail.clone(), outcome).await.unwrap();
    mail.id
}

async fn state(store: &Store, mail: Uuid) -> MailState {
    store.find_mail(mail).await.unwrap().unwrap().state
}

#[tokio::test]
async fn a_dead_letter_is_tried_again_or_given_up_and_each_step_is_told() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(9)).await.unwrap();
        store.receive(sealed(&sent_by(1))).await.unwrap();
        let mail = ends(&store, MailState::Dead, "message-refused 554 5.6.0").await;
        assert!(store.retry_mail(mail, "staff").await.unwrap());
        assert!(!store.retry_mail(mail, "staff").await.unwrap(), "it is none any more");
        assert_eq!(ends(&store, MailState::Dead, "uncertain").await, mail, "{:?}: at once", database.location);
        assert!(store.give_up_mail(mail, GiveUpCause::ToldOtherwise, "staff").await.unwrap());
        assert!(!store.give_up_mail(mail, GiveUpCause::Other, "staff").await.unwrap());
        assert!(!store.retry_mail(Uuid::nil(), "staff").await.unwrap());
        assert_eq!(state(&store, mail).await, MailState::Dropped);
        let tries = store.mail_tries(mail).await.unwrap();
        let told: Vec<(&str, Option<&str>)> =
            tries.iter().map(|tried| (tried.outcome.as_str(), tried.account.as_deref())).collect();
        let expected = [
            ("message-refused 554 5.6.0", None),
            ("retried", Some("staff")),
            ("uncertain", None),
            ("given-up told-otherwise", Some("staff")),
        ];
        assert_eq!(told, expected);
        assert_eq!((store.count_audited("mail.retried").await, store.count_audited("mail.given_up").await), (1, 1));
        let person = store.record_of(store.newest_submission().await).await.unwrap().unwrap();
        store.erase_person(person, "visitor", 48).await.unwrap().unwrap();
        assert_eq!(store.mail_tries(mail).await.unwrap(), [], "they go with it");
    }
}

#[tokio::test]
async fn the_list_has_what_is_looked_for_a_page_at_a_time() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        for number in 0..60 {
            let event = if number % 3 == 0 { OTHER } else { EVENT };
            receive(&store, &sent_from(number, &format!("visitor{number}@example.jp"), event)).await;
        }
        let dead = ends(&store, MailState::Dead, "uncertain").await;
        let all = store.outbox_page(&OutboxFilter::default()).await.unwrap();
        assert_eq!(all.rows.len(), 50, "{:?}", database.location);
        let next = OutboxFilter { after: all.next, ..OutboxFilter::default() };
        let rest = store.outbox_page(&next).await.unwrap();
        assert_eq!((rest.rows.len(), rest.next), (10, None));
        let ids: BTreeSet<Uuid> = all.rows.iter().chain(&rest.rows).map(|row| row.entry.mail.id).collect();
        assert_eq!(ids.len(), 60);
        let rising = OutboxFilter { is_oldest_first: true, ..OutboxFilter::default() };
        let first = store.outbox_page(&rising).await.unwrap();
        let rest = store.outbox_page(&OutboxFilter { after: first.next, ..rising.clone() }).await.unwrap();
        let found: Vec<Uuid> = first.rows.iter().chain(&rest.rows).map(|row| row.entry.mail.id).collect();
        assert_eq!((found, rest.next), (ids.iter().copied().collect(), None), "the same from the other end");
        assert_eq!(store.outbox_rows(&rising, 7).await.unwrap(), first.rows[..7]);
        let of = |states: &[MailState], kind, programme: Option<&str>| OutboxFilter {
            states: states.to_vec(),
            kind,
            programmes: programme.map(|name| [name.to_owned()].into()),
            ..OutboxFilter::default()
        };
        let about = |event: &str| OutboxFilter { event: Some(event.to_owned()), ..OutboxFilter::default() };
        for (filter, count) in [
            (about(OTHER), 20),
            (about("events/none"), 0),
            (of(&[MailState::Dead], None, None), 1),
            (of(&[MailState::Sent], None, None), 0),
            (of(&[], Some(MailKind::SeatConfirmed), Some(EVENT)), 40),
            (of(&[], Some(MailKind::Reminder), None), 0),
            (of(&[MailState::Waiting], None, Some(OTHER)), 19),
            (of(&[], None, Some("events/none")), 0),
        ] {
            assert_eq!(store.outbox_page(&filter).await.unwrap().rows.len(), count, "{filter:?}");
        }
        let submission = all.rows[0].entry.mail.submission;
        let about = store.mails_about(&all.rows).await.unwrap();
        assert!(about.len() == 50 && about[&submission].event.is_some(), "{about:?}");
        let names = store.mail_readers(&all.rows[..1], "somebody").await.unwrap();
        assert_eq!(names.keys().copied().collect::<Vec<_>>(), [submission]);
        let own = |name: &str| BTreeSet::from([name.to_owned()]);
        assert!(store.outbox_row(dead, Some(&own(OTHER))).await.unwrap().is_some());
        assert_eq!(store.outbox_row(dead, Some(&own(EVENT))).await.unwrap(), None, "one of another programme");
    }
}
