//! Accounts made, and the links by which somebody takes one over: once, within three days.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict,
};
use tsubame_model::schema::normalise_email;

use super::{
    account_rows::{account_entry, mail_lookup, write_grants},
    invitation_rows::{InvitationKind, find_invitation},
    secret_token::{SecretToken, TokenPurpose},
};
use crate::{
    intake::{AccountId, Digest, staff::StaffGrants},
    store::{
        Keys, Store, WriteError,
        entities::{account, account_invitation, outbox_mail},
        mails::add_mails,
        row_id::new_row_id,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// How long a link is good.
const TERM: SignedDuration = SignedDuration::from_hours(72);

/// Somebody who is to have an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// What they are called.
    pub name: String,
    /// Their address.
    pub mail: String,
    /// What they may do.
    pub grants: StaffGrants,
}

/// What came of inviting somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InviteOutcome {
    /// There is an account, and the end of a link by which it is taken over. It is shown once.
    Invited {
        /// The account.
        account: AccountId,
        /// The end of the link.
        token: SecretToken,
    },
    /// The address has an account.
    AlreadyThere,
    /// It is no address that mails can be sent to.
    NoAddress,
    /// Nobody is named.
    NoName,
}

/// What somebody sees who has such a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationView {
    /// The account.
    pub account: AccountId,
    /// Whose it is.
    pub name: String,
    /// Their address.
    pub mail: String,
    /// Why there is a link.
    pub kind: InvitationKind,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

impl Store {
    /// Makes an account, and the end of a link by which somebody takes it over within 72 hours.
    pub async fn invite_account(&self, new: NewAccount, actor: &str) -> Result<InviteOutcome, WriteError> {
        let token = SecretToken::generate();
        match AccountCreation::new(new, actor, &self.keys) {
            Ok(creation) => self.create_account(creation.with_token(&token, &self.keys), token).await,
            Err(outcome) => Ok(outcome),
        }
    }

    pub(super) async fn create_account(
        &self,
        creation: AccountCreation,
        token: SecretToken,
    ) -> Result<InviteOutcome, WriteError> {
        let account = creation.id;
        let is_new = self.write(creation).await?;
        Ok(if is_new { InviteOutcome::Invited { account, token } } else { InviteOutcome::AlreadyThere })
    }

    /// What a link leads to; `None` if it was used, is over, or never was one.
    pub async fn account_invitation(&self, token: &str) -> anyhow::Result<Option<InvitationView>> {
        let found = find_invitation(token, Timestamp::now(), &self.keys.index, &self.databases.readers).await?;
        found.map(|(invitation, account)| view(&invitation, account)).transpose().map(Option::flatten)
    }
}

fn view(invitation: &account_invitation::Model, account: account::Model) -> anyhow::Result<Option<InvitationView>> {
    let Some(kind) = InvitationKind::parse(&invitation.kind) else { return Ok(None) };
    let expires_at = Timestamp::from_millisecond(invitation.expires_at)?;
    let id = AccountId(account.id);
    Ok(Some(InvitationView { account: id, name: account.name, mail: account.mail, kind, expires_at }))
}

/// Writes a link to an account; an older one is good no more.
pub(super) async fn write_invitation(
    account: AccountId,
    (kind, token_hash): (InvitationKind, &Digest),
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let older = account_invitation::Column::AccountId.eq(account.0);
    account_invitation::Entity::delete_many().filter(older).exec(db).await?;
    let row = account_invitation::Model {
        token_hash: token_hash.to_vec(),
        account_id: account.0,
        kind: kind.name().to_owned(),
        expires_at: now.checked_add(TERM)?.as_millisecond(),
    };
    account_invitation::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// An account that is to be made, with the hash of a link to it.
pub(super) struct AccountCreation {
    id: AccountId,
    mail_lookup: Digest,
    token_hash: Digest,
    new: NewAccount,
    /// The mail with the link, if one is sent.
    mail: Option<outbox_mail::Model>,
    actor: String,
    now: Timestamp,
}

impl AccountCreation {
    /// An account whose link is still to be said; or why there can be none.
    pub fn new(new: NewAccount, actor: &str, keys: &Keys) -> Result<Self, InviteOutcome> {
        let name = new.name.trim().to_owned();
        let address = normalise_email(&new.mail).ok_or(InviteOutcome::NoAddress)?;
        if name.is_empty() {
            return Err(InviteOutcome::NoName);
        }
        Ok(Self {
            id: AccountId(new_row_id()),
            mail_lookup: mail_lookup(&address, &keys.index),
            token_hash: Digest::default(),
            new: NewAccount { name, mail: address, ..new },
            mail: None,
            actor: actor.to_owned(),
            now: Timestamp::now(),
        })
    }

    /// What it will be called.
    pub fn account(&self) -> AccountId {
        self.id
    }

    /// The same with this link.
    #[must_use]
    pub fn with_token(self, token: &SecretToken, keys: &Keys) -> Self {
        Self { token_hash: TokenPurpose::Invitation.hash(token.as_str(), &keys.index), ..self }
    }

    /// The same with this link, which a mail brings.
    #[must_use]
    pub fn with_mail(self, mail: outbox_mail::Model, token: &SecretToken, keys: &Keys) -> Self {
        Self { mail: Some(mail), ..self.with_token(token, keys) }
    }
}

impl StoreChange for AccountCreation {
    /// Whether the address had no account.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = account::Model {
            id: self.id.0,
            name: self.new.name.clone(),
            mail: self.new.mail.clone(),
            mail_lookup: self.mail_lookup.to_vec(),
            password_hash: None,
            totp_sealed: None,
            totp_master_key: None,
            totp_last_step: None,
            created_at: self.now.as_millisecond(),
            disabled_at: None,
        };
        let known = OnConflict::column(account::Column::MailLookup).do_nothing().to_owned();
        let row = [row.into_active_model()];
        if account::Entity::insert_many(row).on_conflict(known).exec_without_returning(db).await? == 0 {
            return Ok(false);
        }
        write_grants(self.id, &self.new.grants, db).await?;
        write_invitation(self.id, (InvitationKind::Invite, &self.token_hash), self.now, db).await?;
        add_mails(self.mail.iter().cloned().collect(), db).await?;
        log.audit.push(account_entry("account.invited", &self.actor, Some(self.id), self.now));
        Ok(true)
    }
}
