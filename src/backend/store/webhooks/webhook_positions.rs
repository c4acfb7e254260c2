//! How far the audit log was read for endpoints. Each writer's records are numbered in the order in which they were committed, so a number
//! for each says it, and nothing in between is passed over.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    Statement, sea_query::OnConflict,
};
use uuid::Uuid;

use crate::store::{
    audit::followed_writers,
    entities::{audit_record, webhook_position},
};

/// How many records are read at once.
const MOST_RECORDS: u64 = 500;

/// Stands for all writers: its number grows with each step that was made.
const EVERYBODY: Uuid = Uuid::nil();

/// Records that were read.
#[derive(Debug, Default)]
pub(super) struct FollowedRecords {
    /// How many steps had been made before.
    made: i64,
    /// How far was read, by writers.
    pub positions: BTreeMap<Uuid, i64>,
    pub records: Vec<audit_record::Model>,
}

impl FollowedRecords {
    /// Reads what was not read yet, some of it; without records where nobody is to be told of them.
    pub async fn read(is_wanted: bool, db: &impl ConnectionTrait) -> anyhow::Result<Self> {
        // First of all: whoever makes a step meanwhile may know more than what is read here.
        let made = webhook_position::Entity::find_by_id(EVERYBODY).one(db).await?.map_or(0, |row| row.number);
        let sql = followed_writers("webhook_positions");
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
        let read = |row: &QueryResult| -> anyhow::Result<(Uuid, i64, i64)> {
            Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?))
        };
        let (mut followed, mut left) = (Self { made, ..Self::default() }, MOST_RECORDS);
        for row in &rows {
            let (writer, position, last) = read(row)?;
            if position >= last || left == 0 {
                continue;
            }
            if !is_wanted {
                followed.positions.insert(writer, last);
                continue;
            }
            let records = audit_record::Entity::find()
                .filter(audit_record::Column::Writer.eq(writer))
                .filter(audit_record::Column::Number.gt(position))
                .order_by_asc(audit_record::Column::Number)
                .limit(left)
                .all(db)
                .await?;
            left -= u64::try_from(records.len())?;
            followed.positions.extend(records.last().map(|record| (writer, record.number)));
            followed.records.extend(records);
        }
        Ok(followed)
    }

    /// Notes that so far was read. `false` if somebody else has made a step since, who has told of the same.
    pub async fn note(&self, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
        let row = |writer: Uuid, number: i64| webhook_position::Model { writer, number }.into_active_model();
        let known = OnConflict::column(webhook_position::Column::Writer).do_nothing().to_owned();
        webhook_position::Entity::insert(row(EVERYBODY, 0)).on_conflict(known).exec_without_returning(db).await?;
        let everybody = webhook_position::Entity::find_by_id(EVERYBODY).lock_exclusive().one(db).await?;
        if everybody.is_none_or(|row| row.number != self.made) {
            return Ok(false);
        }
        let rows = self.positions.iter().map(|(writer, number)| row(*writer, *number));
        let now = OnConflict::column(webhook_position::Column::Writer)
            .update_column(webhook_position::Column::Number)
            .to_owned();
        let rows = rows.chain([row(EVERYBODY, self.made + 1)]);
        webhook_position::Entity::insert_many(rows).on_conflict(now).exec_without_returning(db).await?;
        Ok(true)
    }
}
