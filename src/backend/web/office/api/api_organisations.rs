//! Companies, towns and partners, as the page lists them.

use axum::{Extension, extract::State, http::StatusCode, response::Response};
use jiff::Timestamp;
use serde_json::{Value, json};
use strum::VariantArray;

use super::{
    super::{
        office_state::OfficeState,
        organisations::{OrganisationQuery, is_late},
        staff_visit::StaffVisit,
        times::today,
    },
    api_parameters::{AFTER, LIMIT, query_parameter},
    api_problem::{ApiFault, json_answer},
    api_query::ApiQuery,
    api_routes::ApiRoutes,
    json_shapes::{count, day, flag, id, list, object, one_of, or_null, page, text, time},
};
use crate::{
    intake::{
        organisations::{JobOpenings, OrganisationKind},
        staff::StaffRight,
    },
    store::OrganisationView,
    web::operation::{AnswerContent, ApiOperation, OperationAnswer, OperationBody, OperationMethod},
};

const LIST: ApiOperation = ApiOperation {
    path: "/api/office/v1/organisations",
    method: OperationMethod::Get,
    id: "listOrganisations",
    summary: "Companies, towns and partners, those first of which something has to be done soonest",
    parameters: &[
        query_parameter("kind", "Those of a kind", kinds),
        query_parameter("step", "Those at a step of their pipeline", text),
        query_parameter("trade", "Those of a trade", text),
        query_parameter("place", "Those of a place", text),
        query_parameter("late", "`yes` for those of which something is late", || one_of(["yes"])),
        AFTER,
        LIMIT,
    ],
    body: OperationBody::None,
    answers: &[OperationAnswer { status: 200, text: "A page", content: AnswerContent::Json(shape) }],
};

/// The route.
pub(super) fn add(routes: ApiRoutes) -> ApiRoutes {
    routes.add(StaffRight::SeeOrganisations, LIST, list_organisations)
}

fn kinds() -> Value {
    one_of(OrganisationKind::VARIANTS.iter().map(|kind| kind.name()))
}

fn shape() -> Value {
    page(object(json!({
        "id": id(),
        "programme": or_null(text()),
        "kind": kinds(),
        "name": text(),
        "kana": text(),
        "place": text(),
        "trade": text(),
        "profile": or_null(text()),
        "step": text(),
        "step_since": time(),
        "due_on": or_null(day()),
        "is_late": flag(),
        "won_on": or_null(day()),
        "owner": or_null(text()),
        "openings": list(object(json!({ "occupation": text(), "count": count() }))),
    })))
}

async fn list_organisations(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(query): Extension<ApiQuery>,
) -> Result<Response, ApiFault> {
    let (page, today) = (query.page()?, today(Timestamp::now()));
    let named = |name: &str| query.text(name).to_owned();
    if !matches!(query.text("late"), "" | "yes") {
        return Err(ApiFault::field("late", "yes にするか、省いてください。"));
    }
    let asked = OrganisationQuery {
        kind: named("kind"),
        step: named("step"),
        trade: named("trade"),
        place: named("place"),
        late: Some(named("late")).filter(|late| late == "yes"),
    };
    if !asked.kind.is_empty() && OrganisationKind::parse(&asked.kind).is_none() {
        return Err(ApiFault::field("kind", "company、town、partner のどれかにしてください。"));
    }
    let mut all = state.app.store.organisations(&visit.scope()).await?;
    all.retain(|organisation| asked.takes(organisation, today));
    let shape = |organisation: &OrganisationView| {
        let mut value = organisation_json(organisation);
        value["is_late"] = is_late(organisation, today).into();
        value
    };
    Ok(json_answer(StatusCode::OK, &page.cut(&all, |organisation| organisation.id.0.to_string(), shape)?))
}

fn organisation_json(organisation: &OrganisationView) -> Value {
    let facts = &organisation.facts;
    let opening = |opening: &JobOpenings| json!({ "occupation": opening.occupation, "count": opening.count });
    json!({
        "id": organisation.id.0,
        "programme": facts.programme,
        "kind": facts.kind.name(),
        "name": facts.name,
        "kana": facts.kana,
        "place": facts.place,
        "trade": facts.trade,
        "profile": facts.content,
        "step": organisation.step,
        "step_since": organisation.step_since.to_string(),
        "due_on": organisation.due_on.map(|day| day.to_string()),
        "won_on": facts.won_on.map(|day| day.to_string()),
        "owner": facts.owner,
        "openings": facts.openings.iter().map(opening).collect::<Vec<_>>(),
    })
}
