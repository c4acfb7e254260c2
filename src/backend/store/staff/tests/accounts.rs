//! Somebody is invited, takes their account over, and it is reset.

use jiff::Timestamp;
use sea_orm::EntityTrait;

use super::{PASSWORD, acceptance, attempt, audited, grants, invite, later, member, new_account, secret, signed};
use crate::{
    intake::staff::{PasswordFault, totp_code},
    store::{
        AcceptFault, AcceptOutcome, AccountChangeOutcome, InvitationAcceptance, InvitationKind, InviteOutcome, Keys,
        MasterKeys, OPERATOR, ResetOutcome, SignInOutcome, Store, count_old_wrappings,
        entities::{account, account_invitation, recovery_code},
        rotate_master_key,
        test_support::{TestDatabase, keys},
    },
};

#[tokio::test]
async fn somebody_is_invited_and_takes_the_account_over_once() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (id, token) = invite(&store, "Hanako@example.jp", &["coordinator@sendai", "viewer", "viewer"]).await;
        let view = store.account_invitation(&token).await.unwrap().unwrap();
        assert_eq!((view.account, view.mail.as_str(), view.kind), (id, "Hanako@example.jp", InvitationKind::Invite));
        let invited = store.account(id).await.unwrap().unwrap();
        assert!(!invited.is_accepted && !invited.has_second_factor && invited.invited_until == Some(view.expires_at));
        assert_eq!(invited.grants, grants(&["coordinator@sendai", "viewer"]));

        let now = Timestamp::now();
        let wrong = InvitationAcceptance {
            password: "sendai".to_owned(),
            code: "000000x".to_owned(),
            ..acceptance(&token, now)
        };
        let faults = [
            AcceptFault::Password(PasswordFault::TooShort),
            AcceptFault::Password(PasswordFault::HoldsProgramme),
            AcceptFault::Code,
        ];
        assert_eq!(store.accept_invitation(wrong, now).await.unwrap(), AcceptOutcome::Refused(faults.to_vec()));
        let at_its_end = later(72 * 3_600);
        let late = store.accept_invitation(acceptance(&token, at_its_end), at_its_end).await.unwrap();
        assert_eq!(late, AcceptOutcome::NoInvitation);

        let accepted = store.accept_invitation(acceptance(&token, now), now).await.unwrap();
        assert!(matches!(accepted, AcceptOutcome::Accepted { account, recovery_codes } if account == id
            && recovery_codes.len() == 10));
        let view = store.account(id).await.unwrap().unwrap();
        assert!(view.is_accepted && view.has_second_factor && view.signed_in_at.is_none());
        assert_eq!(store.account_invitation(&token).await.unwrap(), None);
        let again = store.accept_invitation(acceptance(&token, now), now).await.unwrap();
        assert_eq!(again, AcceptOutcome::NoInvitation);
        for text in ["", "x", PASSWORD] {
            assert_eq!(store.account_invitation(text).await.unwrap(), None);
        }
        let row = account::Entity::find_by_id(id.0).one(store.readers()).await.unwrap().unwrap();
        let sealed = row.totp_sealed.unwrap();
        assert!(!sealed.windows(20).any(|bytes| bytes == secret().as_bytes()), "the secret lies nowhere in clear");
        assert!(row.password_hash.unwrap().starts_with("$argon2id$"));
        let told = [(OPERATOR.to_owned(), "account.invited"), (id.to_string(), "account.accepted")];
        assert_eq!(audited(&store).await, told.map(|(actor, action)| (actor, action.to_owned(), Some(id))));
    }
}

#[tokio::test]
async fn an_address_has_one_account_and_what_is_none_is_told() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        let invited = tokio::join!(
            first.invite_account(new_account("hanako@example.jp", &["editor"]), OPERATOR),
            second.invite_account(new_account("HANAKO@example.jp", &["viewer"]), OPERATOR),
        );
        let outcomes = [invited.0.unwrap(), invited.1.unwrap()];
        let count = outcomes.iter().filter(|outcome| matches!(outcome, InviteOutcome::Invited { .. })).count();
        assert_eq!(count, 1, "{outcomes:?}");
        assert!(outcomes.contains(&InviteOutcome::AlreadyThere));
        for mail in ["hanako", "hanako@", "ha nako@example.jp", ""] {
            let outcome = first.invite_account(new_account(mail, &["viewer"]), OPERATOR).await.unwrap();
            assert_eq!(outcome, InviteOutcome::NoAddress, "{mail}");
        }
        let nameless = crate::store::NewAccount { name: " ".to_owned(), ..new_account("taro@example.jp", &[]) };
        assert_eq!(first.invite_account(nameless, OPERATOR).await.unwrap(), InviteOutcome::NoName);
        assert_eq!(first.accounts().await.unwrap().len(), 1);
        assert!(second.account_of("Hanako@Example.jp").await.unwrap().is_some());
    }
}

#[tokio::test]
async fn two_who_press_one_link_are_one() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        let (_, token) = invite(&first, "hanako@example.jp", &["editor"]).await;
        let now = Timestamp::now();
        let pressed = tokio::join!(
            first.accept_invitation(acceptance(&token, now), now),
            second.accept_invitation(acceptance(&token, now), now),
        );
        let outcomes = [pressed.0.unwrap(), pressed.1.unwrap()];
        assert!(outcomes.contains(&AcceptOutcome::NoInvitation), "{outcomes:?}");
        assert_eq!(recovery_code::Entity::find().all(first.readers()).await.unwrap().len(), 10);
    }
}

#[tokio::test]
async fn a_reset_ends_all_by_which_somebody_was_known() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let member = member(&store, "hanako@example.jp", &["coordinator"]).await;
        let session = signed(&store, attempt(&member.mail, later(60)), later(60)).await;
        let ResetOutcome::Reset { token } = store.reset_account(member.account, OPERATOR).await.unwrap() else {
            panic!("no reset");
        };
        assert_eq!(store.session(session.token.as_str(), later(60)).await.unwrap(), None);
        let refused = store.sign_in(attempt(&member.mail, later(120)), later(120)).await.unwrap();
        assert_eq!(refused, SignInOutcome::Refused);
        assert!(recovery_code::Entity::find().all(store.readers()).await.unwrap().is_empty());
        assert_eq!(store.account_invitation(token.as_str()).await.unwrap().unwrap().kind, InvitationKind::Reset);
        // The next reset ends this link.
        store.reset_account(member.account, OPERATOR).await.unwrap();
        assert_eq!(store.account_invitation(token.as_str()).await.unwrap(), None);
        assert_eq!(account_invitation::Entity::find().all(store.readers()).await.unwrap().len(), 1);
        let nobody = crate::intake::AccountId(uuid::Uuid::nil());
        assert_eq!(store.reset_account(nobody, OPERATOR).await.unwrap(), ResetOutcome::Unknown);
    }
}

#[tokio::test]
async fn a_disabled_account_is_let_in_by_nothing_until_it_is_enabled() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let member = member(&store, "hanako@example.jp", &["coordinator"]).await;
        let session = signed(&store, attempt(&member.mail, later(60)), later(60)).await;
        let ResetOutcome::Reset { token } = store.reset_account(member.account, OPERATOR).await.unwrap() else {
            panic!("no reset");
        };
        for _ in 0..2 {
            let done = store.disable_account(member.account, OPERATOR).await.unwrap();
            assert_eq!(done, AccountChangeOutcome::Done);
        }
        assert_eq!(store.session(session.token.as_str(), later(60)).await.unwrap(), None);
        assert_eq!(store.account_invitation(token.as_str()).await.unwrap(), None);
        let now = Timestamp::now();
        let accepted = store.accept_invitation(acceptance(token.as_str(), now), now).await.unwrap();
        assert_eq!(accepted, AcceptOutcome::NoInvitation);
        assert!(store.account(member.account).await.unwrap().unwrap().disabled_at.is_some());
        store.enable_account(member.account, OPERATOR).await.unwrap();
        assert!(store.account_invitation(token.as_str()).await.unwrap().is_some());
        let told: Vec<_> = audited(&store).await.into_iter().map(|(_, action, _)| action).collect();
        let times = |action: &str| told.iter().filter(|told| *told == action).count();
        assert_eq!((times("account.disabled"), times("account.enabled")), (1, 1), "{told:?}");
    }
}

#[tokio::test]
async fn a_new_master_key_opens_the_secrets_of_telephones_too() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let member = member(&store, "hanako@example.jp", &["coordinator"]).await;
        drop(store);
        let both = Keys { master: MasterKeys::new([(1, [1; 32]), (2, [5; 32])]), ..keys() };
        assert_eq!(count_old_wrappings(&database.location, &both).await.unwrap(), 1);
        assert_eq!(rotate_master_key(&database.location, &both).await.unwrap(), 1);
        assert_eq!(count_old_wrappings(&database.location, &both).await.unwrap(), 0);
        let newest = Keys { master: MasterKeys::new([(2, [5; 32])]), ..keys() };
        let (store, _) = Store::open(&database.location, newest).await.unwrap();
        let now = later(60);
        assert_eq!(attempt(&member.mail, now).code, totp_code(&secret(), now));
        signed(&store, attempt(&member.mail, now), now).await;
    }
}
