//! Who has to be told of an incident, and what became of that.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_incident_duties")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub incident_id: Uuid,
    /// An `IncidentDuty`, by its name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub duty: String,
    /// A `DutyState`, by its name.
    pub state: String,
    pub at: Option<i64>,
    pub actor: Option<String>,
    /// Why they need not be told.
    pub sealed: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
