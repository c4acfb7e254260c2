//! Opening the database: SQLite in a file, or PostgreSQL at an address; brought to the tables of today.

use std::{path::PathBuf, time::Duration};

use anyhow::Context;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement,
    sqlx::{
        Executor,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};
use sea_orm_migration::MigratorTrait;
use tokio::time::sleep;

use super::migrations::Migrations;

/// How long a statement waits for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Pages of SQLite's log, of 4 KiB each, after which the writer itself writes them back and begins the log anew: 512 MiB. In a rush
/// the log has no end, and what is written back beside the writer never gets there; what is left for the writer then is little.
const LOG_PAGES: u32 = 131_072;

/// The most that the connection to SQLite that writes keeps of its file in memory, in KiB: the pages that batches touch.
const WRITER_CACHE_KIB: u32 = 8192;

/// The same of each of those that read, which the system's own memory of the file serves as well.
const READER_CACHE_KIB: u32 = 1024;

/// How many statements a connection keeps prepared. Those of batches differ by how many rows they have, and SQLite keeps some
/// hundred kilobytes for each of the longest.
const STATEMENTS: usize = 96;

/// How PostgreSQL is to plan what the writer asks: by indexes, which there are for all of it. A plan that was made while a table was
/// small would be kept, and read all of it once it is large.
const WRITER_PLANS: &str = "SET enable_seqscan = off; SET jit = off";

/// The same for what is read. Whoever looks for persons asks of many rows whether they are others' too, each time by an index; compiling
/// that would take longer than doing it.
const READER_PLANS: &str = "SET jit = off";

/// How often, and how long after each time, the log is emptied anew while somebody is at it: SQLite does not wait for whoever writes it
/// back at that moment.
const EMPTYING_TRIES: usize = 40;
const EMPTYING_PAUSE: Duration = Duration::from_millis(25);

/// How many connections read at once.
const READERS: u32 = 4;

/// Where the data lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseLocation {
    /// A file of SQLite, made if it is not there.
    Sqlite(PathBuf),
    /// A PostgreSQL server, as `postgres://…`.
    Postgres(String),
}

/// The connections to one database: what writes is one, outside of the pool that reads.
#[derive(Clone, Debug)]
pub struct Databases {
    /// The one connection that writes.
    pub(super) writer: DatabaseConnection,
    /// Connections that only read.
    pub(super) readers: DatabaseConnection,
}

impl Databases {
    /// Opens a database and brings its tables to those of today.
    pub async fn open(location: &DatabaseLocation) -> anyhow::Result<Self> {
        let writer = Database::connect(location.writer_options()).await.with_context(|| location.name())?;
        Migrations::up(&writer, None)
            .await
            .with_context(|| format!("{}: the tables cannot be made", location.name()))?;
        let readers = location.planned_options(READERS, READER_CACHE_KIB, READER_PLANS);
        let readers = Database::connect(readers).await.with_context(|| location.name())?;
        Ok(Self { writer, readers })
    }

    /// What was deleted is overwritten in SQLite's file (`secure_delete`); old pages in its log are written back and gone after
    /// this.
    pub async fn empty_log(&self) {
        if self.writer.get_database_backend() != DbBackend::Sqlite {
            return;
        }
        for _ in 0..EMPTYING_TRIES {
            match self.try_to_empty_log().await {
                Ok(true) => return,
                Ok(false) => sleep(EMPTYING_PAUSE).await,
                Err(error) => return log::warn!("the log of the database cannot be emptied: {error}"),
            }
        }
        log::warn!("the log of the database is in use, so what was deleted lies in it until it is emptied next");
    }

    /// Whether the log is empty now. That somebody else is at it is no error, but the first column of the answer.
    async fn try_to_empty_log(&self) -> Result<bool, DbErr> {
        let empty = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
        let is_busy = self.writer.query_one_raw(empty).await?.map(|row| row.try_get_by_index::<i32>(0)).transpose()?;
        Ok(is_busy != Some(1))
    }

    /// Closes the connection that writes, of which a transaction did not come to its end; the next statement opens another one.
    /// SQLite ends some transactions by itself, when a disk is full; its driver then takes whatever follows for a part of that
    /// one, and nothing of it would ever be committed. PostgreSQL tells its driver where a transaction stands.
    pub async fn renew_writer(&self) -> anyhow::Result<()> {
        if self.writer.get_database_backend() == DbBackend::Sqlite {
            self.writer.get_sqlite_connection_pool().acquire().await?.close().await?;
        }
        Ok(())
    }
}

/// One connection to a database that may not be there yet.
pub(super) async fn connect_new(location: &DatabaseLocation) -> anyhow::Result<DatabaseConnection> {
    Database::connect(location.options(1, WRITER_CACHE_KIB)).await.with_context(|| location.name())
}

/// One connection to a database whose tables are left as they are; SQLite's file has to be there.
pub(super) async fn connect(location: &DatabaseLocation) -> anyhow::Result<DatabaseConnection> {
    if let DatabaseLocation::Sqlite(path) = location {
        anyhow::ensure!(path.exists(), "there is no database {}: start `tsubame backend` once", path.display());
    }
    connect_new(location).await
}

impl DatabaseLocation {
    /// Reads an address: `postgres://…`, or `sqlite:` and the path of a file.
    pub fn parse(address: &str) -> anyhow::Result<Self> {
        match address.split_once(':') {
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(address.to_owned())),
            Some(("sqlite", path)) => Ok(Self::Sqlite(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))),
            _ => anyhow::bail!("write postgres://USER@HOST/DATABASE, or sqlite:PATH"),
        }
    }

    /// What messages call it: never the password of an address.
    pub fn name(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("the database {}", path.display()),
            Self::Postgres(_) => "the PostgreSQL database of DATABASE_URL".to_owned(),
        }
    }

    fn writer_options(&self) -> ConnectOptions {
        self.planned_options(1, WRITER_CACHE_KIB, WRITER_PLANS)
    }

    /// The same, with what PostgreSQL is told of each connection.
    fn planned_options(&self, connections: u32, cache_kib: u32, plans: &'static str) -> ConnectOptions {
        let mut options = self.options(connections, cache_kib);
        options.map_sqlx_postgres_pool_opts(move |pool| {
            pool.after_connect(move |connection, _| Box::pin(async move { connection.execute(plans).await.map(drop) }))
        });
        options
    }

    fn options(&self, connections: u32, cache_kib: u32) -> ConnectOptions {
        let mut options = match self {
            Self::Sqlite(_) => ConnectOptions::new("sqlite::memory:"),
            Self::Postgres(address) => ConnectOptions::new(address),
        };
        // Statements are not logged: their values are people's.
        options.max_connections(connections).sqlx_logging(false);
        if let Self::Sqlite(path) = self {
            let path = path.clone();
            // A file does not go away; asking before each use whether the connection is still good is for servers.
            options.test_before_acquire(false);
            options.map_sqlx_sqlite_opts(move |_| sqlite_options(&path, cache_kib));
        }
        options.map_sqlx_postgres_opts(|postgres| postgres.statement_cache_capacity(STATEMENTS));
        options
    }
}

/// What is acknowledged is on the disk (`synchronous` is full), and what is deleted is overwritten (`secure_delete`).
fn sqlite_options(path: &std::path::Path, cache_kib: u32) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
        .pragma("wal_autocheckpoint", LOG_PAGES.to_string())
        .pragma("cache_size", format!("-{cache_kib}"))
        .statement_cache_capacity(STATEMENTS)
}
