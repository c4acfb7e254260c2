//! Whom an incident touched, as the audit log had it when the list was made. Like that, it holds ids and outlives the person: whoever is
//! erased was touched all the same.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_incident_persons")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub incident_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// A `TouchKind`, by its name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub touch: String,
    /// When it was done first.
    pub first_at: i64,
    pub added_at: i64,
    pub added_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
