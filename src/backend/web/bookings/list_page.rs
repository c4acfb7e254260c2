//! `GET /api/bookings/NAME`: what is free as a plain page, each time a link to the form with it chosen. It needs no script.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::{ToSpan, civil::Date};
use serde_json::json;
use tsubame_model::schema::{Booking, BookingKind, BookingResource};
use url::form_urlencoded::byte_serialize;

use super::slot_query::{BOOKING, CHANNEL, FROM, SlotQuery, WITH};
use crate::{
    intake::bookings::SlotOffer,
    web::{
        Error,
        free_slots::FreeSlots,
        operation::{
            AnswerContent, ApiOperation, NOT_FOUND, OperationAnswer, OperationBody, OperationMethod, OperationParameter,
        },
        page::answer_html,
        state::AppState,
    },
};

/// What the document of the API says of it.
pub(super) const OPERATION: ApiOperation = ApiOperation {
    path: "/api/bookings/{booking}",
    method: OperationMethod::Get,
    id: "list_slots",
    summary: "The free times of a week as a page, each with a link to the form",
    parameters: &[BOOKING, FROM, WITH, CHANNEL, GONE],
    body: OperationBody::None,
    answers: &[OperationAnswer { status: 200, text: "A page", content: AnswerContent::Page }, NOT_FOUND],
};

const GONE: OperationParameter = OperationParameter {
    name: "gone",
    is_query: true,
    text: "Says first that the time that was chosen is not free any more",
    schema: || json!({ "const": "1" }),
};

/// How many days are on one page.
const DAYS: i64 = 7;

#[derive(Template)]
#[template(path = "bookings.html")]
struct BookingsHtml<'a> {
    booking: &'a Booking,
    /// The counsellors or companies, each with the address of its own list.
    hosts: Vec<ListedHost<'a>>,
    /// Whom alone the list is about.
    with: Option<&'a str>,
    is_gone: bool,
    days: Vec<ListedDay>,
    earlier: Option<String>,
    later: Option<String>,
    is_consultation: bool,
    home: &'a str,
}

struct ListedHost<'a> {
    label: &'a str,
    qualification: Option<&'a str>,
    channels: String,
    href: String,
    is_chosen: bool,
}

/// A day, whose times fold up below it.
struct ListedDay {
    label: String,
    slots: Vec<ListedSlot>,
}

struct ListedSlot {
    label: String,
    /// The ways to meet, where not all are possible.
    only: Option<String>,
    href: String,
}

/// The page. `?gone=1` says first that the time that somebody chose is not free any more.
pub(super) async fn show(
    State(state): State<AppState>,
    Path(name): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let site = state.site();
    let booking = site.bookings.by_name.get(&name).ok_or(Error::NotFound)?;
    let asked = SlotQuery::parse(&query, booking)?;
    let free = FreeSlots::read(&state, &site, booking).await?;
    let today = free.today();
    let first = asked.from.map_or(today, |from| from.max(today));
    let last = first.saturating_add((DAYS - 1).days());
    let offers = free.offers(first..=last, asked.filter());
    let horizon = today.saturating_add(i64::from(booking.slots.horizon_days).days());
    let with = asked.with.as_deref();
    let address = |from: Date| list_address(booking, Some(from), with);
    let html = BookingsHtml {
        booking,
        hosts: booking.resources.iter().map(|resource| listed_host(booking, resource, with)).collect(),
        with: with.and_then(|key| booking.resource(key)).map(|resource| resource.label.as_str()),
        is_gone: query.contains_key("gone"),
        days: offers.chunk_by(|a, b| a.business_day == b.business_day).map(|day| listed_day(booking, day)).collect(),
        earlier: (first > today).then(|| address(first.saturating_sub(DAYS.days()).max(today))),
        later: (last < horizon).then(|| address(last.saturating_add(1.day()))),
        is_consultation: booking.kind == BookingKind::Consultation,
        home: &site.home,
    };
    answer_html(&html, StatusCode::OK)
}

/// The address of the list, from a day on, of one counsellor or company.
pub(super) fn list_address(booking: &Booking, from: Option<Date>, with: Option<&str>) -> String {
    let parts = [from.map(|from| format!("from={from}")), with.map(|key| format!("with={}", query_value(key)))];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("/api/bookings/{}{}{}", booking.booking, if parts.is_empty() { "" } else { "?" }, parts.join("&"))
}

/// A value of an address.
fn query_value(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

fn listed_host<'a>(booking: &'a Booking, resource: &'a BookingResource, with: Option<&str>) -> ListedHost<'a> {
    let channels: Vec<&str> = booking.channels_of(resource).iter().map(|channel| channel.label()).collect();
    ListedHost {
        label: &resource.label,
        qualification: resource.qualification.as_deref(),
        channels: channels.join("、"),
        href: list_address(booking, None, Some(&resource.key)),
        is_chosen: with == Some(resource.key.as_str()),
    }
}

fn listed_day(booking: &Booking, offers: &[SlotOffer]) -> ListedDay {
    let slot = |offer: &SlotOffer| {
        let channels: Vec<&str> = offer.channels.iter().map(|channel| channel.label()).collect();
        ListedSlot {
            label: offer.full_time_label(),
            only: offer.is_limited(booking).then(|| channels.join("、")),
            href: format!("/api/bookings/{}/form?slot={}", booking.booking, query_value(&offer.wish.render())),
        }
    };
    ListedDay {
        label: offers.first().map(SlotOffer::day_label).unwrap_or_default(),
        slots: offers.iter().map(slot).collect(),
    }
}
