//! The dates of a series that somebody could come on instead.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entities::event;

/// All dates of a series but this one that take somebody still.
pub(super) async fn dates_beside(
    event: &event::Model,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<event::Model>> {
    let Some(series) = event.series.as_deref() else { return Ok(Vec::new()) };
    let dates = event::Entity::find()
        .filter(event::Column::Series.eq(series))
        .filter(event::Column::Id.ne(&event.id))
        .filter(event::Column::IsOn.eq(true))
        .filter(event::Column::ClosesAt.gt(now.as_millisecond()))
        .order_by_asc(event::Column::StartsAt);
    Ok(dates.all(db).await?)
}

/// Whether there is another date to move to.
pub(super) async fn has_other_dates(
    event: &event::Model,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    Ok(!dates_beside(event, now, db).await?.is_empty())
}
