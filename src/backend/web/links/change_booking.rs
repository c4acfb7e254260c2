//! The link by which a booking is moved: `/api/l/TOKEN/change`. A GET shows what is free with the same counsellor or company
//! and one button; a POST moves the booking, or says why not and what is free. The person never has more than one.

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
    booking_words::{state_of_booking, time_of},
    words::{expired_link, unknown_link},
};
use crate::{
    intake::{
        LinkToken,
        bookings::{SlotOffer, SlotWish},
    },
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
    days: Vec<ChangeDay>,
    later: Option<String>,
    home: &'a str,
}

struct ChangeDay {
    label: String,
    slots: Vec<ChangeSlot>,
}

struct ChangeSlot {
    value: String,
    label: String,
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
    let from = query.get("from").and_then(|day| day.parse().ok());
    match find(&state, &site, &token).await? {
        Found::Movable(moved) => moved.page(None, from, StatusCode::OK).await,
        Found::Told(page) => Ok(page),
    }
}

/// `POST /api/l/TOKEN/change` with `slot`.
pub(super) async fn act(
    State(state): State<AppState>,
    Path(token): Path<String>,
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
        return moved.page(Some(NOT_CHOSEN), None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    moved.to(&wish).await
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
        None => told(&state_of_booking(&view), StatusCode::OK),
    }
}

impl Moved<'_> {
    /// The page with what is free from a day on.
    async fn page(&self, notice: Option<&str>, from: Option<Date>, status: StatusCode) -> Result<Response, Error> {
        let free = FreeSlots::read(self.state, self.site, self.booking).await?;
        let filter = SlotFilter { with: Some(&self.view.resource), channel: Some(self.view.channel) };
        let today = free.today();
        let first = from.map_or(today, |from| from.max(today));
        let last = first.saturating_add((DAYS - 1).days());
        let horizon = today.saturating_add(i64::from(self.booking.slots.horizon_days).days());
        let offers = free.offers(first..=last, filter);
        let html = ChangeHtml {
            booking: &self.view,
            time: time_of(&self.view),
            notice,
            days: offers.chunk_by(|a, b| a.business_day == b.business_day).map(change_day).collect(),
            later: (last < horizon).then(|| format!("?from={}", last.saturating_add(1.day()))),
            home: &self.site.home,
        };
        answer_html(&html, status)
    }

    /// Moves it.
    async fn to(&self, wish: &SlotWish) -> Result<Response, Error> {
        if wish.start == self.view.starts_at {
            return Ok(state_of_booking(&self.view).answer(StatusCode::OK, &self.site.home));
        }
        // Whether it is free is for the store to say, which knows that a booking is not in its own way.
        let open = FreeSlots::untaken(self.site, self.booking);
        let Ok(slot) = open.check(&self.view.resource, wish.start) else {
            return self.page(Some(NOT_OFFERED), None, StatusCode::CONFLICT).await;
        };
        match self.state.store.move_booking(self.view.submission, self.booking, slot).await? {
            BookingOutcome::Stands(view) => Ok(state_of_booking(&view).answer(StatusCode::OK, &self.site.home)),
            BookingOutcome::Taken(_) => self.page(Some(TAKEN), None, StatusCode::CONFLICT).await,
            BookingOutcome::OwnOverlap(_) => self.page(Some(OWN_OVERLAP), None, StatusCode::CONFLICT).await,
            BookingOutcome::NoBooking => Err(Error::NotFound),
        }
    }
}

fn change_day(offers: &[SlotOffer]) -> ChangeDay {
    let slot = |offer: &SlotOffer| ChangeSlot { value: offer.wish.render(), label: offer.label.clone() };
    ChangeDay {
        label: offers.first().map(SlotOffer::day_label).unwrap_or_default(),
        slots: offers.iter().map(slot).collect(),
    }
}
