//! Passkeys on both databases: who adds one, who signs in by one, and whom that is refused.

use jiff::Timestamp;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{passkey_adding::PasskeyInsert, passkey_challenges::ChallengeUse, relying_party::PasskeyVerdict, *};
use crate::{
    intake::{
        AccountId, ClientNetwork,
        staff::{MOST_PASSKEYS, PasskeyName},
    },
    store::{
        Keys, MasterKeys, NewSession, OPERATOR, OwnerProof, SignInOutcome, Store, count_old_wrappings,
        entities::{passkey, passkey_challenge},
        rotate_master_key,
        staff::{
            secret_token::{SecretToken, TokenPurpose},
            tests::{Member, OFFICE, PasskeyDevice, attempt, audited, later, member, signed},
        },
        test_support::{TestDatabase, keys},
    },
};

pub(super) fn party() -> RelyingParty {
    RelyingParty::of(OFFICE).unwrap()
}

fn proof(member: &Member, now: Timestamp) -> OwnerProof {
    let typed = attempt(&member.mail, now);
    OwnerProof {
        account: member.account,
        password: typed.password,
        code: typed.code,
        network: typed.network,
        browser: None,
    }
}

fn new_passkey(member: &Member, session: &str, credential: String) -> NewPasskey {
    let name = PasskeyName::parse("見本の端末").unwrap();
    NewPasskey { account: member.account, session: session.to_owned(), name, credential }
}

/// What the device of somebody is asked who adds a passkey in a session.
async fn asked_new(store: &Store, member: &Member, session: &str, now: Timestamp) -> String {
    match store.start_passkey(&party(), session, proof(member, now), now).await.unwrap() {
        PasskeyStart::Asked(options) => options,
        other => panic!("{other:?}"),
    }
}

/// Somebody with a passkey on a device.
pub(super) async fn owner(store: &Store, mail: &str, number: u8) -> (Member, PasskeyDevice) {
    let (member, mut device) = (member(store, mail, &["coordinator"]).await, PasskeyDevice::new(number));
    let now = later(60);
    let options = asked_new(store, &member, "session", now).await;
    let new = new_passkey(&member, "session", device.create(&options));
    assert_eq!(store.add_passkey(&party(), new, now).await.unwrap(), PasskeyAddition::Added);
    (member, device)
}

pub(super) fn visitor() -> PasskeyAttempt {
    PasskeyAttempt { network: ClientNetwork::of([203, 0, 113, 7].into()), browser: None }
}

pub(super) async fn asked(store: &Store, now: Timestamp) -> (String, SecretToken) {
    match store.ask_for_passkey(&party(), &visitor(), now).await.unwrap() {
        PasskeyAsked::Asked { options, binding } => (options, binding),
        other @ PasskeyAsked::Wait(_) => panic!("{other:?}"),
    }
}

pub(super) async fn answer(store: &Store, credential: &str, binding: &SecretToken, now: Timestamp) -> SignInOutcome {
    let (credential, binding) = (credential.to_owned(), Some(binding.as_str().to_owned()));
    let sign_in = PasskeySignIn { credential, binding, attempt: visitor() };
    store.sign_in_by_passkey(&party(), sign_in, now).await.unwrap()
}

/// What comes of signing in by a device.
pub(super) async fn sign_in(store: &Store, device: &PasskeyDevice, now: Timestamp) -> SignInOutcome {
    let (options, binding) = asked(store, now).await;
    answer(store, &device.sign(&options), &binding, now).await
}

pub(super) fn session_of(outcome: SignInOutcome) -> NewSession {
    match outcome {
        SignInOutcome::Signed(session) => session,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_office_that_is_a_number_has_no_passkeys() {
    for (address, is_one) in [
        ("https://office.example.jp", true),
        ("http://office.localhost:1111", true),
        ("http://127.0.0.1:1111", false),
        ("http://[::1]:1111", false),
        ("office", false),
    ] {
        assert_eq!(RelyingParty::of(address).is_some(), is_one, "{address}");
    }
}

#[tokio::test]
async fn a_passkey_signs_in_for_its_own_host_page_and_owner_alone() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (member, right) = owner(&store, "hanako@example.jp", 1).await;
        let (other, _) = owner(&store, "taro@example.jp", 2).await;
        let now = later(120);
        let elsewhere = "https://evil.example".to_owned();
        let wrongs = [
            PasskeyDevice { origin: elsewhere.clone(), ..right.clone() },
            PasskeyDevice { origin: "https://office.example.jp:8443".to_owned(), ..right.clone() },
            PasskeyDevice { origin: "http://office.example.jp".to_owned(), ..right.clone() },
            PasskeyDevice { origin: "https://a.office.example.jp".to_owned(), ..right.clone() },
            PasskeyDevice { host: "example.jp".to_owned(), ..right.clone() },
            PasskeyDevice { is_verified: false, ..right.clone() },
            PasskeyDevice { key: PasskeyDevice::new(2).key, ..right.clone() },
            PasskeyDevice { owner: other.account.0.as_bytes().to_vec(), ..right.clone() },
            PasskeyDevice { owner: Vec::new(), ..right.clone() },
            PasskeyDevice { credential_id: vec![9; 16], ..right.clone() },
        ];
        for (number, wrong) in wrongs.iter().enumerate() {
            database.execute("DELETE FROM sign_in_failures").await;
            assert_eq!(sign_in(&store, wrong, now).await, SignInOutcome::Refused, "{number}");
        }
        database.execute("DELETE FROM sign_in_failures").await;
        let session = session_of(sign_in(&store, &right, now).await);
        assert_eq!(session.account, member.account);
        let found = store.session(session.token.as_str(), now).await.unwrap();
        assert_eq!(found.map(|session| session.account), Some(member.account));
        let [view] = store.passkeys_of(member.account).await.unwrap().try_into().unwrap();
        assert_eq!((view.name.as_str(), view.suspect_at), ("見本の端末", None));
        assert_eq!(view.used_at.map(Timestamp::as_millisecond), Some(now.as_millisecond()));
        let told: Vec<_> = audited(&store).await.into_iter().map(|(_, action, _)| action).collect();
        let times = |action: &str| told.iter().filter(|told| *told == action).count();
        assert_eq!(times("account.sign_in_refused"), wrongs.len());
        assert_eq!((times("account.passkey_added"), times("account.passkey_used")), (2, 1));
        // What is refused here is right for whoever is there: it is the office that makes the difference.
        let there = RelyingParty::of(&elsewhere).unwrap();
        let device = PasskeyDevice { origin: elsewhere, host: "evil.example".to_owned(), ..right };
        let (options, binding) = asked(&store, now).await;
        let binding = Some(binding.as_str().to_owned());
        let away = PasskeySignIn { credential: device.sign(&options), binding, attempt: visitor() };
        session_of(store.sign_in_by_passkey(&there, away, now).await.unwrap());
    }
}

/// Without what the test takes away, the same device is let in that does not ask its owner who they are.
#[tokio::test]
async fn a_device_that_asks_nobody_who_they_are_neither_adds_a_passkey_nor_signs_in() {
    let unasked = "UPDATE passkey_challenges SET state = REPLACE(state, '\"required\"', '\"discouraged\"')";
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let member = member(&store, "hanako@example.jp", &["coordinator"]).await;
        let mut device = PasskeyDevice { is_verified: false, ..PasskeyDevice::new(1) };
        for (step, is_guarded) in [(60, true), (90, false)] {
            let now = later(step);
            let options = asked_new(&store, &member, "session", now).await;
            if !is_guarded {
                database.execute(unasked).await;
            }
            let new = new_passkey(&member, "session", device.create(&options));
            let expected = if is_guarded { PasskeyAddition::Refused } else { PasskeyAddition::Added };
            assert_eq!(store.add_passkey(&party(), new, now).await.unwrap(), expected);
        }
        let now = later(120);
        assert_eq!(sign_in(&store, &device, now).await, SignInOutcome::Refused);
        let (options, binding) = asked(&store, now).await;
        database.execute(unasked).await;
        session_of(answer(&store, &device.sign(&options), &binding, now).await);
    }
}

#[tokio::test]
async fn a_question_is_answered_once_in_time_by_the_browser_that_was_asked() {
    for database in TestDatabase::each().await {
        let [store, replica] = [database.replica().await, database.replica().await];
        let (_, device) = owner(&store, "hanako@example.jp", 1).await;
        let now = later(120);
        let (options, binding) = asked(&store, now).await;
        let signed = device.sign(&options);
        let (_, foreign) = asked(&store, now).await;
        assert_eq!(answer(&store, &signed, &foreign, now).await, SignInOutcome::Refused, "another browser");
        let nobody = PasskeySignIn { credential: signed.clone(), binding: None, attempt: visitor() };
        assert_eq!(store.sign_in_by_passkey(&party(), nobody, now).await.unwrap(), SignInOutcome::Refused);
        session_of(answer(&replica, &signed, &binding, now).await);
        assert_eq!(answer(&store, &signed, &binding, now).await, SignInOutcome::Refused, "a second time");
        let (options, binding) = asked(&store, now).await;
        let signed = device.sign(&options);
        assert_eq!(answer(&store, &signed, &binding, later(421)).await, SignInOutcome::Refused, "too late");
        let (options, binding) = asked(&store, now).await;
        assert_eq!(answer(&store, "{}", &binding, now).await, SignInOutcome::Refused);
        let signed = device.sign(&options);
        assert_eq!(answer(&store, &signed, &binding, now).await, SignInOutcome::Refused, "after a wrong answer");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_taken_by_one_of_two_who_answer_at_once() {
    for database in TestDatabase::each().await {
        let stores = [database.replica().await, database.replica().await];
        let now = later(60);
        for (is_kept, expected) in [(false, 1), (true, 2)] {
            let (_, token) = asked(&stores[0], now).await;
            let binding = TokenPurpose::PasskeySignIn.hash(token.as_str(), &keys().index);
            let both = stores.clone().map(|store| {
                let taken = ChallengeUse { binding, now, is_kept };
                tokio::spawn(async move { store.write(taken).await.unwrap().is_some() })
            });
            let mut taken = 0;
            for one in both {
                taken += usize::from(one.await.unwrap());
            }
            assert_eq!(taken, expected, "kept: {is_kept}");
        }
    }
}

#[tokio::test]
async fn a_counter_that_goes_back_shuts_the_passkey_and_is_shown() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (member, device) = owner(&store, "hanako@example.jp", 1).await;
        let at = |counter| PasskeyDevice { counter, ..device.clone() };
        let before = passkey::Entity::find().one(store.readers()).await.unwrap().unwrap();
        let now = later(120);
        session_of(sign_in(&store, &at(5), now).await);
        let after = passkey::Entity::find().one(store.readers()).await.unwrap().unwrap();
        let (options, binding) = asked(&store, now).await;
        let copied = at(5).sign(&options);
        // The same answer is right for the passkey as it was before: it is the counter alone that speaks against it.
        let read = relying_party::PasskeyAnswer::parse(&copied).unwrap();
        let state = passkey_challenge::Entity::find().one(store.readers()).await.unwrap().unwrap().state;
        for (row, is_right) in [(before, true), (after, false)] {
            let known = passkey_rows::open_passkey(&row, &keys().master).unwrap().passkey;
            let verdict = party().hear(&read, &state, &known).unwrap();
            assert_eq!(matches!(verdict, PasskeyVerdict::Right(_)), is_right);
            assert_eq!(matches!(verdict, PasskeyVerdict::CounterBack), !is_right);
        }
        assert_eq!(answer(&store, &copied, &binding, now).await, SignInOutcome::Refused);
        let [view] = store.passkeys_of(member.account).await.unwrap().try_into().unwrap();
        assert_eq!(view.suspect_at.map(Timestamp::as_millisecond), Some(now.as_millisecond()));
        assert!(audited(&store).await.iter().any(|(_, action, _)| action == "account.passkey_counter_back"));
        assert_eq!(sign_in(&store, &at(99), now).await, SignInOutcome::Refused, "both are shut out");
        assert!(store.remove_passkey(member.account, view.id, now).await.unwrap());
        // The way in that is always there.
        signed(&store, attempt(&member.mail, later(180)), later(180)).await;
    }
}

#[tokio::test]
async fn a_passkey_is_added_by_password_and_code_in_one_session() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (member, mut device) = owner(&store, "hanako@example.jp", 1).await;
        let now = later(90);
        let right = proof(&member, now);
        for wrong in [
            OwnerProof { password: "plover-mocha-8-lantern".to_owned(), ..right.clone() },
            OwnerProof { code: "000000".to_owned(), ..right.clone() },
            OwnerProof { code: String::new(), ..right.clone() },
            OwnerProof { account: AccountId(Uuid::new_v4()), ..right.clone() },
        ] {
            let refused = store.start_passkey(&party(), "session", wrong, now).await.unwrap();
            assert_eq!(refused, PasskeyStart::Refused);
        }
        let options = asked_new(&store, &member, "session", now).await;
        assert!(options.contains("excludeCredentials"), "{options}");
        let refused = store.start_passkey(&party(), "session", right, now).await.unwrap();
        assert_eq!(refused, PasskeyStart::Refused, "the code was used");
        let add = |session: &str, credential: String| {
            let new = new_passkey(&member, session, credential);
            let store = store.clone();
            async move { store.add_passkey(&party(), new, now).await.unwrap() }
        };
        let again = device.create(&options);
        assert_eq!(add("another session", again.clone()).await, PasskeyAddition::Over);
        assert_eq!(add("session", again.clone()).await, PasskeyAddition::Refused, "it is there already");
        assert_eq!(add("session", again).await, PasskeyAddition::Over, "asked once, answered once");
        assert_eq!(store.passkeys_of(member.account).await.unwrap().len(), 1);
        let refusals = audited(&store).await.into_iter().filter(|(_, action, _)| action == "account.proof_refused");
        assert_eq!(refusals.count(), 4);
    }
}

#[tokio::test]
async fn nobody_has_more_passkeys_than_ten() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let member = member(&store, "hanako@example.jp", &["coordinator"]).await;
        let now = later(60);
        let insert = |number: u8, most: usize| {
            let row = passkey::Model {
                id: Uuid::new_v4(),
                account_id: member.account.0,
                credential_hash: vec![number; 32],
                master_key: 1,
                sealed: vec![number],
                added_at: now.as_millisecond(),
                used_at: None,
                suspect_at: None,
            };
            let store = store.clone();
            async move { store.write(PasskeyInsert { row, most, now }).await.unwrap() }
        };
        for number in 1..=10 {
            assert_eq!(insert(number, MOST_PASSKEYS).await, PasskeyAddition::Added, "{number}");
        }
        assert_eq!(insert(11, MOST_PASSKEYS).await, PasskeyAddition::Full);
        let start = store.start_passkey(&party(), "session", proof(&member, now), now).await.unwrap();
        assert_eq!(start, PasskeyStart::Full);
        assert_eq!(insert(11, usize::MAX).await, PasskeyAddition::Added, "nothing else stands against it");
    }
}

#[tokio::test]
async fn nobody_comes_in_by_a_passkey_of_an_account_that_is_stopped_or_was_reset() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (member, device) = owner(&store, "hanako@example.jp", 1).await;
        let (other, others) = owner(&store, "taro@example.jp", 2).await;
        let now = later(120);
        store.disable_account(member.account, OPERATOR).await.unwrap();
        assert_eq!(sign_in(&store, &device, now).await, SignInOutcome::Refused);
        store.enable_account(member.account, OPERATOR).await.unwrap();
        session_of(sign_in(&store, &device, now).await);
        let [view] = store.passkeys_of(member.account).await.unwrap().try_into().unwrap();
        assert!(!store.remove_passkey(other.account, view.id, now).await.unwrap(), "it is not theirs");
        store.reset_account(member.account, OPERATOR).await.unwrap();
        assert_eq!(store.passkeys_of(member.account).await.unwrap(), []);
        assert_eq!(sign_in(&store, &device, now).await, SignInOutcome::Refused);
        session_of(sign_in(&store, &others, now).await);
    }
}

#[tokio::test]
async fn a_new_master_key_opens_passkeys_too() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (_, device) = owner(&store, "hanako@example.jp", 1).await;
        drop(store);
        let both = Keys { master: MasterKeys::new([(1, [1; 32]), (2, [5; 32])]), ..keys() };
        assert_eq!(count_old_wrappings(&database.location, &both).await.unwrap(), 2, "the telephone's, too");
        assert_eq!(rotate_master_key(&database.location, &both).await.unwrap(), 2);
        assert_eq!(count_old_wrappings(&database.location, &both).await.unwrap(), 0);
        let newest = Keys { master: MasterKeys::new([(2, [5; 32])]), ..keys() };
        let (store, _) = Store::open(&database.location, newest).await.unwrap();
        session_of(sign_in(&store, &device, later(120)).await);
    }
}
