//! Codes that are given out for answers, each once.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incentive_codes")]
pub struct Model {
    /// The survey.
    #[sea_orm(primary_key, auto_increment = false)]
    pub form: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub is_given: bool,
}

impl ActiveModelBehavior for ActiveModel {}
