//! Who is thanked for answering a survey, once. Nothing here leads to an answer: not its row, not its time.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incentive_grants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The survey.
    pub form: String,
    /// The keyed hash of the person's address: no two rows of a survey have the same.
    pub lookup: Vec<u8>,
    /// The row of that address, by which a restore finds the hash again; none where an older version wrote it and the address had
    /// been another one since.
    pub address_id: Option<Uuid>,
    /// The code that they got, if there was one left.
    pub code: Option<String>,
    /// Whether they won the draw; none before it took place.
    pub has_won: Option<bool>,
}

impl ActiveModelBehavior for ActiveModel {}
