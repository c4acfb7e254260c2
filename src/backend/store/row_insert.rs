//! Many rows in one statement, and the statements of many tables in one call of the database, of a transaction that is given up if any
//! of them is refused.

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, IntoActiveModel, Iterable, QueryResult,
    QueryTrait, Statement, Value,
    sea_query::{
        Asterisk, CommonTableExpression, DynIden, Expr, InsertStatement, IntoIden, OnConflict, Query,
        SubQueryStatement, UpdateStatement, Values, WithQuery,
    },
};

use super::batch_transaction::BatchTransaction;

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
    told: Option<InsertStatement>,
}

enum JoinedWrite {
    Insert(InsertedRows),
    Update(Box<UpdateStatement>),
}

/// Rows of a table, as the values of their columns one after the other.
struct InsertedRows {
    table: DynIden,
    columns: Vec<DynIden>,
    values: Vec<Value>,
    known: Option<OnConflict>,
}

impl JoinedWrites {
    /// Adds rows of a table. Where `known` says what a row is known by, one that is there already is left as it is.
    pub fn insert<E, M>(&mut self, rows: impl IntoIterator<Item = M>, known: Option<&OnConflict>)
    where
        E: EntityTrait<Model = M>,
        M: IntoActiveModel<E::ActiveModel>,
    {
        let mut rows = rows.into_iter().peekable();
        for call in 0.. {
            if rows.peek().is_none() {
                return;
            }
            let rows = InsertedRows::of::<E, M>(rows.by_ref().take(ROWS_IN_A_CALL), known);
            self.add(call, JoinedWrite::Insert(rows));
        }
    }

    /// Adds a change of rows that are there.
    pub fn update(&mut self, update: impl QueryTrait<QueryStatement = UpdateStatement>) {
        self.add(0, JoinedWrite::Update(Box::new(update.into_query())));
    }

    /// Adds rows that are told as they stand there then: the answer to all of the writes. There can be one such statement.
    pub fn insert_told(&mut self, insertion: InsertStatement) {
        self.told = Some(insertion);
    }

    fn add(&mut self, call: usize, write: JoinedWrite) {
        if self.calls.len() <= call {
            self.calls.resize_with(call + 1, Vec::new);
        }
        self.calls[call].push(write);
    }

    /// Has all of them done, and commits the transaction.
    pub async fn commit(mut self, transaction: BatchTransaction) -> Result<(), DbErr> {
        let backend = transaction.get_database_backend();
        let last = self.calls.pop().map(|call| build_call(call, None, backend));
        self.write(&transaction).await?;
        transaction.commit(last).await
    }

    /// Has all of them done, and gives the rows that are told.
    pub async fn write(mut self, db: &impl ConnectionTrait) -> Result<Vec<QueryResult>, DbErr> {
        let backend = db.get_database_backend();
        if self.told.is_some() && self.calls.is_empty() {
            self.calls.push(Vec::new());
        }
        let mut told = Vec::new();
        for call in self.calls {
            let asked = self.told.take();
            let has_answer = asked.is_some();
            let statement = build_call(call, asked, backend);
            if has_answer {
                told = db.query_all_raw(statement).await?;
            } else {
                db.execute_raw(statement).await?;
            }
        }
        Ok(told)
    }
}

impl InsertedRows {
    fn of<E, M>(rows: impl Iterator<Item = M>, known: Option<&OnConflict>) -> Self
    where
        E: EntityTrait<Model = M>,
        M: IntoActiveModel<E::ActiveModel>,
    {
        let mut values = Vec::new();
        for row in rows {
            let mut row = row.into_active_model();
            values.extend(E::Column::iter().filter_map(|column| row.take(column).into_value()));
        }
        let columns = E::Column::iter().map(IntoIden::into_iden).collect();
        Self { table: E::default().into_iden(), columns, values, known: known.cloned() }
    }

    /// A statement for as many of the rows.
    fn statement(&self, rows: usize) -> InsertStatement {
        let mut insertion = Query::insert().into_table(self.table.clone()).columns(self.columns.clone()).take();
        for row in self.values.chunks(self.columns.len()).take(rows) {
            insertion.values_panic(row.iter().cloned().map(Expr::val));
        }
        if let Some(known) = &self.known {
            insertion.on_conflict(known.clone());
        }
        insertion
    }

    /// The text for all of them is that for one with its question marks repeated: writing thousands of values into a text, each as an
    /// expression of its own, takes longer than SQLite needs to take them in.
    fn for_sqlite(self) -> Statement {
        let mut statement = with_or_fail(DbBackend::Sqlite.build(&self.statement(1)));
        let row = format!("({})", vec!["?"; self.columns.len()].join(", "));
        let rows = vec![row.as_str(); self.values.len() / self.columns.len().max(1)].join(", ");
        statement.sql = statement.sql.replacen(&row, &rows, 1);
        statement.values = Some(Values(self.values));
        statement
    }
}

fn build_call(call: Vec<JoinedWrite>, asked: Option<InsertStatement>, backend: DbBackend) -> Statement {
    if backend != DbBackend::Sqlite {
        return backend.build(&with_parts(call, asked));
    }
    let last = asked.map(|insertion| with_or_fail(backend.build(&insertion)));
    sqlite_script(call.into_iter().map(sqlite_statement).chain(last))
}

fn sqlite_statement(write: JoinedWrite) -> Statement {
    match write {
        JoinedWrite::Insert(rows) => rows.for_sqlite(),
        JoinedWrite::Update(update) => DbBackend::Sqlite.build(&*update),
    }
}

/// SQLite takes several statements as one text, with the values of all.
pub(super) fn sqlite_script(statements: impl Iterator<Item = Statement>) -> Statement {
    let (mut texts, mut all_values) = (Vec::new(), Vec::new());
    for statement in statements {
        texts.push(statement.sql);
        all_values.extend(statement.values.into_iter().flat_map(|values| values.0));
    }
    let mut script = Statement::from_string(DbBackend::Sqlite, texts.join(";"));
    script.values = Some(Values(all_values));
    script
}

/// PostgreSQL takes one statement with values, of which others can be parts.
fn with_parts(writes: Vec<JoinedWrite>, told: Option<InsertStatement>) -> WithQuery {
    let mut with = Query::with();
    let mut add = |name: String, query: SubQueryStatement| {
        with.cte(CommonTableExpression::new().table_name(name).query(query).to_owned());
    };
    for (number, write) in writes.into_iter().enumerate() {
        let statement = match write {
            JoinedWrite::Insert(rows) => SubQueryStatement::from(rows.statement(usize::MAX)),
            JoinedWrite::Update(update) => SubQueryStatement::from(*update),
        };
        add(format!("part_{number}"), statement);
    }
    let mut answer = Query::select();
    if let Some(insertion) = told {
        add("told".to_owned(), insertion.into());
        answer.column(Asterisk).from("told");
    } else {
        answer.expr(Expr::val(1));
    }
    with.query(answer)
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
