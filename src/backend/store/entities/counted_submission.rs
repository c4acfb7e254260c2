//! What is left of a submission whose person is gone: enough to count it, too little to know whose it was.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counted_submissions")]
pub struct Model {
    /// Made for this row; it leads nowhere.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub form: String,
    pub programme: Option<String>,
    pub event_id: Option<String>,
    /// The business day it was received, as `2026-11-20`.
    pub day: String,
    /// What became of its registration: a `RegistrationState`, by its name.
    pub state: Option<String>,
    /// How many seats its registration was for.
    pub seats: Option<i32>,
    /// Where they came to it, `venue` or `online`; none if they did not.
    pub attended: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
