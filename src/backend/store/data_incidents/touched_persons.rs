//! Whom an incident touched: what an account did in a time, or certain records of the audit log, as distinct persons. The list is kept as
//! it was found, since whoever is erased later was touched all the same.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{data_incident_changes::IncidentOutcome, data_incident_rows::lock_incident};
use crate::{
    intake::{
        PersonId,
        data_incidents::{DataIncidentId, TouchKind},
    },
    store::{
        Store,
        audit::AuditEntry,
        entities::{audit_record, data_incident_person},
        list_exports::LIST_EXPORTED,
        persons::persons_of,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// Rows that one statement takes.
const AT_ONCE: usize = 500;

/// Which records of the audit log are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditSelection {
    /// What was done from one time up to another, by an account or by anybody.
    Times {
        /// What the audit log calls whoever did it.
        actor: Option<String>,
        /// From when.
        from: Timestamp,
        /// Up to when.
        until: Timestamp,
    },
    /// These, by the writers of their chains and their numbers there.
    Places(Vec<(Uuid, i64)>),
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TouchedCount {
    /// How many persons, each once whatever records they have.
    pub persons: usize,
    /// How many records of the log name no person, by what was done: whom these touched is not known from the log.
    pub without_person: BTreeMap<String, usize>,
}

/// A person on the list of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TouchedPerson {
    /// Who; nobody any more, if they were erased since.
    pub person: PersonId,
    /// What was done with their data, and when first.
    pub touches: BTreeMap<TouchKind, Timestamp>,
}

struct ListAddition {
    id: DataIncidentId,
    rows: Vec<data_incident_person::Model>,
    actor: String,
    now: Timestamp,
}

impl StoreChange for ListAddition {
    type Made = IncidentOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<IncidentOutcome> {
        let Some(incident) = lock_incident(self.id, db).await? else { return Ok(IncidentOutcome::Unknown) };
        if incident.closed_at.is_some() {
            return Ok(IncidentOutcome::Closed);
        }
        for rows in self.rows.chunks(AT_ONCE) {
            let known = OnConflict::new().do_nothing().to_owned();
            let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
            data_incident_person::Entity::insert_many(rows).on_conflict(known).exec_without_returning(db).await?;
        }
        log.audit.push(AuditEntry::of_row(self.id.0, "data_incident.persons_listed", &self.actor, self.now));
        Ok(IncidentOutcome::Changed)
    }
}

impl Store {
    /// Puts those on the list of an incident whom records of the audit log name; whoever is on it stays on it.
    pub async fn list_touched_persons(
        &self,
        id: DataIncidentId,
        selection: &AuditSelection,
        actor: &str,
    ) -> anyhow::Result<(IncidentOutcome, TouchedCount)> {
        let (readers, now) = (&self.databases.readers, Timestamp::now());
        let records = read_selected(selection, readers).await?;
        let mut count = TouchedCount::default();
        let mut touches: BTreeMap<(Uuid, &'static str), i64> = BTreeMap::new();
        for (person, action, at, how_often) in records {
            let Some(person) = person else {
                // Whoever is in a list that was taken away has a record of their own beside that of the list.
                if action == LIST_EXPORTED {
                    continue;
                }
                *count.without_person.entry(action).or_default() += usize::try_from(how_often)?;
                continue;
            };
            let first = touches.entry((person, TouchKind::of_action(&action).name())).or_insert(at);
            *first = Ord::min(at, *first);
        }
        let named: BTreeSet<PersonId> = touches.keys().map(|(record, _)| PersonId(*record)).collect();
        let persons = persons_of(named, readers).await?;
        count.persons = persons.into_values().collect::<BTreeSet<_>>().len();
        let row = |((record_id, touch), first_at): ((Uuid, &str), i64)| data_incident_person::Model {
            incident_id: id.0,
            record_id,
            touch: touch.to_owned(),
            first_at,
            added_at: now.as_millisecond(),
            added_by: actor.to_owned(),
        };
        let rows = touches.into_iter().map(row).collect();
        let outcome = self.write(ListAddition { id, rows, actor: actor.to_owned(), now }).await?;
        Ok((outcome, count))
    }
}

/// What was done to whom, when first and how often. The database sums it up: in a month there may be a million records.
async fn read_selected(
    selection: &AuditSelection,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<(Option<Uuid>, String, i64, i64)>> {
    match selection {
        AuditSelection::Times { actor, from, until } => {
            let mut find = audit_record::Entity::find()
                .select_only()
                .columns([audit_record::Column::PersonId, audit_record::Column::Action])
                .expr(Expr::col(audit_record::Column::At).min())
                .expr(Expr::col(audit_record::Column::Number).count())
                .filter(audit_record::Column::At.gte(from.as_millisecond()))
                .filter(audit_record::Column::At.lte(until.as_millisecond()));
            if let Some(actor) = actor {
                find = find.filter(audit_record::Column::Actor.eq(actor));
            }
            let summed = find.group_by(audit_record::Column::PersonId).group_by(audit_record::Column::Action);
            Ok(summed.into_tuple().all(db).await?)
        }
        AuditSelection::Places(places) => {
            let mut found = Vec::new();
            for place in places {
                let row = audit_record::Entity::find_by_id(*place).one(db).await?;
                found.extend(row.map(|row| (row.person_id, row.action, row.at, 1)));
            }
            Ok(found)
        }
    }
}

/// The list of an incident, by persons as they are now: who was put together since stands there once.
pub(super) async fn read_touched(id: DataIncidentId, db: &impl ConnectionTrait) -> anyhow::Result<Vec<TouchedPerson>> {
    let rows = data_incident_person::Entity::find()
        .filter(data_incident_person::Column::IncidentId.eq(id.0))
        .order_by_asc(data_incident_person::Column::RecordId)
        .all(db)
        .await?;
    let persons = persons_of(rows.iter().map(|row| PersonId(row.record_id)), db).await?;
    let mut listed: BTreeMap<PersonId, BTreeMap<TouchKind, Timestamp>> = BTreeMap::new();
    for row in rows {
        let record = PersonId(row.record_id);
        let person = persons.get(&record).copied().unwrap_or(record);
        let (Some(kind), at) = (TouchKind::parse(&row.touch), Timestamp::from_millisecond(row.first_at)?) else {
            continue;
        };
        let first = listed.entry(person).or_default().entry(kind).or_insert(at);
        *first = Ord::min(at, *first);
    }
    Ok(listed.into_iter().map(|(person, touches)| TouchedPerson { person, touches }).collect())
}
