//! What staff put in the place of templates of mails, in fixed versions. The key is the database's own guard: of two who write the
//! same next version, one does. Beside them, mails by which staff look at what they have written.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, string, text_null, uuid},
};

use super::shape::{create_all, table};

#[derive(DeriveMigrationName)]
pub struct TemplateVersions;

#[async_trait::async_trait]
impl MigrationTrait for TemplateVersions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let versions = table(
            "template_versions",
            &["name", "number"],
            vec![
                string("name"),
                integer("number"),
                uuid("id"),
                text_null("text"),
                text_null("page"),
                text_null("file_text"),
                text_null("file_page"),
                string("made_by"),
                big_integer("made_at"),
            ],
        );
        let trials = table("template_trials", &["mail_id"], vec![uuid("mail_id"), string("name"), uuid("account")]);
        create_all(manager, [versions, trials], []).await
    }
}
