//! Signing in: what is refused, what is used once, and who waits.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::EntityTrait;

use super::{attempt, audited, invite, later, member, signed};
use crate::{
    intake::ClientNetwork,
    store::{OPERATOR, SignInAttempt, SignInOutcome, entities::sign_in_failure, test_support::TestDatabase},
};

#[tokio::test]
async fn whatever_is_wrong_is_refused_alike() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let member = member(&store, "hanako@example.jp", &["coordinator"]).await;
        invite(&store, "taro@example.jp", &["coordinator"]).await;
        let now = later(60);
        let right = attempt(&member.mail, now);
        for (number, wrong) in [
            SignInAttempt { password: "plover-mocha-7-lanterns".to_owned(), ..right.clone() },
            SignInAttempt { code: "12345".to_owned(), ..right.clone() },
            SignInAttempt { code: "abcde-fghjk".to_owned(), ..right.clone() },
            SignInAttempt { code: attempt(&member.mail, later(600)).code, ..right.clone() },
            SignInAttempt { mail: "nobody@example.jp".to_owned(), ..right.clone() },
            SignInAttempt { mail: "taro@example.jp".to_owned(), ..right.clone() },
            SignInAttempt { mail: String::new(), ..right.clone() },
        ]
        .into_iter()
        .enumerate()
        {
            // Each from a network of its own and after the one before is forgotten, so that nobody waits.
            let network = ClientNetwork::of([203, 0, 113, u8::try_from(number).unwrap()].into());
            database.execute("DELETE FROM sign_in_failures").await;
            let outcome = store.sign_in(SignInAttempt { network, ..wrong }, now).await.unwrap();
            assert_eq!(outcome, SignInOutcome::Refused, "{number}");
        }
        let refusals: Vec<_> =
            audited(&store).await.into_iter().filter(|(_, action, _)| action == "account.sign_in_refused").collect();
        assert!(refusals.len() == 7 && refusals.iter().all(|(actor, ..)| actor == "visitor"));
        let of_member = refusals.iter().filter(|(.., subject)| *subject == Some(member.account)).count();
        assert_eq!((of_member, refusals.iter().filter(|(.., subject)| subject.is_none()).count()), (4, 2));
        let typed_large = SignInAttempt { mail: "HANAKO@example.jp".to_owned(), ..right };
        assert_eq!(signed(&store, typed_large, now).await.account, member.account);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_once_also_for_two_who_come_at_once() {
    for database in TestDatabase::each().await {
        let stores = [database.replica().await, database.replica().await];
        let member = member(&stores[0], "hanako@example.jp", &["coordinator"]).await;
        let now = later(90);
        let by_telephone = attempt(&member.mail, now);
        let by_paper = SignInAttempt { code: member.recovery_codes[3].to_uppercase(), ..by_telephone.clone() };
        for attempt in [by_telephone, by_paper] {
            let both = stores.clone().map(|store| {
                let attempt = attempt.clone();
                tokio::spawn(async move { store.sign_in(attempt, now).await.unwrap() })
            });
            let mut counts = BTreeMap::new();
            for one in both {
                *counts.entry(matches!(one.await.unwrap(), SignInOutcome::Signed(_))).or_insert(0) += 1;
            }
            assert_eq!(counts, BTreeMap::from([(false, 1), (true, 1)]));
            let view = stores[0].account(member.account).await.unwrap().unwrap();
            assert_eq!(view.signed_in_at.map(Timestamp::as_millisecond), Some(now.as_millisecond()));
            database.execute("DELETE FROM staff_sessions").await;
            let view = stores[0].account(member.account).await.unwrap().unwrap();
            assert_eq!(
                view.signed_in_at.map(Timestamp::as_millisecond),
                Some(now.as_millisecond()),
                "its browser says so"
            );
            assert_eq!(stores[1].sign_in(attempt.clone(), now).await.unwrap(), SignInOutcome::Refused, "used");
            database.execute("DELETE FROM sign_in_failures").await;
        }
        let earlier = later(60);
        let before = super::attempt(&member.mail, earlier);
        assert_eq!(stores[0].sign_in(before, earlier).await.unwrap(), SignInOutcome::Refused, "an earlier step");
    }
}

#[tokio::test]
async fn strangers_wait_and_never_slow_down_a_known_browser() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let member = member(&store, "hanako@example.jp", &["coordinator"]).await;
        let first = signed(&store, attempt(&member.mail, later(60)), later(60)).await;
        let now = later(120);
        let guess = |number: u8| SignInAttempt {
            password: format!("guess-{number}"),
            network: ClientNetwork::of([198, 51, 100, number].into()),
            ..attempt(&member.mail, now)
        };
        for number in 0..4 {
            assert_eq!(store.sign_in(guess(number), now).await.unwrap(), SignInOutcome::Refused);
        }
        assert_eq!(store.sign_in(guess(4), now).await.unwrap(), SignInOutcome::Wait(5));
        let new_browser = attempt(&member.mail, now);
        assert_eq!(store.sign_in(new_browser.clone(), now).await.unwrap(), SignInOutcome::Wait(5));
        let made_up = SignInAttempt { browser: Some("made up".to_owned()), ..new_browser.clone() };
        assert_eq!(store.sign_in(made_up, now).await.unwrap(), SignInOutcome::Wait(5));
        let known = first.browser_token.as_str().to_owned();
        let at_home = SignInAttempt { browser: Some(known.clone()), ..new_browser };
        let again = signed(&store, at_home.clone(), now).await;
        assert_eq!(again.browser_token.as_str(), known);
        assert_ne!(again.token, first.token);
        // Its own slips are counted, apart from all others; what goes well forgets them.
        let slip = SignInAttempt { password: "slip".to_owned(), ..at_home.clone() };
        for number in 0..5 {
            let expected = if number < 4 { SignInOutcome::Refused } else { SignInOutcome::Wait(5) };
            assert_eq!(store.sign_in(slip.clone(), now).await.unwrap(), expected);
        }
        let then = later(180);
        signed(&store, SignInAttempt { code: attempt(&member.mail, then).code, ..at_home }, then).await;
        assert_eq!(store.sign_in(slip, then).await.unwrap(), SignInOutcome::Refused);
        // A reset makes nobody's browser known.
        store.reset_account(member.account, OPERATOR).await.unwrap();
        let after = SignInAttempt { browser: Some(known), ..attempt(&member.mail, now) };
        assert_eq!(store.sign_in(after, now).await.unwrap(), SignInOutcome::Wait(5));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_guesses_at_once_are_no_more_than_one_after_the_other() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let now = later(0);
        let guesses = (0..12).map(|number| {
            let store = store.clone();
            let guess = SignInAttempt {
                mail: "nobody@example.jp".to_owned(),
                password: format!("guess-{number}"),
                code: "123456".to_owned(),
                network: ClientNetwork::of([198, 51, 100, 1].into()),
                browser: None,
            };
            tokio::spawn(async move { store.sign_in(guess, now).await.unwrap() })
        });
        let mut waits = 0;
        for guess in guesses.collect::<Vec<_>>() {
            waits += usize::from(guess.await.unwrap() == SignInOutcome::Wait(5));
        }
        assert_eq!(waits, 8);
        assert_eq!(sign_in_failure::Entity::find().all(store.readers()).await.unwrap().len(), 4);
        // Another account from the same network waits, too.
        let other = SignInAttempt {
            mail: "hanako@example.jp".to_owned(),
            password: "guess".to_owned(),
            code: String::new(),
            network: ClientNetwork::of([198, 51, 100, 1].into()),
            browser: None,
        };
        assert_eq!(store.sign_in(other, now).await.unwrap(), SignInOutcome::Wait(5));
    }
}
