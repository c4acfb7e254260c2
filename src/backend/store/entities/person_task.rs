//! What staff have to do, mostly about somebody.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_tasks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub record_id: Option<Uuid>,
    pub case_id: Option<Uuid>,
    /// The rule of the pipeline that planned it: no other task of the case has it.
    pub rule: Option<String>,
    /// What is to be done, where it is about nobody: there is no key to encrypt it with.
    pub title: Option<String>,
    /// The same, where it is about somebody.
    pub sealed: Option<Vec<u8>>,
    /// The day, as `2026-12-01`.
    pub due_on: String,
    /// The account that does it.
    pub owner: Option<String>,
    pub made_at: i64,
    /// The account, or `system` for a rule.
    pub made_by: String,
    pub done_at: Option<i64>,
    pub done_by: Option<String>,
    /// A `FollowUpResult`, by its name: what came of asking somebody.
    pub result: Option<String>,
    /// What somebody wrote about that.
    pub result_sealed: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
