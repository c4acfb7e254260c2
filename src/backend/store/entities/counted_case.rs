//! What is left of a case whose person is gone: nothing in it leads to who that was.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counted_cases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub pipeline: String,
    /// The status that it had, or `*` where too few had it.
    pub status: String,
    /// As `2026-12`, in Japan.
    pub opened_month: String,
    pub closed_month: Option<String>,
    /// Whether it is the one that counts its person in this pipeline.
    pub is_first: bool,
    /// Whether it is the one that counts its person in this status.
    pub is_first_in_status: bool,
}

impl ActiveModelBehavior for ActiveModel {}
