//! What is on today, in the order of its time: talks and events, as far as somebody looks after them. Who comes to a talk is named to
//! whoever may open persons, as in the calendar, and the audit log has it.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{
    booking_scope::{own_lines, visitor_names},
    booking_words::mark_label,
    event_scope::find_event,
    events::event_query,
    facet_words::booking_label,
    office_state::OfficeState,
    site_hosts::{hours_on, midnight, talk_day},
    staff_visit::StaffVisit,
    times::{days_and_times, takes_whole_days, today},
};
use crate::{
    intake::{SubmissionId, staff::StaffRight},
    store::{BookingLine, EventDay},
    web::{Error, SiteSnapshot},
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
        let lines: Vec<BookingLine> = lines.into_iter().filter(|line| is_on(&line)).collect();
        let names = visitor_names(state, visit, &lines).await?;
        let talks = TalkWords { site: &site, names: &names, now };
        rows.extend(lines.iter().map(|line| talks.row(line)));
    }
    if sees_events {
        let (visit, days) = (visit.with_right(StaffRight::SeeEvents), store.event_days(now).await?);
        let is_on = |event: &&EventDay| {
            is_on_day((event.starts_at, event.ends_at), day) && find_event(&visit, &event.event).is_ok()
        };
        rows.extend(days.upcoming.iter().chain(&days.past).filter(is_on).map(|event| event_row(event, now)));
    }
    rows.sort_by_key(|row| row.starts_at);
    Ok(Some(rows))
}

/// By what talks are called.
struct TalkWords<'a> {
    site: &'a SiteSnapshot,
    names: &'a BTreeMap<SubmissionId, String>,
    now: Timestamp,
}

impl TalkWords<'_> {
    /// Who comes, to whom, what for and how.
    fn row(&self, line: &BookingLine) -> AgendaRow {
        let (view, now) = (&line.view, self.now);
        let result = match line.mark {
            Some(mark) => mark_label(mark),
            None if view.status().can_be_marked(now) && view.ends_at <= now => "結果が未記入",
            None => booking_label(view.state),
        };
        let definition = self.site.bookings.by_name.get(&view.booking);
        let host = definition.and_then(|booking| booking.resource(&view.resource));
        let facts = match (definition, host) {
            (Some(booking), Some(host)) => format!("担当：{}、{}", host.label, booking.label),
            // What is gone from the files is called as it was booked.
            _ => view.title.clone(),
        };
        let visitor = self.names.get(&view.submission).map(|name| format!("{name}さん"));
        AgendaRow {
            starts_at: view.starts_at,
            time: hours_on(today(now), view.starts_at, view.ends_at),
            title: visitor.unwrap_or_else(|| view.title.clone()),
            facts: format!("{facts}、{}、{result}", view.channel.label()),
            address: format!("/bookings/{}", view.submission.0),
        }
    }
}

/// Whether a day is one of those that an event takes: also one in its midst.
fn is_on_day((start, end): (Timestamp, Timestamp), day: Date) -> bool {
    start < midnight(day.saturating_add(1.day())) && end > midnight(day)
}

fn event_row(event: &EventDay, now: Timestamp) -> AgendaRow {
    let place = if event.is_on { event.place.clone() } else { "中止・延期".to_owned() };
    AgendaRow {
        starts_at: event.starts_at,
        time: if takes_whole_days(event.starts_at, event.ends_at) {
            "終日".to_owned()
        } else if today(event.starts_at) == today(event.ends_at) {
            hours_on(today(now), event.starts_at, event.ends_at)
        } else {
            days_and_times(event.starts_at, event.ends_at)
        },
        title: event.title.clone(),
        facts: format!("イベント、{place}"),
        address: format!("/event?{}", event_query(&event.event)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_takes_several_days_is_on_at_each_of_them() {
        let clock = |text: &str| -> Timestamp { format!("2027-02-{text}+09:00").parse().unwrap() };
        let stay = (clock("12T00:00"), clock("22T00:00"));
        let evening = (clock("12T19:00"), clock("12T21:00"));
        for (day, stays, sits) in
            [(11, false, false), (12, true, true), (13, true, false), (21, true, false), (22, false, false)]
        {
            let day = date(2027, 2, day);
            assert_eq!((is_on_day(stay, day), is_on_day(evening, day)), (stays, sits), "{day}");
        }
    }
}
