//! Coded answers of counted submissions. Those that fewer than five gave are merged into one.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counted_answers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub counted_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: String,
    /// A value of the form, or the mark of merged ones.
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: String,
}

impl ActiveModelBehavior for ActiveModel {}
