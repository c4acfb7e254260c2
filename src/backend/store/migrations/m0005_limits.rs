//! What is counted of senders, what they did to get past a limit, what waits for somebody to look at it, and when a
//! person had to look after the server.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, boolean, integer, string, string_null, uuid},
};

use super::shape::index;

#[derive(DeriveMigrationName)]
pub struct LimitsMigration;

#[async_trait::async_trait]
impl MigrationTrait for LimitsMigration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [limit_counts(), spent_proofs(), held_submissions(), outbox_stops(), incidents()] {
            manager.create_table(table).await?;
        }
        let ends = index("spent_proofs_by_end", "spent_proofs", &["expires_at"]);
        let held = index("held_by_release", "held_submissions", &["released_at"]);
        for index in [ends, held] {
            manager.create_index(index).await?;
        }
        hold_what_was_held(manager).await
    }
}

fn limit_counts() -> TableCreateStatement {
    let mut table = Table::create();
    table.table("limit_counts").col(binary("client")).col(big_integer("began_at")).col(big_integer("count"));
    // Windows are swept up by their time, so that stands first.
    table.primary_key(Index::create().col("began_at").col("client")).take()
}

fn spent_proofs() -> TableCreateStatement {
    let mut table = Table::create();
    table.table("spent_proofs").col(uuid("id").primary_key()).col(big_integer("expires_at")).take()
}

fn held_submissions() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("held_submissions")
        .col(uuid("submission_id").primary_key())
        .col(string("reasons"))
        .col(boolean("must_confirm"))
        .col(big_integer("held_at"))
        .col(big_integer_null("released_at"))
        .col(string_null("released_by"))
        .take()
}

fn outbox_stops() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("outbox_stops")
        .col(uuid("id").primary_key())
        .col(big_integer("stopped_at"))
        .col(big_integer_null("resumed_at"))
        .col(string_null("resumed_by"))
        .take()
}

fn incidents() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("incidents")
        .col(uuid("id").primary_key())
        .col(string("kind"))
        .col(string_null("open_kind").unique_key())
        .col(big_integer("opened_at"))
        .col(big_integer("seen_at"))
        .col(integer("told"))
        .col(big_integer_null("acknowledged_at"))
        .col(string_null("acknowledged_by"))
        .col(big_integer_null("closed_at"))
        .take()
}

/// What an older version held waits in the new list too. It did not write down why.
async fn hold_what_was_held(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let held = Query::select()
        .column("id")
        .expr(Expr::val("origin"))
        .expr(Expr::val(false))
        .column("received_at")
        .from("submissions")
        .and_where(Expr::col("is_held").eq(true))
        .take();
    let mut insert = Query::insert();
    insert.into_table("held_submissions").columns(["submission_id", "reasons", "must_confirm", "held_at"]);
    insert.select_from(held).map_err(|error| DbErr::Custom(error.to_string()))?;
    manager.execute(insert).await
}
