//! Mails to be sent. What they say is made when they are sent, of what holds then; nothing personal lies here.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name of its template.
    pub kind: String,
    /// What may be sent once only: the same key is the same mail.
    #[sea_orm(unique)]
    pub once: String,
    pub person_id: Uuid,
    pub submission_id: Uuid,
    pub due_at: i64,
    pub created_at: i64,
    /// A `MailState`, by its name.
    pub state: String,
    pub attempts: i32,
    /// How many attempts ended without a word from the server, or in a crash.
    pub uncertain: i32,
    /// What the server said last: its codes, never an address.
    pub reply: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
