//! Accounts made, and the links by which somebody takes one over: once, within three days.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict,
};
use strum::VariantArray;
use tsubame_model::schema::normalise_email;

use super::{
    account_rows::{account_entry, mail_lookup, write_grants},
    secret_token::{SecretToken, TokenPurpose},
};
use crate::{
    intake::{AccountId, Digest, HashKey, staff::StaffGrants},
    store::{
        Store, WriteError,
        entities::{account, account_invitation},
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

/// Why there is a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum InvitationKind {
    /// The account is new.
    Invite,
    /// It was reset.
    Reset,
}

impl InvitationKind {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Reset => "reset",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.name() == name)
    }
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
        let (name, token) = (new.name.trim().to_owned(), SecretToken::generate());
        let Some(mail) = normalise_email(&new.mail) else { return Ok(InviteOutcome::NoAddress) };
        if name.is_empty() {
            return Ok(InviteOutcome::NoName);
        }
        let id = AccountId(new_row_id());
        let change = AccountCreation {
            id,
            mail_lookup: mail_lookup(&mail, &self.keys.index),
            token_hash: TokenPurpose::Invitation.hash(token.as_str(), &self.keys.index),
            new: NewAccount { name, mail, ..new },
            actor: actor.to_owned(),
            now: Timestamp::now(),
        };
        let is_new = self.write(change).await?;
        Ok(if is_new { InviteOutcome::Invited { account: id, token } } else { InviteOutcome::AlreadyThere })
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

/// An invitation that is good at this moment, with its account, which may be used.
pub(super) async fn find_invitation(
    token: &str,
    now: Timestamp,
    key: &HashKey,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<(account_invitation::Model, account::Model)>> {
    let hash = TokenPurpose::Invitation.hash(token, key).to_vec();
    let found = account_invitation::Entity::find_by_id(hash)
        .filter(account_invitation::Column::ExpiresAt.gt(now.as_millisecond()));
    let Some(invitation) = found.one(db).await? else { return Ok(None) };
    let account = account::Entity::find_by_id(invitation.account_id).filter(account::Column::DisabledAt.is_null());
    Ok(account.one(db).await?.map(|account| (invitation, account)))
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

struct AccountCreation {
    id: AccountId,
    mail_lookup: Digest,
    token_hash: Digest,
    new: NewAccount,
    actor: String,
    now: Timestamp,
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
        log.audit.push(account_entry("account.invited", &self.actor, Some(self.id), self.now));
        Ok(true)
    }
}
