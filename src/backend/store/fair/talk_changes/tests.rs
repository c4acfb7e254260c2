//! Two who change talks at one moment never have one time; without the lock they do.

use jiff::SignedDuration;

use super::*;
use crate::{
    intake::fair::FairPart,
    store::{
        fair::talk_rows::talks_at,
        fair_setup::{all_talks, fair, send, wishing_in},
        test_support::{EVENT, TestDatabase},
    },
};

/// How many talks have a seat at a time that another one has too.
async fn shared(store: &Store) -> usize {
    let mut talks = all_talks(store).await;
    talks.retain(|talk| [TalkState::Booked, TalkState::Offered].map(TalkState::name).contains(&talk.state.as_str()));
    let all = talks.len();
    talks.sort_by_key(|talk| (talk.company.clone(), talk.seat, talk.starts_at));
    talks.dedup_by_key(|talk| (talk.company.clone(), talk.seat, talk.starts_at));
    all - talks.len()
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
