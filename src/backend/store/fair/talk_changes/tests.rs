//! Two who change talks at one moment never have one time; without the lock they do.

use jiff::SignedDuration;

use super::*;
use crate::{
    intake::fair::FairPart,
    store::{
        booking_setup::unguarded_pair,
        fair::{read_all_taken, talk_rows::talks_at},
        fair_setup::{all_talks, fair, fair_plan, send, wishing, wishing_in},
        test_support::{EVENT, TestDatabase},
    },
};

fn hand() -> TalkHand {
    TalkHand { actor: "staff-1".to_owned(), reason: "企業の都合".to_owned() }
}

fn to(company: &str, minute: i64) -> TalkMove {
    TalkMove { company: company.to_owned(), start: fair_plan().starts_at + SignedDuration::from_mins(minute) }
}

/// How many talks have a seat at a time that another one has too.
async fn shared(store: &Store) -> usize {
    let mut talks = all_talks(store).await;
    talks.retain(|talk| [TalkState::Booked, TalkState::Offered].map(TalkState::name).contains(&talk.state.as_str()));
    let all = talks.len();
    talks.sort_by_key(|talk| (talk.company.clone(), talk.seat, talk.starts_at));
    talks.dedup_by_key(|talk| (talk.company.clone(), talk.seat, talk.starts_at));
    all - talks.len()
}

/// Two people with a talk elsewhere: their registrations, and their talks.
async fn two_people(store: &Store) -> ([RegistrationId; 2], [Uuid; 2]) {
    store.update_event(fair(9)).await.unwrap();
    let (one, two) = (send(store, wishing(1, &["umi"])).await, send(store, wishing(2, &["umi"])).await);
    let of = async |submission| store.registration(submission).await.unwrap().unwrap().visit.talks[0].id;
    let talks = [of(one).await, of(two).await];
    ([store.registration_of(one).await, store.registration_of(two).await], talks)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_staff_move_or_add_to_one_time_one_has_it() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        let ([one, two], talks) = two_people(&first).await;
        let moves =
            (first.move_talk(talks[0], to("robo", 40), hand()), second.move_talk(talks[1], to("robo", 40), hand()));
        let (moved, other) = tokio::join!(moves.0, moves.1);
        let mut outcomes = [moved.unwrap(), other.unwrap()];
        outcomes.sort_by_key(|outcome| *outcome != FairTalkOutcome::Done);
        assert_eq!(outcomes, [FairTalkOutcome::Done, FairTalkOutcome::Taken], "{:?}", database.location);
        let new = |registration| NewFairTalk { event: EVENT.to_owned(), registration, to: to("aoba", 20) };
        let (added, other) = tokio::join!(first.add_talk(new(one), hand()), second.add_talk(new(two), hand()));
        let mut outcomes = [added.unwrap(), other.unwrap()];
        outcomes.sort_by_key(|outcome| *outcome != FairTalkOutcome::Done);
        assert_eq!(outcomes, [FairTalkOutcome::Done, FairTalkOutcome::Taken], "{:?}", database.location);
        assert_eq!(shared(&first).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_lock_two_that_staff_move_have_one_time() {
    for database in TestDatabase::each().await {
        let [first, second] = unguarded_pair(&database).await;
        let (_, talks) = two_people(&first).await;
        let taken = read_all_taken(first.readers()).await.unwrap();
        for (store, talk) in [&first, &second].into_iter().zip(talks) {
            let row = fair_talk::Entity::find_by_id(talk).one(first.readers()).await.unwrap().unwrap();
            let unguarded = Some((row, taken.clone()));
            let (kind, hand) = (TalkChangeKind::Move(to("robo", 40)), Some((hand(), store.keys.clone())));
            let change = TalkChange { talk, of: None, kind, hand, now: Timestamp::now(), unguarded };
            assert_eq!(store.write(change).await.unwrap(), FairTalkOutcome::Done);
        }
        assert_eq!(shared(&first).await, 1, "{:?}", database.location);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_lock_two_that_staff_add_have_one_time() {
    for database in TestDatabase::each().await {
        let [first, second] = unguarded_pair(&database).await;
        let (registrations, _) = two_people(&first).await;
        let taken = read_all_taken(first.readers()).await.unwrap();
        for (store, registration) in [&first, &second].into_iter().zip(registrations) {
            let new = NewFairTalk { event: EVENT.to_owned(), registration, to: to("aoba", 20) };
            let (keys, unguarded) = (store.keys.clone(), Some(taken.clone()));
            let addition = TalkAddition { new, hand: hand(), keys, now: Timestamp::now(), unguarded };
            assert_eq!(store.write(addition).await.unwrap(), FairTalkOutcome::Done);
        }
        assert_eq!(shared(&first).await, 1, "{:?}", database.location);
    }
}

/// An offer ends at the moment at which it is taken, and the next one is asked; `is_guarded` says whether the one who takes it looks
/// under the lock. Gives what came of it, and how many have a time that another one has too.
async fn taken_when_over(database: &TestDatabase, is_guarded: bool) -> ([FairTalkOutcome; 2], usize) {
    let store = database.replica().await;
    store.update_event(fair(9)).await.unwrap();
    let mut sent = Vec::new();
    for number in 1..5 {
        sent.push(send(&store, wishing_in(number, &["robo"], FairPart::First)).await);
    }
    let first = store.registration(sent[0]).await.unwrap().unwrap().visit.talks[0].id;
    store.give_back_talk(sent[0], first, 48).await.unwrap();
    let offers = || async {
        let offered = talks_at(EVENT).filter(fair_talk::Column::State.eq(TalkState::Offered.name()));
        offered.all(store.readers()).await.unwrap()
    };
    let early = offers().await.remove(0);
    assert_eq!(early.submission_id, sent[2].0, "who registered first is asked first");
    store.offer_talks(48, Timestamp::now() + SignedDuration::from_hours(49)).await.unwrap();
    let next = offers().await.remove(0);
    assert_eq!((next.submission_id, next.starts_at), (sent[3].0, early.starts_at));
    let unguarded = (!is_guarded).then(|| (early.clone(), TakenCells::default()));
    let late = TalkChange { unguarded, ..TalkChange::of_visitor(sent[2], early.id, TalkChangeKind::Take) };
    let outcomes = [store.write(late).await.unwrap(), store.take_talk(sent[3], next.id).await.unwrap()];
    (outcomes, shared(&store).await)
}

#[tokio::test]
async fn what_is_over_is_taken_by_the_next_one_alone() {
    for database in TestDatabase::each().await {
        let outcome = taken_when_over(&database, true).await;
        assert_eq!(outcome, ([FairTalkOutcome::NotPossible, FairTalkOutcome::Done], 0), "{:?}", database.location);
    }
}

#[tokio::test]
async fn without_the_lock_two_take_one_time() {
    for database in TestDatabase::each().await {
        let outcome = taken_when_over(&database, false).await;
        assert_eq!(outcome, ([FairTalkOutcome::Done; 2], 1), "{:?}", database.location);
    }
}
