//! What the city is asked to approve. One thing of the program is asked about once, in ever newer versions.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approval_items")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme: Option<String>,
    /// An `ApprovalKind`, by its name.
    pub kind: String,
    /// What another part of the program calls it.
    pub subject: Option<String>,
    pub asked_by: String,
    pub asked_at: i64,
    /// Until when an answer is needed.
    pub due_on: Option<String>,
    /// An `ApprovalState`, by its name: that of the newest version.
    pub state: String,
    /// The number of that.
    pub newest: i32,
}

impl ActiveModelBehavior for ActiveModel {}
