//! Accounts with their grants, as staff see them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use tsubame_model::schema::normalise_email;
use uuid::Uuid;

use super::last_sign_ins::last_sign_ins;
use crate::{
    intake::{
        AccountId, Digest, HashKey,
        staff::{RoleGrant, StaffGrants, StaffRole},
    },
    store::{
        Store,
        audit::AuditEntry,
        entities::{account, account_grant, account_invitation, passkey},
    },
};

/// Where the addresses of made-up staff are: a host that nobody can have.
pub const DEMO_MAIL_HOST: &str = "demo.example.jp";

/// Whether an address is one of those.
pub fn is_demo_mail(mail: &str) -> bool {
    mail.rsplit_once('@').is_some_and(|(_, host)| host == DEMO_MAIL_HOST)
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    /// What it is called.
    pub id: AccountId,
    /// Whose it is.
    pub name: String,
    /// Their address, by which they sign in.
    pub mail: String,
    /// What they may do.
    pub grants: StaffGrants,
    /// Since when there is one.
    pub created_at: Timestamp,
    /// Whether somebody has taken it over: it has a password and a telephone. Those of made-up staff are used without.
    pub is_accepted: bool,
    /// Whether codes of the moment are asked for.
    pub has_second_factor: bool,
    /// How many passkeys somebody is let in by.
    pub passkeys: u64,
    /// When somebody signed in to it last; `None` for never, and for longer ago than browsers are known.
    pub signed_in_at: Option<Timestamp>,
    /// Until when the link is good by which it is taken over, if there is one.
    pub invited_until: Option<Timestamp>,
    /// Since when it may not be used.
    pub disabled_at: Option<Timestamp>,
}

/// What is asked of accounts.
impl Store {
    /// All accounts, by name.
    pub async fn accounts(&self) -> anyhow::Result<Vec<AccountView>> {
        let rows = account::Entity::find().order_by_asc(account::Column::Name).order_by_asc(account::Column::Id);
        read_views(rows.all(&self.databases.readers).await?, &self.databases.readers).await
    }

    /// An account; `None` if there is none of this id.
    pub async fn account(&self, id: AccountId) -> anyhow::Result<Option<AccountView>> {
        let row = account::Entity::find_by_id(id.0).one(&self.databases.readers).await?;
        Ok(read_views(row.into_iter().collect(), &self.databases.readers).await?.pop())
    }

    /// The account of an address.
    pub async fn account_of(&self, mail: &str) -> anyhow::Result<Option<AccountView>> {
        let row = find_by_mail(mail, &self.keys.index, &self.databases.readers).await?;
        Ok(read_views(row.into_iter().collect(), &self.databases.readers).await?.pop())
    }
}

/// The hash by which an address is found, however it is typed.
pub(super) fn mail_lookup(mail: &str, key: &HashKey) -> Digest {
    let mail = normalise_email(mail).unwrap_or_else(|| mail.trim().to_owned());
    key.hash("staff-mail", &[mail.to_ascii_lowercase().as_bytes()])
}

/// The row of an address.
pub(super) async fn find_by_mail(
    mail: &str,
    key: &HashKey,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<account::Model>> {
    let is_theirs = account::Column::MailLookup.eq(mail_lookup(mail, key).to_vec());
    Ok(account::Entity::find().filter(is_theirs).one(db).await?)
}

/// What an account may do. A role that this version does not know gives nothing.
pub(super) async fn read_grants(
    accounts: &[Uuid],
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<Uuid, StaffGrants>> {
    let rows = account_grant::Entity::find()
        .filter(account_grant::Column::AccountId.is_in(accounts.iter().copied()))
        .order_by_asc(account_grant::Column::Role)
        .order_by_asc(account_grant::Column::Programme)
        .all(db)
        .await?;
    let mut grants: BTreeMap<Uuid, StaffGrants> = BTreeMap::new();
    for row in rows {
        if let Some(role) = StaffRole::parse(&row.role) {
            let programme = Some(row.programme).filter(|programme| !programme.is_empty());
            grants.entry(row.account_id).or_default().0.push(RoleGrant { role, programme });
        }
    }
    Ok(grants)
}

/// Writes what an account may do, in the place of what it might before.
pub(super) async fn write_grants(
    account: AccountId,
    grants: &StaffGrants,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let of_account = account_grant::Column::AccountId.eq(account.0);
    account_grant::Entity::delete_many().filter(of_account).exec(db).await?;
    let mut distinct = grants.0.clone();
    distinct.sort();
    distinct.dedup();
    let row = |grant: RoleGrant| account_grant::Model {
        account_id: account.0,
        role: grant.role.name().to_owned(),
        programme: grant.programme.unwrap_or_default(),
    };
    for grant in distinct {
        account_grant::Entity::insert(row(grant).into_active_model()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// What the audit log says of something done to an account.
pub(super) fn account_entry(
    action: &'static str,
    actor: &str,
    account: Option<AccountId>,
    at: Timestamp,
) -> AuditEntry {
    AuditEntry { at, actor: actor.to_owned(), action, person: None, subject: account.map(|account| account.0) }
}

/// How many passkeys each account has that are good.
async fn count_passkeys(accounts: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<BTreeMap<Uuid, u64>> {
    let owners: Vec<Uuid> = passkey::Entity::find()
        .select_only()
        .column(passkey::Column::AccountId)
        .filter(passkey::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(passkey::Column::SuspectAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let mut counts = BTreeMap::new();
    for owner in owners {
        *counts.entry(owner).or_default() += 1;
    }
    Ok(counts)
}

async fn read_views(rows: Vec<account::Model>, db: &impl ConnectionTrait) -> anyhow::Result<Vec<AccountView>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut grants = read_grants(&ids, db).await?;
    let invitations = account_invitation::Entity::find()
        .filter(account_invitation::Column::AccountId.is_in(ids.iter().copied()))
        .filter(account_invitation::Column::ExpiresAt.gt(Timestamp::now().as_millisecond()))
        .all(db)
        .await?;
    let signed_in = last_sign_ins(&ids, db).await?;
    let passkeys = count_passkeys(&ids, db).await?;
    let invited_until: BTreeMap<Uuid, i64> = invitations.iter().map(|row| (row.account_id, row.expires_at)).collect();
    let time = |at: Option<i64>| at.map(Timestamp::from_millisecond).transpose();
    let view = |row: account::Model| {
        anyhow::Ok(AccountView {
            id: AccountId(row.id),
            name: row.name,
            grants: grants.remove(&row.id).unwrap_or_default(),
            created_at: Timestamp::from_millisecond(row.created_at)?,
            is_accepted: row.password_hash.is_some() || is_demo_mail(&row.mail),
            mail: row.mail,
            has_second_factor: row.totp_sealed.is_some(),
            passkeys: passkeys.get(&row.id).copied().unwrap_or_default(),
            signed_in_at: time(signed_in.get(&row.id).copied())?,
            invited_until: time(invited_until.get(&row.id).copied())?,
            disabled_at: time(row.disabled_at)?,
        })
    };
    rows.into_iter().map(view).collect()
}
