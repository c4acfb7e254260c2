//! The calendar of talks: by host, a week as a table or a day as a list, moved by buttons.

use std::{collections::BTreeMap, ops::Range};

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Deserialize;
use url::form_urlencoded;

use super::{
    booking_scope::{own_lines, visitor_names},
    booking_words::{host_time_label, mark_label},
    facet_words::booking_label,
    frame::{OfficeFrame, show},
    list_choice::{ListChoice, choices},
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    site_hosts::{SiteHost, hours_on, midnight, site_hosts, talk_day},
    staff_visit::StaffVisit,
    times::{local_day, today},
};
use crate::{
    intake::{
        SubmissionId,
        staff::{ProgrammeScope, StaffRight},
    },
    store::{BookingCounts, BookingLine, HostTimeView},
    web::{Error, SiteSnapshot},
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::ManageBookings);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/bookings", ACCESS, calendar)
}

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CalendarQuery {
    /// `day` for one day, a week otherwise.
    view: Option<String>,
    day: Option<String>,
    kind: Option<String>,
    host: Option<String>,
    /// Whether what was given back is shown too.
    all: Option<String>,
}

/// The same, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AskedCalendar {
    is_day: bool,
    day: Date,
    kind: String,
    host: String,
    with_over: bool,
}

impl AskedCalendar {
    pub fn of(query: CalendarQuery, today: Date) -> Self {
        Self {
            is_day: query.view.as_deref() == Some("day"),
            day: query.day.and_then(|day| day.parse().ok()).unwrap_or(today),
            kind: query.kind.unwrap_or_default(),
            host: query.host.unwrap_or_default(),
            with_over: query.all.is_some(),
        }
    }

    /// The days that are shown: the one, or its week from Monday on.
    fn days(&self) -> Vec<Date> {
        if self.is_day {
            return vec![self.day];
        }
        let back = i64::from(self.day.weekday().to_monday_zero_offset());
        let monday = self.day.saturating_sub(back.days());
        (0..7_i64).map(|day| monday.saturating_add(day.days())).collect()
    }

    /// The address of the same from another day on, or in the other view.
    fn address(&self, is_day: bool, day: Date) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("view", if is_day { "day" } else { "week" }).append_pair("day", &day.to_string());
        for (name, value) in [("kind", &self.kind), ("host", &self.host)] {
            if !value.is_empty() {
                pairs.append_pair(name, value);
            }
        }
        if self.with_over {
            pairs.append_pair("all", "1");
        }
        format!("/bookings?{}", pairs.finish())
    }

    fn is_meant(&self, line: &BookingLine) -> bool {
        (self.kind.is_empty() || self.kind == line.view.booking)
            && (self.host.is_empty() || self.host == line.view.resource)
            && (self.with_over || !line.view.state.is_over())
    }
}

/// A talk in the calendar.
#[derive(Clone)]
struct TalkRow {
    address: String,
    time: String,
    kind: String,
    channel: &'static str,
    state: &'static str,
    mark: &'static str,
    visitor: String,
    is_over: bool,
}

/// A day of a host.
#[derive(Clone)]
struct TalkDay {
    /// That they are away, or there beside their hours.
    times: Vec<String>,
    talks: Vec<TalkRow>,
}

/// A host with the days that are shown.
struct HostRow {
    label: String,
    days: Vec<TalkDay>,
}

/// A day of all hosts, where there is no room for a week beside each other.
struct DayList {
    label: String,
    /// Whoever has something on it.
    hosts: Vec<(String, TalkDay)>,
}

/// The way to other days.
struct CalendarSteps {
    earlier: String,
    later: String,
    today: String,
    other_view: String,
}

/// Talks of one kind in the month.
struct CountRow {
    label: String,
    counts: BookingCounts,
    /// Those of which nobody has said what became of them.
    unsaid: u64,
}

#[derive(Template)]
#[template(path = "office/bookings.html")]
struct CalendarHtml {
    frame: OfficeFrame,
    is_day: bool,
    day: String,
    span: String,
    days: Vec<String>,
    hosts: Vec<HostRow>,
    /// The same by day, today and what comes after it first.
    by_day: Vec<DayList>,
    kinds: Vec<ListChoice>,
    host_choices: Vec<ListChoice>,
    with_over: bool,
    steps: CalendarSteps,
    month: String,
    counts: Vec<CountRow>,
    conflicts: usize,
    may_manage_hosts: bool,
    /// The page that takes the talks away, for whoever may.
    export: Option<String>,
}

/// The talks that are asked for and that somebody may see, by their time.
pub(super) async fn asked_lines(
    state: &OfficeState,
    visit: &StaffVisit,
    asked: &AskedCalendar,
) -> Result<Vec<BookingLine>, Error> {
    let (site, days) = (state.app.site(), asked.days());
    let (first, last) = (days[0], days[days.len() - 1]);
    // Hours after midnight belong to the day before.
    let lines = state.app.store.booking_lines(midnight(first), midnight(last.saturating_add(2.days()))).await?;
    let mut lines = own_lines(state, visit, lines).await?;
    lines.retain(|line| asked.is_meant(line) && (first..=last).contains(&talk_day(&line.view, &site)));
    Ok(lines)
}

async fn calendar(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<CalendarQuery>,
) -> Result<Response, Error> {
    let (store, site, now) = (&state.app.store, state.app.site(), Timestamp::now());
    let asked = AskedCalendar::of(query, today(now));
    let days = asked.days();
    let (first, last) = (days[0], days[days.len() - 1]);
    let lines = asked_lines(&state, &visit, &asked).await?;
    let names = visitor_names(&state, &visit, &lines).await?;
    let times = store.host_times(midnight(first)).await?;
    let hosts = site_hosts(&site);
    let is_whole = visit.session.grants.may(StaffRight::ManageBookings, None);
    let counts = if is_whole { store.booking_counts(asked.day).await? } else { BTreeMap::new() };
    let conflicts = if is_whole {
        store.bookings_in_conflict(&site.bookings.by_name, &site.bookings.holidays, now).await?.len()
    } else {
        0
    };
    let drawing = Drawing { site: &site, hosts: &hosts, names: &names, times: &times, lines: &lines, days: &days };
    let rows = drawing.rows(&asked);
    let step = if asked.is_day { 1.day() } else { 7.days() };
    let page = CalendarHtml {
        frame: OfficeFrame::new("予約", "/bookings", &visit),
        is_day: asked.is_day,
        day: asked.day.to_string(),
        span: if asked.is_day { local_day(first) } else { format!("{}〜{}", local_day(first), local_day(last)) },
        days: days.iter().map(|day| short_day(*day)).collect(),
        by_day: day_lists(&rows, &days, today(now)),
        hosts: rows,
        kinds: choices(
            site.bookings.by_name.iter().map(|(name, booking)| (name.as_str(), booking.label.as_str())),
            &asked.kind,
        ),
        host_choices: choices(hosts.iter().map(|host| (host.key, host.label)), &asked.host),
        with_over: asked.with_over,
        steps: CalendarSteps {
            earlier: asked.address(asked.is_day, asked.day.saturating_sub(step)),
            later: asked.address(asked.is_day, asked.day.saturating_add(step)),
            today: asked.address(asked.is_day, today(now)),
            other_view: asked.address(!asked.is_day, asked.day),
        },
        month: format!("{}年{}月", asked.day.year(), asked.day.month()),
        counts: counts.iter().map(|(name, counts)| count_row(name, *counts, &site)).collect(),
        conflicts,
        may_manage_hosts: matches!(visit.scope(), ProgrammeScope::All),
        export: visit
            .may(StaffRight::ExportPersons)
            .then(|| asked.address(asked.is_day, asked.day).replacen("/bookings", "/bookings/export", 1)),
    };
    show(&page, StatusCode::OK)
}

/// What the rows of the calendar are made of.
struct Drawing<'a> {
    site: &'a SiteSnapshot,
    hosts: &'a [SiteHost<'a>],
    names: &'a BTreeMap<SubmissionId, String>,
    times: &'a [HostTimeView],
    lines: &'a [BookingLine],
    days: &'a [Date],
}

impl Drawing<'_> {
    /// A row for each host of which there is something to show; for one who was asked for in any case. Whoever is gone from the files
    /// is called by what was booked.
    fn rows(&self, asked: &AskedCalendar) -> Vec<HostRow> {
        let mut keys: Vec<(&str, &str)> = self.hosts.iter().map(|host| (host.key, host.label)).collect();
        for line in self.lines {
            if !keys.iter().any(|(key, _)| *key == line.view.resource) {
                keys.push((&line.view.resource, &line.view.title));
            }
        }
        keys.retain(|(key, _)| asked.host.is_empty() || asked.host == *key);
        let row = |(key, label): &(&str, &str)| {
            let days: Vec<TalkDay> = self.days.iter().map(|day| self.day(key, *day)).collect();
            let is_shown = !asked.host.is_empty() || days.iter().any(TalkDay::has_any);
            is_shown.then(|| HostRow { label: (*label).to_owned(), days })
        };
        keys.iter().filter_map(row).collect()
    }

    fn day(&self, host: &str, day: Date) -> TalkDay {
        let is_theirs = |line: &&BookingLine| line.view.resource == host && talk_day(&line.view, self.site) == day;
        let window = self.begin(host, day)..self.begin(host, day.saturating_add(1.day()));
        let touches = |time: &&HostTimeView| {
            time.said.resource == host && time.said.times.start < window.end && time.said.times.end > window.start
        };
        TalkDay {
            times: self.times.iter().filter(touches).map(|time| time_text(time, day, &window)).collect(),
            talks: self.lines.iter().filter(is_theirs).map(|line| self.talk(line, day)).collect(),
        }
    }

    fn begin(&self, host: &str, day: Date) -> Timestamp {
        let known = self.hosts.iter().find(|known| known.key == host);
        known.and_then(|known| known.day_begin(day)).unwrap_or_else(|| midnight(day))
    }

    fn talk(&self, line: &BookingLine, day: Date) -> TalkRow {
        let view = &line.view;
        let definition = self.site.bookings.by_name.get(&view.booking);
        TalkRow {
            address: format!("/bookings/{}", view.submission.0),
            time: hours_on(day, view.starts_at, view.ends_at),
            kind: definition.map_or_else(|| view.booking.clone(), |found| found.label.clone()),
            channel: view.channel.label(),
            state: booking_label(view.state),
            mark: line.mark.map(mark_label).unwrap_or_default(),
            visitor: self.names.get(&view.submission).cloned().unwrap_or_default(),
            is_over: view.state.is_over(),
        }
    }
}

impl TalkDay {
    fn has_any(&self) -> bool {
        !self.times.is_empty() || !self.talks.is_empty()
    }
}

/// The days on which there is something: today and those after it, then those that are over.
fn day_lists(rows: &[HostRow], days: &[Date], today: Date) -> Vec<DayList> {
    let list = |(index, day): (usize, &Date)| {
        let own = rows.iter().filter_map(|row| Some((row.label.clone(), row.days.get(index)?.clone())));
        let hosts: Vec<(String, TalkDay)> = own.filter(|(_, day)| day.has_any()).collect();
        let label = if *day == today { format!("今日　{}", local_day(*day)) } else { local_day(*day) };
        (!hosts.is_empty()).then_some(DayList { label, hosts })
    };
    let (to_come, over): (Vec<_>, Vec<_>) = days.iter().enumerate().partition(|(_, day)| **day >= today);
    to_come.into_iter().chain(over).filter_map(list).collect()
}

/// A host's time as far as it lies in a day: `不在 13:00〜18:00`, `不在（終日）`.
fn time_text(time: &HostTimeView, day: Date, window: &Range<Timestamp>) -> String {
    let (label, times) = (host_time_label(time.said.kind), &time.said.times);
    if times.start <= window.start && times.end >= window.end {
        return format!("{label}（終日）");
    }
    format!("{label} {}", hours_on(day, times.start.max(window.start), times.end.min(window.end)))
}

/// A day of a week: `12/4（金）`.
fn short_day(day: Date) -> String {
    local_day(day).split_once('/').map(|(_, rest)| rest.to_owned()).unwrap_or_default()
}

fn count_row(name: &str, counts: BookingCounts, site: &SiteSnapshot) -> CountRow {
    let label = site.bookings.by_name.get(name).map_or_else(|| name.to_owned(), |booking| booking.label.clone());
    let said = counts.held + counts.visitor_absent + counts.host_absent;
    CountRow { label, counts, unsaid: counts.booked.saturating_sub(said) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_begins_on_monday_and_the_way_to_another_keeps_the_filters() {
        let query = CalendarQuery {
            day: Some("2026-12-10".to_owned()),
            host: Some("sato".to_owned()),
            all: Some("1".to_owned()),
            ..CalendarQuery::default()
        };
        let asked = AskedCalendar::of(query, date(2026, 1, 1));
        let days = asked.days();
        assert_eq!((days.len(), days[0], days[6]), (7, date(2026, 12, 7), date(2026, 12, 13)));
        assert_eq!(asked.address(true, days[6]), "/bookings?view=day&day=2026-12-13&host=sato&all=1");
        let query =
            CalendarQuery { day: Some("x".to_owned()), view: Some("day".to_owned()), ..CalendarQuery::default() };
        let asked = AskedCalendar::of(query, date(2026, 1, 1));
        assert_eq!(asked.days(), [date(2026, 1, 1)], "what is no day is today");
        assert_eq!(short_day(date(2026, 12, 4)), "12/4（金）");
    }

    #[test]
    fn today_and_what_comes_after_it_stand_first() {
        let days: Vec<Date> = (7..12).map(|day| date(2026, 12, day)).collect();
        let day = |times: usize| TalkDay { times: vec!["不在".to_owned(); times], talks: Vec::new() };
        let rows = [HostRow { label: "佐藤".to_owned(), days: [1, 1, 1, 0, 1].map(day).into() }];
        let labels: Vec<String> = day_lists(&rows, &days, days[2]).into_iter().map(|day| day.label).collect();
        let expected = ["今日　2026/12/9（水）", "2026/12/11（金）", "2026/12/7（月）", "2026/12/8（火）"];
        assert_eq!(labels, expected);
    }
}
