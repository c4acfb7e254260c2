//! Lists of persons with their whole addresses. As on the page, why one is taken away is written down before it is sent, with whoever is
//! in it.

use axum::{Extension, extract::State, http::StatusCode, response::Response};
use serde_json::{Value, json};

use super::{
    super::{export::MOST_ROWS, office_state::OfficeState, staff_visit::StaffVisit},
    api_parameters::JSON,
    api_persons::{AskedPersons, read_filters, read_order},
    api_problem::{ApiFault, json_answer},
    api_query::ApiBody,
    api_routes::ApiRoutes,
    json_shapes::{flag, id, list, object, one_of, sent, text, time},
};
use crate::{
    intake::staff::StaffRight,
    store::{FoundPerson, NewListExport, PersonSearch},
    web::operation::{AnswerContent, ApiOperation, OperationAnswer, OperationBody, OperationMethod},
};

/// The longest reason, in characters, as the page has it.
const LONGEST_REASON: usize = 500;

/// How many of a whole list are opened at a time.
const ROWS_AT_ONCE: usize = 500;

const PERSONS: ApiOperation = ApiOperation {
    path: "/api/office/v1/exports/persons",
    method: OperationMethod::Post,
    id: "exportPersons",
    summary: "All persons who have some values, with their whole addresses, for a reason that is written down; 20,000 at most",
    parameters: &[],
    body: OperationBody::Fields { types: JSON, schema: sent_shape },
    answers: &[OperationAnswer { status: 200, text: "The list", content: AnswerContent::Json(list_shape) }],
};

/// The route.
pub(super) fn add(routes: ApiRoutes) -> ApiRoutes {
    routes.add(StaffRight::ExportPersons, PERSONS, export)
}

fn sent_shape() -> Value {
    let order = one_of(["newest", "oldest"]);
    sent(json!({ "reason": text(), "filters": list(text()), "order": order }), &["reason"])
}

fn list_shape() -> Value {
    let person = object(json!({
        "id": id(),
        "name": text(),
        "kana": text(),
        "mails": list(text()),
        "first_contact": time(),
        "last_contact": time(),
        "is_confirmed": flag(),
    }));
    object(json!({ "items": list(person) }))
}

async fn export(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(body): Extension<ApiBody>,
) -> Result<Response, ApiFault> {
    body.only(&["reason", "filters", "order"])?;
    let reason = body.needed("reason", LONGEST_REASON)?.to_owned();
    let asked = AskedPersons {
        typed: String::new(),
        filters: read_filters(&body.texts("filters")?)?,
        order: read_order(body.text("order")?)?,
    };
    let rows = find_all(&state, &visit, &asked).await?;
    if rows.len() > MOST_ROWS {
        return Err(ApiFault::field("filters", "一度に書き出せるのは20,000人までです。条件をしぼってください。"));
    }
    let export = NewListExport {
        list: "/persons".to_owned(),
        format: "json",
        reason,
        rows: rows.len(),
        persons: rows.iter().map(|person| person.person).collect(),
    };
    state.app.store.note_list_export(export, &visit.actor()).await?;
    let items: Vec<Value> = rows.iter().map(person_json).collect();
    Ok(json_answer(StatusCode::OK, &json!({ "items": items })))
}

async fn find_all(state: &OfficeState, visit: &StaffVisit, asked: &AskedPersons) -> Result<Vec<FoundPerson>, ApiFault> {
    let (mut after, mut rows) = (None, Vec::new());
    loop {
        let search = asked.search(visit);
        let wanted = PersonSearch { after, page_size: ROWS_AT_ONCE, shows_mails: true, shows_facets: false, ..search };
        let page = state.app.store.find_persons(&wanted, &visit.actor()).await?;
        rows.extend(page.rows);
        match page.next {
            Some(next) if rows.len() <= MOST_ROWS => after = Some(next),
            _ => return Ok(rows),
        }
    }
}

fn person_json(person: &FoundPerson) -> Value {
    let first = |texts: &[String]| texts.first().cloned().unwrap_or_default();
    json!({
        "id": person.person.0,
        "name": first(&person.names),
        "kana": first(&person.kana),
        "mails": person.mails,
        "first_contact": person.first_contact.to_string(),
        "last_contact": person.last_contact.to_string(),
        "is_confirmed": !person.is_provisional,
    })
}
