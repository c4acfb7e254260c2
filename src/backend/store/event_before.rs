//! What people knew of an event before it changed for the last time: a notice says it beside what holds.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    entities::{event, event_change},
    event_facts::{ContentColumns, parse_facts},
    event_update::EventChangeState,
};
use crate::intake::Attendance;

/// Time and place as people knew them before the last change that was confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventBefore {
    /// When it was to begin and to end, if that is another time now.
    pub time: Option<(Timestamp, Timestamp)>,
    /// Where somebody was to take part, if that is elsewhere now.
    pub place: Option<String>,
}

/// Where people take part who take part so, at an event that is at this place.
pub(super) fn place_of(attendance: Attendance, place: String) -> String {
    match attendance {
        Attendance::Venue => place,
        Attendance::Online => "オンライン".to_owned(),
    }
}

/// What was before the last confirmed change of an event, for whoever takes part so; `None` if there was none.
pub(super) async fn before_last_change(
    row: &event::Model,
    attendance: Attendance,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<EventBefore>> {
    let last = event_change::Entity::find()
        .filter(event_change::Column::EventId.eq(&row.id))
        .filter(event_change::Column::State.eq(EventChangeState::Confirmed.name()))
        .order_by_desc(event_change::Column::DecidedAt)
        .one(db)
        .await?;
    let Some(text) = last.as_ref().and_then(|last| last.before.as_deref()) else { return Ok(None) };
    let before = parse_facts(text, &ContentColumns { event: &row.id, time: row.content_time, commit: None })?;
    let times = (before.starts_at, before.ends_at);
    let is_same = times.0.as_millisecond() == row.starts_at && times.1.as_millisecond() == row.ends_at;
    // Who takes part from afar did so before, if one could.
    let before_in = if before.places.contains_key(&attendance) { attendance } else { Attendance::Venue };
    let (before_place, place) = (place_of(before_in, before.place), place_of(attendance, row.place.clone()));
    Ok(Some(EventBefore {
        time: (!is_same).then_some(times),
        place: Some(before_place).filter(|before| *before != place),
    }))
}
