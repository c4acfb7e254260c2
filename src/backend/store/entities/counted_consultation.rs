//! What is left of a consultation whose person is gone. Values that too few have are `*`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counted_consultations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub month: String,
    pub consultation: Option<String>,
    pub method: Option<String>,
    /// Only where enough took as long.
    pub minutes: Option<i32>,
    pub time_band: Option<String>,
    pub topics: Option<String>,
    pub reaction: Option<String>,
    pub result: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
