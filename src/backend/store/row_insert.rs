//! Many rows in one statement, and the statements of many tables in one call of the database, of a transaction that is given up if any
//! of them is refused.

use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, IntoActiveModel, QueryTrait, Statement,
    sea_query::{
        CommonTableExpression, Expr, InsertStatement, OnConflict, Query, SubQueryStatement, UpdateStatement, Values,
        WithQuery,
    },
};

/// Most rows of a table in one call. A database keeps what it has prepared for a text, and each number of rows is a text of its own: there
/// are so many of them, and none has more values than a statement may have.
const ROWS_IN_A_CALL: usize = 64;

/// Inserts rows, and gives how many there are more than before.
pub(super) async fn insert_rows(
    insertion: &impl QueryTrait<QueryStatement = InsertStatement>,
    db: &impl ConnectionTrait,
) -> Result<u64, DbErr> {
    let statement = with_or_fail(insertion.build(db.get_database_backend()));
    Ok(db.execute_raw(statement).await?.rows_affected())
}

/// SQLite copies each page that a statement with several rows touches, so that it can take back the first of them if a later
/// one is refused. Whoever inserts by this gives up the transaction then, so SQLite may leave them (`OR FAIL`): that is a
/// seventh of what it does for a batch. PostgreSQL gives up a transaction by itself.
fn with_or_fail(mut statement: Statement) -> Statement {
    if statement.db_backend == DbBackend::Sqlite && statement.sql.starts_with("INSERT INTO ") {
        statement.sql.insert_str("INSERT".len(), " OR FAIL");
    }
    statement
}

/// Statements of which nobody needs an answer of its own: the database is asked once for all of them. None may need what another one
/// writes: SQLite does them in their order, PostgreSQL begins with the last.
#[derive(Default)]
pub(super) struct JoinedWrites {
    calls: Vec<Vec<JoinedWrite>>,
}

enum JoinedWrite {
    Insert(InsertStatement),
    Update(UpdateStatement),
}

impl JoinedWrites {
    /// Adds rows of a table. Where `known` says what a row is known by, one that is there already is left as it is.
    pub fn insert<E, M>(&mut self, rows: impl IntoIterator<Item = M>, known: Option<&OnConflict>)
    where
        E: EntityTrait<Model = M>,
        M: IntoActiveModel<E::ActiveModel>,
    {
        let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
        for call in 0.. {
            if rows.peek().is_none() {
                return;
            }
            let mut insertion = E::insert_many(rows.by_ref().take(ROWS_IN_A_CALL));
            if let Some(known) = known {
                insertion = insertion.on_conflict(known.clone());
            }
            self.add(call, JoinedWrite::Insert(insertion.into_query()));
        }
    }

    /// Adds a change of rows that are there.
    pub fn update(&mut self, update: impl QueryTrait<QueryStatement = UpdateStatement>) {
        self.add(0, JoinedWrite::Update(update.into_query()));
    }

    fn add(&mut self, call: usize, write: JoinedWrite) {
        if self.calls.len() <= call {
            self.calls.resize_with(call + 1, Vec::new);
        }
        self.calls[call].push(write);
    }

    /// Has all of them done.
    pub async fn write(self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        for call in self.calls {
            let statement = match db.get_database_backend() {
                DbBackend::Sqlite => sqlite_script(&call),
                backend => backend.build(&with_parts(call)),
            };
            db.execute_raw(statement).await?;
        }
        Ok(())
    }
}

/// SQLite takes several statements as one text, with the values of all.
fn sqlite_script(writes: &[JoinedWrite]) -> Statement {
    let built = writes.iter().map(|write| match write {
        JoinedWrite::Insert(insertion) => with_or_fail(DbBackend::Sqlite.build(insertion)),
        JoinedWrite::Update(update) => DbBackend::Sqlite.build(update),
    });
    let (mut texts, mut all_values) = (Vec::new(), Vec::new());
    for statement in built {
        texts.push(statement.sql);
        all_values.extend(statement.values.into_iter().flat_map(|values| values.0));
    }
    let mut script = Statement::from_string(DbBackend::Sqlite, texts.join(";"));
    script.values = Some(Values(all_values));
    script
}

/// PostgreSQL takes one statement with values, of which others can be parts.
fn with_parts(writes: Vec<JoinedWrite>) -> WithQuery {
    let mut with = Query::with();
    for (number, write) in writes.into_iter().enumerate() {
        let statement = match write {
            JoinedWrite::Insert(insertion) => SubQueryStatement::from(insertion),
            JoinedWrite::Update(update) => SubQueryStatement::from(update),
        };
        let part = CommonTableExpression::new().table_name(format!("part_{number}")).query(statement).to_owned();
        with.cte(part);
    }
    with.query(Query::select().expr(Expr::val(1)).take())
}

#[cfg(test)]
mod tests {
    use sea_orm::{ColumnTrait, DatabaseConnection, QueryFilter, TransactionTrait};
    use uuid::Uuid;

    use super::*;
    use crate::store::{
        entities::{limit_count, spent_proof},
        tests::setup::TestDatabase,
    };

    fn proof(id: usize) -> spent_proof::Model {
        spent_proof::Model { id: Uuid::from_u128(id as u128), expires_at: 9 }
    }

    fn count_of(client: u8) -> limit_count::Model {
        limit_count::Model { client: vec![client], began_at: 1, count: 1 }
    }

    /// How many proofs there are, and the counts by client.
    async fn all_rows(db: &DatabaseConnection) -> (usize, Vec<(u8, i64)>) {
        let counts = limit_count::Entity::find().all(db).await.unwrap();
        let mut counts: Vec<(u8, i64)> = counts.iter().map(|row| (row.client[0], row.count)).collect();
        counts.sort_unstable();
        (spent_proof::Entity::find().all(db).await.unwrap().len(), counts)
    }

    #[tokio::test]
    async fn statements_are_done_together_each_with_its_own_values() {
        for database in TestDatabase::each().await {
            let store = database.replica().await;
            let db = store.readers();
            JoinedWrites::default().write(db).await.unwrap();
            assert_eq!(all_rows(db).await, (0, vec![]));

            let mut writes = JoinedWrites::default();
            writes.insert::<limit_count::Entity, _>([count_of(7)], None);
            writes.insert::<spent_proof::Entity, _>((0..=ROWS_IN_A_CALL * 2).map(proof), None);
            writes.write(db).await.unwrap();
            assert_eq!(all_rows(db).await, (ROWS_IN_A_CALL * 2 + 1, vec![(7, 1)]));

            let mut writes = JoinedWrites::default();
            let known = OnConflict::column(spent_proof::Column::Id).do_nothing().to_owned();
            writes.insert::<spent_proof::Entity, _>([proof(0), proof(1_000)], Some(&known));
            let five = limit_count::Entity::update_many().col_expr(limit_count::Column::Count, Expr::value(5));
            writes.update(five.filter(limit_count::Column::Client.eq(vec![7_u8])));
            writes.insert::<limit_count::Entity, _>([count_of(8)], None);
            writes.write(db).await.unwrap();
            assert_eq!(all_rows(db).await, (ROWS_IN_A_CALL * 2 + 2, vec![(7, 5), (8, 1)]));
        }
    }

    #[tokio::test]
    async fn one_that_is_refused_takes_all_with_it_and_the_same_can_be_asked_again() {
        for database in TestDatabase::each().await {
            let store = database.replica().await;
            let db = store.readers();
            let of = |client: u8, id: usize| {
                let mut writes = JoinedWrites::default();
                writes.insert::<spent_proof::Entity, _>([proof(id)], None);
                writes.insert::<limit_count::Entity, _>([count_of(client)], None);
                writes
            };
            of(1, 1).write(db).await.unwrap();
            for (client, id) in [(2, 1), (1, 2)] {
                let transaction = db.begin().await.unwrap();
                assert!(of(client, id).write(&transaction).await.is_err());
                drop(transaction);
                assert_eq!(all_rows(db).await, (1, vec![(1, 1)]));
            }
            of(2, 2).write(db).await.unwrap();
            assert_eq!(all_rows(db).await, (2, vec![(1, 1), (2, 1)]));
        }
    }
}
