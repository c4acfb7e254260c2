//! The transaction of a batch. Each call of SQLite wakes a thread that wakes who waits for it: so the first call also begins the
//! transaction, and the last one commits it.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr,
    Statement, TransactionTrait,
    sea_query::Values,
    sqlx::{self, AssertSqlSafe, Sqlite, pool::PoolConnection, query::Query, query_with},
};
use sea_orm_migration::async_trait::async_trait;
use sea_query_sqlx::SqlxValues;
use tokio::sync::Mutex;

/// It has the right to write from its first statement on, so that what it reads still holds when it writes.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// A transaction that is given up if it is not committed: its owner closes the connection then.
pub(super) enum BatchTransaction {
    Sqlite(Mutex<SqliteSession>),
    Postgres(DatabaseTransaction),
}

/// A connection to SQLite, and whether the transaction was begun.
pub(super) struct SqliteSession {
    connection: PoolConnection<Sqlite>,
    has_begun: bool,
}

impl BatchTransaction {
    /// Begins one on the connection that writes.
    pub async fn begin(writer: &DatabaseConnection) -> Result<Self, DbErr> {
        if writer.get_database_backend() != DbBackend::Sqlite {
            return Ok(Self::Postgres(writer.begin().await?));
        }
        let connection = writer.get_sqlite_connection_pool().acquire().await.map_err(failed)?;
        Ok(Self::Sqlite(Mutex::new(SqliteSession { connection, has_begun: false })))
    }

    /// Does the last statement, if there is one, and commits.
    pub async fn commit(self, last: Option<Statement>) -> Result<(), DbErr> {
        match self {
            Self::Sqlite(session) => session.into_inner().commit(last).await,
            Self::Postgres(transaction) => {
                if let Some(last) = last {
                    transaction.execute_raw(last).await?;
                }
                transaction.commit().await
            }
        }
    }
}

impl SqliteSession {
    /// Puts the begin of the transaction before a statement, if that is still to come.
    fn begin_before(&mut self, statement: &mut Statement) {
        if !std::mem::replace(&mut self.has_begun, true) {
            statement.sql = format!("{BEGIN};{}", statement.sql);
        }
    }

    async fn execute(&mut self, mut statement: Statement) -> Result<ExecResult, DbErr> {
        self.begin_before(&mut statement);
        Ok(query_of(statement).execute(&mut *self.connection).await.map_err(failed)?.into())
    }

    async fn query_all(&mut self, mut statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.begin_before(&mut statement);
        let rows = query_of(statement).fetch_all(&mut *self.connection).await.map_err(unanswered)?;
        Ok(rows.into_iter().map(QueryResult::from).collect())
    }

    async fn commit(mut self, last: Option<Statement>) -> Result<(), DbErr> {
        let mut script = last.unwrap_or_else(|| Statement::from_string(DbBackend::Sqlite, String::new()));
        if script.sql.is_empty() && !self.has_begun {
            return Ok(());
        }
        let joint = if script.sql.is_empty() { "" } else { ";" };
        script.sql = format!("{}{joint}COMMIT", script.sql);
        self.execute(script).await.map(drop)
    }
}

/// The driver's form of a statement, which takes over its values.
fn query_of(statement: Statement) -> Query<'static, Sqlite, SqlxValues> {
    query_with(AssertSqlSafe(statement.sql), SqlxValues(statement.values.unwrap_or_else(|| Values(Vec::new()))))
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

fn unanswered(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

#[async_trait]
impl ConnectionTrait for BatchTransaction {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Sqlite(_) => DbBackend::Sqlite,
            Self::Postgres(_) => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Sqlite(session) => session.lock().await.execute(statement).await,
            Self::Postgres(transaction) => transaction.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.execute_raw(Statement::from_string(self.get_database_backend(), sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Sqlite(session) => Ok(session.lock().await.query_all(statement).await?.into_iter().next()),
            Self::Postgres(transaction) => transaction.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Sqlite(session) => session.lock().await.query_all(statement).await,
            Self::Postgres(transaction) => transaction.query_all_raw(statement).await,
        }
    }
}
