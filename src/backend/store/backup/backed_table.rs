//! The tables of a database as backups see them. They are read from the database itself, so that a new table is backed up from
//! its first day on; only what is left out is named here.

use std::collections::BTreeMap;

use anyhow::{Context, bail, ensure};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::column_kind::ColumnKind;

/// Rows that are read at once.
const PAGE: usize = 1000;

/// The tables of the keyring, which are a file of their own.
pub(super) const KEYRING: [&str; 2] = ["erased_keys", "person_keys"];

/// What no backup holds. Time that is taken, traits of persons, the index by which they are found and locks are made anew of what is
/// there; which migrations have run stands at its head; keys of repeats, counts of senders and proofs that were used are of use for a
/// short time alone. Nobody is signed in by a backup, and no link to an account that was used comes back with it.
pub(super) const LEFT_OUT: [&str; 19] = [
    "account_invitations",
    "api_requests",
    "booking_cells",
    "booking_locks",
    "facet_losses",
    "facets",
    "index_positions",
    "known_browsers",
    "limit_counts",
    "passkey_challenges",
    "person_facets",
    "person_grams",
    "person_indexes",
    "person_traits",
    "repeat_keys",
    "seaql_migrations",
    "sign_in_failures",
    "spent_proofs",
    "staff_sessions",
];

/// Columns of keyed hashes, by which somebody could be found in a backup: it only says that there is one. `rebuilt_index` makes them
/// anew, each by a line there, but that of an answer to a survey: the first repeat after a restore is not known as one. Nor is a token
/// known of before: no program comes in by a backup.
pub(super) const BLIND: [(&str, &str); 13] = [
    ("address_owners", "lookup"),
    ("api_tokens", "hash"),
    ("bookings", "lookup"),
    ("incentive_grants", "lookup"),
    ("merge_releases", "lookup"),
    ("message_recipients", "lookup"),
    ("newsletter_mails", "lookup"),
    ("person_addresses", "lookup"),
    ("registrations", "active_lookup"),
    ("subscription_ends", "lookup"),
    ("subscriptions", "lookup"),
    ("survey_responses", "hash"),
    ("uploads", "lookup"),
];

/// Where a hash names a row: what names it in backups.
const STAND_IN_KEYS: [(&str, [&str; 2]); 1] = [("subscriptions", ["submission_id", "since"])];

/// All other columns of bytes, so that nobody adds a table with hashes in it without deciding whether backups may have them (a test
/// sees to that). The addresses of staff lie in clear beside their hashes.
#[cfg(test)]
pub(super) const BYTES: [(&str, &str); 37] = [
    ("accounts", "mail_lookup"),
    ("accounts", "totp_sealed"),
    ("approval_files", "hash"),
    ("approval_files", "sealed"),
    ("approval_versions", "hash"),
    ("approval_versions", "remark_sealed"),
    ("approval_versions", "sealed"),
    ("audit_records", "link"),
    ("booking_reasons", "sealed"),
    ("bookings", "join_sealed"),
    ("case_changes", "sealed"),
    ("consent_texts", "id"),
    ("consents", "text_id"),
    ("data_incident_duties", "sealed"),
    ("data_incident_versions", "sealed"),
    ("data_incidents", "sealed"),
    ("messages", "sealed"),
    ("note_versions", "sealed"),
    ("office_record_versions", "sealed"),
    ("office_records", "sealed"),
    ("organisation_advice", "sealed"),
    ("organisation_contacts", "sealed"),
    ("organisation_steps", "sealed"),
    ("organisations", "sealed"),
    ("passkeys", "credential_hash"),
    ("passkeys", "sealed"),
    ("person_addresses", "sealed"),
    ("person_keys", "wrapped"),
    ("person_notes", "sealed"),
    ("person_tasks", "result_sealed"),
    ("person_tasks", "sealed"),
    ("recovery_codes", "hash"),
    ("referrals", "sealed"),
    ("registration_reasons", "sealed"),
    ("submissions", "sealed"),
    ("uploads", "sealed"),
    ("webhook_endpoints", "sealed"),
];

/// A table, with the columns that backups have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BackedTable {
    pub name: String,
    pub columns: Vec<(String, ColumnKind)>,
    /// Which columns name a row.
    pub key: Vec<usize>,
}

/// The tables of a database, by name.
pub(super) async fn read_tables(db: &impl ConnectionTrait) -> anyhow::Result<Vec<BackedTable>> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT c.table_name::text, c.column_name::text, c.udt_name::text, \
             COALESCE((SELECT array_position(i.indkey::int2[], a.attnum) + 1 FROM pg_index i JOIN pg_attribute a \
             ON a.attrelid = i.indrelid AND a.attname = c.column_name WHERE i.indisprimary AND i.indrelid = \
             quote_ident(c.table_name)::regclass), 0)::int8 FROM information_schema.columns c \
             JOIN information_schema.tables t USING (table_schema, table_name) \
             WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
             ORDER BY c.table_name COLLATE \"C\", c.ordinal_position"
        }
        _ => {
            "SELECT m.name, c.name, c.type, c.pk FROM sqlite_master m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.cid"
        }
    };
    let mut found: BTreeMap<String, Vec<(i64, String, String)>> = BTreeMap::new();
    for row in db.query_all_raw(Statement::from_string(backend, sql)).await? {
        let column = (row.try_get_by_index(3)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        found.entry(row.try_get_by_index(0)?).or_default().push(column);
    }
    let backed = found.into_iter().filter(|(name, _)| !LEFT_OUT.contains(&name.as_str()));
    backed.map(|(name, columns)| BackedTable::of(name, columns)).collect()
}

impl BackedTable {
    /// Columns with their place in the primary key, from 1 on, their name and their type.
    fn of(name: String, columns: Vec<(i64, String, String)>) -> anyhow::Result<Self> {
        let (mut kept, mut key) = (Vec::new(), Vec::new());
        for (place, column, kind) in columns {
            let known = ColumnKind::of_type(&kind);
            let known = known.with_context(|| format!("backups do not know the type {kind} of {name}.{column}"))?;
            let is_blind = BLIND.contains(&(name.as_str(), column.as_str()));
            let known = if is_blind { ColumnKind::Blind } else { known };
            let stand_in = STAND_IN_KEYS.iter().find(|(table, _)| *table == name);
            let place = match stand_in {
                Some((_, names)) => names.iter().zip(1..).find(|(name, _)| **name == column).map_or(0, |(_, at)| at),
                None => place,
            };
            if place > 0 {
                key.push((place, kept.len()));
            }
            kept.push((column, known));
        }
        key.sort_unstable();
        ensure!(!key.is_empty(), "the table {name} has no primary key, so it cannot be read in order");
        Ok(Self { name, columns: kept, key: key.into_iter().map(|(_, at)| at).collect() })
    }

    /// Whether it belongs to the keyring.
    pub fn is_of_keyring(&self) -> bool {
        KEYRING.contains(&self.name.as_str())
    }

    /// Rows in the order of their key: the first ones, or those after a row.
    pub async fn read_page(&self, after: Option<&[Json]>, db: &impl ConnectionTrait) -> anyhow::Result<Vec<Vec<Json>>> {
        let backend = db.get_database_backend();
        let is_postgres = backend == DbBackend::Postgres;
        let column = |(name, kind): &(String, ColumnKind)| {
            anyhow::Ok(format!("{}{}", quoted(name)?, if is_postgres { kind.cast() } else { "" }))
        };
        let columns = self.columns.iter().map(column).collect::<anyhow::Result<Vec<_>>>()?.join(", ");
        let key = self.key.iter().map(|at| quoted(&self.columns[*at].0)).collect::<anyhow::Result<Vec<_>>>()?;
        let key = key.join(", ");
        let mut values = Vec::new();
        let mut place = String::new();
        if let Some(row) = after {
            for at in &self.key {
                values.push(self.columns[*at].1.value(&row[*at])?);
            }
            place = format!("WHERE ({key}) > ({})", placeholders(backend, 0, values.len()));
        }
        let sql = format!("SELECT {columns} FROM {} {place} ORDER BY {key} LIMIT {PAGE}", quoted(&self.name)?);
        let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        let read = |row: &QueryResult| -> anyhow::Result<Vec<Json>> {
            self.columns.iter().enumerate().map(|(at, (_, kind))| kind.read(row, at)).collect()
        };
        rows.iter().map(read).collect::<anyhow::Result<_>>().with_context(|| format!("reading {}", self.name))
    }

    /// Adds rows.
    pub async fn insert(&self, rows: &[Vec<Json>], db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let backend = db.get_database_backend();
        let names = self.columns.iter().map(|(name, _)| quoted(name)).collect::<anyhow::Result<Vec<_>>>()?;
        let (mut values, mut places) = (Vec::new(), Vec::new());
        for row in rows {
            ensure!(row.len() == self.columns.len(), "a row of {} has too many or too few values", self.name);
            places.push(format!("({})", placeholders(backend, values.len(), names.len())));
            for ((_, kind), json) in self.columns.iter().zip(row) {
                values.push(kind.value(json)?);
            }
        }
        if values.is_empty() {
            return Ok(());
        }
        let sql = format!("INSERT INTO {} ({}) VALUES {}", quoted(&self.name)?, names.join(", "), places.join(", "));
        db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(())
    }
}

/// A name for SQL. Those of our tables need no more than this.
pub(super) fn quoted(name: &str) -> anyhow::Result<String> {
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        bail!("{name:?} is no name of a table or a column of ours");
    }
    Ok(format!("\"{name}\""))
}

fn placeholders(backend: DbBackend, before: usize, count: usize) -> String {
    let one = |at: usize| if backend == DbBackend::Postgres { format!("${at}") } else { "?".to_owned() };
    (before + 1..=before + count).map(one).collect::<Vec<_>>().join(", ")
}
