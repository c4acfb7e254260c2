//! What programs write of a person: tags, the phase, notes and tasks, by the rules of the page. What would double when it is sent again is
//! done once for each name that a program gives its request.

use axum::{Extension, extract::State, http::StatusCode, response::Response};
use serde_json::{Value, json};

use super::{
    super::{
        office_state::OfficeState,
        owners::read_owner,
        person::{LONGEST_NOTE, LONGEST_TITLE},
        person_scope::OwnPerson,
        staff_visit::StaffVisit,
    },
    api_guard::RequestName,
    api_parameters::JSON,
    api_person::PERSON,
    api_problem::{ApiFault, json_answer},
    api_query::ApiBody,
    api_routes::ApiRoutes,
    json_shapes::{day, flag, id, object, sent, text},
};
use crate::{
    intake::{
        cases::{NoteAudience, PersonTag},
        staff::StaffRight,
    },
    store::{ApiRequestKey, NewNote, NewTask, OnceOutcome},
    web::{
        Error,
        operation::{AnswerContent, ApiOperation, NOT_FOUND, OperationAnswer, OperationBody, OperationMethod},
    },
};

/// The longest tag and the longest name of a phase, in characters.
const LONGEST_TAG: usize = 40;
const LONGEST_PHASE: usize = 100;

const CONFLICT: OperationAnswer = OperationAnswer {
    status: 409,
    text: "The same Idempotency-Key was given to another request",
    content: AnswerContent::Problem,
};

const CHANGED: [OperationAnswer; 2] = [
    OperationAnswer {
        status: 200,
        text: "It is so now, and `is_new` says whether it was not before",
        content: AnswerContent::Json(|| object(json!({ "is_new": flag() }))),
    },
    NOT_FOUND,
];

const MADE: [OperationAnswer; 3] = [
    OperationAnswer {
        status: 201,
        text: "It is written; `is_repeated` says that it was before, by the same request",
        content: AnswerContent::Json(|| object(json!({ "id": id(), "is_repeated": flag() }))),
    },
    NOT_FOUND,
    CONFLICT,
];

const TAG: ApiOperation = ApiOperation {
    path: "/api/office/v1/persons/{person}/tags",
    method: OperationMethod::Post,
    id: "addTag",
    summary: "Puts a tag on a person",
    parameters: &[PERSON],
    body: OperationBody::Fields { types: JSON, schema: || sent(json!({ "tag": text() }), &["tag"]) },
    answers: &CHANGED,
};

const UNTAG: ApiOperation = ApiOperation {
    path: "/api/office/v1/persons/{person}/tags/remove",
    id: "removeTag",
    summary: "Takes a tag off a person",
    ..TAG
};

const PHASE: ApiOperation = ApiOperation {
    path: "/api/office/v1/persons/{person}/phase",
    id: "setPhase",
    summary: "Says in which phase of the site's a person is",
    body: OperationBody::Fields { types: JSON, schema: || sent(json!({ "phase": text() }), &["phase"]) },
    ..TAG
};

const NOTE: ApiOperation = ApiOperation {
    path: "/api/office/v1/persons/{person}/notes",
    id: "addNote",
    summary: "Writes a note about a person, for all of the team",
    body: OperationBody::Fields { types: JSON, schema: || sent(json!({ "text": text() }), &["text"]) },
    answers: &MADE,
    ..TAG
};

const TASK: ApiOperation = ApiOperation {
    path: "/api/office/v1/persons/{person}/tasks",
    id: "addTask",
    summary: "Writes down what is to be done about a person, and by which account, if one is named",
    body: OperationBody::Fields { types: JSON, schema: task_shape },
    answers: &MADE,
    ..TAG
};

fn task_shape() -> Value {
    sent(json!({ "title": text(), "due_on": day(), "owner": id() }), &["title", "due_on"])
}

/// The routes.
pub(super) fn add(routes: ApiRoutes) -> ApiRoutes {
    routes
        .add(StaffRight::EditPerson, TAG, add_tag)
        .add(StaffRight::EditPerson, UNTAG, remove_tag)
        .add(StaffRight::EditPerson, PHASE, set_phase)
        .add(StaffRight::EditPerson, NOTE, add_note)
        .add(StaffRight::EditPerson, TASK, add_task)
}

fn changed(is_new: bool) -> Response {
    json_answer(StatusCode::OK, &json!({ "is_new": is_new }))
}

fn read_tag(body: &ApiBody) -> Result<PersonTag, ApiFault> {
    body.only(&["tag"])?;
    let tag = PersonTag::parse(body.needed("tag", LONGEST_TAG)?);
    tag.ok_or_else(|| ApiFault::field("tag", "タグは1文字以上、40文字までにしてください。"))
}

async fn add_tag(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    OwnPerson(person): OwnPerson,
    Extension(body): Extension<ApiBody>,
) -> Result<Response, ApiFault> {
    Ok(changed(state.app.store.tag_person(person, read_tag(&body)?, &visit.actor()).await?))
}

async fn remove_tag(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    OwnPerson(person): OwnPerson,
    Extension(body): Extension<ApiBody>,
) -> Result<Response, ApiFault> {
    Ok(changed(state.app.store.untag_person(person, read_tag(&body)?, &visit.actor()).await?))
}

async fn set_phase(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    OwnPerson(person): OwnPerson,
    Extension(body): Extension<ApiBody>,
) -> Result<Response, ApiFault> {
    body.only(&["phase"])?;
    let (named, site) = (body.needed("phase", LONGEST_PHASE)?, state.app.site());
    let phase = site.casework.phases.iter().find(|phase| phase.id == named);
    let phase = phase.ok_or_else(|| ApiFault::field("phase", "このサイトにない段階です。"))?;
    Ok(changed(state.app.store.set_phase(person, phase, &visit.actor()).await?))
}

async fn add_note(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    OwnPerson(person): OwnPerson,
    Extension(asked): Extension<RequestName>,
    Extension(body): Extension<ApiBody>,
) -> Result<Response, ApiFault> {
    body.only(&["text"])?;
    let text = body.needed("text", LONGEST_NOTE)?.to_owned();
    let new = NewNote { person, case: None, audience: NoteAudience::Team, side: None, text, consultation: None };
    let request = request_key(&state, &visit, &asked, &body);
    made(state.app.store.add_note_once(new, &visit.actor(), request).await?)
}

async fn add_task(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    OwnPerson(person): OwnPerson,
    Extension(asked): Extension<RequestName>,
    Extension(body): Extension<ApiBody>,
) -> Result<Response, ApiFault> {
    body.only(&["title", "due_on", "owner"])?;
    let title = body.needed("title", LONGEST_TITLE)?.to_owned();
    body.needed("due_on", LONGEST_TITLE)?;
    let due_on = body.read("due_on")?.ok_or(Error::NotFound)?;
    let owner = read_owner(&state, body.text("owner")?).await;
    let owner = owner.map_err(|_| ApiFault::field("owner", "この用件を受け持てるアカウントではありません。"))?;
    let new = NewTask { person: Some(person), case: None, title, due_on, owner };
    let request = request_key(&state, &visit, &asked, &body);
    made(state.app.store.add_task_once(new, &visit.actor(), request).await?)
}

/// By what the request is known when it is sent again.
fn request_key(state: &OfficeState, visit: &StaffVisit, asked: &RequestName, body: &ApiBody) -> Option<ApiRequestKey> {
    let name = asked.name.as_deref()?;
    Some(state.app.store.api_request_key(visit.account(), name, &asked.path, &body.bytes))
}

fn made(outcome: OnceOutcome) -> Result<Response, ApiFault> {
    let (id, is_repeated) = match outcome {
        OnceOutcome::Done(id) => (id, false),
        OnceOutcome::Repeated(id) => (id, true),
        OnceOutcome::Other => {
            let told = "このIdempotency-Keyは、別の内容で使われました。新しい値でお送りください。";
            return Err(ApiFault::Told(StatusCode::CONFLICT, told.to_owned()));
        }
        OnceOutcome::Refused => return Err(Error::NotFound.into()),
    };
    Ok(json_answer(StatusCode::CREATED, &json!({ "id": id, "is_repeated": is_repeated })))
}
