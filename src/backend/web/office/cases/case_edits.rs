//! What is changed of a case without moving it: who looks after it, until when, what somebody writes about it, what is to be done.

use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};

use super::{
    super::{
        case_words::case_address,
        frame::see_other,
        office_form::OfficeForm,
        office_routes::{OfficeRoutes, RouteAccess},
        office_state::OfficeState,
        owners::read_owner,
        person_scope::viewer_of,
        staff_visit::StaffVisit,
    },
    case_page::{CaseNotice, draw_case},
    case_scope::find_case,
};
use crate::{
    intake::{
        PersonId,
        cases::{NoteAudience, NoteSide},
        staff::StaffRight,
    },
    store::{CaseOutcome, NewNote, NewTask},
    web::Error,
};

const EDIT: RouteAccess = RouteAccess::Right(StaffRight::EditPerson);

/// The longest note, and the longest title of a task, in characters.
const LONGEST_NOTE: usize = 20_000;
const LONGEST_TITLE: usize = 200;

/// What somebody is told who was not the first.
const STALE: &str =
    "先にほかの人がこの案件を変えていました。今の状態を確かめて、もう一度お試しください。何も変更していません。";

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes
        .post("/cases/{case}/owner", EDIT, set_owner)
        .post("/cases/{case}/due", EDIT, set_due)
        .post("/cases/{case}/notes", EDIT, add_note)
        .post("/cases/{case}/tasks", EDIT, add_task)
}

/// What is told of a form that could not be taken.
fn refused(fault: &'static str, typed: OfficeForm) -> CaseNotice {
    CaseNotice { fault: Some(fault), typed, ..CaseNotice::default() }
}

/// What became of a change.
pub(super) struct CaseAnswer {
    pub outcome: CaseOutcome,
    /// What the page says that was done.
    pub done: &'static str,
    /// What was typed, if somebody else was faster.
    pub typed: OfficeForm,
}

/// Where a change leads, once it is known what became of it.
pub(super) async fn answer_change(
    state: &OfficeState,
    visit: &StaffVisit,
    person: PersonId,
    CaseAnswer { outcome, done, typed }: CaseAnswer,
) -> Result<Response, Error> {
    match outcome {
        CaseOutcome::Changed(case, _) => Ok(see_other(&format!("{}?done={done}", case_address(case.id)))),
        CaseOutcome::Stale(case) => {
            let notice = CaseNotice { fault: Some(STALE), is_stale: true, typed, ..CaseNotice::default() };
            draw_case(state, visit, (case, person), notice).await
        }
        CaseOutcome::Refused(_) | CaseOutcome::Unknown => Err(Error::NotFound),
    }
}

async fn set_owner(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(case): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let (case, person) = find_case(&state, &visit, &case).await?;
    let (owner, version) = (form.text("owner"), form.parsed("version").unwrap_or_default());
    // Whoever looks after it now may do so although they could not be chosen any more.
    let owner =
        if case.owner.as_deref() == Some(owner) { case.owner.clone() } else { read_owner(&state, owner).await? };
    let outcome = state.app.store.assign_case((case.id, version), owner, &visit.actor()).await?;
    answer_change(&state, &visit, person, CaseAnswer { outcome, done: "owner", typed: form }).await
}

async fn set_due(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(case): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let (case, person) = find_case(&state, &visit, &case).await?;
    let day = form.parsed("due_on");
    if day.is_none() && !form.text("due_on").is_empty() {
        return draw_case(
            &state,
            &visit,
            (case, person),
            refused("期日は、2026-12-01 のように入力してください。", form),
        )
        .await;
    }
    let version = form.parsed("version").unwrap_or_default();
    let outcome = state.app.store.set_case_due((case.id, version), day, &visit.actor()).await?;
    answer_change(&state, &visit, person, CaseAnswer { outcome, done: "due", typed: form }).await
}

async fn add_note(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(case): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let (case, person) = find_case(&state, &visit, &case).await?;
    let (text, case_id) = (form.text("text").to_owned(), case.id);
    if text.is_empty() || text.chars().count() > LONGEST_NOTE {
        let fault = "メモは1文字以上、20,000文字までにしてください。";
        return draw_case(&state, &visit, (case, person), refused(fault, form)).await;
    }
    let audience = NoteAudience::parse(form.text("audience")).unwrap_or(NoteAudience::Team);
    if !viewer_of(&state, &visit, person).await?.sees(audience) {
        return draw_case(&state, &visit, (case, person), refused("相談員だけのメモは、相談員が書けます。", form))
            .await;
    }
    let side = NoteSide::parse(form.text("side"));
    let new = NewNote { person, case: Some(case_id), audience, side, text, consultation: None };
    state.app.store.add_note(new, &visit.actor()).await?.ok_or(Error::NotFound)?;
    Ok(see_other(&format!("{}?done=noted", case_address(case_id))))
}

async fn add_task(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(case): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let (case, person) = find_case(&state, &visit, &case).await?;
    let title: String = form.text("title").chars().take(LONGEST_TITLE).collect();
    let (Some(due_on), false) = (form.parsed("until"), title.is_empty()) else {
        return draw_case(&state, &visit, (case, person), refused("用件と期日を入力してください。", form)).await;
    };
    let (case_id, owner) = (case.id, case.owner.clone().or_else(|| Some(visit.actor())));
    let new = NewTask { person: Some(person), case: Some(case_id), title, due_on, owner };
    state.app.store.add_task(new, &visit.actor()).await?.ok_or(Error::NotFound)?;
    Ok(see_other(&format!("{}?done=task", case_address(case_id))))
}
