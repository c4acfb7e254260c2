//! Signing in as one of the made-up staff of a database that is tried: without a password, since their addresses belong to nobody. Only
//! a server that wants the key printed at its start has a page for it.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::{
    account_rows::is_demo_mail,
    secret_token::{SecretToken, TokenPurpose},
    sessions::SessionStart,
};
use crate::{
    intake::{AccountId, Digest},
    store::{Store, WriteError, entities::account, store_change::StoreChange, work_log::WorkLog},
};

struct DemoSignIn {
    account: AccountId,
    token_hash: Digest,
    now: Timestamp,
}

impl StoreChange for DemoSignIn {
    /// Whether somebody is signed in.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let usable = account::Entity::find_by_id(self.account.0).filter(account::Column::DisabledAt.is_null());
        if usable.one(db).await?.is_none_or(|row| !is_demo_mail(&row.mail)) {
            return Ok(false);
        }
        // Nobody comes back to it: the browser is known by the session itself.
        let begun = SessionStart { account: self.account, token_hash: self.token_hash, browser_hash: self.token_hash };
        begun.write(self.now, log, db).await?;
        Ok(true)
    }
}

impl Store {
    /// Signs in as somebody who is made up, and gives what the browser is to send; `None` for whoever is not.
    pub async fn demo_session(&self, account: AccountId, now: Timestamp) -> Result<Option<SecretToken>, WriteError> {
        let token = SecretToken::generate();
        let token_hash = TokenPurpose::Session.hash(token.as_str(), &self.keys.index);
        let is_signed = self.write(DemoSignIn { account, token_hash, now }).await?;
        Ok(is_signed.then_some(token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        intake::staff::StaffGrants,
        store::{NewAccount, staff_support::member, test_support::TestDatabase},
    };

    #[tokio::test]
    async fn nobody_real_is_signed_in_without_a_password() {
        for (mail, is_made_up) in [
            ("a@demo.example.jp", true),
            ("a@example.jp", false),
            ("a@x.demo.example.jp", false),
            ("demo.example.jp@example.jp", false),
        ] {
            assert_eq!(is_demo_mail(mail), is_made_up, "{mail}");
        }
        for database in TestDatabase::each().await {
            let store = database.replica().await;
            let real = member(&store, "real@example.jp", &["administrator"]).await;
            let made_up = member(&store, "made-up@demo.example.jp", &["viewer"]).await;
            let now = Timestamp::now();
            for (mail, is_used) in [("new@example.jp", false), ("new@demo.example.jp", true)] {
                let new =
                    NewAccount { name: "新人".to_owned(), mail: mail.to_owned(), grants: StaffGrants(Vec::new()) };
                store.invite_account(new, "operator").await.unwrap();
                assert_eq!(store.account_of(mail).await.unwrap().unwrap().is_accepted, is_used, "{mail}");
            }
            assert!(store.demo_session(real.account, now).await.unwrap().is_none());
            let token = store.demo_session(made_up.account, now).await.unwrap().unwrap();
            assert_eq!(store.session(token.as_str(), now).await.unwrap().unwrap().account, made_up.account);
            store.disable_account(made_up.account, "operator").await.unwrap();
            assert!(store.demo_session(made_up.account, now).await.unwrap().is_none());
        }
    }
}
