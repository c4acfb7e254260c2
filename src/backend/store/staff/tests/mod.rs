//! Accounts of staff on both databases.

mod accounts;
mod last_administrator;
mod passkey_device;
mod sessions;
mod sign_in;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{EntityTrait, QueryOrder, sea_query::Expr};

pub(crate) use self::passkey_device::{OFFICE, PasskeyDevice};
use super::{InvitationAcceptance, InviteOutcome, NewAccount, NewSession, SignInAttempt, SignInOutcome};
use crate::{
    intake::{
        AccountId, ClientNetwork,
        staff::{RoleGrant, StaffGrants, TOTP_SECRET_BYTES, TotpSecret, totp_code},
    },
    store::{
        AcceptOutcome, OPERATOR, Store,
        entities::{account, audit_record},
    },
};

pub(crate) const PASSWORD: &str = "plover-mocha-7-lantern";

pub(crate) fn secret() -> TotpSecret {
    TotpSecret::new([7; TOTP_SECRET_BYTES])
}

fn grants(written: &[&str]) -> StaffGrants {
    StaffGrants(written.iter().map(|text| RoleGrant::parse(text).unwrap()).collect())
}

fn new_account(mail: &str, roles: &[&str]) -> NewAccount {
    NewAccount { name: format!("職員 {mail}"), mail: mail.to_owned(), grants: grants(roles) }
}

/// Invites somebody, and gives their account and their link.
async fn invite(store: &Store, mail: &str, roles: &[&str]) -> (AccountId, String) {
    match store.invite_account(new_account(mail, roles), OPERATOR).await.unwrap() {
        InviteOutcome::Invited { account, token } => (account, token.as_str().to_owned()),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn acceptance(token: &str, now: Timestamp) -> InvitationAcceptance {
    InvitationAcceptance {
        token: token.to_owned(),
        password: PASSWORD.to_owned(),
        words: vec!["sendai".to_owned()],
        totp_secret: secret(),
        code: totp_code(&secret(), now),
    }
}

/// Somebody with an account that they have taken over, with their recovery codes.
pub(crate) struct Member {
    pub account: AccountId,
    pub mail: String,
    pub recovery_codes: Vec<String>,
}

pub(crate) async fn member(store: &Store, mail: &str, roles: &[&str]) -> Member {
    let (account, token) = invite(store, mail, roles).await;
    let now = Timestamp::now();
    match store.accept_invitation(acceptance(&token, now), now).await.unwrap() {
        AcceptOutcome::Accepted { account: accepted, recovery_codes } => {
            assert_eq!(accepted, account);
            let recovery_codes = recovery_codes.iter().map(ToString::to_string).collect();
            Member { account, mail: mail.to_owned(), recovery_codes }
        }
        other => panic!("{other:?}"),
    }
}

/// What somebody types at a moment, with the right code.
pub(crate) fn attempt(mail: &str, now: Timestamp) -> SignInAttempt {
    SignInAttempt {
        mail: mail.to_owned(),
        password: PASSWORD.to_owned(),
        code: totp_code(&secret(), now),
        network: ClientNetwork::of([203, 0, 113, 7].into()),
        browser: None,
    }
}

pub(in crate::store) async fn signed(store: &Store, attempt: SignInAttempt, now: Timestamp) -> NewSession {
    match store.sign_in(attempt, now).await.unwrap() {
        SignInOutcome::Signed(session) => session,
        other => panic!("{other:?}"),
    }
}

/// So many seconds from now on: codes of the steps in between are good.
pub(crate) fn later(seconds: i64) -> Timestamp {
    Timestamp::now().checked_add(SignedDuration::from_secs(seconds)).unwrap()
}

/// Forgets which codes were used: a test signs in by one that lies before the clock of the server.
pub(crate) async fn forget_codes(store: &Store) {
    let unused = Expr::value(None::<i64>);
    let forgotten = account::Entity::update_many().col_expr(account::Column::TotpLastStep, unused);
    forgotten.exec(&store.databases.writer).await.unwrap();
}

/// What the audit log says of accounts: who did what to whom, in the order of each writer.
pub(in crate::store) async fn audited(store: &Store) -> Vec<(String, String, Option<AccountId>)> {
    let rows = audit_record::Entity::find()
        .order_by_asc(audit_record::Column::Writer)
        .order_by_asc(audit_record::Column::Number)
        .all(store.readers())
        .await
        .unwrap();
    let of_account = rows.into_iter().filter(|row| row.action.starts_with("account."));
    of_account.map(|row| (row.actor, row.action, row.subject.map(AccountId))).collect()
}
