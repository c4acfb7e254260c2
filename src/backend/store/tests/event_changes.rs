//! An event changes while people are registered: staff decide, nobody loses a seat, everybody hears of it once.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::setup::{EVENT, TestDatabase, event, sealed, sent_by};
use crate::{
    intake::{Attendance, CheckInHours, RegistrationAction, RegistrationState, SubmissionId},
    store::{
        EventFacts, Reception, Store,
        entities::{audit_record, event as events, outbox_mail, registration},
    },
};

const OFFER_HOURS: u32 = 48;

/// The event with so many seats, as the content was on this day of November.
fn on_day(capacity: u32, day: u32) -> EventFacts {
    let content_time = format!("2026-11-{day:02}T00:00:00Z").parse().unwrap();
    EventFacts { content_time, content_commit: Some(format!("commit{day}")), ..event(capacity) }
}

/// The same a day later, online.
fn moved(capacity: u32, day: u32) -> EventFacts {
    EventFacts {
        starts_at: "2099-12-19T04:00:00Z".parse().unwrap(),
        ends_at: "2099-12-19T06:00:00Z".parse().unwrap(),
        place: "オンライン".to_owned(),
        places: [(Attendance::Online, Some(capacity))].into(),
        join_link: Some("https://meet.example.jp/night".to_owned()),
        ..on_day(capacity, day)
    }
}

async fn register(store: &Store, number: usize) -> SubmissionId {
    match store.receive(sealed(&sent_by(number))).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

async fn state(store: &Store, submission: SubmissionId) -> RegistrationState {
    store.registration(submission).await.unwrap().unwrap().state
}

async fn left(store: &Store, place: Attendance) -> Option<u32> {
    store.seats(EVENT).await.unwrap().unwrap()[&place].left
}

/// Confirms the one change that waits, and gives how many notices and offers came of it.
async fn confirm(store: &Store) -> (usize, usize) {
    let pending = store.pending_event_changes().await.unwrap();
    assert_eq!(pending.len(), 1);
    let done = store.confirm_event_change(pending[0].id, "operator", OFFER_HOURS).await.unwrap().unwrap();
    assert_eq!(done.notices as u64, pending[0].notices(), "staff were told before");
    (done.notices, done.offers)
}

#[tokio::test]
async fn r21_a_smaller_room_removes_nobody_and_a_larger_one_is_offered_in_order() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(on_day(18, 1)).await.unwrap();
        let mut people = Vec::new();
        for number in 0..22 {
            people.push(register(&store, number).await);
        }
        let (seated, line) = people.split_at(18);
        // There are 20 now, two of them for the first in line, who wait until staff say so.
        store.update_event(on_day(15, 2)).await.unwrap();
        assert_eq!(store.pending_event_changes().await.unwrap()[0].waiting, 4, "{:?}", database.location);
        let row = events::Entity::find_by_id(EVENT).one(store.readers()).await.unwrap().unwrap();
        assert_eq!(row.content_commit.as_deref(), Some("commit1"), "staff are asked first");
        assert_eq!(confirm(&store).await, (0, 0), "other numbers of seats are no news to who has one");
        assert_eq!(left(&store, Attendance::Venue).await, Some(0), "never below nought");
        for submission in seated {
            assert_eq!(state(&store, *submission).await, RegistrationState::Confirmed);
        }
        for (number, submission) in seated[..4].iter().enumerate() {
            store.change_registration(*submission, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
            let first = state(&store, line[0]).await;
            let expected = if number < 3 { RegistrationState::Waiting } else { RegistrationState::Offered };
            assert_eq!(first, expected, "after {} cancellations", number + 1);
            assert_eq!(left(&store, Attendance::Venue).await, Some(0));
        }
        assert_eq!(state(&store, line[1]).await, RegistrationState::Waiting, "one seat, one offer");

        store.update_event(on_day(30, 3)).await.unwrap();
        assert_eq!(state(&store, line[1]).await, RegistrationState::Waiting);
        assert_eq!(confirm(&store).await, (0, 3));
        let seats = registration::Entity::find()
            .filter(registration::Column::State.eq("offered"))
            .order_by_asc(registration::Column::InLine)
            .all(store.readers())
            .await
            .unwrap();
        let offered: Vec<_> = seats.iter().map(|row| SubmissionId(row.submission_id)).collect();
        assert_eq!(offered, line, "in order");
        assert!(seats[1..].windows(2).all(|pair| pair[0].seat < pair[1].seat), "the first gets the lowest");
        assert_eq!(left(&store, Attendance::Venue).await, Some(12));
    }
}

#[tokio::test]
async fn r18_a_change_that_is_confirmed_writes_once_to_whoever_comes_and_to_nobody_else() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        store.update_event(on_day(12, 1)).await.unwrap();
        for number in 0..16 {
            register(&store, number).await;
        }
        let gone = register(&store, 16).await;
        store.change_registration(gone, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        let last = register(&store, 15).await;
        store.change_registration(last, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        store.update_event(moved(12, 2)).await.unwrap();
        let pending = store.pending_event_changes().await.unwrap();
        assert_eq!((pending.len(), pending[0].seated, pending[0].waiting, pending[0].notices()), (1, 12, 3, 15));
        let notices = outbox_mail::Entity::find().filter(outbox_mail::Column::Kind.eq("event-changed"));
        assert_eq!(notices.clone().all(store.readers()).await.unwrap().len(), 0, "nobody is told before staff say so");

        // Two of the staff press at the same moment.
        let id = pending[0].id;
        let (a, b) = tokio::join!(
            store.confirm_event_change(id, "operator", OFFER_HOURS),
            other.confirm_event_change(id, "operator", OFFER_HOURS)
        );
        let done: Vec<_> = [a.unwrap(), b.unwrap()].into_iter().flatten().collect();
        assert_eq!(done.len(), 1, "{:?}", database.location);
        assert_eq!((done[0].notices, done[0].offers), (15, 0));
        assert_eq!(store.confirm_event_change(id, "operator", OFFER_HOURS).await.unwrap(), None);
        assert_eq!(notices.all(store.readers()).await.unwrap().len(), 15);

        // Everybody takes part online now, each with a seat or a place in line as before.
        let rows = registration::Entity::find().all(store.readers()).await.unwrap();
        let of = |state: &str| rows.iter().filter(|row| row.state == state).collect::<Vec<_>>();
        assert!(
            of("confirmed").iter().all(|row| row.attendance == "online" && row.sequence == 1 && row.seat.is_some())
        );
        let mut line: Vec<_> = of("waiting").iter().map(|row| row.in_line.unwrap()).collect();
        line.sort_unstable();
        assert_eq!(line, [1, 2, 3]);
        assert!(of("cancelled").iter().all(|row| row.seat.is_none()));
        let hours = store.check_in_hours(EVENT).await.unwrap().unwrap();
        let (start, end) = (moved(12, 2).starts_at, moved(12, 2).ends_at);
        assert_eq!(hours, CheckInHours::of(start, end));

        let audit = audit_record::Entity::find().filter(audit_record::Column::Actor.eq("operator"));
        let actions: Vec<_> = audit.all(store.readers()).await.unwrap().into_iter().map(|row| row.action).collect();
        assert_eq!(actions.iter().filter(|action| *action == "event.change_confirmed").count(), 1);
        assert_eq!(actions.iter().filter(|action| *action == "registration.notified").count(), 15);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn r21_what_is_older_never_overwrites_and_what_was_refused_is_not_asked_again() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(on_day(20, 5)).await.unwrap();
        register(&store, 1).await;
        store.update_event(on_day(15, 8)).await.unwrap();
        let first = store.pending_event_changes().await.unwrap()[0].id;
        // Older than what waits, and the same once more.
        store.update_event(on_day(9, 7)).await.unwrap();
        store.update_event(on_day(15, 9)).await.unwrap();
        let pending = store.pending_event_changes().await.unwrap();
        assert_eq!((pending.len(), pending[0].id), (1, first), "whoever looks at it decides what they see");
        assert_eq!(pending[0].after, on_day(15, 9));
        // Another change makes the first one void: nobody confirms what the content no longer says.
        store.update_event(on_day(14, 10)).await.unwrap();
        assert_eq!(store.confirm_event_change(first, "operator", OFFER_HOURS).await.unwrap(), None);
        let second = store.pending_event_changes().await.unwrap()[0].id;
        assert!(store.refuse_event_change(second, "operator").await.unwrap());
        assert!(!store.refuse_event_change(second, "operator").await.unwrap(), "once");
        // The content still says 14, in a commit with another title, and then 10.
        store.update_event(EventFacts { title: "夜の会（見本）".to_owned(), ..on_day(14, 11) }).await.unwrap();
        assert_eq!(store.pending_event_changes().await.unwrap(), []);
        let row = events::Entity::find_by_id(EVENT).one(store.readers()).await.unwrap().unwrap();
        assert_eq!(row.title, "夜の会（見本）");
        assert_eq!(left(&store, Attendance::Venue).await, Some(19), "20 of them are there still");
        store.update_event(on_day(10, 12)).await.unwrap();
        assert_eq!(store.pending_event_changes().await.unwrap()[0].after, on_day(10, 12));
        // Back to what holds: nothing is to be decided any more.
        store.update_event(on_day(20, 13)).await.unwrap();
        assert_eq!(store.pending_event_changes().await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_the_content_says_of_an_event_that_is_over_holds_without_asking() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(on_day(1, 1)).await.unwrap();
        register(&store, 1).await;
        let [over, told_otherwise] = [2, 3].map(|day| past(on_day(1, day)));
        // Its time is behind it only since it was moved there: that is asked.
        store.update_event(over).await.unwrap();
        assert_eq!(store.pending_event_changes().await.unwrap().len(), 1);
        confirm(&store).await;
        let told_otherwise = EventFacts { place: "別の会場".to_owned(), is_on: false, ..told_otherwise };
        store.update_event(told_otherwise.clone()).await.unwrap();
        assert_eq!(store.pending_event_changes().await.unwrap(), []);
        let row = events::Entity::find_by_id(EVENT).one(store.readers()).await.unwrap().unwrap();
        assert_eq!((row.place, row.is_on), (told_otherwise.place, false));
    }
}

/// The same event, eighty years earlier.
fn past(facts: EventFacts) -> EventFacts {
    let years = jiff::SignedDuration::from_hours(24 * 365 * 80);
    let [starts_at, ends_at, closes_at] = [facts.starts_at, facts.ends_at, facts.closes_at].map(|time| time - years);
    EventFacts { starts_at, ends_at, closes_at, ..facts }
}

#[tokio::test]
async fn r18_an_event_that_is_called_off_tells_everybody_and_offers_nothing() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(on_day(1, 1)).await.unwrap();
        let (first, second) = (register(&store, 1).await, register(&store, 2).await);
        store.update_event(EventFacts { is_on: false, ..on_day(5, 2) }).await.unwrap();
        assert_eq!(confirm(&store).await, (2, 0));
        let mails = outbox_mail::Entity::find().filter(outbox_mail::Column::Kind.eq("event-off"));
        assert_eq!(mails.all(store.readers()).await.unwrap().len(), 2);
        for submission in [first, second] {
            assert_ne!(state(&store, submission).await, RegistrationState::Cancelled, "nobody has given anything back");
        }
        assert_eq!(store.remind(event(1).starts_at - jiff::SignedDuration::from_hours(1), 24).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn r18_who_fills_in_the_new_page_before_staff_have_confirmed_is_in_and_hears_of_it() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(on_day(5, 1)).await.unwrap();
        register(&store, 1).await;
        store.update_event(moved(5, 2)).await.unwrap();
        let mut online = sent_by(2);
        online.references.insert("event_mode".to_owned(), "online".to_owned());
        let received = store.receive(sealed(&online)).await.unwrap();
        assert!(matches!(received, Reception::Received { .. }), "{:?}: {received:?}", database.location);
        assert_eq!(confirm(&store).await, (2, 0));
        let rows = registration::Entity::find().all(store.readers()).await.unwrap();
        assert!(rows.iter().all(|row| row.attendance == "online" && row.state == "confirmed"), "{rows:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r18_who_registers_while_a_change_is_confirmed_gets_a_seat_or_a_place_in_line() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        store.update_event(on_day(40, 1)).await.unwrap();
        register(&store, 0).await;
        for day in 2..8 {
            store.update_event(on_day(40 + day, day)).await.unwrap();
            let id = store.pending_event_changes().await.unwrap()[0].id;
            let confirming = tokio::spawn({
                let store = store.clone();
                async move { store.confirm_event_change(id, "operator", OFFER_HOURS).await.unwrap().is_some() }
            });
            for number in 0..4 {
                let number = (day * 10 + number) as usize;
                let received = other.receive(sealed(&sent_by(number))).await.unwrap();
                assert!(matches!(received, Reception::Received { .. }), "{:?}: {received:?}", database.location);
            }
            assert!(confirming.await.unwrap());
        }
    }
}

#[tokio::test]
async fn r18_who_came_online_and_who_came_into_the_room_find_seats_in_what_is_left() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let hybrid =
            EventFacts { places: [(Attendance::Venue, Some(2)), (Attendance::Online, Some(2))].into(), ..on_day(2, 1) };
        store.update_event(hybrid).await.unwrap();
        for number in 0..3 {
            register(&store, number).await;
            let mut online = sent_by(number + 10);
            online.references.insert("event_mode".to_owned(), "online".to_owned());
            store.receive(sealed(&online)).await.unwrap();
        }
        store.update_event(moved(2, 2)).await.unwrap();
        assert_eq!(confirm(&store).await, (6, 0));
        let rows = registration::Entity::find().all(store.readers()).await.unwrap();
        let mut seats: Vec<_> = rows.iter().filter_map(|row| row.seat).collect();
        let mut line: Vec<_> = rows.iter().filter_map(|row| row.in_line).collect();
        seats.sort_unstable();
        line.sort_unstable();
        assert_eq!((seats, line.len()), (vec![1, 2, 3, 4], 2), "{:?}", database.location);
        assert!(rows.iter().all(|row| row.attendance == "online"));
        assert_eq!(left(&store, Attendance::Online).await, Some(0));
        // The line goes on where it is.
        let mut next = sent_by(20);
        next.references.insert("event_mode".to_owned(), "online".to_owned());
        store.receive(sealed(&next)).await.unwrap();
        let rows = registration::Entity::find().filter(registration::Column::InLine.gt(line[1])).all(store.readers());
        assert_eq!(rows.await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn events_of_the_first_version_are_there_in_the_tables_of_today() {
    let row = "INSERT INTO events (id, title, starts_at, ends_at, closes_at, is_on, place, url, content_time) VALUES \
               ('events/shibuya', '夜の会', 4102444800000, 4102448400000, 4102441200000, TRUE, '渋谷', 'events/shibuya/', 5)";
    for database in TestDatabase::each().await {
        database.of_first_version(row).await;
        let store = database.replica().await;
        let known = events::Entity::find_by_id(EVENT).one(store.readers()).await.unwrap().unwrap();
        assert_eq!((known.title.as_str(), known.join_link, known.content_commit), ("夜の会", None, None));
        store.update_event(on_day(3, 1)).await.unwrap();
        register(&store, 1).await;
        assert_eq!(left(&store, Attendance::Venue).await, Some(2), "{:?}", database.location);
    }
}
