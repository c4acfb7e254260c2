//! Tokens on both databases: who comes in by one, for how long and how often; what is asked for again.

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    ApiTokenOutcome, OnceOutcome, RevokeOutcome,
    api_token_use::{ApiTokenUse, token_hash},
};
use crate::{
    intake::{
        AccountId,
        calendar::clock_in_japan,
        cases::NoteAudience,
        office_api::{API_REQUESTS_PER_MINUTE, ApiGrants, ApiScope, ApiTokenTerms},
        staff::StaffRight,
    },
    store::{
        AuditFilter, MadeApiToken, NewNote, Store,
        test_support::{TestDatabase, keys},
        tests::{
            joining::{receive, sent_from, two_events},
            setup::EVENT,
        },
    },
};

fn today(now: Timestamp) -> Date {
    clock_in_japan(now).date()
}

/// A token for all persons, until today.
pub(in crate::store) async fn any_token(store: &Store) -> MadeApiToken {
    let grants = ApiGrants { scopes: [ApiScope::PersonsRead].into(), programme: None };
    let terms = ApiTokenTerms { name: "会計（見本）".to_owned(), grants, ends_on: today(Timestamp::now()) };
    store.make_api_token(terms, "admin").await.unwrap()
}

/// A minute that nothing was counted in.
fn at(minute: i64) -> Timestamp {
    let now = Timestamp::now().as_second().div_euclid(60) * 60;
    Timestamp::from_second(now + minute * 60).unwrap()
}

#[tokio::test]
async fn a_program_comes_in_by_its_token_until_it_ends_or_is_revoked() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        let (made, now) = (any_token(&store).await, Timestamp::now());
        let token = made.token.as_str();
        assert!(token.starts_with("tsubame_") && token.len() == 51, "{}", token.len());
        let ApiTokenOutcome::Good(visit) = other.use_api_token(token, now).await.unwrap() else { panic!("{token}") };
        assert_eq!((visit.session.account, visit.session.name.as_str()), (AccountId(made.id), "会計（見本）"));
        assert!(visit.grants.may(StaffRight::OpenPerson) && visit.session.grants.0.is_empty());
        for unknown in ["", "tsubame_", &token[..50], &token.replace("tsubame_", ""), &format!("{token}x")] {
            assert_eq!(store.use_api_token(unknown, now).await.unwrap(), ApiTokenOutcome::Unknown, "{unknown}");
        }
        let tomorrow = now + SignedDuration::from_hours(24);
        assert_eq!(store.use_api_token(token, tomorrow).await.unwrap(), ApiTokenOutcome::Unknown, "it is over");
        let listed = store.api_tokens().await.unwrap();
        assert_eq!((listed.len(), listed[0].used_on, listed[0].made_by.as_str()), (1, Some(today(now)), "admin"));
        assert_eq!(other.revoke_api_token(made.id, "admin").await.unwrap(), RevokeOutcome::Revoked);
        assert_eq!(store.use_api_token(token, now).await.unwrap(), ApiTokenOutcome::Unknown, "at once");
        assert_eq!(store.revoke_api_token(made.id, "admin").await.unwrap(), RevokeOutcome::Before);
        let unknown = uuid::Uuid::nil();
        assert_eq!(store.revoke_api_token(unknown, "admin").await.unwrap(), RevokeOutcome::Unknown);
        let filter =
            AuditFilter { actions: Some(vec!["api_token.made", "api_token.revoked"]), ..AuditFilter::default() };
        let noted = store.audit_records(&filter, 10, "auditor").await.unwrap();
        let told: Vec<_> = noted.iter().map(|row| (row.action.as_str(), row.subject)).collect();
        assert_eq!(told, [("api_token.revoked", Some(made.id)), ("api_token.made", Some(made.id))]);
    }
}

#[tokio::test]
async fn replicas_count_requests_of_a_token_together() {
    for database in TestDatabase::each().await {
        let stores = [database.replica().await, database.replica().await];
        let (made, another) = (any_token(&stores[0]).await, any_token(&stores[0]).await);
        let now = at(0);
        for number in 0..API_REQUESTS_PER_MINUTE {
            let store = &stores[usize::try_from(number % 2).unwrap()];
            let used = store.use_api_token(made.token.as_str(), now).await.unwrap();
            assert!(matches!(used, ApiTokenOutcome::Good(_)), "{number}");
        }
        for store in &stores {
            let used = store.use_api_token(made.token.as_str(), now).await.unwrap();
            assert_eq!(used, ApiTokenOutcome::Wait(60), "{:?}", database.location);
        }
        let used = stores[0].use_api_token(another.token.as_str(), now).await.unwrap();
        assert!(matches!(used, ApiTokenOutcome::Good(_)), "each token for itself");
        // Without the limit, the same request is let through.
        let counter = keys().index.hash("api-token-requests", &[made.id.as_bytes()]);
        let unlimited = ApiTokenUse { id: made.id, counter, most: u32::MAX, today: today(now), now };
        assert_eq!(stores[0].write(unlimited).await.unwrap(), None);
        let later = stores[1].use_api_token(made.token.as_str(), now + SignedDuration::from_mins(1)).await.unwrap();
        let is_over = today(now) != today(now + SignedDuration::from_mins(1));
        assert!(is_over || matches!(later, ApiTokenOutcome::Good(_)), "in the next minute");
    }
}

#[tokio::test]
async fn what_a_program_asks_for_again_is_done_once() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let sent = receive(&store, &sent_from(1, "taro@example.jp", EVENT)).await;
        let person = store.record_of(sent).await.unwrap().unwrap();
        let token = AccountId(any_token(&store).await.id);
        let note = |text: &str| NewNote {
            person,
            case: None,
            audience: NoteAudience::Team,
            side: None,
            text: text.to_owned(),
            consultation: None,
        };
        let key = |name: &str, body: &str| Some(store.api_request_key(token, name, "/notes", body.as_bytes()));
        let write =
            async |text: &'static str, request| store.add_note_once(note(text), "program", request).await.unwrap();
        let OnceOutcome::Done(first) = write("電話した", key("a", "1")).await else {
            panic!("{:?}", database.location)
        };
        // A twin without a name for its request is written twice.
        for request in [None, None] {
            assert!(matches!(write("電話した", request).await, OnceOutcome::Done(_)));
        }
        let both = tokio::join!(write("電話した", key("a", "1")), write("電話した", key("a", "1")));
        assert_eq!(both, (OnceOutcome::Repeated(first), OnceOutcome::Repeated(first)));
        assert_eq!(write("別の話", key("a", "2")).await, OnceOutcome::Other);
        assert!(matches!(write("別の話", key("b", "2")).await, OnceOutcome::Done(_)));
        let records = store
            .audit_records(&AuditFilter { actions: Some(vec!["note.added"]), ..AuditFilter::default() }, 10, "auditor")
            .await
            .unwrap();
        assert_eq!(records.len(), 4);
        let (soon, late) = (Timestamp::now(), Timestamp::now() + SignedDuration::from_hours(73));
        assert_eq!(store.sweep_api_requests(soon).await.unwrap(), 0);
        assert_eq!(store.sweep_api_requests(late).await.unwrap(), 2);
        // Whoever is gone is written about by nobody, and that is no answer to keep.
        store.erase_person(person, "admin", 48).await.unwrap();
        assert_eq!(write("電話した", key("c", "1")).await, OnceOutcome::Refused);
        assert_eq!(store.sweep_api_requests(late).await.unwrap(), 0);
    }
}

#[test]
fn the_hash_of_a_token_is_of_its_own_purpose() {
    let key = keys().index;
    assert_ne!(token_hash("a", &key), key.hash("session-token", &[b"a"]));
}
