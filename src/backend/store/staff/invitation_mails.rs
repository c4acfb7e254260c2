//! Invitations by mail: accounts are made and reset, and their owners are sent the link; what did not arrive is seen.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    account_changes::{AccountChangeOutcome, AccountUpdate, AccountUpdateKind, ResetOutcome},
    account_links::token_of,
    invitations::{AccountCreation, InviteOutcome, NewAccount},
    secret_token::TokenPurpose,
};
use crate::{
    intake::{AccountId, MailKind, PersonId, SubmissionId},
    store::{
        MailState, Store, WriteError,
        entities::{account_invitation, outbox_mail},
        mails::MailOf,
    },
};

/// How the mail of an invitation that is still open stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationMail {
    /// The mail.
    pub mail: Uuid,
    /// What became of it.
    pub state: MailState,
}

impl InvitationMail {
    /// Whether it did not arrive, and somebody has to hand the link over otherwise.
    pub fn has_failed(&self) -> bool {
        matches!(self.state, MailState::Bounced | MailState::Dead)
    }
}

impl Store {
    /// Makes an account, and sends its owner the link by which they take it over.
    pub async fn invite_account_by_mail(&self, new: NewAccount, actor: &str) -> Result<InviteOutcome, WriteError> {
        let creation = match AccountCreation::new(new, actor, &self.keys) {
            Ok(creation) => creation,
            Err(outcome) => return Ok(outcome),
        };
        let mail = mail_to(creation.account());
        let token = token_of(mail.id, &self.keys.index);
        self.create_account(creation.with_mail(mail, &token, &self.keys), token).await
    }

    /// Ends all by which the owner of an account was known, and sends them the link to a new password.
    pub async fn reset_account_by_mail(&self, id: AccountId, actor: &str) -> Result<ResetOutcome, WriteError> {
        let mail = mail_to(id);
        let token = token_of(mail.id, &self.keys.index);
        let hash = TokenPurpose::Invitation.hash(token.as_str(), &self.keys.index);
        let update = AccountUpdate::new(id, AccountUpdateKind::Reset(hash), actor);
        Ok(match self.write(AccountUpdate { mail: Some(mail), ..update }).await? {
            AccountChangeOutcome::Done => ResetOutcome::Reset { token },
            AccountChangeOutcome::Unknown => ResetOutcome::Unknown,
            AccountChangeOutcome::LastAdministrator => ResetOutcome::LastAdministrator,
        })
    }

    /// The mails of invitations that are still open, by their accounts.
    pub async fn invitation_mails(&self) -> anyhow::Result<BTreeMap<AccountId, InvitationMail>> {
        let db = &self.databases.readers;
        let open = account_invitation::Entity::find()
            .filter(account_invitation::Column::ExpiresAt.gt(Timestamp::now().as_millisecond()))
            .all(db)
            .await?;
        let hashes: BTreeMap<Uuid, Vec<u8>> = open.into_iter().map(|row| (row.account_id, row.token_hash)).collect();
        let mails = outbox_mail::Entity::find()
            .filter(outbox_mail::Column::Kind.eq(MailKind::StaffInvitation.name()))
            .filter(outbox_mail::Column::PersonId.is_in(hashes.keys().copied()))
            .order_by_asc(outbox_mail::Column::Id)
            .all(db)
            .await?;
        let mut found = BTreeMap::new();
        for row in mails {
            let hash = TokenPurpose::Invitation.hash(token_of(row.id, &self.keys.index).as_str(), &self.keys.index);
            let is_open = hashes.get(&row.person_id).is_some_and(|known| known.as_slice() == hash.as_slice());
            if let Some(state) = MailState::of_name(&row.state).filter(|_| is_open) {
                found.insert(AccountId(row.person_id), InvitationMail { mail: row.id, state });
            }
        }
        Ok(found)
    }
}

/// A mail to whoever is to take an account over. It has neither a person nor a submission: it is the account's.
fn mail_to(account: AccountId) -> outbox_mail::Model {
    let of = MailOf { person: PersonId(account.0), submission: SubmissionId(account.0) };
    of.row(MailKind::StaffInvitation, &Uuid::new_v4().simple().to_string(), Timestamp::now())
}
