//! Who did something, by what the audit log calls them: somebody of the staff by the name of their account, a program by that of its
//! token, and those who have none.

use std::collections::BTreeMap;

use super::office_state::OfficeState;
use crate::web::Error;

/// Names of accounts and tokens by their ids.
pub(super) struct AccountNames(BTreeMap<String, String>);

impl AccountNames {
    /// Of all as they are now.
    pub async fn read(state: &OfficeState) -> Result<Self, Error> {
        let accounts = state.app.store.accounts().await?.into_iter();
        let accounts = accounts.map(|account| (account.id.0.to_string(), account.name));
        let tokens = state.app.store.api_tokens().await?.into_iter();
        let tokens = tokens.map(|token| (token.id.to_string(), format!("API「{}」", token.name)));
        Ok(Self(accounts.chain(tokens).collect()))
    }

    /// What somebody is called. Accounts and tokens are never removed, so whoever is not known was written down otherwise.
    pub fn of(&self, actor: &str) -> String {
        match actor {
            "visitor" => "本人".to_owned(),
            "system" => "自動".to_owned(),
            "operator" => "運用担当".to_owned(),
            "staff" => "担当者".to_owned(),
            _ => self.0.get(actor).cloned().unwrap_or_else(|| actor.to_owned()),
        }
    }

    /// All who can have done something: what the audit log calls them, and their names.
    pub fn all(&self) -> Vec<(String, String)> {
        let others = ["visitor", "system", "operator"].map(|actor| (actor.to_owned(), self.of(actor)));
        others.into_iter().chain(self.0.clone()).collect()
    }
}
