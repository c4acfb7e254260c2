//! Who has to wait who wants to sign in by a passkey, and who has not.

use jiff::{SignedDuration, Timestamp};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    passkey_challenges::{ChallengeParty, ChallengeStart, StartedChallenge},
    tests::{answer, asked, owner, party, session_of, sign_in, visitor},
    *,
};
use crate::{
    intake::AccountId,
    store::{
        SignInOutcome,
        entities::{passkey_challenge, sign_in_failure},
        staff::tests::{attempt, later, signed},
        test_support::TestDatabase,
    },
};

#[tokio::test]
async fn who_shuts_the_dialog_has_not_failed_and_who_answers_wrong_has() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (member, device) = owner(&store, "hanako@example.jp", 1).await;
        let now = later(120);
        let failures = async || sign_in_failure::Entity::find().all(store.readers()).await.unwrap().len();
        // What goes well does not count, and neither does what was only asked.
        let known = session_of(sign_in(&store, &device, now).await).browser_token;
        let mut open = Vec::new();
        for _ in 0..6 {
            open.push(asked(&store, now).await);
        }
        assert_eq!(failures().await, 0);
        signed(&store, attempt(&member.mail, now), now).await;
        for number in 1..=4 {
            let (_, binding) = open.pop().unwrap();
            assert_eq!(answer(&store, "{}", &binding, now).await, SignInOutcome::Refused);
            assert_eq!(failures().await, number);
        }
        let waits = store.ask_for_passkey(&party(), &visitor(), now).await.unwrap();
        assert_eq!(waits, PasskeyAsked::Wait(5));
        // A right answer to what was asked before waits as well: so many at once are no more than one after the other.
        let (options, binding) = open.pop().unwrap();
        let right = device.sign(&options);
        assert_eq!(answer(&store, &right, &binding, now).await, SignInOutcome::Wait(5));
        assert_eq!(failures().await, 4, "it was not looked at");
        let at_home = PasskeyAttempt { browser: Some(known.as_str().to_owned()), ..visitor() };
        let asked = store.ask_for_passkey(&party(), &at_home, now).await.unwrap();
        let PasskeyAsked::Asked { options, binding } = asked else { panic!("{asked:?}") };
        let binding = Some(binding.as_str().to_owned());
        let sign_in = PasskeySignIn { credential: device.sign(&options), binding, attempt: at_home };
        let again = session_of(store.sign_in_by_passkey(&party(), sign_in, now).await.unwrap());
        assert_eq!(again.browser_token, known);
        let left = passkey_challenge::Entity::find().all(store.readers()).await.unwrap().len();
        assert_eq!(left, 1);
        store.sweep_sign_ins(later(421)).await.unwrap();
        assert!(passkey_challenge::Entity::find().one(store.readers()).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn few_questions_of_one_network_are_open_at_once() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let now = later(60);
        let network = [7; 32];
        let ask = |number: u8, party: ChallengeParty, now: Timestamp| {
            let start = ChallengeStart { binding: [number; 32], party, state: "{}".to_owned(), now };
            let store = store.clone();
            async move { store.write(start).await.unwrap() }
        };
        for number in 1..=3 {
            assert_eq!(ask(number, ChallengeParty::Visitor(network, 3), now).await, StartedChallenge::Asked);
        }
        assert_eq!(ask(4, ChallengeParty::Visitor(network, 3), now).await, StartedChallenge::Wait(60));
        assert_eq!(ask(4, ChallengeParty::Visitor([8; 32], 3), now).await, StartedChallenge::Asked, "another network");
        let almost = now + SignedDuration::from_secs(290);
        assert_eq!(ask(5, ChallengeParty::Visitor(network, 3), almost).await, StartedChallenge::Wait(10));
        let over = now + SignedDuration::from_secs(301);
        assert_eq!(ask(5, ChallengeParty::Visitor(network, 3), over).await, StartedChallenge::Asked);
        // Without a limit there are as many as somebody likes, and owners have none.
        for number in 6..30 {
            let unlimited = ChallengeParty::Visitor(network, u64::MAX);
            assert_eq!(ask(number, unlimited, over).await, StartedChallenge::Asked);
        }
        let owner = ChallengeParty::Owner(AccountId(Uuid::new_v4()));
        assert_eq!(ask(30, owner, over).await, StartedChallenge::Asked);
    }
}
