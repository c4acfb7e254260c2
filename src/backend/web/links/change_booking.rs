//! The link by which a booking is moved: `/api/l/TOKEN/change`. A GET shows what is free with the same counsellor or company,
//! day by day, and one button; a POST moves the booking, or says why not and what is free. The person never has more than one.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use tsubame_model::schema::Booking;
use url::form_urlencoded;

use super::{
    answer::booking_page,
    booking_words::{state_of_booking, time_of},
    words::{expired_link, unknown_link},
};
use crate::{
    intake::{
        LinkToken,
        bookings::{SlotOffer, SlotWish},
        calendar::business_day,
    },
    outbox::JapanTime,
    store::{BookingOutcome, BookingView},
    web::{
        Error, OriginVerdict, SiteSnapshot,
        free_slots::{FreeSlots, SlotFilter},
        judge_origin,
        page::{NoticePage, answer_html},
        state::AppState,
    },
};

/// How many days are on one page.
const DAYS: i64 = 14;

/// Why a booking stays where it is.
const TAKEN: &str = "お選びの時間は、ほかの方の予約が入りました。いまの予約はそのままです。";
const OWN_OVERLAP: &str = "お選びの時間には、ほかのご予約があります。いまの予約はそのままです。";
const NOT_OFFERED: &str = "お選びの日時は予約できません。いまの予約はそのままです。";
const NOT_CHOSEN: &str = "新しい日時を一つお選びください。";

#[derive(Template)]
#[template(path = "change_booking.html")]
struct ChangeHtml<'a> {
    booking: &'a BookingView,
    time: String,
    notice: Option<&'a str>,
    /// The time that was chosen and is not had.
    wished: Option<String>,
    days: Vec<ChangeDay>,
    earlier: Option<String>,
    later: Option<String>,
    home: &'a str,
}

/// A day, whose times fold up below it. No time is `required`: a browser that misses one says nothing where all days are folded
/// up, and the server says it on the page.
struct ChangeDay {
    label: String,
    is_open: bool,
    slots: Vec<ChangeSlot>,
}

struct ChangeSlot {
    value: String,
    label: String,
    is_chosen: bool,
}

/// What a page is asked to show.
#[derive(Clone, Copy, Debug, Default)]
struct ChangeQuery {
    /// The first day.
    from: Option<Date>,
    /// The time that was chosen and is not had, which stays to be seen.
    wish: Option<Timestamp>,
}

/// A booking behind a link, with its definition.
struct Moved<'a> {
    state: &'a AppState,
    site: &'a SiteSnapshot,
    booking: &'a Booking,
    view: BookingView,
}

/// What a link leads to.
enum Found<'a> {
    /// A booking that can be moved.
    Movable(Moved<'a>),
    /// A page that says why nothing can.
    Told(Response),
}

/// `GET /api/l/TOKEN/change?from=DAY`.
pub(super) async fn show(
    State(state): State<AppState>,
    Path(token): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let site = state.site();
    let asked = ChangeQuery { from: first_day(&query), wish: None };
    match find(&state, &site, &token).await? {
        Found::Movable(moved) => moved.page(None, asked, StatusCode::OK).await,
        Found::Told(page) => Ok(page),
    }
}

/// `POST /api/l/TOKEN/change?from=DAY` with `slot`.
pub(super) async fn act(
    State(state): State<AppState>,
    Path(token): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let site = state.site();
    if judge_origin(&headers, &site.origins) == OriginVerdict::Foreign {
        return Err(Error::ForeignOrigin);
    }
    let moved = match find(&state, &site, &token).await? {
        Found::Movable(moved) => moved,
        Found::Told(page) => return Ok(page),
    };
    let sent = form_urlencoded::parse(&body).find(|(name, _)| name == "slot");
    let Some(wish) = sent.and_then(|(_, text)| SlotWish::parse(&text)) else {
        let asked = ChangeQuery { from: first_day(&query), wish: None };
        return moved.page(Some(NOT_CHOSEN), asked, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    moved.to(wish.start, first_day(&query)).await
}

fn first_day(query: &BTreeMap<String, String>) -> Option<Date> {
    query.get("from").and_then(|day| day.parse().ok())
}

async fn find<'a>(state: &'a AppState, site: &'a SiteSnapshot, text: &str) -> Result<Found<'a>, Error> {
    let told = |page: &NoticePage, status| Ok(Found::Told(page.answer(status, &site.home)));
    let Some(token) = LinkToken::parse(text, &state.keys.index) else {
        return told(&unknown_link(), StatusCode::NOT_FOUND);
    };
    let Some(view) = state.store.booking(token.submission).await? else {
        return told(&unknown_link(), StatusCode::NOT_FOUND);
    };
    let now = Timestamp::now();
    if !token.is_usable(now) {
        return told(&expired_link(text), StatusCode::OK);
    }
    // What cannot be moved any more, or is offered no more, says how it stands.
    let booking = site.bookings.by_name.get(&view.booking).filter(|booking| booking.resource(&view.resource).is_some());
    match booking.filter(|_| view.status().can_move(now)) {
        Some(booking) => Ok(Found::Movable(Moved { state, site, booking, view })),
        None => Ok(Found::Told(booking_page(state, state_of_booking(&view), &view))),
    }
}

impl Moved<'_> {
    /// The page with what is free from a day on.
    async fn page(&self, notice: Option<&str>, asked: ChangeQuery, status: StatusCode) -> Result<Response, Error> {
        let free = FreeSlots::read(self.state, self.site, self.booking).await?;
        let filter = SlotFilter { with: Some(&self.view.resource), channel: Some(self.view.channel) };
        let today = free.today();
        let first = asked.from.map_or(today, |from| from.max(today));
        let last = first.saturating_add((DAYS - 1).days());
        let horizon = today.saturating_add(i64::from(self.booking.slots.horizon_days).days());
        let html = ChangeHtml {
            booking: &self.view,
            time: time_of(&self.view),
            notice,
            wished: asked.wish.and_then(|start| self.time_from(start)),
            days: change_days(&free.offers(first..=last, filter), asked.wish, self.booking),
            earlier: (first > today).then(|| format!("?from={}", first.saturating_sub(DAYS.days()).max(today))),
            later: (last < horizon).then(|| format!("?from={}", last.saturating_add(1.day()))),
            home: &self.site.home,
        };
        answer_html(&html, status)
    }

    /// A time of this booking that begins then, in words.
    fn time_from(&self, start: Timestamp) -> Option<String> {
        let end = start.checked_add(i64::from(self.booking.slots.minutes).minutes()).ok()?;
        Some(JapanTime::between(start, end).as_str().to_owned())
    }

    /// Moves it to a time that was chosen on the page that begins with a day.
    async fn to(&self, start: Timestamp, from: Option<Date>) -> Result<Response, Error> {
        let asked = ChangeQuery { from, wish: Some(start) };
        if start == self.view.starts_at {
            return Ok(booking_page(self.state, state_of_booking(&self.view), &self.view));
        }
        // Whether it is free is for the store to say, which knows that a booking is not in its own way.
        let open = FreeSlots::untaken(self.state, self.site, self.booking).await?;
        let Ok(slot) = open.check(&self.view.resource, start) else {
            return self.page(Some(NOT_OFFERED), asked, StatusCode::CONFLICT).await;
        };
        match self.state.store.move_booking(self.view.submission, self.booking, slot).await? {
            BookingOutcome::Stands(view) => Ok(booking_page(self.state, state_of_booking(&view), &view)),
            BookingOutcome::Taken(_) => self.page(Some(TAKEN), asked, StatusCode::CONFLICT).await,
            BookingOutcome::OwnOverlap(_) => self.page(Some(OWN_OVERLAP), asked, StatusCode::CONFLICT).await,
            BookingOutcome::NoBooking => Err(Error::NotFound),
        }
    }
}

/// Offers by their days. One day is open: that of the time that was chosen, where it is among them, else the first.
fn change_days(offers: &[SlotOffer], wish: Option<Timestamp>, booking: &Booking) -> Vec<ChangeDay> {
    let wished_day = wish.map(|start| business_day(start, &booking.opening));
    let open = offers.iter().map(|offer| offer.business_day).find(|day| Some(*day) == wished_day);
    let open = open.or_else(|| offers.first().map(|offer| offer.business_day));
    let slot = |offer: &SlotOffer| ChangeSlot {
        value: offer.wish.render(),
        label: offer.time_label.clone(),
        is_chosen: Some(offer.start) == wish,
    };
    let days = offers.chunk_by(|a, b| a.business_day == b.business_day);
    let day = |offers: &[SlotOffer]| ChangeDay {
        label: offers.first().map(SlotOffer::day_label).unwrap_or_default(),
        is_open: offers.first().map(|offer| offer.business_day) == open,
        slots: offers.iter().map(slot).collect(),
    };
    days.map(day).collect()
}
