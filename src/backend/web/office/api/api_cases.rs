//! The cases of persons, as the page lists them.

use axum::{Extension, extract::State, http::StatusCode, response::Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    super::{
        case_words::CaseWords, cases::CaseQuery, office_state::OfficeState, person_scope::programme_scope,
        staff_visit::StaffVisit, times::today,
    },
    api_parameters::{AFTER, LIMIT, query_parameter},
    api_problem::{ApiFault, json_answer},
    api_query::ApiQuery,
    api_routes::ApiRoutes,
    json_shapes::{day, id, object, one_of, or_null, page, text, time},
};
use crate::{
    intake::{PersonId, staff::StaffRight},
    store::{CaseListing, CaseView, ListedCase},
    web::operation::{AnswerContent, ApiOperation, OperationAnswer, OperationBody, OperationMethod},
};

/// The most cases that are looked at.
const MOST: usize = 10_000;

const LIST: ApiOperation = ApiOperation {
    path: "/api/office/v1/cases",
    method: OperationMethod::Get,
    id: "listCases",
    summary: "Cases, those first of which something has to be done soonest",
    parameters: &[
        query_parameter("pipeline", "Those of a pipeline", text),
        query_parameter("status", "Those in a status of that pipeline", text),
        query_parameter("owner", "Those of an account, or `nobody`", text),
        query_parameter("due", "What has to be done when", || one_of(["late", "week", "none"])),
        query_parameter("ends", "Those that are over, or all; those that go on unless it is said", || {
            one_of(["over", "any"])
        }),
        AFTER,
        LIMIT,
    ],
    body: OperationBody::None,
    answers: &[OperationAnswer { status: 200, text: "A page", content: AnswerContent::Json(listed_shape) }],
};

/// The route.
pub(super) fn add(routes: ApiRoutes) -> ApiRoutes {
    routes.add(StaffRight::OpenPerson, LIST, list)
}

/// The shape of a case.
pub(super) fn case_shape() -> Value {
    object(case_properties())
}

fn case_properties() -> Value {
    json!({
        "id": id(),
        "person": id(),
        "pipeline": text(),
        "status": text(),
        "label": text(),
        "since": time(),
        "owner": or_null(text()),
        "due_on": or_null(day()),
        "organisation": or_null(text()),
        "opened_at": time(),
        "closed_at": or_null(time()),
    })
}

fn listed_shape() -> Value {
    let mut properties = case_properties();
    properties["name"] = text();
    page(object(properties))
}

/// A case as data.
pub(super) fn case_json(case: &CaseView, person: PersonId, words: CaseWords<'_>) -> Value {
    json!({
        "id": case.id.0,
        "person": person.0,
        "pipeline": case.pipeline,
        "status": case.status,
        "label": format!("{}：{}", words.label(&case.pipeline), words.status(&case.pipeline, &case.status)),
        "since": case.status_since.to_string(),
        "owner": case.owner,
        "due_on": case.due_on.map(|day| day.to_string()),
        "organisation": case.organisation,
        "opened_at": case.opened_at.to_string(),
        "closed_at": case.closed_at.map(|at| at.to_string()),
    })
}

async fn list(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(query): Extension<ApiQuery>,
) -> Result<Response, ApiFault> {
    let (site, page) = (state.app.site(), query.page()?);
    let named = |name: &str| query.text(name).to_owned();
    let asked = CaseQuery {
        pipeline: named("pipeline"),
        status: named("status"),
        owner: named("owner"),
        due: named("due"),
        ends: named("ends"),
        ..CaseQuery::default()
    };
    let known = asked.clone().known(&site.casework);
    for (name, is_known) in [("pipeline", known.pipeline == asked.pipeline), ("status", known.status == asked.status)] {
        if !is_known {
            return Err(ApiFault::field(name, "このサイトにはありません。"));
        }
    }
    let filter = known.filter(today(Timestamp::now()), &visit.actor());
    let listing = CaseListing { filter, scope: programme_scope(&visit), most: MOST, after: None };
    let found = state.app.store.list_cases(&listing, &visit.actor()).await?;
    let words = CaseWords { site: &site };
    let shape = |found: &ListedCase| {
        let mut value = case_json(&found.case, found.person, words);
        value["name"] = found.name.clone().into();
        value
    };
    Ok(json_answer(StatusCode::OK, &page.cut(&found.rows, |found| found.case.id.0.to_string(), shape)?))
}
