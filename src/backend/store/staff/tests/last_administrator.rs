//! There is always somebody who may do everything.

use super::{grants, invite, member};
use crate::{
    intake::{AccountId, staff::StaffGrants},
    store::{
        AccountChangeOutcome, OPERATOR, ResetOutcome, Store,
        staff::{
            account_changes::{AccountUpdate, AccountUpdateKind},
            administrators::read_administrators,
        },
        test_support::TestDatabase,
    },
};

use AccountChangeOutcome::{Done, LastAdministrator};

#[tokio::test]
async fn the_last_administrator_keeps_all_access() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let last = member(&store, "hanako@example.jp", &["administrator"]).await.account;
        // None of these may do everything, or can.
        let other = member(&store, "taro@example.jp", &["administrator@sendai", "coordinator"]).await.account;
        invite(&store, "jiro@example.jp", &["administrator"]).await;
        let off = member(&store, "saburo@example.jp", &["administrator"]).await.account;
        assert_eq!(store.disable_account(off, OPERATOR).await.unwrap(), Done);

        let taken = grants(&["administrator@sendai", "viewer"]);
        for actor in [OPERATOR.to_owned(), other.to_string(), last.to_string()] {
            assert_eq!(store.disable_account(last, &actor).await.unwrap(), LastAdministrator);
            assert_eq!(store.set_grants(last, taken.clone(), &actor).await.unwrap(), LastAdministrator);
            let nothing = store.set_grants(last, StaffGrants::default(), &actor).await.unwrap();
            assert_eq!(nothing, LastAdministrator);
        }
        let by_other = store.reset_account(last, &other.to_string()).await.unwrap();
        assert_eq!(by_other, ResetOutcome::LastAdministrator);
        let more = grants(&["administrator", "editor"]);
        assert_eq!(store.set_grants(last, more.clone(), &other.to_string()).await.unwrap(), Done);
        let kept = store.account(last).await.unwrap().unwrap();
        assert!(kept.grants == more && kept.disabled_at.is_none() && kept.is_accepted);

        assert_eq!(store.enable_account(off, OPERATOR).await.unwrap(), Done);
        assert_eq!(store.disable_account(last, &other.to_string()).await.unwrap(), Done, "there is another");
        assert_eq!(store.disable_account(off, &other.to_string()).await.unwrap(), LastAdministrator);
        let by_operator = store.reset_account(off, OPERATOR).await.unwrap();
        assert!(matches!(by_operator, ResetOutcome::Reset { .. }), "who runs the server helps whoever lost everything");
    }
}

#[tokio::test]
async fn the_last_administrator_may_ask_for_a_new_telephone() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let last = member(&store, "hanako@example.jp", &["administrator"]).await.account;
        let reset = store.reset_account(last, &last.to_string()).await.unwrap();
        assert!(matches!(reset, ResetOutcome::Reset { .. }));
    }
}

/// Two administrators, and a replica for each.
async fn two(database: &TestDatabase) -> ([Store; 2], [AccountId; 2]) {
    let stores = [database.replica().await, database.replica().await];
    let first = member(&stores[0], "hanako@example.jp", &["administrator"]).await.account;
    let second = member(&stores[0], "taro@example.jp", &["administrator"]).await.account;
    (stores, [first, second])
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_remove_each_other_at_once_leave_one() {
    for database in TestDatabase::each().await {
        let (stores, accounts) = two(&database).await;
        for round in 0..6 {
            let by = |at: usize| {
                let (store, account, actor) = (stores[at].clone(), accounts[at], accounts[1 - at].to_string());
                tokio::spawn(async move {
                    match round % 2 {
                        0 => store.disable_account(account, &actor).await.unwrap(),
                        _ => store.set_grants(account, grants(&["viewer"]), &actor).await.unwrap(),
                    }
                })
            };
            let (first, second) = (by(0), by(1));
            let outcomes = [first.await.unwrap(), second.await.unwrap()];
            assert!(outcomes.contains(&Done) && outcomes.contains(&LastAdministrator), "{outcomes:?}");
            for account in accounts {
                stores[0].enable_account(account, OPERATOR).await.unwrap();
                stores[0].set_grants(account, grants(&["administrator"]), OPERATOR).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn without_the_lock_nobody_is_left() {
    for database in TestDatabase::each().await {
        let (stores, accounts) = two(&database).await;
        // Both look before either writes.
        let known = read_administrators(stores[0].readers()).await.unwrap();
        for (store, account) in stores.iter().zip(accounts) {
            let update = AccountUpdate::new(account, AccountUpdateKind::Disable, OPERATOR);
            let unguarded = AccountUpdate { unguarded: Some(known.clone()), ..update };
            assert_eq!(store.write(unguarded).await.unwrap(), Done);
        }
        assert!(read_administrators(stores[0].readers()).await.unwrap().is_empty());
    }
}
