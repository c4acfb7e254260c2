//! How many submissions of one sender through one form were taken within ten minutes, and requests of one token within one.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "limit_counts")]
pub struct Model {
    /// The keyed hash of sender, form and day, or of a token: nothing tells from it who that was.
    #[sea_orm(primary_key, auto_increment = false)]
    pub client: Vec<u8>,
    /// When these minutes began, in seconds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub began_at: i64,
    pub count: i64,
}

impl ActiveModelBehavior for ActiveModel {}
