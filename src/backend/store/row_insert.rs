//! Many rows in one statement, and many statements in one call of the database, of a transaction that is given up if any of them is
//! refused.

use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, QueryTrait, Statement,
    sea_query::{
        CommonTableExpression, Expr, InsertStatement, Query, SubQueryStatement, UpdateStatement, Values, WithQuery,
    },
};

/// Inserts rows, and gives how many there are more than before.
pub(super) async fn insert_rows(
    insertion: &impl QueryTrait<QueryStatement = InsertStatement>,
    db: &impl ConnectionTrait,
) -> Result<u64, DbErr> {
    let statement = leaving_what_was_inserted(insertion.build(db.get_database_backend()));
    Ok(db.execute_raw(statement).await?.rows_affected())
}

/// SQLite copies each page that a statement with several rows touches, so that it can take back the first of them if a later
/// one is refused. Whoever inserts by this gives up the transaction then, so SQLite may leave them (`OR FAIL`): that is a
/// seventh of what it does for a batch. PostgreSQL gives up a transaction by itself.
fn leaving_what_was_inserted(mut statement: Statement) -> Statement {
    if statement.db_backend == DbBackend::Sqlite && statement.sql.starts_with("INSERT INTO ") {
        statement.sql.insert_str("INSERT".len(), " OR FAIL");
    }
    statement
}

/// Statements of which nobody needs an answer of its own: the database is asked once for all of them, and whoever waits is woken up
/// once. None of them sees what another one writes.
#[derive(Default)]
pub(super) struct JoinedWrites(Vec<SubQueryStatement>);

impl JoinedWrites {
    pub fn insert(&mut self, insertion: impl QueryTrait<QueryStatement = InsertStatement>) {
        self.0.push(insertion.into_query().into());
    }

    pub fn update(&mut self, update: impl QueryTrait<QueryStatement = UpdateStatement>) {
        self.0.push(update.into_query().into());
    }

    /// Has all of them done.
    pub async fn write(self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        if self.0.is_empty() {
            return Ok(());
        }
        let statement = match db.get_database_backend() {
            DbBackend::Sqlite => self.one_after_the_other(),
            backend => backend.build(&self.within_one()),
        };
        db.execute_raw(statement).await?;
        Ok(())
    }

    /// SQLite takes several statements as one text, with the values of all.
    fn one_after_the_other(self) -> Statement {
        let (mut texts, mut all_values) = (Vec::new(), Vec::new());
        for statement in &self.0 {
            let built = match statement {
                SubQueryStatement::InsertStatement(insertion) => DbBackend::Sqlite.build(insertion),
                SubQueryStatement::UpdateStatement(update) => DbBackend::Sqlite.build(update),
                _ => continue,
            };
            let built = leaving_what_was_inserted(built);
            texts.push(built.sql);
            all_values.extend(built.values.into_iter().flat_map(|values| values.0));
        }
        let mut joined = Statement::from_string(DbBackend::Sqlite, texts.join(";"));
        joined.values = Some(Values(all_values));
        joined
    }

    /// PostgreSQL takes one statement with values, of which others can be parts.
    fn within_one(self) -> WithQuery {
        let mut with = Query::with();
        for (number, statement) in self.0.into_iter().enumerate() {
            with.cte(CommonTableExpression::new().table_name(format!("part_{number}")).query(statement).take());
        }
        with.query(Query::select().expr(Expr::val(1)).take())
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, TransactionTrait};

    use super::*;
    use crate::store::{
        entities::{limit_count, spent_proof},
        tests::setup::TestDatabase,
    };

    fn proofs(ids: &[u128]) -> impl QueryTrait<QueryStatement = InsertStatement> {
        let row = |id: &u128| spent_proof::Model { id: uuid::Uuid::from_u128(*id), expires_at: 9 }.into_active_model();
        spent_proof::Entity::insert_many(ids.iter().map(row))
    }

    fn count(client: u8) -> impl QueryTrait<QueryStatement = InsertStatement> {
        let row = limit_count::Model { client: vec![client], began_at: 1, count: 1 };
        limit_count::Entity::insert_many([row.into_active_model()])
    }

    #[tokio::test]
    async fn statements_are_done_together_each_with_its_own_values() {
        for database in TestDatabase::each().await {
            let store = database.replica().await;
            let db = store.readers();
            JoinedWrites::default().write(db).await.unwrap();
            insert_rows(&count(7), db).await.unwrap();

            let mut writes = JoinedWrites::default();
            writes.insert(proofs(&[1, 2]));
            let added = limit_count::Entity::update_many().col_expr(limit_count::Column::Count, Expr::value(5));
            writes.update(added.filter(limit_count::Column::Client.eq(vec![7])));
            writes.insert(count(8));
            writes.write(db).await.unwrap();
            assert_eq!(spent_proof::Entity::find().all(db).await.unwrap().len(), 2);
            let mut counts = limit_count::Entity::find().all(db).await.unwrap();
            counts.sort_by_key(|row| row.client.clone());
            let told: Vec<(u8, i64)> = counts.iter().map(|row| (row.client[0], row.count)).collect();
            assert_eq!(told, [(7, 5), (8, 1)]);

            // The second is refused, and nothing is left of the first with the transaction.
            let transaction = db.begin().await.unwrap();
            let mut writes = JoinedWrites::default();
            writes.insert(count(9));
            writes.insert(proofs(&[3, 1]));
            assert!(writes.write(&transaction).await.is_err());
            drop(transaction);
            assert_eq!(limit_count::Entity::find().all(db).await.unwrap().len(), 2);
            assert_eq!(spent_proof::Entity::find().all(db).await.unwrap().len(), 2);
        }
    }
}
