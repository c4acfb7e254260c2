//! Many rows in one statement, of a transaction that is given up if any of them is refused.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryTrait, sea_query::InsertStatement};

/// Inserts rows, and gives how many there are more than before.
///
/// SQLite copies each page that a statement with several rows touches, so that it can take back the first of them if a later
/// one is refused. Whoever inserts by this gives up the transaction then, so SQLite may leave them (`OR FAIL`): that is a
/// seventh of what it does for a batch. PostgreSQL gives up a transaction by itself.
pub(super) async fn insert_rows(
    insertion: &impl QueryTrait<QueryStatement = InsertStatement>,
    db: &impl ConnectionTrait,
) -> Result<u64, DbErr> {
    let mut statement = insertion.build(db.get_database_backend());
    if statement.db_backend == DbBackend::Sqlite && statement.sql.starts_with("INSERT INTO ") {
        statement.sql.insert_str("INSERT".len(), " OR FAIL");
    }
    Ok(db.execute_raw(statement).await?.rows_affected())
}
