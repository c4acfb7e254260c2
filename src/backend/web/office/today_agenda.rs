//! What is on today, in the order of its time: talks and events, as far as somebody looks after them. No name is in it.

use jiff::{Timestamp, ToSpan};

use super::{
    booking_scope::own_lines,
    booking_words::mark_label,
    event_scope::find_event,
    events::event_query,
    facet_words::booking_label,
    office_state::OfficeState,
    site_hosts::{hours_on, midnight, talk_day},
    staff_visit::StaffVisit,
    times::today,
};
use crate::{
    intake::staff::StaffRight,
    store::{BookingLine, EventDay},
    web::Error,
};

/// Something that is on.
pub(super) struct AgendaRow {
    starts_at: Timestamp,
    pub time: String,
    pub title: String,
    pub facts: String,
    pub address: String,
}

/// What is on today; `None` for whoever looks after neither talks nor events.
pub(super) async fn todays_agenda(
    state: &OfficeState,
    visit: &StaffVisit,
    now: Timestamp,
) -> Result<Option<Vec<AgendaRow>>, Error> {
    let (sees_talks, sees_events) = (visit.may(StaffRight::ManageBookings), visit.may(StaffRight::SeeEvents));
    if !sees_talks && !sees_events {
        return Ok(None);
    }
    let (store, site, day) = (&state.app.store, state.app.site(), today(now));
    let mut rows = Vec::new();
    if sees_talks {
        // Hours after midnight belong to the day before.
        let lines = store.booking_lines(midnight(day), midnight(day.saturating_add(2.days()))).await?;
        let lines = own_lines(state, &visit.with_right(StaffRight::ManageBookings), lines).await?;
        let is_on = |line: &&BookingLine| !line.view.state.is_over() && talk_day(&line.view, &site) == day;
        rows.extend(lines.iter().filter(is_on).map(|line| talk_row(line, now)));
    }
    if sees_events {
        let (visit, days) = (visit.with_right(StaffRight::SeeEvents), store.event_days(now).await?);
        let is_on = |event: &&EventDay| today(event.starts_at) == day && find_event(&visit, &event.event).is_ok();
        rows.extend(days.upcoming.iter().chain(&days.past).filter(is_on).map(|event| event_row(event, now)));
    }
    rows.sort_by_key(|row| row.starts_at);
    Ok(Some(rows))
}

fn talk_row(line: &BookingLine, now: Timestamp) -> AgendaRow {
    let view = &line.view;
    let result = match line.mark {
        Some(mark) => mark_label(mark),
        None if view.status().can_be_marked(now) && view.ends_at <= now => "結果が未記入",
        None => booking_label(view.state),
    };
    AgendaRow {
        starts_at: view.starts_at,
        time: hours_on(today(now), view.starts_at, view.ends_at),
        title: view.title.clone(),
        facts: format!("{}、{result}", view.channel.label()),
        address: format!("/bookings/{}", view.submission.0),
    }
}

fn event_row(event: &EventDay, now: Timestamp) -> AgendaRow {
    let place = if event.is_on { event.place.clone() } else { "中止・延期".to_owned() };
    AgendaRow {
        starts_at: event.starts_at,
        time: hours_on(today(now), event.starts_at, event.ends_at),
        title: event.title.clone(),
        facts: format!("イベント、{place}"),
        address: format!("/event?{}", event_query(&event.event)),
    }
}
