//! Events: which there are, who comes to one, and what is counted of it.

use axum::{Extension, extract::State, http::StatusCode, response::Response};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    super::{event_scope::find_event, office_state::OfficeState, staff_visit::StaffVisit},
    api_parameters::{AFTER, LIMIT, query_parameter},
    api_problem::{ApiFault, json_answer},
    api_query::ApiQuery,
    api_routes::ApiRoutes,
    json_shapes::{by_name, count, flag, id, list, object, one_of, or_null, page, text, time},
};
use crate::{
    intake::{Attendance, staff::StaffRight},
    store::{Attendee, CancelledBy, EventDay, EventFigures, HeadCount, PlaceCount},
    web::{
        Error,
        operation::{
            AnswerContent, ApiOperation, NOT_FOUND, OperationAnswer, OperationBody, OperationMethod, OperationParameter,
        },
    },
};

/// Which event: its id has slashes in it, so it is no part of a path.
const EVENT: OperationParameter = query_parameter("event", "The event, by its id; it has to be there", text);

const LIST: ApiOperation = ApiOperation {
    path: "/api/office/v1/events",
    method: OperationMethod::Get,
    id: "listEvents",
    summary: "Events with their seats: those to come, the next one first, then those that are over",
    parameters: &[AFTER, LIMIT],
    body: OperationBody::None,
    answers: &[OperationAnswer { status: 200, text: "A page", content: AnswerContent::Json(|| page(event_shape())) }],
};

const ATTENDEES: ApiOperation = ApiOperation {
    path: "/api/office/v1/attendees",
    method: OperationMethod::Get,
    id: "listAttendees",
    summary: "Who is registered for an event",
    parameters: &[EVENT, AFTER, LIMIT],
    body: OperationBody::None,
    answers: &[
        OperationAnswer { status: 200, text: "A page", content: AnswerContent::Json(|| page(attendee_shape())) },
        NOT_FOUND,
    ],
};

const FIGURES: ApiOperation = ApiOperation {
    path: "/api/office/v1/figures",
    method: OperationMethod::Get,
    id: "eventFigures",
    summary: "What is counted of an event; it names nobody",
    parameters: &[EVENT],
    body: OperationBody::None,
    answers: &[
        OperationAnswer { status: 200, text: "The figures", content: AnswerContent::Json(figures_shape) },
        NOT_FOUND,
    ],
};

/// The routes.
pub(super) fn add(routes: ApiRoutes) -> ApiRoutes {
    routes.add(StaffRight::SeeEvents, LIST, list_events).add(StaffRight::SeeEvents, ATTENDEES, attendees).add(
        StaffRight::SeeFigures,
        FIGURES,
        figures,
    )
}

fn event_shape() -> Value {
    let place = object(json!({
        "capacity": or_null(count()),
        "confirmed": count(),
        "offered": count(),
        "unconfirmed": count(),
        "waiting": count(),
        "entered": count(),
    }));
    object(json!({
        "id": text(),
        "title": text(),
        "place": text(),
        "starts_at": time(),
        "ends_at": time(),
        "closes_at": time(),
        "is_on": flag(),
        "is_over": flag(),
        "seats": by_name(place),
    }))
}

fn attendee_shape() -> Value {
    object(json!({
        "registration": id(),
        "person": id(),
        "name": text(),
        "kana": text(),
        "organisation": text(),
        "accommodation": text(),
        "attendance": one_of([Attendance::Venue, Attendance::Online].map(Attendance::name)),
        "state": text(),
        "seats": count(),
        "place_in_line": or_null(count()),
        "registered_at": time(),
        "expires_at": or_null(time()),
        "has_bounced": flag(),
        "checked_in_at": or_null(time()),
    }))
}

fn heads_shape() -> Value {
    object(json!({ "registrations": count(), "seats": count() }))
}

fn figures_shape() -> Value {
    let answer = object(json!({ "field": text(), "value": text(), "registered": count(), "attended": count() }));
    let channel = object(json!({ "channel": or_null(text()), "registrations": count(), "seats": count() }));
    object(json!({
        "event": text(),
        "title": text(),
        "registered": heads_shape(),
        "confirmed": heads_shape(),
        "waiting": heads_shape(),
        "cancelled": by_name(heads_shape()),
        "lapsed": heads_shape(),
        "attended": by_name(heads_shape()),
        "walk_ins": heads_shape(),
        "no_shows": heads_shape(),
        "channels": list(channel),
        "answers": list(answer),
        "surveys": list(object(json!({ "form": text(), "invited": count(), "answered": count() }))),
    }))
}

async fn list_events(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(query): Extension<ApiQuery>,
) -> Result<Response, ApiFault> {
    let (page, now) = (query.page()?, Timestamp::now());
    let days = state.app.store.event_days(now).await?;
    let days = days.upcoming.into_iter().chain(days.past);
    let days: Vec<EventDay> = days.filter(|day| find_event(&visit, &day.event).is_ok()).collect();
    let shape = |day: &EventDay| event_json(day, now);
    Ok(json_answer(StatusCode::OK, &page.cut(&days, |day| day.event.clone(), shape)?))
}

fn event_json(day: &EventDay, now: Timestamp) -> Value {
    let place = |(attendance, seats): (&Attendance, &PlaceCount)| {
        let seats = json!({
            "capacity": seats.capacity,
            "confirmed": seats.confirmed,
            "offered": seats.offered,
            "unconfirmed": seats.unconfirmed,
            "waiting": seats.waiting,
            "entered": seats.entered,
        });
        (attendance.name().to_owned(), seats)
    };
    json!({
        "id": day.event,
        "title": day.title,
        "place": day.place,
        "starts_at": day.starts_at.to_string(),
        "ends_at": day.ends_at.to_string(),
        "closes_at": day.closes_at.to_string(),
        "is_on": day.is_on,
        "is_over": day.ends_at <= now,
        "seats": day.places.iter().map(place).collect::<Map<_, _>>(),
    })
}

async fn attendees(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(query): Extension<ApiQuery>,
) -> Result<Response, ApiFault> {
    let (event, page) = (query.needed("event")?, query.page()?);
    find_event(&visit, event)?;
    let found = state.app.store.attendees(event, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let groups = [found.confirmed, found.offered, found.waiting, found.unsettled, found.cancelled];
    let all: Vec<Attendee> = groups.into_iter().flatten().collect();
    let id = |attendee: &Attendee| attendee.registration.0.to_string();
    Ok(json_answer(StatusCode::OK, &page.cut(&all, id, attendee_json)?))
}

fn attendee_json(attendee: &Attendee) -> Value {
    json!({
        "registration": attendee.registration.0,
        "person": attendee.person.0,
        "name": attendee.name,
        "kana": attendee.kana,
        "organisation": attendee.organisation,
        "accommodation": attendee.accommodation,
        "attendance": attendee.attendance.name(),
        "state": attendee.state.name(),
        "seats": attendee.seats,
        "place_in_line": attendee.place_in_line,
        "registered_at": attendee.registered_at.to_string(),
        "expires_at": attendee.expires_at.map(|at| at.to_string()),
        "has_bounced": attendee.has_bounced,
        "checked_in_at": attendee.checked_in.as_ref().map(|came| came.at.to_string()),
    })
}

async fn figures(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(query): Extension<ApiQuery>,
) -> Result<Response, ApiFault> {
    let event = query.needed("event")?;
    find_event(&visit, event)?;
    let day = state.app.store.event_day(event).await?.ok_or(Error::NotFound)?;
    let figures = state.app.store.event_figures(event).await?;
    Ok(json_answer(StatusCode::OK, &figures_json(&day, &figures)))
}

fn heads(count: HeadCount) -> Value {
    json!({ "registrations": count.registrations, "seats": count.seats })
}

fn figures_json(day: &EventDay, figures: &EventFigures) -> Value {
    let by = |by: CancelledBy| match by {
        CancelledBy::Visitor => "visitor",
        CancelledBy::Staff => "staff",
        CancelledBy::Unknown => "unknown",
    };
    let cancelled = figures.cancelled.iter().map(|(who, count)| (by(*who).to_owned(), heads(*count)));
    let attended = figures.attended.iter().map(|(place, count)| (place.name().to_owned(), heads(*count)));
    let channels = figures.channels.iter().map(
        |(channel, count)| json!({ "channel": channel, "registrations": count.registrations, "seats": count.seats }),
    );
    let answers = figures.answers.iter().map(|((field, value), count)| {
        json!({ "field": field, "value": value, "registered": count.registered, "attended": count.attended })
    });
    let surveys = figures
        .surveys
        .iter()
        .map(|(form, rate)| json!({ "form": form, "invited": rate.invited, "answered": rate.answered }));
    json!({
        "event": day.event,
        "title": day.title,
        "registered": heads(figures.registered),
        "confirmed": heads(figures.confirmed),
        "waiting": heads(figures.waiting),
        "cancelled": cancelled.collect::<Map<_, _>>(),
        "lapsed": heads(figures.lapsed),
        "attended": attended.collect::<Map<_, _>>(),
        "walk_ins": heads(figures.walk_ins),
        "no_shows": heads(figures.no_shows),
        "channels": channels.collect::<Vec<_>>(),
        "answers": answers.collect::<Vec<_>>(),
        "surveys": surveys.collect::<Vec<_>>(),
    })
}
