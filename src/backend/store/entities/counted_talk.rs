//! What is left of a talk at a fair, or of a wish for one, whose person is gone, for figures.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counted_talks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub event_id: String,
    /// A `TalkState`, by its name; none for a wish.
    pub state: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
