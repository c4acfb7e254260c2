//! Wishes for talks at a fair become talks with the seat, and end with it; nobody is in two places, and no seat of a table is sold twice.

use std::collections::BTreeSet;

use sea_orm::{EntityTrait, PaginatorTrait};

use super::{
    backups::TestBackups,
    booking_setup::{book, definition, unguarded_pair},
    fair_setup::{all_talks, fair, fair_plan, send, taken_cells, talks_of, wishing, wishing_in},
    setup::{EVENT, TestDatabase, sealed, sent_by},
};
use crate::{
    intake::{
        RegistrationAction, RegistrationState,
        bookings::Slot,
        calendar::clock_in_japan,
        fair::{FairPart, TalkState},
    },
    store::{
        EventFacts, FairCounts, FairTalkOutcome, NewFairTalk, Store, TalkHand, TalkMove,
        booking_setup::wish_of,
        entities::{counted_talk, fair_talk, fair_wish},
    },
};

/// Cells of a talk: a quarter of an hour and five minutes, of the table and of the person.
const CELLS: usize = 8;

fn hand() -> TalkHand {
    TalkHand { actor: "staff-1".to_owned(), reason: "企業の都合".to_owned() }
}

fn talk(company: &str, minute: i64) -> (String, i64) {
    (company.to_owned(), minute)
}

#[tokio::test]
async fn the_seat_and_all_talks_are_had_at_once_and_what_could_not_be_had_is_told() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(fair(9)).await.unwrap();
        assert_eq!(store.fair_plan(EVENT).await.unwrap(), Some(fair_plan()));
        let first = send(&store, wishing(1, &["robo", "aoba", "umi"])).await;
        assert_eq!(talks_of(&store, first).await, [talk("robo", 0), talk("aoba", 20)]);
        let visit = store.fair_visit(first, EVENT).await.unwrap();
        assert_eq!(visit.without_time, ["海データ"], "two talks for each, and the third is told");
        let second = send(&store, wishing_in(2, &["robo"], FairPart::Second)).await;
        assert_eq!(talks_of(&store, second).await, [talk("robo", 40)]);
        assert_eq!(taken_cells(&store).await, 3 * CELLS, "{:?}", database.location);
        // Again within minutes, it is the same.
        let again = send(&store, wishing(1, &["robo", "aoba", "umi"])).await;
        assert_eq!((again, all_talks(&store).await.len()), (first, 3));
        let none = send(&store, sealed(&sent_by(3))).await;
        assert_eq!(talks_of(&store, none).await, []);
        let mails = store.waiting_mails().await;
        assert_eq!(mails.iter().filter(|kind| *kind == "seat-confirmed").count(), 3);
        for mail in store.claim_mails(9).await.unwrap() {
            let facts = store.mail_facts(&mail).await.unwrap().unwrap().registration.unwrap();
            let expected = if mail.submission == first { 2 } else { usize::from(mail.submission == second) };
            assert_eq!(facts.view.visit.talks.len(), expected, "the mail has the talks in it");
        }
    }
}

#[tokio::test]
async fn who_waits_gets_talks_with_the_seat_and_a_cancelled_seat_frees_them() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(fair(1)).await.unwrap();
        let seated = send(&store, wishing(1, &["robo"])).await;
        let waiting = send(&store, wishing(2, &["robo"])).await;
        let visit = store.fair_visit(waiting, EVENT).await.unwrap();
        assert!(visit.talks.is_empty() && visit.without_time.is_empty(), "nothing is decided without a seat");
        store.change_registration(seated, RegistrationAction::Cancel, 48).await.unwrap();
        assert_eq!(talks_of(&store, seated).await, []);
        assert_eq!(taken_cells(&store).await, 0, "{:?}", database.location);
        let taken = store.change_registration(waiting, RegistrationAction::Confirm, 48).await.unwrap().unwrap();
        assert_eq!(taken.state, RegistrationState::Confirmed);
        assert_eq!(talks_of(&store, waiting).await, [talk("robo", 0)], "at the time that became free");
        assert_eq!(taken_cells(&store).await, CELLS);
    }
}

#[tokio::test]
async fn a_talk_and_another_booking_of_one_person_do_not_overlap() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(fair(9)).await.unwrap();
        let start = fair_plan().starts_at;
        let slot = Slot {
            resource: "sato".to_owned(),
            business_day: clock_in_japan(start).date(),
            start,
            end: start + jiff::SignedDuration::from_mins(60),
            is_extra: false,
        };
        book(&store, wish_of(&definition(), 1, slot)).await;
        // An hour and a quarter are taken: no talk of the fair begins after that.
        let mine = send(&store, wishing(1, &["robo"])).await;
        assert_eq!(talks_of(&store, mine).await, [], "{:?}", database.location);
        assert_eq!(store.fair_visit(mine, EVENT).await.unwrap().without_time, ["杜のロボ"]);
        let other = send(&store, wishing(2, &["robo"])).await;
        assert_eq!(talks_of(&store, other).await, [talk("robo", 0)]);
    }
}

#[tokio::test]
async fn a_talk_is_given_back_alone_and_staff_move_and_add_talks_with_their_reasons() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(fair(9)).await.unwrap();
        let (mine, other) =
            (send(&store, wishing(1, &["robo", "aoba"])).await, send(&store, wishing(2, &["robo"])).await);
        let talks = store.registration(mine).await.unwrap().unwrap().visit.talks;
        let [robo, aoba] = [talks[0].id, talks[1].id];
        assert_eq!(store.give_back_talk(other, robo, 48).await.unwrap(), FairTalkOutcome::Unknown, "it is not theirs");
        for _ in 0..2 {
            assert_eq!(store.give_back_talk(mine, robo, 48).await.unwrap(), FairTalkOutcome::Done);
        }
        assert_eq!(talks_of(&store, mine).await, [talk("aoba", 20)]);
        assert!(store.fair_visit(mine, EVENT).await.unwrap().without_time.is_empty(), "it is wished for no more");

        let at = |minutes: i64| fair_plan().starts_at + jiff::SignedDuration::from_mins(minutes);
        let to = |company: &str, minutes| TalkMove { company: company.to_owned(), start: at(minutes) };
        assert_eq!(store.move_talk(aoba, to("robo", 20), hand()).await.unwrap(), FairTalkOutcome::Taken);
        assert_eq!(
            store.move_talk(aoba, to("robo", 21), hand()).await.unwrap(),
            FairTalkOutcome::Taken,
            "no such time"
        );
        assert_eq!(store.move_talk(aoba, to("umi", 60), hand()).await.unwrap(), FairTalkOutcome::Done);
        assert_eq!(talks_of(&store, mine).await, [talk("umi", 60)]);
        let registration = store.registration_of(mine).await;
        let add =
            |company: &str, minutes| NewFairTalk { event: EVENT.to_owned(), registration, to: to(company, minutes) };
        assert_eq!(store.add_talk(add("robo", 60), hand()).await.unwrap(), FairTalkOutcome::OwnOverlap);
        assert_eq!(store.add_talk(add("robo", 0), hand()).await.unwrap(), FairTalkOutcome::Done);
        let elsewhere = NewFairTalk { event: "events/else".to_owned(), ..add("robo", 40) };
        assert_eq!(store.add_talk(elsewhere, hand()).await.unwrap(), FairTalkOutcome::Unknown);
        assert_eq!(store.mark_talk(aoba, TalkState::Held, "staff-1").await.unwrap(), FairTalkOutcome::NotPossible);
        assert_eq!(store.cancel_talk(aoba, hand()).await.unwrap(), FairTalkOutcome::Done);
        assert_eq!(store.fair_visit(mine, EVENT).await.unwrap().talks.len(), 1);
        assert_eq!(taken_cells(&store).await, 2 * CELLS, "{:?}", database.location);
        let told = store.waiting_mails().await.into_iter().filter(|kind| kind == "fair-talks").count();
        assert_eq!(told, 4, "given back, moved, added, cancelled");
        let reasons = store.registration_reasons(registration, "staff-1").await.unwrap();
        let actions: Vec<&str> = reasons.iter().map(|reason| reason.action.as_str()).collect();
        assert_eq!(actions, ["fair.talk_moved", "fair.talk_added", "fair.talk_cancelled"]);
        assert_eq!(store.count_audited("fair.talk_cancelled").await, 2);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

/// Sixty people at two replicas wish at once to talk with both companies. Gives how many talks share a seat of a table with another.
async fn all_at_once(replicas: [&Store; 2]) -> usize {
    replicas[0].update_event(EventFacts { fair: Some(fair_plan()), ..fair(99) }).await.unwrap();
    let wishes: Vec<_> =
        (0..60).map(|number| (replicas[number % 2].clone(), wishing(number, &["robo", "aoba"]))).collect();
    let tries = wishes.into_iter().map(|(store, wish)| tokio::spawn(async move { store.receive(wish).await.unwrap() }));
    for attempt in tries.collect::<Vec<_>>() {
        attempt.await.unwrap();
    }
    let talks = all_talks(replicas[0]).await;
    let seats: BTreeSet<_> = talks.iter().map(|talk| (talk.company.clone(), talk.seat, talk.starts_at)).collect();
    talks.len() - seats.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_nobody_shares_a_seat_of_a_table() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        assert_eq!(all_at_once([&first, &second]).await, 0, "{:?}", database.location);
        assert_eq!(all_talks(&first).await.len(), 8, "all times of both tables");
        assert_eq!(taken_cells(&first).await, 8 * CELLS);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_guard_a_seat_of_a_table_is_sold_twice() {
    for database in TestDatabase::each().await {
        let [first, second] = unguarded_pair(&database).await;
        let shared = all_at_once([&first, &second]).await;
        assert!(shared > 0, "{:?}", database.location);
    }
}

#[tokio::test]
async fn a_restored_fair_has_its_times_taken() {
    for (source, target) in TestDatabase::each().await.into_iter().zip(TestDatabase::each().await) {
        let store = source.replica().await;
        store.update_event(fair(9)).await.unwrap();
        let mine = send(&store, wishing(1, &["robo", "aoba"])).await;
        let place = TestBackups::new();
        let report = place.backup(&source).await;
        place.restore(&report, &target).await;
        let restored = target.replica().await;
        assert_eq!(talks_of(&restored, mine).await, [talk("robo", 0), talk("aoba", 20)], "{:?}", target.location);
        assert_eq!(taken_cells(&restored).await, 2 * CELLS);
        let other = send(&restored, wishing(2, &["robo"])).await;
        assert_eq!(talks_of(&restored, other).await, [talk("robo", 20)]);
    }
}

#[tokio::test]
async fn whoever_is_erased_leaves_numbers_and_free_times() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(fair(9)).await.unwrap();
        let mine = send(&store, wishing(1, &["robo", "aoba", "umi"])).await;
        let counts = FairCounts { wished: 3, booked: 2, ..FairCounts::default() };
        assert_eq!(store.fair_counts(EVENT).await.unwrap(), counts);
        let record = store.record_of(mine).await.unwrap().unwrap();
        store.erase_person(record, "visitor", 48).await.unwrap().unwrap();
        let db = store.readers();
        let left =
            (fair_talk::Entity::find().count(db).await.unwrap(), fair_wish::Entity::find().count(db).await.unwrap());
        assert_eq!((left, taken_cells(&store).await), ((0, 0), 0), "{:?}", database.location);
        assert_eq!(counted_talk::Entity::find().count(db).await.unwrap(), 5);
        assert_eq!(store.fair_counts(EVENT).await.unwrap(), counts, "figures never shrink");
        let other = send(&store, wishing(2, &["robo"])).await;
        assert_eq!(talks_of(&store, other).await, [talk("robo", 0)]);
    }
}
