//! What staff have put in the place of templates of mails, in fixed versions. One without a text and without a page says that the
//! files hold again.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "template_versions")]
pub struct Model {
    /// The name of the files without their endings.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// From 1 on; the greatest holds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// What the audit log calls it.
    pub id: Uuid,
    pub text: Option<String>,
    pub page: Option<String>,
    /// What the files said when this was written.
    pub file_text: Option<String>,
    pub file_page: Option<String>,
    pub made_by: String,
    pub made_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
