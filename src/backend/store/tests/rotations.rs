//! A new master key while a server runs.

use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use tokio::task::JoinSet;

use super::setup::{TestDatabase, event, form, keys, sealed, sent_by};
use crate::store::{
    Keys, MasterKeys, SealedSubmission, Store, count_old_wrappings,
    entities::{audit_record, person_key},
    rotate_master_key,
};

const OLD: (i32, [u8; 32]) = (1, [1; 32]);
const NEW: (i32, [u8; 32]) = (2, [5; 32]);

/// The secrets once there is a new master key.
fn rotated() -> Keys {
    Keys { master: MasterKeys::new([OLD, NEW]), ..keys() }
}

async fn wrapped_under(store: &Store, number: i32) -> u64 {
    let under = person_key::Entity::find().filter(person_key::Column::MasterKey.eq(number));
    under.count(store.readers()).await.unwrap()
}

/// How many mails can be written: their persons' keys open.
async fn readable(store: &Store) -> usize {
    let mut count = 0;
    for mail in store.claim_mails(1000).await.unwrap() {
        count += usize::from(store.mail_facts(&mail).await.unwrap().is_some());
    }
    count
}

#[tokio::test]
async fn keys_are_wrapped_anew_while_a_server_goes_on_and_reads_them() {
    for database in TestDatabase::each().await {
        // The server knows the old key, and reads its file again when it meets another.
        let source = Arc::new(|| Ok([OLD, NEW].into()));
        let old = Keys { master: MasterKeys::new([OLD]).with_source(source), ..keys() };
        let (server, _) = Store::open(&database.location, old.clone()).await.unwrap();
        server.update_event(event(500)).await.unwrap();
        for number in 0..250 {
            server.receive(sealed(&sent_by(number))).await.unwrap();
        }
        let mut visitors = JoinSet::new();
        for number in 250..300 {
            let server = server.clone();
            visitors.spawn(async move { server.receive(sealed(&sent_by(number))).await.unwrap() });
        }
        let wrapped = rotate_master_key(&database.location, &rotated()).await.unwrap();
        while visitors.join_next().await.is_some() {}
        assert!(wrapped >= 250, "{wrapped}");
        assert_eq!(wrapped_under(&server, 1).await + wrapped_under(&server, 2).await, 300);
        assert_eq!(readable(&server).await, 300, "with old and new keys alike");
        // Having met the new key, the server wraps under it.
        let sealed = SealedSubmission::seal(&form(), &sent_by(300), String::new(), false, &old).unwrap();
        server.receive(sealed).await.unwrap();
        assert!(wrapped_under(&server, 2).await > wrapped);
        rotate_master_key(&database.location, &rotated()).await.unwrap();
        assert_eq!(count_old_wrappings(&database.location, &rotated()).await.unwrap(), 0);
        let told = audit_record::Entity::find().filter(audit_record::Column::Action.eq("keys.rewrapped"));
        assert!(told.count(server.readers()).await.unwrap() >= 2);
        assert_eq!(server.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_rotation_that_was_ended_goes_on_and_who_was_erased_stays_erased() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(500)).await.unwrap();
        for number in 0..210 {
            store.receive(sealed(&sent_by(number))).await.unwrap();
        }
        // Ended at some moment of its work, as by kill: what was not committed is not there.
        let task = tokio::spawn({
            let location = database.location.clone();
            async move { rotate_master_key(&location, &rotated()).await }
        });
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        task.abort();
        drop(task.await);
        let one = person_key::Entity::find().limit(1).one(store.readers()).await.unwrap().unwrap();
        person_key::Entity::delete_by_id(one.person_id).exec(&store.databases.writer).await.unwrap();
        let left = count_old_wrappings(&database.location, &rotated()).await.unwrap();
        assert_eq!(rotate_master_key(&database.location, &rotated()).await.unwrap(), left);
        assert_eq!((wrapped_under(&store, 1).await, wrapped_under(&store, 2).await), (0, 209));
        assert_eq!(rotate_master_key(&database.location, &rotated()).await.unwrap(), 0, "again");
    }
}
