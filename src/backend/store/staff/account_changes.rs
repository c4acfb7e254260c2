//! Accounts reset, disabled, enabled, and given other grants. The last one who may do everything keeps that.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, UpdateMany,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    account_rows::{account_entry, write_grants},
    administrators::lock_administrators,
    invitation_rows::InvitationKind,
    invitations::write_invitation,
    secret_token::{SecretToken, TokenPurpose},
};
use crate::{
    intake::{AccountId, Digest, staff::StaffGrants},
    store::{
        Store, WriteError,
        entities::{account, known_browser, outbox_mail, passkey, passkey_challenge, recovery_code, staff_session},
        mails::add_mails,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What the audit log calls whoever runs the server: who has the machine has the data anyway.
pub const OPERATOR: &str = "operator";

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountChangeOutcome {
    /// It is so now.
    Done,
    /// There is no such account.
    Unknown,
    /// Nobody would be left who may do everything.
    LastAdministrator,
}

/// What came of a reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResetOutcome {
    /// Password, telephone, recovery codes and passkeys are good no more, and here is the end of a link to new ones. It is shown once.
    Reset {
        /// The end of the link.
        token: SecretToken,
    },
    /// There is no such account.
    Unknown,
    /// Nobody would be left who may do everything. The account itself may, and whoever runs the server.
    LastAdministrator,
}

impl Store {
    /// Ends an account's sessions, password, telephone, recovery codes and passkeys, and makes the end of a link to new ones.
    pub async fn reset_account(&self, id: AccountId, actor: &str) -> Result<ResetOutcome, WriteError> {
        let token = SecretToken::generate();
        let hash = TokenPurpose::Invitation.hash(token.as_str(), &self.keys.index);
        Ok(match self.write(AccountUpdate::new(id, AccountUpdateKind::Reset(hash), actor)).await? {
            AccountChangeOutcome::Done => ResetOutcome::Reset { token },
            AccountChangeOutcome::Unknown => ResetOutcome::Unknown,
            AccountChangeOutcome::LastAdministrator => ResetOutcome::LastAdministrator,
        })
    }

    /// Ends an account's sessions, and lets nobody in by it until it is enabled.
    pub async fn disable_account(&self, id: AccountId, actor: &str) -> Result<AccountChangeOutcome, WriteError> {
        self.write(AccountUpdate::new(id, AccountUpdateKind::Disable, actor)).await
    }

    /// Lets its owner in again.
    pub async fn enable_account(&self, id: AccountId, actor: &str) -> Result<AccountChangeOutcome, WriteError> {
        self.write(AccountUpdate::new(id, AccountUpdateKind::Enable, actor)).await
    }

    /// Says what an account may do, from the next click of its owner on.
    pub async fn set_grants(
        &self,
        id: AccountId,
        grants: StaffGrants,
        actor: &str,
    ) -> Result<AccountChangeOutcome, WriteError> {
        self.write(AccountUpdate::new(id, AccountUpdateKind::SetGrants(grants), actor)).await
    }
}

/// What becomes of an account.
#[derive(Clone, Debug)]
pub(super) enum AccountUpdateKind {
    Disable,
    Enable,
    SetGrants(StaffGrants),
    /// With the hash of a link to a new password.
    Reset(Digest),
}

/// A change of one account.
#[derive(Clone, Debug)]
pub(super) struct AccountUpdate {
    pub account: AccountId,
    pub kind: AccountUpdateKind,
    pub actor: String,
    pub now: Timestamp,
    /// The mail with the link of a reset, if one is sent.
    pub mail: Option<outbox_mail::Model>,
    /// Who may do everything, as it was read before the transaction, for the test that shows what the lock is for.
    pub unguarded: Option<BTreeSet<Uuid>>,
}

impl AccountUpdate {
    pub fn new(account: AccountId, kind: AccountUpdateKind, actor: &str) -> Self {
        Self { account, kind, actor: actor.to_owned(), now: Timestamp::now(), mail: None, unguarded: None }
    }

    /// Whether an administrator of everything is none any more by it, for a while at least.
    fn takes_access(&self) -> bool {
        match &self.kind {
            AccountUpdateKind::Enable => false,
            AccountUpdateKind::Disable => true,
            AccountUpdateKind::SetGrants(grants) => !grants.are_of_whole(),
            AccountUpdateKind::Reset(_) => self.actor != OPERATOR && self.actor != self.account.to_string(),
        }
    }
}

impl StoreChange for AccountUpdate {
    type Made = AccountChangeOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<AccountChangeOutcome> {
        let administrators = match &self.unguarded {
            Some(known) => known.clone(),
            None => lock_administrators(db).await?,
        };
        let id = self.account.0;
        let Some(row) = account::Entity::find_by_id(id).lock_exclusive().one(db).await? else {
            return Ok(AccountChangeOutcome::Unknown);
        };
        if self.takes_access() && administrators.contains(&id) && administrators.len() == 1 {
            return Ok(AccountChangeOutcome::LastAdministrator);
        }
        let now = self.now.as_millisecond();
        let action = match &self.kind {
            AccountUpdateKind::Disable if row.disabled_at.is_some() => None,
            AccountUpdateKind::Enable if row.disabled_at.is_none() => None,
            AccountUpdateKind::Disable => {
                of(id).col_expr(account::Column::DisabledAt, Expr::value(now)).exec(db).await?;
                end_sessions(self.account, db).await?;
                Some("account.disabled")
            }
            AccountUpdateKind::Enable => {
                of(id).col_expr(account::Column::DisabledAt, Expr::value(None::<i64>)).exec(db).await?;
                Some("account.enabled")
            }
            AccountUpdateKind::SetGrants(grants) => {
                write_grants(self.account, grants, db).await?;
                Some("account.grants_changed")
            }
            AccountUpdateKind::Reset(hash) => {
                forget_secrets(self.account, db).await?;
                write_invitation(self.account, (InvitationKind::Reset, hash), self.now, db).await?;
                add_mails(self.mail.iter().cloned().collect(), db).await?;
                Some("account.reset")
            }
        };
        log.audit.extend(action.map(|action| account_entry(action, &self.actor, Some(self.account), self.now)));
        Ok(AccountChangeOutcome::Done)
    }
}

fn of(id: Uuid) -> UpdateMany<account::Entity> {
    account::Entity::update_many().filter(account::Column::Id.eq(id))
}

/// Ends all sessions of an account.
pub(super) async fn end_sessions(account: AccountId, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let of_account = staff_session::Column::AccountId.eq(account.0);
    staff_session::Entity::delete_many().filter(of_account).exec(db).await?;
    Ok(())
}

/// Ends all by which somebody was known as the owner of an account.
pub(super) async fn forget_secrets(account: AccountId, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    of(account.0)
        .col_expr(account::Column::PasswordHash, Expr::value(None::<String>))
        .col_expr(account::Column::TotpSealed, Expr::value(None::<Vec<u8>>))
        .col_expr(account::Column::TotpMasterKey, Expr::value(None::<i32>))
        .col_expr(account::Column::TotpLastStep, Expr::value(None::<i64>))
        .exec(db)
        .await?;
    recovery_code::Entity::delete_many().filter(recovery_code::Column::AccountId.eq(account.0)).exec(db).await?;
    known_browser::Entity::delete_many().filter(known_browser::Column::AccountId.eq(account.0)).exec(db).await?;
    passkey::Entity::delete_many().filter(passkey::Column::AccountId.eq(account.0)).exec(db).await?;
    passkey_challenge::Entity::delete_many()
        .filter(passkey_challenge::Column::AccountId.eq(account.0))
        .exec(db)
        .await?;
    end_sessions(account, db).await
}
