//! Cases are listed by the day until which something has to be done, and by when they began.

use sea_orm_migration::prelude::*;

use super::shape::index;

#[derive(DeriveMigrationName)]
pub struct CaseOrders;

#[async_trait::async_trait]
impl MigrationTrait for CaseOrders {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index("cases_by_day", "cases", &["due_on", "opened_at", "id"])).await?;
        manager.create_index(index("cases_by_opening", "cases", &["opened_at", "id"])).await
    }
}
