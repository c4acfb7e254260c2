//! Accounts of staff. Names and addresses lie in clear: staff see them of each other, the audit log is read by them, and
//! whoever may read the database is one of them; they are no visitors, whose data have keys of their own.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    /// The address, as it was written.
    pub mail: String,
    /// The keyed hash of the address, whichever letters are large, so that no two accounts have one.
    #[sea_orm(unique)]
    pub mail_lookup: Vec<u8>,
    /// Argon2id, as a text in the format of PHC. None until the invitation was accepted, and after a reset.
    pub password_hash: Option<String>,
    /// The secret of the codes of the moment, under a master key.
    pub totp_sealed: Option<Vec<u8>>,
    /// The number of that master key.
    pub totp_master_key: Option<i32>,
    /// The latest step of which a code was taken.
    pub totp_last_step: Option<i64>,
    pub created_at: i64,
    /// Since when it may not be used.
    pub disabled_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
