//! Many people at once, each of them several times over.

use std::{collections::BTreeSet, time::Duration};

use sea_orm::EntityTrait;
use tokio::{task::JoinSet, time::sleep};

use super::setup::{TestDatabase, event, sealed, sent_by};
use crate::store::{
    Reception, SeatReceipt, Store,
    entities::{outbox_mail, registration, submission},
};

/// People come one after the other, faster than a batch is committed, in turn at each of the stores, each of them `times` over.
/// Gives what each was told.
async fn crowd(stores: &[Store], people: usize, times: usize) -> Vec<Vec<Reception>> {
    let mut sending = JoinSet::new();
    for number in 0..people {
        let sent: Vec<_> = (0..times).map(|_| sealed(&sent_by(number))).collect();
        for (at, sealed) in sent.into_iter().enumerate() {
            let store = stores[(number + at) % stores.len()].clone();
            sending.spawn(async move {
                sleep(Duration::from_millis(number as u64 / 2)).await;
                (number, store.receive(sealed).await.unwrap())
            });
        }
    }
    let mut told = vec![Vec::new(); people];
    while let Some(sent) = sending.join_next().await {
        let (number, reception) = sent.unwrap();
        told[number].push(reception);
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_who_comes_again_while_others_are_written_is_one_person_with_one_answer() {
    for database in TestDatabase::each().await {
        for replicas in [1, 2] {
            let mut stores = Vec::new();
            for _ in 0..replicas {
                stores.push(database.replica().await);
            }
            let (seats, people) = (20, 120);
            stores[0].update_event(event(seats)).await.unwrap();
            let told = crowd(&stores, people, 4).await;
            for of_one in &told {
                assert!(of_one.iter().all(|reception| *reception == of_one[0]), "{replicas}: {of_one:?}");
            }
            let seated = told
                .iter()
                .filter(|of_one| matches!(of_one[0], Reception::Received { receipt: SeatReceipt::Seat, .. }));
            assert_eq!(seated.count(), seats as usize, "{replicas} at {:?}", database.location);
            let db = stores[0].readers();
            let rows = registration::Entity::find().all(db).await.unwrap();
            let numbers: BTreeSet<i64> = rows.iter().filter_map(|row| row.in_line).collect();
            assert_eq!((rows.len(), numbers.len()), (people, people - seats as usize));
            assert_eq!(submission::Entity::find().all(db).await.unwrap().len(), people);
            assert_eq!(outbox_mail::Entity::find().all(db).await.unwrap().len(), people);
            // The same people at the next event would be repeats.
            for table in ["registrations", "submissions", "outbox_mails", "repeat_keys", "events", "event_places"] {
                database.execute(&format!("DELETE FROM {table}")).await;
            }
        }
    }
}
