//! Links to accounts in mails. The end of a link follows from the mail's id and a key, so it lies nowhere, and the same mail has the same
//! link at every attempt; a newer link ends it.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::{
    invitation_rows::{InvitationKind, find_invitation},
    secret_token::SecretToken,
};
use crate::{
    intake::{HashKey, MailKind},
    store::{
        Keys,
        entities::{account, outbox_mail},
    },
};

/// What the mail says beside the name of its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountMailFacts {
    /// The end of the link.
    pub token: SecretToken,
    /// Why there is a link.
    pub kind: InvitationKind,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// The end of the link in a mail.
pub(super) fn token_of(mail: Uuid, key: &HashKey) -> SecretToken {
    SecretToken::of_bytes(&key.hash("invitation-mail", &[mail.as_bytes()]))
}

/// Whom the mail of an invitation goes to, and what it says; `None` once its link is good no more.
pub(in crate::store) async fn account_mail_facts(
    mail: Uuid,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<(account::Model, AccountMailFacts)>> {
    let token = token_of(mail, &keys.index);
    let found = find_invitation(token.as_str(), Timestamp::now(), &keys.index, db).await?;
    let Some((invitation, account)) = found else { return Ok(None) };
    let Some(kind) = InvitationKind::parse(&invitation.kind) else { return Ok(None) };
    let expires_at = Timestamp::from_millisecond(invitation.expires_at)?;
    Ok(Some((account, AccountMailFacts { token, kind, expires_at })))
}

/// Whether the link in the mail of an invitation is still good.
pub(in crate::store) async fn is_invitation_wanted(
    mail: Uuid,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    Ok(account_mail_facts(mail, keys, db).await?.is_some())
}

/// Whether the mail of an invitation went to this address, as a report names it.
pub(in crate::store) async fn went_to(
    mail: &outbox_mail::Model,
    address: &str,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    if mail.kind != MailKind::StaffInvitation.name() {
        return Ok(false);
    }
    let account = account::Entity::find_by_id(mail.person_id).one(db).await?;
    Ok(account.is_some_and(|account| account.mail.eq_ignore_ascii_case(address)))
}
