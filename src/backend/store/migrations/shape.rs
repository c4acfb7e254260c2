//! Tables and indexes by their names, as migrations write them.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

/// A table whose rows are named by these columns.
pub(super) fn table(
    name: &'static str,
    keys: &[&'static str],
    columns: impl IntoIterator<Item = ColumnDef>,
) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    for column in columns {
        table.col(column);
    }
    let mut key = Index::create();
    for name in keys {
        key.col(*name);
    }
    table.primary_key(&mut key).take()
}

/// An index over columns of a table; `.unique()` makes it one of the database's own guards.
pub(super) fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// Makes tables, and then indexes over them.
pub(super) async fn create_all(
    manager: &SchemaManager<'_>,
    tables: impl IntoIterator<Item = TableCreateStatement, IntoIter: Send> + Send,
    indexes: impl IntoIterator<Item = IndexCreateStatement, IntoIter: Send> + Send,
) -> Result<(), DbErr> {
    for table in tables {
        manager.create_table(table).await?;
    }
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// A table whose rows lie in the order of its key, where that has to be said: without it, SQLite keeps an index of the key beside
/// the table, and writes both.
pub(super) fn clustered(mut table: TableCreateStatement, backend: DatabaseBackend) -> TableCreateStatement {
    if backend == DatabaseBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
    table
}
