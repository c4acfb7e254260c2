//! Incidents: what was wrong from when to when, who was told and who looked after it. All replicas share them, so that one thing is
//! told once, whoever finds it.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{audit::AuditEntry, entities::incident, store_change::StoreChange, work_log::WorkLog};
use crate::intake::AlertKind;

/// For how long something has to be well again before its incident ends: what comes and goes is one incident.
const QUIET: SignedDuration = SignedDuration::from_mins(5);

/// An incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// What it is called.
    pub id: Uuid,
    /// What is or was wrong.
    pub kind: AlertKind,
    /// Since when.
    pub opened_at: Timestamp,
    /// How many of the list have been told.
    pub told: usize,
    /// Since when somebody looks after it: nobody else is told then.
    pub acknowledged_at: Option<Timestamp>,
    /// Until when.
    pub closed_at: Option<Timestamp>,
}

/// Something that is wrong at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenAlarm {
    /// What.
    pub kind: AlertKind,
    /// Since when, which may be before it was found or could be written down.
    pub since: Timestamp,
    /// How many of the list were told before it could be written down.
    pub told: usize,
}

/// What becomes of incidents at a moment.
#[derive(Clone, Debug)]
pub(super) struct IncidentChange {
    pub kind: IncidentChangeKind,
    pub now: Timestamp,
}

/// What becomes of them.
#[derive(Clone, Debug)]
pub(super) enum IncidentChangeKind {
    /// This is wrong now, and nothing else: incidents of which nothing was seen for a while end.
    Seen(Vec<SeenAlarm>),
    /// Somebody looks after it.
    Acknowledge(Uuid, String),
    /// The next of the list is told, of whom this is the number. Only one replica gets that through.
    Tell(Uuid, usize),
}

/// What came of a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NotedIncidents {
    /// Whether anything was changed.
    pub is_changed: bool,
    /// Those that have ended by it.
    pub ended: Vec<Incident>,
}

impl NotedIncidents {
    fn by_rows(count: u64) -> Self {
        Self { is_changed: count > 0, ended: Vec::new() }
    }
}

/// Those that are open.
pub(super) async fn find_open(db: &impl ConnectionTrait) -> anyhow::Result<Vec<Incident>> {
    let open = incident::Entity::find().filter(incident::Column::ClosedAt.is_null());
    read(&open.order_by_asc(incident::Column::OpenedAt).all(db).await?)
}

/// The latest ones, open or not.
pub(super) async fn find_latest(most: u64, db: &impl ConnectionTrait) -> anyhow::Result<Vec<Incident>> {
    let latest = incident::Entity::find().order_by_desc(incident::Column::OpenedAt).limit(most);
    read(&latest.all(db).await?)
}

fn read(rows: &[incident::Model]) -> anyhow::Result<Vec<Incident>> {
    rows.iter().map(read_row).collect()
}

fn read_row(row: &incident::Model) -> anyhow::Result<Incident> {
    let time = |at: Option<i64>| at.map(Timestamp::from_millisecond).transpose();
    Ok(Incident {
        id: row.id,
        kind: AlertKind::parse(&row.kind).context("a kind of incident is unknown")?,
        opened_at: Timestamp::from_millisecond(row.opened_at)?,
        told: usize::try_from(row.told)?,
        acknowledged_at: time(row.acknowledged_at)?,
        closed_at: time(row.closed_at)?,
    })
}

impl StoreChange for IncidentChange {
    type Made = NotedIncidents;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<NotedIncidents> {
        let (now, audit) = (self.now, &mut log.audit);
        match &self.kind {
            IncidentChangeKind::Seen(alarms) => {
                for alarm in alarms {
                    see(*alarm, now, audit, db).await?;
                }
                Ok(NotedIncidents { is_changed: true, ended: close_quiet(now, audit, db).await? })
            }
            IncidentChangeKind::Acknowledge(id, actor) => {
                let changed = incident::Entity::update_many()
                    .col_expr(incident::Column::AcknowledgedAt, Expr::value(now.as_millisecond()))
                    .col_expr(incident::Column::AcknowledgedBy, Expr::value(actor.as_str()))
                    .filter(incident::Column::Id.eq(*id))
                    .filter(incident::Column::AcknowledgedAt.is_null())
                    .filter(incident::Column::ClosedAt.is_null())
                    .exec(db)
                    .await?;
                if changed.rows_affected > 0 {
                    audit.push(entry("incident.acknowledged", actor, *id, now));
                }
                Ok(NotedIncidents::by_rows(changed.rows_affected))
            }
            IncidentChangeKind::Tell(id, number) => {
                let changed = incident::Entity::update_many()
                    .col_expr(incident::Column::Told, Expr::value(i32::try_from(number + 1)?))
                    .filter(incident::Column::Id.eq(*id))
                    .filter(incident::Column::Told.eq(i32::try_from(*number)?))
                    .filter(incident::Column::AcknowledgedAt.is_null())
                    .exec(db)
                    .await?;
                Ok(NotedIncidents::by_rows(changed.rows_affected))
            }
        }
    }
}

/// Opens an incident, or notes that it is still so.
async fn see(
    alarm: SeenAlarm,
    now: Timestamp,
    audit: &mut Vec<AuditEntry>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let (id, name, at) = (Uuid::new_v4(), alarm.kind.name(), now.as_millisecond());
    let row = incident::Model {
        id,
        kind: name.to_owned(),
        open_kind: Some(name.to_owned()),
        opened_at: alarm.since.as_millisecond(),
        seen_at: at,
        told: i32::try_from(alarm.told)?,
        acknowledged_at: None,
        acknowledged_by: None,
        closed_at: None,
    };
    let known = OnConflict::column(incident::Column::OpenKind).do_nothing().to_owned();
    let row = [row.into_active_model()];
    if incident::Entity::insert_many(row).on_conflict(known).exec_without_returning(db).await? > 0 {
        audit.push(entry("incident.opened", "system", id, now));
        return Ok(());
    }
    incident::Entity::update_many()
        .col_expr(incident::Column::SeenAt, Expr::value(at))
        .filter(incident::Column::OpenKind.eq(name))
        .exec(db)
        .await?;
    Ok(())
}

async fn close_quiet(
    now: Timestamp,
    audit: &mut Vec<AuditEntry>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<Incident>> {
    let mut ended = Vec::new();
    let quiet_since = now.checked_sub(QUIET).unwrap_or(Timestamp::MIN).as_millisecond();
    let quiet = incident::Entity::find()
        .filter(incident::Column::SeenAt.lt(quiet_since))
        .filter(incident::Column::ClosedAt.is_null());
    for row in quiet.lock_exclusive().all(db).await? {
        incident::Entity::update_many()
            .col_expr(incident::Column::ClosedAt, Expr::value(now.as_millisecond()))
            .col_expr(incident::Column::OpenKind, Expr::value(Option::<String>::None))
            .filter(incident::Column::Id.eq(row.id))
            .exec(db)
            .await?;
        audit.push(entry("incident.closed", "system", row.id, now));
        ended.push(read_row(&incident::Model { closed_at: Some(now.as_millisecond()), ..row })?);
    }
    Ok(ended)
}

fn entry(action: &'static str, actor: &str, incident: Uuid, at: Timestamp) -> AuditEntry {
    AuditEntry { at, actor: actor.to_owned(), action, person: None, subject: Some(incident) }
}
