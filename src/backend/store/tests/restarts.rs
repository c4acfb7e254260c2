//! PostgreSQL crashes and starts again under load: that costs errors, not data.

use std::{sync::Arc, time::Duration};

use sea_orm::EntityTrait;
use tokio::{
    sync::Semaphore,
    task::{JoinSet, spawn_blocking},
    time::{sleep, timeout},
};

use super::{
    postgres::{durable_cluster, fresh_database_in, restart},
    setup::{event, keys, sealed, sent_by},
};
use crate::store::{
    DatabaseLocation, Reception, Store,
    entities::{outbox_mail, registration, submission},
};

const VISITORS: usize = 400;
const CLIENTS: usize = 16;

/// Sends as a visitor does who presses the button again after an error; gives how many errors there were.
async fn send(store: Store, number: usize, turn: Arc<Semaphore>) -> usize {
    let _turn = turn.acquire().await.unwrap();
    let mut errors = 0;
    loop {
        match store.receive(sealed(&sent_by(number))).await {
            Ok(Reception::Received { .. }) => return errors,
            Ok(other) => panic!("{other:?}"),
            Err(_) => errors += 1,
        }
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn show_4_a_restart_of_postgresql_under_load_costs_errors_and_no_data() {
    let cluster = Arc::new(durable_cluster());
    let location = DatabaseLocation::Postgres(fresh_database_in(&cluster).await);
    let (store, _) = Store::open(&location, keys()).await.unwrap();
    store.update_event(event(u32::try_from(VISITORS / 2).unwrap())).await.unwrap();
    let turn = Arc::new(Semaphore::new(CLIENTS));
    let mut visitors = JoinSet::new();
    for number in 0..VISITORS {
        visitors.spawn(send(store.clone(), number, Arc::clone(&turn)));
    }
    let (mut errors, mut acknowledged) = (0, 0);
    let all = async {
        while let Some(sent) = visitors.join_next().await {
            errors += sent.unwrap();
            acknowledged += 1;
            if [VISITORS / 4, VISITORS / 2].contains(&acknowledged) {
                let again = Arc::clone(&cluster);
                spawn_blocking(move || restart(&again)).await.unwrap();
                let kept = loop {
                    match submission::Entity::find().all(store.readers()).await {
                        Ok(kept) => break kept.len(),
                        Err(_) => sleep(Duration::from_millis(50)).await,
                    }
                };
                assert!(kept >= acknowledged, "{kept} of {acknowledged} that were acknowledged");
            }
        }
    };
    timeout(Duration::from_mins(3), all).await.expect("all visitors are received in the end");
    assert!(errors > 0, "the restarts were not noticed, so nothing was tried");
    assert_eq!(submission::Entity::find().all(store.readers()).await.unwrap().len(), VISITORS, "each once");
    let registrations = registration::Entity::find().all(store.readers()).await.unwrap();
    assert_eq!(registrations.iter().filter(|row| row.seat.is_some()).count(), VISITORS / 2);
    assert_eq!(outbox_mail::Entity::find().all(store.readers()).await.unwrap().len(), VISITORS);
    assert_eq!(store.broken_audit_chains().await.unwrap(), []);
}
