//! When backups were written and when one was tried: operators' commands leave it here, and the server tells when the next one
//! is missed.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use uuid::Uuid;

use super::{entities::backup_run, migrations::backup_runs_version};

/// The table, by which a database of an older version is told.
pub(super) const TABLE: &str = "backup_runs";

/// What was done with a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BackupRunKind {
    /// It was written.
    Written,
    /// A database was made of it, found whole, and removed.
    Tried,
}

impl BackupRunKind {
    fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Tried => "tried",
        }
    }
}

/// When there was a backup last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackupTimes {
    /// When the newest one was written.
    pub written_at: Option<Timestamp>,
    /// When one was tried last, and found whole.
    pub tried_at: Option<Timestamp>,
    /// Since when both are written down.
    pub known_since: Timestamp,
}

impl BackupTimes {
    /// How many seconds old the newest backup is. Where there never was one, or none since the data were restored, they count from
    /// when that began to be written down, so that a server which has just been set up is given the same time as any other.
    pub fn age_s(&self, now: Timestamp) -> i64 {
        let from = self.written_at.map_or(self.known_since, |at| at.max(self.known_since));
        now.duration_since(from).as_secs()
    }
}

/// Writes down that this was done now, with the data of `taken_at`.
pub(super) async fn add_backup_run(
    kind: BackupRunKind,
    taken_at: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let (taken_at, ended_at) = (taken_at.as_millisecond(), Timestamp::now().as_millisecond());
    let run = backup_run::Model { id: Uuid::new_v4(), kind: kind.name().to_owned(), taken_at, ended_at };
    backup_run::Entity::insert(run.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// When there was one last.
pub(super) async fn read_backup_times(db: &impl ConnectionTrait) -> anyhow::Result<BackupTimes> {
    Ok(BackupTimes {
        written_at: last(BackupRunKind::Written, db).await?,
        tried_at: last(BackupRunKind::Tried, db).await?,
        known_since: known_since(db).await?,
    })
}

async fn last(kind: BackupRunKind, db: &impl ConnectionTrait) -> anyhow::Result<Option<Timestamp>> {
    let ended: Option<i64> = backup_run::Entity::find()
        .select_only()
        .column(backup_run::Column::EndedAt)
        .filter(backup_run::Column::Kind.eq(kind.name()))
        .order_by_desc(backup_run::Column::EndedAt)
        .into_tuple()
        .one(db)
        .await?;
    Ok(ended.map(Timestamp::from_millisecond).transpose()?)
}

/// When the table was made, in this database. Migrations write that down in seconds.
async fn known_since(db: &impl ConnectionTrait) -> anyhow::Result<Timestamp> {
    let sql = format!("SELECT applied_at FROM seaql_migrations WHERE version = '{}'", backup_runs_version());
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let row = row.context("the database does not say since when backups are written down")?;
    Ok(Timestamp::from_second(row.try_get_by_index(0)?)?)
}
