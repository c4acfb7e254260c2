//! What the pages of the site ask the server for: small JSON below `/api/`.

use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::Response,
    routing::get,
};
use serde_json::{Map, Value, json};
use tsubame_http::answer;

use super::{
    Error,
    operation::{
        AnswerContent, ApiOperation, NOT_FOUND, OperationAnswer, OperationBody, OperationMethod, OperationParameter,
    },
    state::AppState,
};
use crate::store::{EventSeats, SeatCount};

/// The routes.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/api/events/{event}/seats", get(seats))
}

/// What the document of the API says of them.
pub(super) const OPERATIONS: &[ApiOperation] = &[ApiOperation {
    path: "/api/events/{event}/seats",
    method: OperationMethod::Get,
    id: "seats",
    summary: "The seats of an event that are left, a second old at most",
    parameters: &[OperationParameter {
        name: "event",
        is_query: false,
        text: "The event, as the page's form names it",
        schema: || json!({ "type": "string", "minLength": 1 }),
    }],
    body: OperationBody::None,
    answers: &[
        OperationAnswer { status: 200, text: "By place: venue, online", content: AnswerContent::Json(seats_schema) },
        NOT_FOUND,
    ],
}];

const WAITING: &str = "How many seats are waited for, with all seats of each group; 1000 stands for so many or more";

fn seats_schema() -> Value {
    let number = json!({ "type": ["integer", "null"], "minimum": 0, "description": "null where everybody is taken" });
    let waiting = json!({ "type": "integer", "minimum": 0, "description": WAITING });
    let place = json!({
        "type": "object",
        "required": ["capacity", "left", "waiting"],
        "properties": { "capacity": number, "left": number, "waiting": waiting },
    });
    json!({ "type": "object", "properties": { "venue": place, "online": place }, "additionalProperties": false })
}

/// `GET /api/events/ID/seats`: `{"venue": {"capacity": 30, "left": 4, "waiting": 0}}`, a second old at most. A place without a
/// limit has `null` for both numbers.
async fn seats(State(state): State<AppState>, Path(event): Path<String>) -> Result<Response, Error> {
    let seats = state.store.seats(&event).await?.ok_or(Error::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        // Whoever stands between may keep it as long as the server itself does.
        (header::CACHE_CONTROL, "public, max-age=1".to_owned()),
    ];
    Ok(answer(StatusCode::OK, render(&seats).to_string(), &headers))
}

fn render(seats: &EventSeats) -> Value {
    let place = |count: &SeatCount| json!({ "capacity": count.capacity, "left": count.left, "waiting": count.waiting });
    Value::Object(
        seats.iter().map(|(attendance, count)| (attendance.name().to_owned(), place(count))).collect::<Map<_, _>>(),
    )
}
