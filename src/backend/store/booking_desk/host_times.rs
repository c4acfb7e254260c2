//! Staff say that a counsellor or company is away, or there beside their hours, and take it back: under the lock of their time, so that
//! whoever is told which bookings lie in it is told of all of them.

use std::ops::Range;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    intake::bookings::{BookingState, HostTimeKind, bare_cells},
    store::{
        BookingView, Store, WriteError,
        audit::AuditEntry,
        entities::{booking, host_time},
        host_time_rows::{lasting, times_of},
        row_id::new_row_id,
        row_insert::insert_rows,
        slot_rows::SlotNeed,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// A time of a counsellor or company, as staff say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHostTime {
    /// The key of the counsellor or company.
    pub resource: String,
    /// Whether they are away or there.
    pub kind: HostTimeKind,
    /// From when until when.
    pub times: Range<Timestamp>,
    /// Why, in words that name nobody who books.
    pub reason: String,
}

/// A time that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostTimeView {
    /// What it is called.
    pub id: Uuid,
    /// What was said.
    pub said: NewHostTime,
    /// When.
    pub made_at: Timestamp,
    /// The account that said so.
    pub made_by: String,
}

/// What came of saying so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddedHostTime {
    /// It holds from now on.
    Added {
        /// The bookings that lie in a time at which their host is away, soonest first. They stay until somebody moves them.
        booked: Vec<BookingView>,
    },
    /// The very same was said before.
    AlreadyThere,
}

impl Store {
    /// Says that somebody is away, or there beside their hours. It holds for lists and for bookings from then on.
    pub async fn add_host_time(&self, time: NewHostTime, actor: &str) -> Result<AddedHostTime, WriteError> {
        self.write(HostTimeAddition { time, actor: actor.to_owned(), now: Timestamp::now() }).await
    }

    /// Takes a time back. Gives whether it held.
    pub async fn end_host_time(&self, id: Uuid, actor: &str) -> Result<bool, WriteError> {
        self.write(HostTimeEnd { id, actor: actor.to_owned(), now: Timestamp::now() }).await
    }

    /// The times that hold and are not over, soonest first.
    pub async fn host_times(&self, now: Timestamp) -> anyhow::Result<Vec<HostTimeView>> {
        let rows = lasting().filter(host_time::Column::EndsAt.gt(now.as_millisecond()));
        rows.all(&self.databases.readers).await?.into_iter().map(view).collect()
    }
}

fn view(row: host_time::Model) -> anyhow::Result<HostTimeView> {
    let kind = HostTimeKind::parse(&row.kind).context("a kind of a host's time is unknown")?;
    Ok(HostTimeView {
        id: row.id,
        made_at: Timestamp::from_millisecond(row.made_at)?,
        said: NewHostTime { times: times_of(&row)?, resource: row.resource, kind, reason: row.reason },
        made_by: row.made_by,
    })
}

struct HostTimeAddition {
    time: NewHostTime,
    actor: String,
    now: Timestamp,
}

impl StoreChange for HostTimeAddition {
    type Made = AddedHostTime;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<AddedHostTime> {
        let time = &self.time;
        let cells = bare_cells(time.times.start, time.times.end);
        // Whoever books with them decides by this, or is seen here.
        SlotNeed::of_resources([time.resource.as_str()].into_iter(), cells.clone()).lock(db).await?;
        let row = host_time::Model {
            id: new_row_id(),
            resource: time.resource.clone(),
            kind: time.kind.name().to_owned(),
            starts_at: time.times.start.as_millisecond(),
            ends_at: time.times.end.as_millisecond(),
            reason: time.reason.clone(),
            made_at: self.now.as_millisecond(),
            made_by: self.actor.clone(),
            ended_at: None,
            ended_by: None,
        };
        let id = row.id;
        let once = OnConflict::new().do_nothing().to_owned();
        let insertion = host_time::Entity::insert_many([row.into_active_model()]).on_conflict(once);
        if insert_rows(&insertion, db).await? == 0 {
            return Ok(AddedHostTime::AlreadyThere);
        }
        log.audit.push(entry(id, "host_time.added", &self.actor, self.now));
        let booked = match time.kind {
            HostTimeKind::Away => find_booked(&time.resource, &cells, self.now, db).await?,
            HostTimeKind::Extra => Vec::new(),
        };
        Ok(AddedHostTime::Added { booked })
    }
}

/// The bookings of somebody that touch cells and have not begun.
async fn find_booked(
    resource: &str,
    cells: &Range<i64>,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<BookingView>> {
    let over = [BookingState::Cancelled, BookingState::Lapsed].map(BookingState::name);
    let rows = booking::Entity::find()
        .filter(booking::Column::Resource.eq(resource))
        .filter(booking::Column::State.is_not_in(over))
        .filter(booking::Column::FirstCell.lt(cells.end))
        .filter(booking::Column::PastCell.gt(cells.start))
        .filter(booking::Column::StartsAt.gte(now.as_millisecond()))
        .order_by_asc(booking::Column::StartsAt)
        .order_by_asc(booking::Column::Id);
    rows.all(db).await?.iter().map(BookingView::of).collect()
}

struct HostTimeEnd {
    id: Uuid,
    actor: String,
    now: Timestamp,
}

impl StoreChange for HostTimeEnd {
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let find = || lasting().filter(host_time::Column::Id.eq(self.id));
        let Some(row) = find().one(db).await? else { return Ok(false) };
        let times = times_of(&row)?;
        let cells = bare_cells(times.start, times.end);
        SlotNeed::of_resources([row.resource.as_str()].into_iter(), cells).lock(db).await?;
        // Read again under the lock: somebody else may have taken it back in between.
        let Some(row) = find().one(db).await? else { return Ok(false) };
        let mut row = row.into_active_model();
        row.ended_at = Set(Some(self.now.as_millisecond()));
        row.ended_by = Set(Some(self.actor.clone()));
        row.update(db).await?;
        log.audit.push(entry(self.id, "host_time.ended", &self.actor, self.now));
        Ok(true)
    }
}

fn entry(id: Uuid, action: &'static str, actor: &str, at: Timestamp) -> AuditEntry {
    AuditEntry { at, actor: actor.to_owned(), action, person: None, subject: Some(id) }
}
