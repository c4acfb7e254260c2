//! Counsellors and companies: when they can be met by the files, when they are away or there beside that, where they meet people, and
//! which bookings do not agree with all this any more. It belongs to the whole office: a host is of no programme alone.

use std::ops::Range;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Deserialize;
use tsubame_model::source::TimeOfDay;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    booking_words::{conflict_label, host_time_fault, host_time_label, week_text},
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    path_id::path_id,
    site_hosts::{SiteHost, site_hosts},
    staff_visit::StaffVisit,
    times::{day_and_time, days_and_times},
};
use crate::{
    intake::{bookings::HostTimeKind, calendar::instant_in_japan, staff::StaffRight},
    store::{AddedHostTime, JoinAddressError, NewHostTime},
    web::{Error, SiteSnapshot},
};

const ACCESS: RouteAccess = RouteAccess::Whole(StaffRight::ManageBookings);

/// The longest reason, in characters.
const LONGEST_REASON: usize = 200;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .get("/hosts", ACCESS, page)
        .post("/hosts/times", ACCESS, add_time)
        .post("/hosts/times/{time}/end", ACCESS, end_time)
        .post("/hosts/address", ACCESS, set_address)
}

#[derive(Debug, Deserialize)]
struct HostsQuery {
    done: Option<String>,
}

/// A host with the hours of the files.
struct HostCard {
    key: String,
    label: String,
    /// What is booked with it, and when.
    hours: Vec<(String, String)>,
    address: String,
}

/// A time that holds.
struct HostTimeRow {
    id: Uuid,
    host: String,
    kind: &'static str,
    times: String,
    reason: String,
    said: String,
}

/// A booking that does not agree with what is offered any more.
struct ConflictRow {
    submission: Uuid,
    title: String,
    when: String,
    why: &'static str,
}

/// What a form sent that could not be done.
#[derive(Clone, Debug, Default)]
struct TypedTime {
    fault: Option<&'static str>,
    host: String,
    kind: String,
    from_day: String,
    from_time: String,
    until_day: String,
    until_time: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "office/hosts.html")]
struct HostsHtml {
    frame: OfficeFrame,
    hosts: Vec<HostCard>,
    times: Vec<HostTimeRow>,
    conflicts: Vec<ConflictRow>,
    typed: TypedTime,
    longest_reason: usize,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(query): Query<HostsQuery>,
) -> Result<Response, Error> {
    draw(&state, &visit, query.done.as_deref().and_then(done_text), TypedTime::default()).await
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    done: Option<&'static str>,
    typed: TypedTime,
) -> Result<Response, Error> {
    let (store, site, now) = (&state.app.store, state.app.site(), Timestamp::now());
    let (hosts, names) = (site_hosts(&site), AccountNames::read(state).await?);
    let addresses = store.host_addresses().await?;
    let label = |key: &str| hosts.iter().find(|host| host.key == key).map_or(key, |host| host.label).to_owned();
    let times = store.host_times(now).await?;
    let time = |time: &crate::store::HostTimeView| HostTimeRow {
        id: time.id,
        host: label(&time.said.resource),
        kind: host_time_label(time.said.kind),
        times: times_text(&time.said.times),
        reason: time.said.reason.clone(),
        said: format!("{}、{}", day_and_time(time.made_at), names.of(&time.made_by)),
    };
    let conflicts = store.bookings_in_conflict(&site.bookings.by_name, &site.bookings.holidays, now).await?;
    let card = |host: &SiteHost<'_>| {
        let address = addresses.iter().find(|address| address.resource == host.key);
        host_card(host, address.map(|address| address.address.clone()).unwrap_or_default())
    };
    let page = HostsHtml {
        frame: OfficeFrame::new("相手・担当の予定", "/bookings", visit).with_done(done),
        hosts: hosts.iter().map(card).collect(),
        times: times.iter().map(time).collect(),
        conflicts: conflicts
            .iter()
            .map(|(view, conflict)| ConflictRow {
                submission: view.submission.0,
                title: view.title.clone(),
                when: days_and_times(view.starts_at, view.ends_at),
                why: conflict_label(*conflict),
            })
            .collect(),
        longest_reason: LONGEST_REASON,
        typed,
    };
    let status = if page.typed.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    show(&page, status)
}

fn host_card(host: &SiteHost<'_>, address: String) -> HostCard {
    let hours = host.bookings.iter().map(|(booking, resource)| {
        let holidays = if booking.opens_on_holidays { "" } else { "、祝日は休み" };
        (booking.label.clone(), format!("{}{holidays}", week_text(booking.opening_of(resource))))
    });
    HostCard { key: host.key.to_owned(), label: host.label.to_owned(), hours: hours.collect(), address }
}

fn times_text(times: &Range<Timestamp>) -> String {
    days_and_times(times.start, times.end)
}

async fn add_time(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let time = match read_time(&form, &state.app.site(), Timestamp::now()) {
        Ok(time) => time,
        Err(fault) => {
            let text = |name: &str| form.text(name).to_owned();
            let typed = TypedTime {
                fault: Some(fault),
                host: text("host"),
                kind: text("kind"),
                from_day: text("from_day"),
                from_time: text("from_time"),
                until_day: text("until_day"),
                until_time: text("until_time"),
                reason: text("reason"),
            };
            return draw(&state, &visit, None, typed).await;
        }
    };
    Ok(match state.app.store.add_host_time(time, &visit.actor()).await? {
        AddedHostTime::AlreadyThere => see_other("/hosts?done=already"),
        AddedHostTime::Added { booked } if booked.is_empty() => see_other("/hosts?done=added"),
        AddedHostTime::Added { .. } => see_other("/hosts?done=booked#conflicts"),
    })
}

/// The time that a form says. Without times, whole days are meant, with the hours after midnight that belong to them.
fn read_time(form: &OfficeForm, site: &SiteSnapshot, now: Timestamp) -> Result<NewHostTime, &'static str> {
    let hosts = site_hosts(site);
    let host = hosts.iter().find(|host| host.key == form.text("host")).ok_or("担当者を選んでください。")?;
    let kind = HostTimeKind::parse(form.text("kind")).ok_or("不在か、臨時の受付かを選んでください。")?;
    let from_day: Date = form.parsed("from_day").ok_or("始まりの日付を入力してください。")?;
    let until_day: Date = if form.text("until_day").is_empty() {
        from_day
    } else {
        form.parsed("until_day").ok_or("終わりの日付を確かめてください。")?
    };
    let [from, until] = ["from_time", "until_time"].map(|name| match form.text(name) {
        "" => Ok(None),
        typed => TimeOfDay::parse(typed).map(Some).map_err(
            |_| "時刻は 9:30 や 25:00 のように入力してください。深夜は 24:00 から 29:59 まで、前の日の続きで書けます。",
        ),
    });
    let (from, until) = (from?, until?);
    if kind == HostTimeKind::Extra && (from.is_none() || until.is_none()) {
        return Err("臨時の受付は、始まりと終わりの時刻も入力してください。");
    }
    let reason: String = form.text("reason").chars().take(LONGEST_REASON).collect();
    if reason.is_empty() {
        return Err("理由を入力してください。");
    }
    let at = |day: Date, time: TimeOfDay| time.on(day).and_then(instant_in_japan);
    let start = from.map_or_else(|| host.day_begin(from_day), |time| at(from_day, time));
    let end = until.map_or_else(|| host.day_begin(until_day.saturating_add(1.day())), |time| at(until_day, time));
    let times = start.zip(end).map(|(start, end)| start..end).ok_or("日付を確かめてください。")?;
    kind.check(&times, now).map_err(host_time_fault)?;
    Ok(NewHostTime { resource: host.key.to_owned(), kind, times, reason })
}

async fn end_time(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(time): Path<String>,
) -> Result<Response, Error> {
    let has_ended = state.app.store.end_host_time(path_id(&time)?, &visit.actor()).await?;
    Ok(see_other(if has_ended { "/hosts?done=ended" } else { "/hosts?done=ended_before" }))
}

async fn set_address(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let (site, key) = (state.app.site(), form.text("host"));
    if !site_hosts(&site).iter().any(|host| host.key == key) {
        return Err(Error::NotFound);
    }
    match state.app.store.set_host_address(key, form.text("address"), &visit.actor()).await {
        Ok(()) => Ok(see_other("/hosts?done=address")),
        Err(JoinAddressError::NotAnAddress) => {
            let fault =
                Some("参加用のアドレスは https:// で始まる英数字で入力してください。アドレスは変えていません。");
            draw(&state, &visit, None, TypedTime { fault, ..TypedTime::default() }).await
        }
        Err(JoinAddressError::NoVideo) => Err(Error::NotFound),
        Err(JoinAddressError::Write(error)) => Err(error.into()),
        Err(JoinAddressError::Internal(error)) => Err(error.into()),
    }
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "added" => Some("予定を加えました。予約を受ける時間に、すぐ反映されます。"),
        "booked" => Some(
            "予定を加えました。その時間に入っている予約はそのままです。下の一覧から、日時を変えるか取り消してください。",
        ),
        "already" => Some("同じ予定が、先に入力されていました。何も変更していません。"),
        "ended" => Some("予定を取り消しました。"),
        "ended_before" => Some("予定は、先にほかの人が取り消していました。何も変更していません。"),
        "address" => Some("参加用のアドレスを保存しました。これから送るメールに載ります。"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{store::booking_setup::definition, web::SiteBookings};

    fn read(fields: &[(&str, &str)]) -> Result<Range<Timestamp>, &'static str> {
        let bookings = SiteBookings { by_name: [("talk".to_owned(), definition())].into(), ..SiteBookings::default() };
        let site = SiteSnapshot { bookings, ..SiteSnapshot::default() };
        let base = [("host", "sato"), ("kind", "away"), ("from_day", "2026-12-10"), ("reason", "通院")];
        let all = fields
            .iter()
            .copied()
            .chain(base.into_iter().filter(|(name, _)| fields.iter().all(|(key, _)| key != name)));
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
        let now = "2026-12-01T00:00:00Z".parse().unwrap();
        read_time(&OfficeForm::parse(body.as_bytes()), &site, now).map(|time| time.times)
    }

    #[test]
    fn times_are_those_of_japan_and_days_have_their_hours_after_midnight() {
        let times = |from: &str, until: &str| {
            let at = |text: &str| format!("2026-12-{text}+09:00").parse::<Timestamp>().unwrap();
            Ok(at(from)..at(until))
        };
        // Hours last until 25:00, so a day begins at one o'clock.
        assert_eq!(read(&[]), times("10T01:00", "11T01:00"));
        assert_eq!(read(&[("until_day", "2026-12-12")]), times("10T01:00", "13T01:00"));
        assert_eq!(read(&[("from_time", "9:30"), ("until_time", "１２：００")]), times("10T09:30", "10T12:00"));
        assert_eq!(read(&[("from_time", "24:00"), ("until_time", "25:00")]), times("11T00:00", "11T01:00"));
        assert_eq!(read(&[("from_time", "13時")]), times("10T13:00", "11T01:00"), "for the rest of the day");
        let extra = [("kind", "extra"), ("from_time", "5:00"), ("until_time", "6:00")];
        assert_eq!(read(&extra), times("10T05:00", "10T06:00"));
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (fields, words) in [
            (&[("host", "nobody")][..], "担当者"),
            (&[("kind", "")], "不在か"),
            (&[("from_day", "12/10")], "始まりの日付"),
            (&[("until_day", "x")], "終わりの日付"),
            (&[("until_day", "2026-12-09")], "終わりが始まりより前"),
            (&[("from_time", "noon")], "時刻は"),
            (&[("from_time", "9:03")], "5分きざみ"),
            (&[("kind", "extra")], "臨時の受付は"),
            (&[("reason", " ")], "理由"),
            (&[("from_day", "2026-11-01")], "終わった時間"),
            (&[("until_day", "2028-01-01")], "長すぎます"),
        ] {
            let fault = read(fields).unwrap_err();
            assert!(fault.contains(words), "{fields:?}: {fault}");
        }
    }
}
