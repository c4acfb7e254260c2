//! Persons are found as on the page. What was typed stands in no address, so it is sent as a body.

use axum::{Extension, extract::State, http::StatusCode, response::Response};
use serde_json::{Value, json};

use super::{
    super::{
        facet_words::facet_text,
        office_state::OfficeState,
        person_filters::{PersonFilters, write_facet},
        person_scope::programme_scope,
        staff_visit::StaffVisit,
    },
    api_parameters::{AFTER, JSON, LIMIT, limit, query_parameter},
    api_problem::{ApiFault, json_answer},
    api_query::{ApiBody, ApiQuery, PageCut},
    api_routes::ApiRoutes,
    json_shapes::{count, flag, id, list, object, one_of, or_null, sent, text, time},
};
use crate::{
    intake::{
        PersonId, RegistrationState,
        search::{Facet, PersonQuery},
        staff::StaffRight,
    },
    store::{FoundPerson, PersonCount, PersonOrder, PersonSearch},
    web::{
        SiteSnapshot,
        operation::{AnswerContent, ApiOperation, OperationAnswer, OperationBody, OperationMethod, OperationParameter},
    },
};

const FILTER: OperationParameter = query_parameter(
    "f",
    "A value that they must have, as kind~name~value: form~~member, tag~~VIP. Of several of one kind, one is enough",
    text,
);

const ORDER: OperationParameter = query_parameter("order", "Whose last contact comes first", order);

const LIST: ApiOperation = ApiOperation {
    path: "/api/office/v1/persons",
    method: OperationMethod::Get,
    id: "listPersons",
    summary: "Persons who have some values, a page at a time",
    parameters: &[FILTER, ORDER, AFTER, LIMIT],
    body: OperationBody::None,
    answers: &[OperationAnswer { status: 200, text: "A page", content: AnswerContent::Json(found_shape) }],
};

const SEARCH: ApiOperation = ApiOperation {
    path: "/api/office/v1/persons/search",
    method: OperationMethod::Post,
    id: "searchPersons",
    summary: "Persons by name, kana, mail or telephone; a body, since what is looked for belongs into no address",
    parameters: &[],
    body: OperationBody::Fields { types: JSON, schema: search_shape },
    answers: &[OperationAnswer { status: 200, text: "A page", content: AnswerContent::Json(found_shape) }],
};

/// The routes.
pub(super) fn add(routes: ApiRoutes) -> ApiRoutes {
    routes.add(StaffRight::FindPersons, LIST, list_persons).add(StaffRight::FindPersons, SEARCH, search)
}

fn order() -> Value {
    one_of(["newest", "oldest"])
}

fn search_shape() -> Value {
    let properties = json!({
        "q": text(),
        "filters": list(text()),
        "order": order(),
        "after": text(),
        "limit": limit(),
    });
    sent(properties, &[])
}

fn found_shape() -> Value {
    object(json!({
        "items": list(person_shape()),
        "next": or_null(id()),
        "count": object(json!({ "persons": count(), "is_exact": flag() })),
    }))
}

fn person_shape() -> Value {
    object(json!({
        "id": id(),
        "name": text(),
        "kana": text(),
        "mails": list(text()),
        "phone_endings": list(text()),
        "first_contact": time(),
        "last_contact": time(),
        "forms": list(text()),
        "registrations": list(object(json!({ "event": text(), "state": text() }))),
        "is_confirmed": flag(),
        "values": list(object(json!({ "filter": text(), "label": text() }))),
    }))
}

/// What is asked for, however it was sent.
pub(super) struct AskedPersons {
    pub typed: String,
    pub filters: PersonFilters,
    pub order: PersonOrder,
}

/// The order of this name.
pub(super) fn read_order(name: &str) -> Result<PersonOrder, ApiFault> {
    match name {
        "" | "newest" => Ok(PersonOrder::Newest),
        "oldest" => Ok(PersonOrder::Oldest),
        _ => Err(ApiFault::field("order", "newest か oldest にしてください。")),
    }
}

/// The filters that are written so. One that cannot be read would show too many.
pub(super) fn read_filters(texts: &[&str]) -> Result<PersonFilters, ApiFault> {
    let read = PersonFilters::parse(texts.iter().copied());
    let is_read = |text: &&&str| !PersonFilters::parse([**text]).is_empty();
    match texts.iter().find(|text| !is_read(text)) {
        None => Ok(read),
        Some(_) => Err(ApiFault::field("f", "条件は 種類~名前~値 の形にしてください（例：form~~member）。")),
    }
}

async fn list_persons(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(query): Extension<ApiQuery>,
) -> Result<Response, ApiFault> {
    let asked = AskedPersons {
        typed: String::new(),
        filters: read_filters(&query.texts("f").collect::<Vec<_>>())?,
        order: read_order(query.text("order"))?,
    };
    find(&state, &visit, &asked, &query.page()?).await
}

async fn search(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Extension(body): Extension<ApiBody>,
) -> Result<Response, ApiFault> {
    body.only(&["q", "filters", "order", "after", "limit"])?;
    let asked = AskedPersons {
        typed: body.text("q")?.to_owned(),
        filters: read_filters(&body.texts("filters")?)?,
        order: read_order(body.text("order")?)?,
    };
    find(&state, &visit, &asked, &body.page()?).await
}

async fn find(
    state: &OfficeState,
    visit: &StaffVisit,
    asked: &AskedPersons,
    page: &PageCut,
) -> Result<Response, ApiFault> {
    let after = page.after.as_deref().map(|after| after.parse().map(PersonId)).transpose();
    let after = after.map_err(|_| ApiFault::field("after", "この続きはありません。はじめからお読みください。"))?;
    let wanted = PersonSearch { after, page_size: page.limit, ..asked.search(visit) };
    let found = state.app.store.find_persons(&wanted, &visit.actor()).await?;
    let site = state.app.site();
    let (persons, is_exact) = match found.count {
        PersonCount::Exactly(count) => (count, true),
        PersonCount::AtLeast(count) => (count, false),
    };
    let value = json!({
        "items": found.rows.iter().map(|person| person_json(person, &site)).collect::<Vec<_>>(),
        "next": found.next.map(|next| next.0),
        "count": { "persons": persons, "is_exact": is_exact },
    });
    Ok(json_answer(StatusCode::OK, &value))
}

impl AskedPersons {
    /// As the store takes it, from the first page on.
    pub fn search(&self, visit: &StaffVisit) -> PersonSearch {
        PersonSearch {
            query: PersonQuery::parse(&self.typed),
            filters: self.filters.to_vec(),
            scope: programme_scope(visit),
            order: self.order,
            shows_facets: true,
            ..PersonSearch::default()
        }
    }
}

/// Somebody as data.
fn person_json(person: &FoundPerson, site: &SiteSnapshot) -> Value {
    let first = |texts: &[String]| texts.first().cloned().unwrap_or_default();
    let registration = |(event, state): &(String, RegistrationState)| json!({ "event": event, "state": state.name() });
    let value = |facet: &Facet| json!({ "filter": write_facet(facet), "label": facet_text(facet, site) });
    json!({
        "id": person.person.0,
        "name": first(&person.names),
        "kana": first(&person.kana),
        "mails": person.mails,
        "phone_endings": person.phone_endings,
        "first_contact": person.first_contact.to_string(),
        "last_contact": person.last_contact.to_string(),
        "forms": person.forms,
        "registrations": person.registrations.iter().map(registration).collect::<Vec<_>>(),
        "is_confirmed": !person.is_provisional,
        "values": person.facets.iter().map(value).collect::<Vec<_>>(),
    })
}
