//! `GET /api/bookings/NAME/slots`: what is free, as small JSON for the script of a page.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::Response,
};
use serde_json::{Value, json};
use tsubame_http::answer;

use super::slot_query::{BOOKING, CHANNEL, FOR_DAYS, FROM, SlotQuery, WITH, channel};
use crate::{
    intake::bookings::{SlotOffer, render_instant},
    web::{
        Error,
        free_slots::FreeSlots,
        operation::{AnswerContent, ApiOperation, NOT_FOUND, OperationAnswer, OperationBody, OperationMethod},
        state::AppState,
    },
};

/// What the document of the API says of it.
pub(super) const OPERATION: ApiOperation = ApiOperation {
    path: "/api/bookings/{booking}/slots",
    method: OperationMethod::Get,
    id: "slots",
    summary: "The times that can be chosen, a second old at most",
    parameters: &[BOOKING, FROM, FOR_DAYS, WITH, CHANNEL],
    body: OperationBody::None,
    answers: &[
        OperationAnswer {
            status: 200,
            text: "In the order of their beginnings",
            content: AnswerContent::Json(slots_schema),
        },
        NOT_FOUND,
    ],
};

fn slots_schema() -> Value {
    let (text, day) = (json!({ "type": "string" }), json!({ "type": "string", "format": "date" }));
    let instant = json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}[+]09:00$" });
    let value = json!({ "type": "string", "description": "What the field of the form takes" });
    let with = json!({ "type": "array", "items": text, "description": "With whom it can be, by their names" });
    let slot = json!({
        "type": "object",
        "required": ["value", "day", "day_label", "label", "time_label", "start", "end", "with", "channels"],
        "properties": {
            "value": value,
            "day": day,
            "day_label": text,
            "label": text,
            "time_label": text,
            "start": instant,
            "end": instant,
            "with": with,
            "channels": { "type": "array", "items": channel() },
        },
    });
    json!({
        "type": "object",
        "required": ["booking", "from", "to", "slots"],
        "properties": { "booking": text, "from": day, "to": day, "slots": { "type": "array", "items": slot } },
    })
}

/// `?from=2026-12-04&days=14&with=KEY&channel=video`, all of them optional:
/// `{"booking": "consultation", "from": "2026-12-04", "to": "2026-12-17", "slots": [{"value": "2026-12-05T00:00+09:00",
/// "day": "2026-12-04", "day_label": "12月4日（金）", "label": "12月4日（金）24:00～25:00（5日 0:00～1:00）",
/// "time_label": "24:00～25:00（5日 0:00～1:00）", "start": …, "end": …, "with": ["高橋まどか"], "channels": ["video"]}]}`.
pub(super) async fn show(
    State(state): State<AppState>,
    Path(name): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let site = state.site();
    let booking = site.bookings.by_name.get(&name).ok_or(Error::NotFound)?;
    let query = SlotQuery::parse(&query, booking)?;
    let free = FreeSlots::read(&state, &site, booking).await?;
    let days = query.days(free.today());
    let offers = free.offers(days.clone(), query.filter());
    let slots: Vec<Value> = offers.iter().map(render).collect();
    let body =
        json!({ "booking": name, "from": days.start().to_string(), "to": days.end().to_string(), "slots": slots });
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        // Whoever stands between may keep it as long as nobody minds: a slot that was taken a second ago is refused.
        (header::CACHE_CONTROL, "public, max-age=1".to_owned()),
    ];
    Ok(answer(StatusCode::OK, body.to_string(), &headers))
}

fn render(offer: &SlotOffer) -> Value {
    let channels: Vec<&str> = offer.channels.iter().map(|channel| channel.name()).collect();
    json!({
        "value": offer.wish.render(),
        "day": offer.business_day.to_string(),
        "day_label": offer.day_label(),
        "label": offer.full_label(),
        "time_label": offer.time_label,
        "start": render_instant(offer.start),
        "end": render_instant(offer.end),
        "with": offer.with,
        "channels": channels,
    })
}
