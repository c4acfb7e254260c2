//! What was written to everybody who wants it, or to a part of them. It says nothing of whoever reads it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "newsletters")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name of its template: `newsletter` or `invitation`.
    pub kind: String,
    pub title: String,
    pub text: String,
    /// The coded answer of those whom it is for; none where it is for everybody.
    pub segment_field: Option<String>,
    pub segment_value: Option<String>,
    pub written_at: i64,
    /// Who had it sent: the id of an account, or `operator`.
    pub written_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
