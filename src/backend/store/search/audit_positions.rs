//! Of whom the audit log tells that something has changed since it was read last. Each writer's records are numbered in the order in
//! which they were committed, so that a number for each writer says how far that was, and nothing in between is passed over.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    Statement, sea_query::OnConflict,
};
use uuid::Uuid;

use crate::store::{
    audit::followed_writers,
    entities::{audit_record, index_position},
};

/// How many records are read at once. With what is written for their persons, whoever registers at that moment waits for it.
const MOST_RECORDS: u64 = 128;

/// What changes nothing by which somebody is found.
const UNCHANGED: [&str; 14] = [
    "address.read",
    "audit.read",
    "mail.given_up",
    "mail.retried",
    "message.deleted",
    "message.edited",
    "message.queued",
    "message.started",
    "newsletter.queued",
    "person.exported",
    "person.opened",
    "person.traits_read",
    "survey.invited",
    "upload.read",
];

/// Stands for all writers: its number grows with each step that was made.
const EVERYBODY: Uuid = Uuid::nil();

/// Records that were read.
#[derive(Debug, Default)]
pub(super) struct AuditSteps {
    /// How many steps had been made before.
    made: i64,
    /// How far was read, by writers.
    pub positions: BTreeMap<Uuid, i64>,
    /// Whom they name: persons, and records that were theirs or came to be.
    pub named: BTreeSet<Uuid>,
}

/// Reads what was not read yet, some of it; nothing if all was.
pub(super) async fn read_audit_steps(db: &impl ConnectionTrait) -> anyhow::Result<AuditSteps> {
    // First of all: whoever makes a step meanwhile may know more than what is read here.
    let made = index_position::Entity::find_by_id(EVERYBODY).one(db).await?.map_or(0, |row| row.number);
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), followed_writers("index_positions")))
        .await?;
    let read = |row: &QueryResult| -> anyhow::Result<(Uuid, i64, i64)> {
        Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?))
    };
    let (mut steps, mut left) = (AuditSteps { made, ..AuditSteps::default() }, MOST_RECORDS);
    for row in &rows {
        let (writer, position, last) = read(row)?;
        if position >= last || left == 0 {
            continue;
        }
        let records: Vec<(i64, String, Option<Uuid>, Option<Uuid>)> = audit_record::Entity::find()
            .select_only()
            .columns([audit_record::Column::Number, audit_record::Column::Action])
            .columns([audit_record::Column::PersonId, audit_record::Column::Subject])
            .filter(audit_record::Column::Writer.eq(writer))
            .filter(audit_record::Column::Number.gt(position))
            .order_by_asc(audit_record::Column::Number)
            .limit(left)
            .into_tuple()
            .all(db)
            .await?;
        left -= u64::try_from(records.len())?;
        for (number, action, person, subject) in records {
            steps.positions.insert(writer, number);
            if let Some(person) = person.filter(|_| !UNCHANGED.contains(&action.as_str())) {
                // What is done to a person is done to another one, or to a record of theirs, as well.
                let other = subject.filter(|_| action.starts_with("person."));
                steps.named.extend([Some(person), other].into_iter().flatten());
            }
        }
    }
    Ok(steps)
}

impl AuditSteps {
    /// Notes that so far was read. `false` if somebody else has made a step since: what they wrote may be newer than what was read for
    /// this one, so nothing of it is written.
    pub async fn note(&self, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
        let row = |writer: Uuid, number: i64| index_position::Model { writer, number }.into_active_model();
        let known = OnConflict::column(index_position::Column::Writer).do_nothing().to_owned();
        index_position::Entity::insert(row(EVERYBODY, 0)).on_conflict(known).exec_without_returning(db).await?;
        let everybody = index_position::Entity::find_by_id(EVERYBODY).lock_exclusive().one(db).await?;
        if everybody.is_none_or(|row| row.number != self.made) {
            return Ok(false);
        }
        let rows = self.positions.iter().map(|(writer, number)| row(*writer, *number));
        let now =
            OnConflict::column(index_position::Column::Writer).update_column(index_position::Column::Number).to_owned();
        let rows = rows.chain([row(EVERYBODY, self.made + 1)]);
        index_position::Entity::insert_many(rows).on_conflict(now).exec_without_returning(db).await?;
        Ok(true)
    }
}
