//! What the pages of cases add: whose side a note tells, what kind of consultation it was, what came of asking how it went, and the
//! mails that go with the steps of cases.

use sea_orm_migration::{
    prelude::*,
    schema::{binary_null, string, string_null, uuid},
};

use super::shape::{index, table};

#[derive(DeriveMigrationName)]
pub struct CasePageColumns;

#[async_trait::async_trait]
impl MigrationTrait for CasePageColumns {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let added = [
            ("person_notes", string_null("side")),
            ("person_notes", string_null("consultation")),
            ("counted_consultations", string_null("consultation")),
            ("person_tasks", string_null("result")),
            ("person_tasks", binary_null("result_sealed")),
        ];
        for (name, column) in added {
            manager.alter_table(Table::alter().table(name).add_column(column).take()).await?;
        }
        manager.create_table(case_mails()).await?;
        manager.create_index(index("mails_by_case", "case_mails", &["case_id"])).await
    }
}

fn case_mails() -> TableCreateStatement {
    let columns = vec![
        uuid("mail_id"),
        uuid("case_id"),
        string("status"),
        string("template"),
        string("title"),
        string("organisation"),
    ];
    table("case_mails", &["mail_id"], columns)
}
