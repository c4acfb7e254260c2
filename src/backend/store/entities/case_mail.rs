//! Which mail goes with which step of a case, and what it calls things: the words of the site when it was written.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mail_id: Uuid,
    pub case_id: Uuid,
    /// The status that the case has with it: once it has another one, the mail says nothing any more.
    pub status: String,
    /// The template that its pipeline named.
    pub template: String,
    /// What its pipeline was called.
    pub title: String,
    /// What the company was called that the case is about; empty where there is none.
    pub organisation: String,
}

impl ActiveModelBehavior for ActiveModel {}
