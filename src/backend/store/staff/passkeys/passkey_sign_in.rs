//! Signing in by a passkey. Whether a device's passkey is known is none of the caller's business: whatever is wrong gets the same
//! answer. An attempt begins with the answer, as one with a password does with the password: whoever shuts the dialog of the
//! device has tried nothing. So that nobody asks without end, few questions of one network or known browser are open at once.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    passkey_challenges::{ChallengeParty, ChallengeStart, MOST_OPEN, StartedChallenge},
    passkey_rows::{credential_hash, open_passkey},
    relying_party::{PasskeyAnswer, PasskeyVerdict, RelyingParty},
};
use crate::{
    intake::{AccountId, ClientNetwork, Digest, staff::SignInCounters},
    store::{
        Store, WrappedKey,
        entities::{account, known_browser, passkey, passkey_challenge},
        staff::{
            account_rows::account_entry,
            completion::{PasskeyUse, ProvenFactor},
            failed_attempts::{AttemptStart, StartedAttempt, read_wait_s},
            secret_token::{SecretToken, TokenPurpose},
            sign_in::{CountedAttempt, SignInOutcome},
        },
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// Who wants to sign in by a passkey, which they do not say yet.
#[derive(Clone)]
pub struct PasskeyAttempt {
    /// Where they are.
    pub network: ClientNetwork,
    /// What the browser is known by, if it says so.
    pub browser: Option<String>,
}

/// What they are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasskeyAsked {
    /// To ask the device.
    Asked {
        /// What, as JSON.
        options: String,
        /// What the browser is to send with the answer.
        binding: SecretToken,
    },
    /// To come back after so many seconds.
    Wait(u32),
}

/// What the device answers.
#[derive(Clone)]
pub struct PasskeySignIn {
    /// The answer, as JSON.
    pub credential: String,
    /// What the browser was given with the question.
    pub binding: Option<String>,
    /// Who answers.
    pub attempt: PasskeyAttempt,
}

impl Store {
    /// What the device is asked of somebody who wants to sign in by a passkey.
    pub async fn ask_for_passkey(
        &self,
        party: &RelyingParty,
        attempt: &PasskeyAttempt,
        now: Timestamp,
    ) -> anyhow::Result<PasskeyAsked> {
        let token = SecretToken::generate();
        let binding = TokenPurpose::PasskeySignIn.hash(token.as_str(), &self.keys.index);
        let counters = self.passkey_counters(&binding, attempt, now).await?;
        // Nobody is asked for an answer that would not be looked at.
        let wait_s = read_wait_s(&counters, now, &self.databases.readers).await?;
        if wait_s > 0 {
            return Ok(PasskeyAsked::Wait(wait_s));
        }
        let question = party.ask()?;
        let party = ChallengeParty::Visitor(counters.network.unwrap_or(counters.account), MOST_OPEN);
        match self.write(ChallengeStart { binding, party, state: question.state, now }).await? {
            StartedChallenge::Asked => Ok(PasskeyAsked::Asked { options: question.options, binding: token }),
            StartedChallenge::Wait(seconds) => Ok(PasskeyAsked::Wait(seconds)),
        }
    }

    /// Signs somebody in by what their device answers.
    pub async fn sign_in_by_passkey(
        &self,
        party: &RelyingParty,
        sign_in: PasskeySignIn,
        now: Timestamp,
    ) -> anyhow::Result<SignInOutcome> {
        let Some(token) = &sign_in.binding else { return Ok(SignInOutcome::Refused) };
        let binding = TokenPurpose::PasskeySignIn.hash(token, &self.keys.index);
        // Whoever was asked nothing costs the writer nothing.
        let asked = passkey_challenge::Entity::find_by_id(binding.to_vec());
        if asked.one(&self.databases.readers).await?.is_none() {
            return Ok(SignInOutcome::Refused);
        }
        let Some(challenge) = self.take_challenge(binding, now).await? else { return Ok(SignInOutcome::Refused) };
        let attempt = sign_in.attempt;
        let counters = self.passkey_counters(&binding, &attempt, now).await?;
        let id = match self.write(AttemptStart { counters, now }).await? {
            StartedAttempt::Counted(id) => id,
            StartedAttempt::Wait(seconds) => return Ok(SignInOutcome::Wait(seconds)),
        };
        let subject = match self.prove_passkey(party, &sign_in.credential, &challenge.state, now).await? {
            ProvenOwner::Owner(row, factor) => {
                let known = self.known_browser(attempt.browser.as_deref(), Some(&row), now).await?;
                let known_browser = attempt.browser.as_deref().filter(|_| known.is_some());
                let counted = CountedAttempt { id, counters, known_browser };
                if let Some(session) = self.complete(&row, factor, &counted, now).await? {
                    return Ok(SignInOutcome::Signed(session));
                }
                Some(AccountId(row.id))
            }
            ProvenOwner::Nobody(subject) => subject,
        };
        self.write(account_entry("account.sign_in_refused", "visitor", subject, now)).await?;
        Ok(SignInOutcome::Refused)
    }

    /// Whose passkey has signed what was asked.
    async fn prove_passkey(
        &self,
        party: &RelyingParty,
        credential: &str,
        state: &str,
        now: Timestamp,
    ) -> anyhow::Result<ProvenOwner> {
        let readers = &self.databases.readers;
        let Some(answer) = PasskeyAnswer::parse(credential) else { return Ok(ProvenOwner::Nobody(None)) };
        let hash = credential_hash(answer.credential_id(), &self.keys.index);
        let found = passkey::Entity::find().filter(passkey::Column::CredentialHash.eq(hash.to_vec()));
        let Some(row) = found.one(readers).await? else { return Ok(ProvenOwner::Nobody(None)) };
        let account = AccountId(row.account_id);
        let owner = account::Entity::find_by_id(account.0)
            .filter(account::Column::DisabledAt.is_null())
            .filter(account::Column::PasswordHash.is_not_null());
        let owner = owner.one(readers).await?.filter(|_| answer.account == account.0 && row.suspect_at.is_none());
        let Some(owner) = owner else { return Ok(ProvenOwner::Nobody(Some(account))) };
        let mut content = open_passkey(&row, &self.keys.master)?;
        match party.hear(&answer, state, &content.passkey)? {
            PasskeyVerdict::Right(result) => {
                content.passkey.update_credential(&result);
                let after: WrappedKey = content.seal(row.id, account, &self.keys.master)?;
                let used = PasskeyUse { id: row.id, before: row.sealed, after };
                Ok(ProvenOwner::Owner(Box::new(owner), ProvenFactor::Passkey(used)))
            }
            PasskeyVerdict::CounterBack => {
                self.write(PasskeySuspicion { id: row.id, account, now }).await?;
                Ok(ProvenOwner::Nobody(Some(account)))
            }
            PasskeyVerdict::Wrong => Ok(ProvenOwner::Nobody(Some(account))),
        }
    }

    /// What an attempt is counted under: the network, or the browser if any account has signed in with it before. Nobody says yet
    /// who they are, so no account is slowed down by it.
    async fn passkey_counters(
        &self,
        binding: &Digest,
        attempt: &PasskeyAttempt,
        now: Timestamp,
    ) -> anyhow::Result<SignInCounters> {
        let key = &self.keys.index;
        let at = (attempt.network, now);
        if let Some(token) = &attempt.browser {
            let browser = TokenPurpose::Browser.hash(token, key);
            let known = known_browser::Entity::find()
                .filter(known_browser::Column::Hash.eq(browser.to_vec()))
                .filter(known_browser::Column::ExpiresAt.gt(now.as_millisecond()));
            if known.one(&self.databases.readers).await?.is_some() {
                return Ok(SignInCounters::of(&key.hash("passkey-attempt", &[]), at, Some(&browser), key));
            }
        }
        Ok(SignInCounters::of(binding, at, None, key))
    }
}

/// Who has signed what was asked.
enum ProvenOwner {
    /// This account, by this passkey.
    Owner(Box<account::Model>, ProvenFactor),
    /// Nobody; with the account whose passkey was named.
    Nobody(Option<AccountId>),
}

/// The counter of a passkey went back: somebody has a copy of it, and nobody is let in by it any more.
struct PasskeySuspicion {
    id: Uuid,
    account: AccountId,
    now: Timestamp,
}

impl StoreChange for PasskeySuspicion {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        passkey::Entity::update_many()
            .col_expr(passkey::Column::SuspectAt, Expr::value(self.now.as_millisecond()))
            .filter(passkey::Column::Id.eq(self.id))
            .exec(db)
            .await?;
        log.audit.push(account_entry("account.passkey_counter_back", "visitor", Some(self.account), self.now));
        Ok(())
    }
}
