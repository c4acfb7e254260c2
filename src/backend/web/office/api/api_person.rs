//! One person with everything that happened, in the words of the page. Opening them is written into the audit log by the store.

use axum::{Extension, extract::State, http::StatusCode, response::Response};
use serde_json::{Value, json};

use super::{
    super::{
        account_names::AccountNames,
        case_words::{CaseWords, task_text},
        office_state::OfficeState,
        person::{name_of, told_programme},
        person_scope::{OwnPerson, viewer_of},
        staff_visit::StaffVisit,
        timeline_links::TimelineLinks,
        timeline_words::TimelineWords,
    },
    api_cases::{case_json, case_shape},
    api_problem::{ApiFault, json_answer},
    api_routes::ApiRoutes,
    json_shapes::{day, flag, id, list, object, or_null, text, time},
};
use crate::{
    intake::staff::StaffRight,
    store::{ContactAddress, PersonPage, TaskView},
    web::{
        Error,
        operation::{
            AnswerContent, ApiOperation, NOT_FOUND, OperationAnswer, OperationBody, OperationMethod, OperationParameter,
        },
    },
};

/// Which person.
pub(super) const PERSON: OperationParameter =
    OperationParameter { name: "person", is_query: false, text: "The person, by any of their records", schema: id };

const OPEN: ApiOperation = ApiOperation {
    path: "/api/office/v1/persons/{person}",
    method: OperationMethod::Get,
    id: "openPerson",
    summary: "One person with all that happened, in the words of the office's page",
    parameters: &[PERSON],
    body: OperationBody::None,
    answers: &[OperationAnswer { status: 200, text: "The person", content: AnswerContent::Json(shape) }, NOT_FOUND],
};

/// The route.
pub(super) fn add(routes: ApiRoutes) -> ApiRoutes {
    routes.add(StaffRight::OpenPerson, OPEN, open)
}

fn shape() -> Value {
    let address = object(json!({
        "address": text(),
        "confirmed_at": or_null(time()),
        "bounced_at": or_null(time()),
    }));
    let task = object(json!({ "id": id(), "title": text(), "due_on": day(), "owner": or_null(text()) }));
    let entry = object(json!({
        "at": time(),
        "by": text(),
        "title": text(),
        "facts": list(object(json!({ "label": text(), "value": text() }))),
        "text": text(),
    }));
    object(json!({
        "id": id(),
        "records": list(id()),
        "name": text(),
        "confirmed_at": or_null(time()),
        "addresses": list(address),
        "phones": list(text()),
        "phase": or_null(object(json!({ "phase": text(), "since": time() }))),
        "tags": list(text()),
        "cases": list(case_shape()),
        "tasks": list(task),
        "timeline": list(entry),
        "sees_counselling": flag(),
    }))
}

async fn open(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    OwnPerson(person): OwnPerson,
) -> Result<Response, ApiFault> {
    let viewer = viewer_of(&state, &visit, person).await?;
    let found = state.app.store.person_page(person, &viewer).await?.ok_or(Error::NotFound)?;
    let (site, accounts) = (state.app.site(), AccountNames::read(&state).await?);
    let programme = told_programme(&state, &found).await;
    let words =
        TimelineWords { site: &site, accounts: &accounts, programme: &programme, links: &TimelineLinks::default() };
    let timeline = found.timeline.iter().filter_map(|entry| {
        let row = words.row(entry)?;
        let facts = row.facts.iter().map(|(label, value)| json!({ "label": label, "value": value }));
        Some(json!({
            "at": entry.at.to_string(),
            "by": row.actor,
            "title": row.title,
            "facts": facts.collect::<Vec<_>>(),
            "text": row.text,
        }))
    });
    let mut value = person_json(&found, CaseWords { site: &site });
    value["timeline"] = timeline.collect();
    value["sees_counselling"] = viewer.sees_counselling.into();
    Ok(json_answer(StatusCode::OK, &value))
}

fn person_json(found: &PersonPage, words: CaseWords<'_>) -> Value {
    let address = |address: &ContactAddress| {
        json!({
            "address": address.address,
            "confirmed_at": address.verified_at.map(|at| at.to_string()),
            "bounced_at": address.bounced_at.map(|at| at.to_string()),
        })
    };
    let task = |task: &TaskView| {
        json!({
            "id": task.id.0,
            "title": task_text(&task.title),
            "due_on": task.due_on.to_string(),
            "owner": task.owner,
        })
    };
    let cases = found.open_cases.iter().chain(&found.closed_cases);
    json!({
        "id": found.person.0,
        "records": found.records.iter().map(|record| record.0).collect::<Vec<_>>(),
        "name": name_of(found),
        "confirmed_at": found.verified_at.map(|at| at.to_string()),
        "addresses": found.addresses.iter().map(address).collect::<Vec<_>>(),
        "phones": found.phones,
        "phase": found.phase.as_ref().map(|phase| json!({ "phase": phase.phase, "since": phase.since.to_string() })),
        "tags": found.tags.iter().map(|tag| tag.tag.as_str()).collect::<Vec<_>>(),
        "cases": cases.map(|case| case_json(case, found.person, words)).collect::<Vec<_>>(),
        "tasks": found.open_tasks.iter().map(task).collect::<Vec<_>>(),
    })
}
