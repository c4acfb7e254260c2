//! Five minutes of a counsellor, a company or a person that are taken: the key lets nobody be in two places.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking_cells")]
pub struct Model {
    /// `with:KEY`, or `person:` and a keyed hash.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource: String,
    /// Five-minute cells are counted from 1970.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cell: i64,
    pub booking_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
