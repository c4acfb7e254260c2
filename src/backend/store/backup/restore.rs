//! An empty database from a backup of the data and the newest keyring. Both files are read to their end and held against what they
//! say of themselves before the database is touched; then everything is one transaction.
//!
//! Who is in the data and not in the keyring was erased since, and is erased again. Nobody gets a mail of it: what waited to be sent
//! waits for staff, and so does what other programs were to be told.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::{Context, bail, ensure};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{
    backed_table::{BackedTable, read_tables},
    dump::{DumpEnd, DumpHead, DumpItem, DumpKind, DumpReader, RowSum, TableSum},
    rebuilt_index::rebuild_hashes,
    settlement::{RestoreTerms, settle},
    snapshot::read_migrations,
};
use crate::{
    intake::PersonId,
    store::{
        DatabaseLocation, Keys, WrappedKey,
        audit::{AuditHead, find_broken_chains},
        audit_heads::{ChainHead, find_lost_heads},
        audited_commands::note,
        database::connect_new,
        migrations::Migrations,
        recovery::RecoveryKey,
    },
};

/// Values that one statement carries at most; SQLite takes twice as many.
const MOST_VALUES: usize = 16_000;

/// What a database is restored from.
#[derive(Clone, Debug)]
pub struct RestoreSources {
    /// A backup of the data, of whatever day.
    pub data: PathBuf,
    /// The newest copy of the keyring.
    pub keyring: PathBuf,
    /// What opens both.
    pub key: RecoveryKey,
}

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreReport {
    /// When the data were backed up.
    pub taken_at: Timestamp,
    /// How many rows of which table, by name.
    pub rows: Vec<(String, u64)>,
    /// How many persons are erased: their keys are gone.
    pub erased: u64,
    /// How many mails wait for staff to decide.
    pub held_mails: u64,
    /// How many deliveries to other programs do.
    pub held_deliveries: u64,
    /// Chains of the audit log that were broken already when it was backed up, each with its first record that does not follow.
    pub broken_chains: Vec<(Uuid, i64)>,
}

/// Restores a database, by the terms that its server goes by. After an error nothing is in it.
pub async fn restore(
    sources: &RestoreSources,
    location: &DatabaseLocation,
    keys: &Keys,
    terms: RestoreTerms,
) -> anyhow::Result<RestoreReport> {
    let files = CheckedFiles::read(sources, keys)?;
    let db = empty_database(location, &files.data.0.migrations).await?;
    let now = Timestamp::now();
    let taken_at = files.data.0.taken_at()?;
    let transaction = db.begin().await?;
    let keyring = insert_all(sources, DumpKind::Keyring, &transaction).await?;
    let data = insert_all(sources, DumpKind::Data, &transaction).await?;
    let expected: BTreeMap<_, _> = files.keyring.1.tables.into_iter().chain(files.data.1.tables).collect();
    compare(keyring.iter().chain(&data), &expected, &transaction).await?;
    let broken_chains = check_audit_log(&files.data.1.audit_heads, keys, &transaction).await?;
    Migrations::up(&transaction, None).await.context("the tables cannot be brought to those of today")?;
    let settled = settle(taken_at, now, terms, &transaction).await?;
    rebuild_hashes(keys, &transaction).await?;
    let head = AuditHead::new(Uuid::new_v4()).append(settled.audit, &keys.audit, &transaction).await?;
    note(head, "backup.restored", &keys.audit, &transaction).await?;
    transaction.commit().await?;
    db.close().await?;
    let rows = expected.into_iter().map(|(name, sum)| (name, sum.rows)).collect();
    Ok(RestoreReport {
        taken_at,
        rows,
        erased: settled.erased,
        held_mails: settled.held_mails,
        held_deliveries: settled.held_deliveries,
        broken_chains,
    })
}

/// Both files, read to their end once: whole, as they were written, and belonging together.
struct CheckedFiles {
    data: (DumpHead, DumpEnd),
    keyring: (DumpHead, DumpEnd),
}

impl CheckedFiles {
    fn read(sources: &RestoreSources, keys: &Keys) -> anyhow::Result<Self> {
        let data = read_all(sources, DumpKind::Data, |_, _| Ok(()))?;
        let known = Migrations::migrations();
        let known: Vec<&str> = known.iter().map(|migration| migration.name()).collect();
        if let Some(unknown) = data.0.migrations.iter().find(|name| !known.contains(&name.as_str())) {
            bail!(
                "{}: it was written by a newer program ({}), whose tables this one does not know ({unknown}); use that version or a \
                 newer one",
                sources.data.display(),
                data.0.program
            );
        }
        let keyring = read_all(sources, DumpKind::Keyring, |table, row| {
            if table.name != "person_keys" {
                return Ok(());
            }
            let (person, key) = wrapped_key(table, row)?;
            let opened = keys.master.unwrap(&key, person).map(drop);
            opened.context("the secrets in private/keys.toml do not open this keyring: put back the copy that was kept of that file")
        })?;
        ensure!(
            keyring.0.taken_at_ms >= data.0.taken_at_ms,
            "the keyring ({}) is older than the data ({}): who came in between would be lost. Give the newest copy of the keyring",
            keyring.0.taken_at()?,
            data.0.taken_at()?
        );
        Ok(Self { data, keyring })
    }
}

fn place(sources: &RestoreSources, kind: DumpKind) -> &PathBuf {
    match kind {
        DumpKind::Data => &sources.data,
        DumpKind::Keyring => &sources.keyring,
    }
}

/// Reads a file to its end, and holds its rows against what the end says.
fn read_all(
    sources: &RestoreSources,
    kind: DumpKind,
    mut look: impl FnMut(&BackedTable, &[Json]) -> anyhow::Result<()>,
) -> anyhow::Result<(DumpHead, DumpEnd)> {
    let path = place(sources, kind);
    let mut reader = DumpReader::open(path, kind, &sources.key)?;
    let mut read = || -> anyhow::Result<DumpEnd> {
        let mut found: BTreeMap<String, TableSum> = BTreeMap::new();
        let mut table: Option<(BackedTable, RowSum)> = None;
        loop {
            let item = reader.next_item()?;
            if !matches!(item, DumpItem::Row(_)) {
                found.extend(table.take().map(|(table, sum)| (table.name, sum.finish())));
            }
            match item {
                DumpItem::Table(next) => table = Some((next, RowSum::default())),
                DumpItem::Row(row) => {
                    let (table, sum) = table.as_mut().context("it is damaged: a row stands before any table")?;
                    sum.add(&row)?;
                    look(table, &row)?;
                }
                DumpItem::End(end) => {
                    ensure!(found == end.tables, "it is damaged: its rows are not those that its end counts");
                    return Ok(end);
                }
            }
        }
    };
    let end = read().with_context(|| path.display().to_string())?;
    Ok((reader.head, end))
}

/// A row of the keyring.
fn wrapped_key(table: &BackedTable, row: &[Json]) -> anyhow::Result<(PersonId, WrappedKey)> {
    let value = |name: &str| {
        let at = table.columns.iter().position(|(column, _)| column == name);
        let value = at.and_then(|at| Some((table.columns[at].1, row.get(at)?)));
        let (kind, json) = value.with_context(|| format!("the keyring has no {name}"))?;
        anyhow::Ok((kind.value(json)?, json.as_i64()))
    };
    let (sea_orm::Value::Uuid(Some(person)), _) = value("person_id")? else {
        bail!("a key in the keyring is nobody's")
    };
    let (sea_orm::Value::Bytes(Some(wrapped)), _) = value("wrapped")? else { bail!("a key in the keyring is empty") };
    let number = value("master_key")?.1.and_then(|number| i32::try_from(number).ok());
    let master_key = number.context("a key in the keyring does not say what wraps it")?;
    Ok((PersonId(person), WrappedKey { master_key, wrapped }))
}

/// A database with the tables that the backup had, and nothing in them.
async fn empty_database(location: &DatabaseLocation, migrations: &[String]) -> anyhow::Result<DatabaseConnection> {
    let db = connect_new(location).await?;
    let remedy = match location {
        DatabaseLocation::Sqlite(path) => {
            format!("move {} away, with the files beside it that begin with its name", path.display())
        }
        DatabaseLocation::Postgres(_) => "name an empty database by DATABASE_URL (`createdb` makes one)".to_owned(),
    };
    let refused = || format!("{} is not empty; nothing was changed. To restore into it, {remedy}", location.name());
    for table in read_tables(&db).await.with_context(refused)? {
        ensure!(table.read_page(None, &db).await.with_context(refused)?.is_empty(), "{}", refused());
    }
    match read_migrations(&db).await {
        Ok(found) if found == migrations => {}
        Ok(found) if !found.is_empty() => bail!(
            "{} has empty tables of another version than the backup. To restore into it, {remedy}",
            location.name()
        ),
        _ => Migrations::up(&db, Some(u32::try_from(migrations.len())?)).await.with_context(|| location.name())?,
    }
    ensure!(
        read_migrations(&db).await? == migrations,
        "the backup has tables of a version between those that this program knows; use the program that wrote it"
    );
    Ok(db)
}

/// Writes the rows of a file; gives its tables.
async fn insert_all(
    sources: &RestoreSources,
    kind: DumpKind,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<BackedTable>> {
    let mut reader = DumpReader::open(place(sources, kind), kind, &sources.key)?;
    let mut tables: Vec<BackedTable> = Vec::new();
    let mut rows = Vec::new();
    loop {
        let item = reader.next_item()?;
        let most = tables.last().map_or(1, |table| MOST_VALUES / (table.columns.len() + 1));
        if let Some(table) = tables.last()
            && (!matches!(item, DumpItem::Row(_)) || rows.len() >= most)
        {
            table.insert(&rows, db).await.with_context(|| format!("writing {}", table.name))?;
            rows.clear();
        }
        match item {
            DumpItem::Table(table) => tables.push(table),
            DumpItem::Row(row) => rows.push(row),
            DumpItem::End(_) => return Ok(tables),
        }
    }
}

/// Reads back what was written: the database has what the files had.
async fn compare(
    tables: impl Iterator<Item = &BackedTable>,
    expected: &BTreeMap<String, TableSum>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    for table in tables {
        let mut sum = RowSum::default();
        let mut page = table.read_page(None, db).await?;
        while let Some(last) = page.last().cloned() {
            for row in &page {
                sum.add(row)?;
            }
            page = table.read_page(Some(&last), db).await?;
        }
        ensure!(
            expected.get(&table.name) == Some(&sum.finish()),
            "the database gives back other rows of {} than it was given; nothing was kept",
            table.name
        );
    }
    Ok(())
}

/// The chains of the audit log that are broken. A backup whose own heads do not fit is refused.
async fn check_audit_log(heads: &[String], keys: &Keys, db: &impl ConnectionTrait) -> anyhow::Result<Vec<(Uuid, i64)>> {
    let lost = find_lost_heads(&ChainHead::find_all(&heads.join("\n")), db).await?;
    ensure!(lost.is_empty(), "the audit log of the backup does not end where the backup says that it does");
    find_broken_chains(&keys.audit, db).await
}
