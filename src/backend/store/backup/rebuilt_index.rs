//! The keyed hashes by which people are found: no backup has them, so they are made anew of what their persons' keys open.

use std::{collections::HashMap, fmt::Write};

use anyhow::Context;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect, Statement,
    Value, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    intake::{Digest, PersonId, bookings::BookingState},
    store::{
        Keys, PersonKey, SealedSubmission, WrappedKey,
        entities::{booking, person_address, person_key, submission},
        fair::retake_talk_time,
        sealed_submission::{SealedAddress, email_lookup},
        slot_rows::take_free_cells,
    },
};

/// Rows that are read at once.
const PAGE: u64 = 500;

/// A column of hashes of the address that a row came by.
struct HashedColumn {
    table: &'static str,
    column: &'static str,
    /// What names a row, or rows that came by the same address.
    key: &'static str,
    /// The rows that have a hash: what names them, their person, and the submission that they came of, or the person again.
    rows: &'static str,
    /// Among which rows no two have the same one; none where many may.
    alone_among: Option<&'static [&'static str]>,
}

/// All of them but that of the addresses themselves. An address belongs to nobody before it is verified, so one that was corrected
/// since is left out of `address_owners`.
const HASHED: [HashedColumn; 10] = [
    HashedColumn {
        table: "address_owners",
        column: "lookup",
        key: "id",
        rows: "SELECT o.id AS named, o.person_id AS person, o.person_id AS submission FROM address_owners o WHERE EXISTS \
               (SELECT 1 FROM person_addresses a WHERE a.person_id = o.person_id AND a.verified_at IS NOT NULL)",
        alone_among: Some(&[]),
    },
    HashedColumn {
        table: "registrations",
        column: "active_lookup",
        key: "id",
        rows: "SELECT id AS named, person_id AS person, submission_id AS submission FROM registrations \
               WHERE active_lookup IS NOT NULL",
        alone_among: Some(&["event_id", "attendance"]),
    },
    HashedColumn {
        table: "merge_releases",
        column: "lookup",
        key: "registration_id",
        rows: "SELECT r.id AS named, r.person_id AS person, r.submission_id AS submission FROM registrations r \
               WHERE r.id IN (SELECT registration_id FROM merge_releases WHERE lookup IS NOT NULL)",
        alone_among: None,
    },
    HashedColumn {
        table: "bookings",
        column: "lookup",
        key: "id",
        rows: "SELECT id AS named, person_id AS person, submission_id AS submission FROM bookings WHERE lookup IS NOT NULL",
        alone_among: None,
    },
    HashedColumn {
        table: "uploads",
        column: "lookup",
        key: "id",
        rows: "SELECT id AS named, person_id AS person, submission_id AS submission FROM uploads WHERE lookup IS NOT NULL",
        alone_among: None,
    },
    HashedColumn {
        table: "subscriptions",
        column: "lookup",
        key: "submission_id",
        rows: "SELECT submission_id AS named, person_id AS person, submission_id AS submission FROM subscriptions",
        alone_among: Some(&[]),
    },
    HashedColumn {
        table: "subscription_ends",
        column: "lookup",
        key: "id",
        rows: "SELECT id AS named, person_id AS person, person_id AS submission FROM subscription_ends",
        alone_among: None,
    },
    HashedColumn {
        table: "newsletter_mails",
        column: "lookup",
        key: "mail_id",
        rows: "SELECT n.mail_id AS named, o.person_id AS person, o.submission_id AS submission FROM newsletter_mails n \
               JOIN outbox_mails o ON o.id = n.mail_id",
        alone_among: Some(&["newsletter_id"]),
    },
    HashedColumn {
        table: "message_recipients",
        column: "lookup",
        key: "mail_id",
        rows: "SELECT r.mail_id AS named, o.person_id AS person, o.submission_id AS submission FROM message_recipients r \
               JOIN outbox_mails o ON o.id = r.mail_id WHERE r.lookup IS NOT NULL",
        alone_among: Some(&["message_id"]),
    },
    HashedColumn {
        table: "incentive_grants",
        column: "lookup",
        key: "id",
        rows: "SELECT g.id AS named, a.person_id AS person, a.person_id AS submission FROM incentive_grants g \
               JOIN person_addresses a ON a.id = g.address_id",
        alone_among: Some(&["form"]),
    },
];

/// Makes all hashes anew, and what is kept under them. Whoever has no key is found by none.
pub(super) async fn rebuild_hashes(keys: &Keys, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    rebuild_addresses(keys, db).await?;
    for column in &HASHED {
        column.rebuild(keys, db).await.with_context(|| format!("making {}.{} anew", column.table, column.column))?;
    }
    retake_time(db).await?;
    retake_talk_time(db).await
}

async fn rebuild_addresses(keys: &Keys, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let mut last = Uuid::nil();
    loop {
        let rows: Vec<(Uuid, Uuid, Vec<u8>)> = person_address::Entity::find()
            .select_only()
            .columns([person_address::Column::Id, person_address::Column::PersonId, person_address::Column::Sealed])
            .filter(person_address::Column::Id.gt(last))
            .order_by_asc(person_address::Column::Id)
            .limit(PAGE)
            .into_tuple()
            .all(db)
            .await?;
        let Some((next, ..)) = rows.last() else { return Ok(()) };
        last = *next;
        let opened = open_keys(rows.iter().map(|(_, person, _)| *person), keys, db).await?;
        for (id, person, sealed) in rows {
            let Some(key) = opened.get(&person) else { continue };
            let lookup = lookup_of(&sealed, PersonId(person), key, keys)?.1;
            person_address::Entity::update_many()
                .col_expr(person_address::Column::Lookup, Expr::value(lookup.to_vec()))
                .filter(person_address::Column::Id.eq(id))
                .exec(db)
                .await?;
        }
    }
}

impl HashedColumn {
    async fn rebuild(&self, keys: &Keys, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let mut last = Uuid::nil();
        loop {
            let rows = self.read_page(last, db).await?;
            let Some((next, ..)) = rows.last() else { return Ok(()) };
            last = *next;
            let opened = open_keys(rows.iter().map(|(_, person, _)| *person), keys, db).await?;
            for (row, person, submission) in rows {
                let Some(key) = opened.get(&person) else { continue };
                let owner = AddressOwner { person: PersonId(person), key, keys };
                if let Some(lookup) = owner.lookup_for(submission, db).await? {
                    self.write(row, lookup, db).await?;
                }
            }
        }
    }

    /// Rows with what names them, their person and their submission.
    async fn read_page(&self, after: Uuid, db: &impl ConnectionTrait) -> anyhow::Result<Vec<(Uuid, Uuid, Uuid)>> {
        let backend = db.get_database_backend();
        let place = if backend == DbBackend::Postgres { "$1" } else { "?" };
        let rows = self.rows;
        let sql = format!(
            "SELECT named, person, submission FROM ({rows}) AS found WHERE named > {place} ORDER BY named LIMIT {PAGE}"
        );
        let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, [after.into()])).await?;
        let read = |row: &QueryResult| {
            anyhow::Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?))
        };
        rows.iter().map(read).collect()
    }

    /// Two rows that may not have the same hash can come to it where addresses were corrected: one has it, the other none.
    async fn write(&self, row: Uuid, lookup: Digest, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let Self { table, column, key, .. } = self;
        let backend = db.get_database_backend();
        let [first, second, third] = if backend == DbBackend::Postgres { ["$1", "$2", "$3"] } else { ["?"; 3] };
        let mut sql = format!("UPDATE {table} SET {column} = {first} WHERE {key} = {second}");
        let mut values: Vec<Value> = vec![lookup.to_vec().into(), row.into()];
        if let Some(among) = self.alone_among {
            let same: Vec<String> = among.iter().map(|name| format!(" AND other.{name} = {table}.{name}")).collect();
            let same = same.concat();
            write!(sql, " AND NOT EXISTS (SELECT 1 FROM {table} other WHERE other.{column} = {third}{same})")?;
            values.push(lookup.to_vec().into());
        }
        db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(())
    }
}

/// Takes the time of bookings again. Where it is taken already, since an address was corrected, it stays so.
async fn retake_time(db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let with_time = [BookingState::Unconfirmed, BookingState::Booked].map(BookingState::name);
    let mut last = Uuid::nil();
    loop {
        let rows = booking::Entity::find()
            .filter(booking::Column::State.is_in(with_time))
            .filter(booking::Column::Id.gt(last))
            .order_by_asc(booking::Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        let Some(next) = rows.last() else { return Ok(()) };
        last = next.id;
        take_free_cells(&rows, db).await?;
    }
}

/// A person whose addresses can be read.
struct AddressOwner<'a> {
    person: PersonId,
    key: &'a PersonKey,
    keys: &'a Keys,
}

impl AddressOwner<'_> {
    /// The hash of the address that a submission came with: the only one, or, of several, the one that stands in it.
    async fn lookup_for(&self, submission: Uuid, db: &impl ConnectionTrait) -> anyhow::Result<Option<Digest>> {
        let sealed: Vec<Vec<u8>> = person_address::Entity::find()
            .select_only()
            .column(person_address::Column::Sealed)
            .filter(person_address::Column::PersonId.eq(self.person.0))
            .order_by_asc(person_address::Column::Id)
            .into_tuple()
            .all(db)
            .await?;
        let found = sealed.iter().map(|sealed| lookup_of(sealed, self.person, self.key, self.keys));
        let found = found.collect::<anyhow::Result<Vec<_>>>()?;
        if found.len() < 2 {
            return Ok(found.first().map(|(_, lookup)| *lookup));
        }
        let answers = self.answers(submission, db).await?;
        let is_in_it = |address: &str| {
            answers.values().any(|answer| answer.as_str().is_some_and(|text| text.eq_ignore_ascii_case(address)))
        };
        let its_own = found.iter().find(|(address, _)| is_in_it(address)).or(found.first());
        Ok(its_own.map(|(_, lookup)| *lookup))
    }

    async fn answers(
        &self,
        submission: Uuid,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<serde_json::Map<String, serde_json::Value>> {
        let sealed: Option<Vec<u8>> = submission::Entity::find_by_id(submission)
            .select_only()
            .column(submission::Column::Sealed)
            .into_tuple()
            .one(db)
            .await?;
        let Some(sealed) = sealed.filter(|sealed| !sealed.is_empty()) else { return Ok(serde_json::Map::new()) };
        Ok(serde_json::from_slice(&self.key.open(SealedSubmission::place(self.person), &sealed)?)?)
    }
}

/// An address, and the hash by which it is found.
fn lookup_of(sealed: &[u8], person: PersonId, key: &PersonKey, keys: &Keys) -> anyhow::Result<(String, Digest)> {
    let address = String::from_utf8(key.open(SealedAddress::place(person), sealed)?)?;
    let lookup = email_lookup(&address, &keys.index);
    Ok((address, lookup))
}

/// The keys of persons, of those who have one.
async fn open_keys(
    persons: impl Iterator<Item = Uuid>,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<HashMap<Uuid, PersonKey>> {
    let rows: Vec<(Uuid, i32, Vec<u8>)> = person_key::Entity::find()
        .select_only()
        .columns([person_key::Column::PersonId, person_key::Column::MasterKey, person_key::Column::Wrapped])
        .filter(person_key::Column::PersonId.is_in(persons))
        .into_tuple()
        .all(db)
        .await?;
    let open = |(person, master_key, wrapped)| {
        Ok((person, keys.master.unwrap(&WrappedKey { master_key, wrapped }, PersonId(person))?))
    };
    rows.into_iter().map(open).collect()
}
