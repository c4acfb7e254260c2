//! What organisations were invited to. There is one invitation of an organisation for each part at an event.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation_invitations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: String,
    /// An `InvitationPart`, by its name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: String,
    /// An `InvitationAnswer`, by its name.
    pub answer: String,
    pub made_at: i64,
    pub made_by: String,
    pub changed_at: i64,
    pub changed_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
