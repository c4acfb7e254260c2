//! Submissions that count only once their sender has pressed the button of a mail, and that have no seat or time that would be
//! confirmed. A row goes when that is done.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unconfirmed_submissions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission_id: Uuid,
    pub person_id: Uuid,
    /// For how many hours it waits, from the moment at which its sender is asked.
    pub hours: i32,
    /// When it is deleted; without an end while somebody has to look at it first.
    pub expires_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
