//! What staff write to people. A message to one person is theirs, and encrypted with their key; one to many lies in clear.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The one person that it is to, by one of their records.
    pub record_id: Option<Uuid>,
    /// The event to whose people it is.
    pub event_id: Option<String>,
    /// To whom it is otherwise, as JSON: values that lie in clear, and never a text that was typed.
    pub selection: String,
    /// The question of theirs that it answers, by its submission.
    pub question_id: Option<Uuid>,
    /// For which programme it is written; none for the whole office.
    pub programme: Option<String>,
    /// A `MessagePurpose`, by its name.
    pub purpose: String,
    /// A `MessageState`, by its name.
    pub state: String,
    pub subject: Option<String>,
    pub text: Option<String>,
    /// Both as JSON, in place of them, if it is to one person.
    pub sealed: Option<Vec<u8>>,
    /// How often its words were written.
    pub version: i32,
    /// How many mails go out within a minute; none is said before it is sent.
    pub rate_per_minute: i32,
    /// The account that wrote it.
    pub account: String,
    pub written_at: i64,
    /// When its readers were fixed.
    pub started_at: Option<i64>,
    pub ended_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
