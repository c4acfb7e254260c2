//! One talk: its times, its two sides, where they meet, what staff did with it by hand and why, and what can be done now.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Deserialize;
use tsubame_model::schema::{Booking, BookingResource, Channel};
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    account_names::AccountNames,
    booking_scope::find_booking,
    booking_words::{mark_label, reason_text},
    facet_words::booking_label,
    frame::{OfficeFrame, show},
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    person_scope::is_own_submission,
    staff_visit::StaffVisit,
    times::{day_and_time, days_and_times},
};
use crate::{
    intake::{
        SubmissionId,
        bookings::{BookingMark, BookingState, SlotOffer},
        staff::StaffRight,
    },
    store::{BookingRecord, BookingView, StaffReason},
    web::{
        Error, SiteSnapshot,
        free_slots::{FreeSlots, SlotFilter},
    },
};

pub(super) const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::ManageBookings);

/// How many days of free times are on one page.
const DAYS: i64 = 14;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/bookings/{submission}", ACCESS, page)
}

#[derive(Debug, Deserialize)]
pub(super) struct TalkAddress {
    /// The first day of the free times that are shown.
    from: Option<String>,
    /// With whom those are, where that is somebody else than now.
    host: Option<String>,
    done: Option<String>,
}

/// A day with its free times.
struct FreeDay {
    label: String,
    is_open: bool,
    slots: Vec<FreeTime>,
}

/// Somebody with whom a talk can be.
struct TalkHost {
    key: String,
    label: String,
    is_chosen: bool,
}

struct FreeTime {
    value: String,
    label: String,
    is_chosen: bool,
}

/// Why staff changed something.
struct ReasonRow {
    at: String,
    by: String,
    what: &'static str,
    text: String,
}

/// What may be done with a talk now.
struct TalkSteps {
    accept: bool,
    change: bool,
    mark: bool,
    address: bool,
}

#[derive(Template)]
#[template(path = "office/booking.html")]
struct BookingHtml {
    frame: OfficeFrame,
    submission: Uuid,
    facts: Vec<(&'static str, String)>,
    visitor: String,
    /// The person, for whoever may open them.
    person: Option<Uuid>,
    join_address: String,
    is_host_address: bool,
    mark: Option<&'static str>,
    marks: Vec<(&'static str, &'static str)>,
    steps: TalkSteps,
    free: FreeDays,
    /// Those with whom it can be; empty where there is nobody else.
    hosts: Vec<TalkHost>,
    /// With whom it is to be, where that is somebody else than now.
    other_host: Option<String>,
    /// What is chosen by the address of the page.
    chosen: String,
    reasons: Vec<ReasonRow>,
    typed: TypedStep,
}

/// What a page says and keeps of a form that could not be done.
#[derive(Clone, Debug, Default)]
pub(super) struct TypedStep {
    pub fault: Option<&'static str>,
    pub reason: String,
    pub address: Option<String>,
    pub wish: Option<Timestamp>,
}

/// A talk that somebody may see, with who they are.
pub(super) struct OpenedTalk<'a> {
    pub state: &'a OfficeState,
    pub visit: &'a StaffVisit,
    pub submission: SubmissionId,
    from: Option<Date>,
    host: Option<String>,
}

/// Free times on one page, and the addresses of those before and after.
#[derive(Default)]
struct FreeDays {
    days: Vec<FreeDay>,
    earlier: Option<String>,
    later: Option<String>,
}

impl FreeDays {
    /// Whether there is anything to choose, here or on another page.
    fn is_empty(&self) -> bool {
        self.days.is_empty() && self.earlier.is_none() && self.later.is_none()
    }
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(submission): Path<String>,
    Query(query): Query<TalkAddress>,
) -> Result<Response, Error> {
    let talk = OpenedTalk::find(&state, &visit, (&submission, &query)).await?;
    talk.draw(query.done.as_deref().and_then(done_text), TypedStep::default()).await
}

impl<'a> OpenedTalk<'a> {
    /// The talk that an address names. One of another programme is not there.
    pub async fn find(
        state: &'a OfficeState,
        visit: &'a StaffVisit,
        (submission, query): (&str, &TalkAddress),
    ) -> Result<Self, Error> {
        let submission = find_booking(state, visit, submission).await?;
        let from = query.from.as_deref().and_then(|day| day.parse().ok());
        Ok(Self { state, visit, submission, from, host: query.host.clone() })
    }

    /// The page, after something was done, or could not be.
    pub async fn draw(&self, done: Option<&'static str>, typed: TypedStep) -> Result<Response, Error> {
        let (store, site, now) = (&self.state.app.store, self.state.app.site(), Timestamp::now());
        let opener = self.visit.with_right(StaffRight::OpenPerson);
        let opens =
            self.visit.may(StaffRight::OpenPerson) && is_own_submission(self.state, &opener, self.submission).await?;
        let found = store.booking_record(self.submission, opens, &self.visit.actor()).await?.ok_or(Error::NotFound)?;
        let names = AccountNames::read(self.state).await?;
        let view = &found.line.view;
        let steps = TalkSteps {
            accept: view.state == BookingState::Requested && view.starts_at > now,
            change: !view.state.is_over() && view.starts_at > now,
            mark: view.status().can_be_marked(now),
            address: view.channel == Channel::Video && !view.state.is_over() && view.ends_at > now,
        };
        let definition = staff_definition(&site, view.booking.as_str()).filter(|_| view.status().can_move(now));
        let hosts = definition.as_ref().map(|booking| self.hosts(booking, view)).unwrap_or_default();
        let chosen_host = hosts.iter().find(|host| host.is_chosen).map_or(view.resource.as_str(), |host| &host.key);
        let free = match &definition {
            Some(booking) => self.free_days(&site, booking, (chosen_host, view.channel, typed.wish)).await?,
            None => FreeDays::default(),
        };
        let other_host = hosts.iter().find(|host| host.is_chosen && host.key != view.resource);
        let other_host = other_host.map(|host| host.label.clone());
        let status = if typed.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let own_address = found.join_address.clone().filter(|_| !found.is_host_address).unwrap_or_default();
        let page = BookingHtml {
            frame: OfficeFrame::new(view.title.clone(), "/bookings", self.visit).with_done(done),
            submission: self.submission.0,
            facts: facts(&found, &site),
            person: opens.then_some(found.line.record.0),
            join_address: if found.is_host_address {
                found.join_address.clone().unwrap_or_default()
            } else {
                own_address
            },
            is_host_address: found.is_host_address,
            mark: found.line.mark.map(mark_label),
            marks: BookingMark::ALL.iter().map(|mark| (mark.name(), mark_label(*mark))).collect(),
            steps,
            free,
            hosts,
            other_host,
            chosen: self.address(self.from),
            reasons: found.reasons.iter().map(|reason| reason_row(reason, &names)).collect(),
            visitor: found.visitor,
            typed,
        };
        show(&page, status)
    }

    /// Those with whom it can be as it meets now, if there is anybody else.
    fn hosts(&self, booking: &Booking, view: &BookingView) -> Vec<TalkHost> {
        let meets = booking.resources.iter().filter(|host| booking.channels_of(host).contains(&view.channel));
        let asked = self.host.as_deref().unwrap_or(&view.resource);
        let host = |host: &BookingResource| TalkHost {
            key: host.key.clone(),
            label: host.label.clone(),
            is_chosen: host.key == asked,
        };
        let hosts: Vec<TalkHost> = meets.map(host).collect();
        if hosts.iter().any(|host| host.key != view.resource) { hosts } else { Vec::new() }
    }

    /// What an address says of the times that are shown from a day on.
    fn address(&self, from: Option<Date>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(from) = from {
            query.append_pair("from", &from.to_string());
        }
        if let Some(host) = &self.host {
            query.append_pair("host", host);
        }
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// What is free with a host, and the way to earlier and later days.
    async fn free_days(
        &self,
        site: &SiteSnapshot,
        booking: &Booking,
        (host, channel, wish): (&str, Channel, Option<Timestamp>),
    ) -> Result<FreeDays, Error> {
        let free = FreeSlots::read(&self.state.app, site, booking).await?;
        let today = free.today();
        let first = self.from.map_or(today, |from| from.max(today));
        let last = first.saturating_add((DAYS - 1).days());
        let horizon = today.saturating_add(i64::from(booking.slots.horizon_days).days());
        let filter = SlotFilter { with: Some(host), channel: Some(channel) };
        let offers = free.offers(first..=last, filter);
        let chosen_day = offers.iter().find(|offer| Some(offer.start) == wish).map(|offer| offer.business_day);
        let open = chosen_day.or_else(|| offers.first().map(|offer| offer.business_day));
        let slot = |offer: &SlotOffer| FreeTime {
            value: offer.wish.render(),
            label: offer.time_label.clone(),
            is_chosen: Some(offer.start) == wish,
        };
        let day = |offers: &[SlotOffer]| FreeDay {
            label: offers.first().map(SlotOffer::day_label).unwrap_or_default(),
            is_open: offers.first().map(|offer| offer.business_day) == open,
            slots: offers.iter().map(slot).collect(),
        };
        let earlier = (first > today).then(|| first.saturating_sub(DAYS.days()).max(today));
        let later = (last < horizon).then(|| last.saturating_add(1.day()));
        let days = offers.chunk_by(|a, b| a.business_day == b.business_day).map(day).collect();
        let address = |day: Date| self.address(Some(day));
        Ok(FreeDays { days, earlier: earlier.map(address), later: later.map(address) })
    }
}

/// A definition as staff go by it: they can take what is too near for visitors.
pub(super) fn staff_definition(site: &SiteSnapshot, name: &str) -> Option<Booking> {
    let mut booking = site.bookings.by_name.get(name)?.clone();
    booking.slots.lead_hours = 0;
    Some(booking)
}

fn facts(found: &BookingRecord, site: &SiteSnapshot) -> Vec<(&'static str, String)> {
    let view = &found.line.view;
    let definition = site.bookings.by_name.get(&view.booking);
    let host = definition.and_then(|booking| booking.resource(&view.resource));
    let mut facts = vec![
        ("日時", days_and_times(view.starts_at, view.ends_at)),
        ("状態", booking_label(view.state).to_owned()),
        ("種類", definition.map_or_else(|| view.booking.clone(), |booking| booking.label.clone())),
        ("相手・担当", host.map_or_else(|| view.resource.clone(), |host| host.label.clone())),
        ("方法", view.channel.label().to_owned()),
    ];
    if let Some((start, end)) = found.before {
        facts.push(("変更前の日時", days_and_times(start, end)));
    }
    facts.extend(found.before_title.clone().map(|title| ("変更前の予約", title)));
    if let Some(expires_at) = view.expires_at.filter(|_| view.state == BookingState::Unconfirmed) {
        facts.push(("確認の期限", day_and_time(expires_at)));
    }
    let told = found.host_mail.clone().unwrap_or_else(|| "メールでは知らせていません".to_owned());
    facts.push(("担当者への連絡", told));
    facts
}

fn reason_row(reason: &StaffReason, names: &AccountNames) -> ReasonRow {
    let (at, by) = (day_and_time(reason.at), names.of(&reason.by));
    ReasonRow { at, by, what: reason_text(reason), text: reason.text.clone() }
}

fn done_text(done: &str) -> Option<&'static str> {
    match done {
        "moved" => Some("日時を変えました。双方にメールでお知らせします。"),
        "handed_over" => Some("担当者を変えました。本人と、前の担当者、新しい担当者にメールでお知らせします。"),
        "cancelled" => Some("予約を取り消しました。双方にメールでお知らせします。"),
        "accepted" => Some("予約を受け付けました。双方にメールでお知らせします。"),
        "address" => Some("参加用のアドレスを保存しました。双方にメールでお知らせします。"),
        "marked" => Some("結果を記録しました。"),
        "unmarked" => Some("結果の記録を取り消しました。"),
        "unmarked_before" => Some("結果の記録は、ありませんでした。何も変更していません。"),
        _ => None,
    }
}
