//! Signing in: a password and a code, or nothing. Whether there is an account is none of the caller's business: both take
//! the same work and get the same answer.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    account_rows::{account_entry, find_by_mail, mail_lookup},
    completion::{ProvenFactor, SignInCompletion},
    failed_attempts::{AttemptStart, StartedAttempt},
    password_hashes::PasswordTurn,
    secret_token::{SecretToken, TokenPurpose},
    totp_secrets::open_secret,
};
use crate::{
    intake::{
        AccountId, ClientNetwork, Digest,
        staff::{SecondFactor, SignInCounters, TotpRule},
    },
    store::{
        Store,
        entities::{account, known_browser, recovery_code},
    },
};

/// For how many seconds somebody is asked to wait where too many passwords are looked at.
pub(super) const CROWDED_S: u32 = 5;

/// What somebody sends who wants to sign in.
#[derive(Clone)]
pub struct SignInAttempt {
    /// The address of an account, or of none.
    pub mail: String,
    /// A password.
    pub password: String,
    /// What the telephone shows, or a recovery code.
    pub code: String,
    /// Where they are.
    pub network: ClientNetwork,
    /// What the browser is known by, if it says so.
    pub browser: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInOutcome {
    /// They are who they say.
    Signed(NewSession),
    /// Something of it is wrong, and nobody says what.
    Refused,
    /// They are to come back after so many seconds.
    Wait(u32),
}

/// Somebody who has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// What the browser is to send with each request.
    pub token: SecretToken,
    /// What the browser is to send when they sign in again: then nobody slows them down.
    pub browser_token: SecretToken,
    /// Who they are.
    pub account: AccountId,
}

impl Store {
    /// Signs somebody in.
    pub async fn sign_in(&self, attempt: SignInAttempt, now: Timestamp) -> anyhow::Result<SignInOutcome> {
        let readers = &self.databases.readers;
        let account = find_by_mail(&attempt.mail, &self.keys.index, readers).await?;
        let browser = self.known_browser(attempt.browser.as_deref(), account.as_ref(), now).await?;
        let counters = SignInCounters::of(
            &mail_lookup(&attempt.mail, &self.keys.index),
            (attempt.network, now),
            browser.as_ref(),
            &self.keys.index,
        );
        let Some(turn) = PasswordTurn::wait().await else { return Ok(SignInOutcome::Wait(CROWDED_S)) };
        let started = match self.write(AttemptStart { counters, now }).await? {
            StartedAttempt::Counted(id) => id,
            StartedAttempt::Wait(seconds) => return Ok(SignInOutcome::Wait(seconds)),
        };
        let usable = account.as_ref().filter(|row| row.disabled_at.is_none());
        let hash = usable.and_then(|row| row.password_hash.clone());
        let is_password = turn.verify(attempt.password, hash).await?;
        let factor = match usable {
            Some(row) => self.prove(row, &attempt.code, now).await?,
            None => None,
        };
        if let (Some(row), Some(factor), true) = (usable, factor, is_password) {
            let known = attempt.browser.as_deref().filter(|_| browser.is_some());
            let attempt = CountedAttempt { id: started, counters, known_browser: known };
            if let Some(session) = self.complete(row, factor, &attempt, now).await? {
                return Ok(SignInOutcome::Signed(session));
            }
        }
        let subject = account.map(|row| AccountId(row.id));
        self.write(account_entry("account.sign_in_refused", "visitor", subject, now)).await?;
        Ok(SignInOutcome::Refused)
    }

    /// The hash of the browser's token, if this account has signed in with it before. It is looked for whether there is
    /// an account or not.
    pub(super) async fn known_browser(
        &self,
        token: Option<&str>,
        account: Option<&account::Model>,
        now: Timestamp,
    ) -> anyhow::Result<Option<Digest>> {
        let Some(token) = token else { return Ok(None) };
        let hash = TokenPurpose::Browser.hash(token, &self.keys.index);
        let known = known_browser::Entity::find()
            .filter(known_browser::Column::Hash.eq(hash.to_vec()))
            .filter(known_browser::Column::AccountId.eq(account.map_or(Uuid::nil(), |row| row.id)))
            .filter(known_browser::Column::ExpiresAt.gt(now.as_millisecond()));
        Ok(known.one(&self.databases.readers).await?.map(|_| hash))
    }

    /// What a code proves, unless somebody uses it first. It is looked at whether the password is right or not.
    pub(super) async fn prove(
        &self,
        row: &account::Model,
        code: &str,
        now: Timestamp,
    ) -> anyhow::Result<Option<ProvenFactor>> {
        Ok(match SecondFactor::parse(code) {
            Some(SecondFactor::Totp(code)) => {
                let Some(secret) = open_secret(row, &self.keys.master)? else { return Ok(None) };
                let last_step = row.totp_last_step.map(u64::try_from).transpose()?;
                let step = TotpRule { secret: &secret, last_step }.step_of(&code, now);
                step.map(i64::try_from).transpose()?.map(ProvenFactor::Step)
            }
            Some(SecondFactor::Recovery(code)) => {
                let hash = code.hash(AccountId(row.id), &self.keys.index);
                let unused = recovery_code::Entity::find_by_id(hash.to_vec())
                    .filter(recovery_code::Column::UsedAt.is_null())
                    .one(&self.databases.readers)
                    .await?;
                unused.map(|_| ProvenFactor::Recovery(hash))
            }
            None => None,
        })
    }

    /// Writes that somebody is signed in; `None` if a code was used meanwhile, or the account is another than it was.
    pub(super) async fn complete(
        &self,
        row: &account::Model,
        factor: ProvenFactor,
        attempt: &CountedAttempt<'_>,
        now: Timestamp,
    ) -> anyhow::Result<Option<NewSession>> {
        let (key, account) = (&self.keys.index, AccountId(row.id));
        let token = SecretToken::generate();
        let browser_token = attempt.known_browser.map_or_else(SecretToken::generate, SecretToken::of_text);
        let completion = SignInCompletion {
            account,
            password_hash: row.password_hash.clone(),
            factor,
            attempt: attempt.id,
            counters: attempt.counters,
            token_hash: TokenPurpose::Session.hash(token.as_str(), key),
            browser_hash: TokenPurpose::Browser.hash(browser_token.as_str(), key),
            now,
        };
        let is_signed = self.write(completion).await?;
        Ok(is_signed.then_some(NewSession { token, browser_token, account }))
    }
}

/// An attempt that counts as failed until it went well.
pub(super) struct CountedAttempt<'a> {
    pub id: Uuid,
    pub counters: SignInCounters,
    /// What the browser is known by, if this account has signed in with it before.
    pub known_browser: Option<&'a str>,
}
