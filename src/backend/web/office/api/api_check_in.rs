//! The door of an event, for programs that stand there.

use axum::{Extension, extract::State, http::StatusCode, response::Response};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    super::{event_scope::find_event, office_state::OfficeState, staff_visit::StaffVisit},
    api_parameters::JSON,
    api_problem::{ApiFault, json_answer},
    api_query::ApiBody,
    api_routes::ApiRoutes,
    json_shapes::{count, id, object, one_of, or_null, sent, text, time},
};
use crate::{
    intake::{BadgeCode, RegistrationId, staff::StaffRight},
    store::{CheckIn, CheckInOutcome, CheckedAt},
    web::{
        Error,
        operation::{AnswerContent, ApiOperation, NOT_FOUND, OperationAnswer, OperationBody, OperationMethod},
    },
};

/// The longest id of an event, and the longest code, in characters.
const LONGEST: usize = 300;

const CHECK_IN: ApiOperation = ApiOperation {
    path: "/api/office/v1/check-ins",
    method: OperationMethod::Post,
    id: "checkIn",
    summary: "Somebody stands at the door: by the code of their badge, or by their registration. The same `request` again has no effect",
    parameters: &[],
    body: OperationBody::Fields { types: JSON, schema: sent_shape },
    answers: &[
        OperationAnswer { status: 200, text: "What the desk is told", content: AnswerContent::Json(told_shape) },
        NOT_FOUND,
    ],
};

/// The route.
pub(super) fn add(routes: ApiRoutes) -> ApiRoutes {
    routes.add(StaffRight::CheckIn, CHECK_IN, check_in)
}

fn sent_shape() -> Value {
    let properties = json!({ "event": text(), "code": text(), "registration": id(), "at": time(), "request": id() });
    sent(properties, &["event", "request"])
}

/// What somebody at the door can be told.
const OUTCOMES: [&str; 8] =
    ["in", "already_in", "other_event", "not_registered", "cancelled", "waiting", "too_early", "unknown"];

fn told_shape() -> Value {
    object(json!({
        "outcome": one_of(OUTCOMES),
        "name": or_null(text()),
        "seats": or_null(count()),
        "at": or_null(time()),
        "place_in_line": or_null(count()),
    }))
}

async fn check_in(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(body): Extension<ApiBody>,
) -> Result<Response, ApiFault> {
    body.only(&["event", "code", "registration", "at", "request"])?;
    let event = body.needed("event", LONGEST)?;
    find_event(&visit, event)?;
    if state.app.store.event_day(event).await?.is_none() {
        return Err(Error::NotFound.into());
    }
    let who = match body.read("registration")? {
        Some(registration) => CheckedAt::Line(RegistrationId(registration)),
        None => CheckedAt::Badge(read_code(&body)?),
    };
    body.needed("request", LONGEST)?;
    let wanted = CheckIn {
        event: event.to_owned(),
        who,
        at: body.read("at")?.unwrap_or_else(Timestamp::now),
        request: body.read("request")?.unwrap_or_else(Uuid::new_v4),
    };
    let outcome = state.app.store.check_in(wanted, &visit.actor()).await?;
    Ok(json_answer(StatusCode::OK, &told(&outcome)))
}

fn read_code(body: &ApiBody) -> Result<BadgeCode, ApiFault> {
    let code = BadgeCode::parse(body.needed("code", LONGEST)?);
    code.ok_or_else(|| ApiFault::field("code", "このコードは読み取れません。"))
}

fn told(outcome: &CheckInOutcome) -> Value {
    let mut told = json!({ "outcome": "", "name": null, "seats": null, "at": null, "place_in_line": null });
    let name = match outcome {
        CheckInOutcome::In { name, seats, at } => {
            told["name"] = name.clone().into();
            told["seats"] = (*seats).into();
            told["at"] = at.to_string().into();
            "in"
        }
        CheckInOutcome::AlreadyIn { since, .. } => {
            told["at"] = since.to_string().into();
            "already_in"
        }
        CheckInOutcome::OtherEvent { .. } => "other_event",
        CheckInOutcome::NotRegistered => "not_registered",
        CheckInOutcome::Cancelled => "cancelled",
        CheckInOutcome::Waiting { place } => {
            told["place_in_line"] = (*place).into();
            "waiting"
        }
        CheckInOutcome::TooEarly { from } => {
            told["at"] = from.to_string().into();
            "too_early"
        }
        CheckInOutcome::Unknown => "unknown",
    };
    told["outcome"] = name.into();
    told
}
