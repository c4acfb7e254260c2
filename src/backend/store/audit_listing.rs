//! The audit log for whoever may read it: the latest records first, narrowed by who did it, to whom, what, and when. That it was read is
//! written down, too.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    Store,
    audit::{AuditEntry, chain_writers},
    entities::audit_record,
};
use crate::intake::PersonId;

/// Which records are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Those of an account, of `visitor`, `system` or `operator`.
    pub actor: Option<String>,
    /// Those about one record of a person.
    pub person: Option<PersonId>,
    /// Those of these actions; of all without them.
    pub actions: Option<Vec<&'static str>>,
    /// Those from this time on.
    pub from: Option<Timestamp>,
    /// Those up to this time.
    pub until: Option<Timestamp>,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To whose data.
    pub person: Option<PersonId>,
    /// To which row.
    pub subject: Option<Uuid>,
    /// Whose chain it stands in, and where.
    pub place: (Uuid, i64),
}

impl Store {
    /// The latest records, the newest first, for an account that is written down.
    pub async fn audit_records(&self, filter: &AuditFilter, most: u64, actor: &str) -> anyhow::Result<Vec<AuditRow>> {
        let entry = AuditEntry {
            at: Timestamp::now(),
            actor: actor.to_owned(),
            action: "audit.read",
            person: filter.person,
            subject: None,
        };
        self.write(entry).await?;
        let db = &self.databases.readers;
        let mut rows = Vec::new();
        // Within a chain, records stand in the order of their times: no index of times is needed, which each of them would have to
        // be written into.
        for writer in chain_writers(db).await? {
            let mut found = audit_record::Entity::find().filter(audit_record::Column::Writer.eq(writer));
            if let Some(actor) = &filter.actor {
                found = found.filter(audit_record::Column::Actor.eq(actor));
            }
            if let Some(person) = filter.person {
                found = found.filter(audit_record::Column::PersonId.eq(person.0));
            }
            if let Some(actions) = &filter.actions {
                found = found.filter(audit_record::Column::Action.is_in(actions.iter().copied()));
            }
            if let Some(from) = filter.from {
                found = found.filter(audit_record::Column::At.gte(from.as_millisecond()));
            }
            if let Some(until) = filter.until {
                found = found.filter(audit_record::Column::At.lte(until.as_millisecond()));
            }
            rows.extend(found.order_by_desc(audit_record::Column::Number).limit(most).all(db).await?);
        }
        rows.sort_by_key(|row| std::cmp::Reverse((row.at, row.number)));
        rows.truncate(usize::try_from(most)?);
        rows.into_iter().map(read_row).collect()
    }
}

fn read_row(row: audit_record::Model) -> anyhow::Result<AuditRow> {
    Ok(AuditRow {
        at: Timestamp::from_millisecond(row.at)?,
        actor: row.actor,
        action: row.action,
        person: row.person_id.map(PersonId),
        subject: row.subject,
        place: (row.writer, row.number),
    })
}
