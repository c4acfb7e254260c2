//! Sessions: whose they are, when they end, and what is left of them.

use jiff::{SignedDuration, Timestamp};
use sea_orm::EntityTrait;

use super::{attempt, audited, grants, invite, later, member, signed};
use crate::store::{
    OPERATOR, SignInAttempt, Store,
    entities::{account_invitation, known_browser, sign_in_failure, staff_session},
    test_support::TestDatabase,
};

fn minutes_after(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

async fn seen_at(store: &Store) -> i64 {
    staff_session::Entity::find().one(store.readers()).await.unwrap().unwrap().seen_at
}

#[tokio::test]
async fn a_session_ends_when_it_is_left_and_after_twelve_hours() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let member = member(&store, "hanako@example.jp", &["coordinator@sendai"]).await;
        let began = later(60);
        let new = signed(&store, attempt(&member.mail, began), began).await;
        let token = new.token.as_str();
        let session = store.session(token, began).await.unwrap().unwrap();
        assert_eq!((session.account, session.grants), (member.account, grants(&["coordinator@sendai"])));
        assert!(session.csrf != new.token && session.csrf.as_str().len() == 43);
        let again = store.session(token, minutes_after(began, 1)).await.unwrap().unwrap();
        assert_eq!((again.csrf, again.id), (session.csrf, session.id), "as long as the session");
        assert_eq!(store.session(new.browser_token.as_str(), began).await.unwrap(), None, "a token for something else");
        assert_eq!(store.session("", began).await.unwrap(), None);

        let mut at = minutes_after(began, 1);
        assert!(
            store.session(token, minutes_after(at, 30)).await.unwrap().is_none(),
            "nobody was there for half an hour"
        );
        while minutes_after(at, 29) < minutes_after(began, 12 * 60) {
            at = minutes_after(at, 29);
            assert!(store.session(token, at).await.unwrap().is_some());
        }
        let last = minutes_after(began, 12 * 60);
        let before = last.checked_sub(SignedDuration::from_millis(1)).unwrap();
        assert!(store.session(token, before).await.unwrap().is_some());
        assert!(store.session(token, last).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn that_somebody_is_there_is_written_once_a_minute_and_grants_hold_at_once() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let member = member(&store, "hanako@example.jp", &["editor"]).await;
        let began = later(60);
        let new = signed(&store, attempt(&member.mail, began), began).await;
        let written = began.as_millisecond();
        for (seconds, expected) in [(0, written), (59, written), (60, written + 60_000), (119, written + 60_000)] {
            let at = began.checked_add(SignedDuration::from_secs(seconds)).unwrap();
            store.session(new.token.as_str(), at).await.unwrap().unwrap();
            assert_eq!(seen_at(&store).await, expected, "{seconds}");
        }
        store.set_grants(member.account, grants(&["viewer"]), OPERATOR).await.unwrap();
        let session = store.session(new.token.as_str(), began).await.unwrap().unwrap();
        assert_eq!(session.grants, grants(&["viewer"]));
    }
}

#[tokio::test]
async fn somebody_signs_out_here_or_everywhere_else() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let member = member(&store, "hanako@example.jp", &["editor"]).await;
        let other = member_signed(&store).await;
        let mut tokens = Vec::new();
        for step in 1..=3 {
            let now = later(30 * step);
            tokens.push(signed(&store, attempt(&member.mail, now), now).await.token);
        }
        let now = later(90);
        assert_eq!(store.sessions_of(member.account).await.unwrap().len(), 3);
        assert_eq!(store.end_other_sessions(tokens[2].as_str()).await.unwrap(), 2);
        for (token, is_left) in tokens.iter().zip([false, false, true]) {
            assert_eq!(store.session(token.as_str(), now).await.unwrap().is_some(), is_left);
        }
        assert_eq!(store.end_other_sessions(tokens[0].as_str()).await.unwrap(), 0, "nobody is signed in by it");
        assert!(store.end_session(tokens[2].as_str()).await.unwrap());
        assert!(!store.end_session(tokens[2].as_str()).await.unwrap());
        assert!(store.session(other.as_str(), now).await.unwrap().is_some(), "somebody else's");
        let told = audited(&store).await.into_iter().filter(|(_, action, _)| action == "account.signed_out");
        assert_eq!(told.count(), 3);
    }
}

/// The session of somebody else.
async fn member_signed(store: &Store) -> crate::store::SecretToken {
    let other = member(store, "taro@example.jp", &["editor"]).await;
    signed(store, attempt(&other.mail, later(60)), later(60)).await.token
}

#[tokio::test]
async fn who_signs_in_again_with_a_browser_has_one_session_in_it() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let member = member(&store, "hanako@example.jp", &["editor"]).await;
        let first = signed(&store, attempt(&member.mail, later(60)), later(60)).await;
        let browser = Some(first.browser_token.as_str().to_owned());
        let now = later(120);
        let second = signed(&store, SignInAttempt { browser, ..attempt(&member.mail, now) }, now).await;
        assert!(store.session(first.token.as_str(), now).await.unwrap().is_none());
        assert!(store.session(second.token.as_str(), now).await.unwrap().is_some());
        assert_eq!(known_browser::Entity::find().all(store.readers()).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn what_is_over_is_swept_and_nothing_else() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let member = member(&store, "hanako@example.jp", &["editor"]).await;
        let now = later(60);
        let slip = SignInAttempt { password: "slip".to_owned(), ..attempt(&member.mail, now) };
        store.sign_in(slip, now).await.unwrap();
        signed(&store, attempt(&member.mail, now), now).await;
        invite(&store, "taro@example.jp", &["viewer"]).await;
        for (minutes, swept, left) in [
            (14, 0, [1, 1, 1, 1]),
            (15, 1, [1, 1, 0, 1]),
            (30, 1, [0, 1, 0, 1]),
            (72 * 60, 1, [0, 0, 0, 1]),
            (90 * 24 * 60, 1, [0, 0, 0, 0]),
        ] {
            assert_eq!(store.sweep_sign_ins(minutes_after(now, minutes)).await.unwrap(), swept, "{minutes}");
            let db = store.readers();
            let found = [
                staff_session::Entity::find().all(db).await.unwrap().len(),
                account_invitation::Entity::find().all(db).await.unwrap().len(),
                sign_in_failure::Entity::find().all(db).await.unwrap().len(),
                known_browser::Entity::find().all(db).await.unwrap().len(),
            ];
            assert_eq!(found, left, "{minutes}");
        }
        assert_eq!(store.accounts().await.unwrap().len(), 2);
    }
}
