//! A case of a person begins.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use uuid::Uuid;

use super::super::{
    case_words::{CaseWords, case_address},
    frame::{OfficeFrame, see_other, show},
    office_form::OfficeForm,
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    owners::{OwnerChoice, owner_choices, read_owner},
    person::name_of,
    person_scope::{find_person, viewer_of},
    staff_visit::StaffVisit,
};
use crate::{
    intake::{
        PersonId,
        calendar::BusinessCalendar,
        cases::{Pipeline, PipelineKind},
        staff::StaffRight,
    },
    store::{CaseRules, CaseView, NewCase},
    web::{Error, SiteSnapshot},
};

const EDIT: RouteAccess = RouteAccess::Right(StaffRight::EditPerson);

/// The longest note about a step, in characters.
pub(super) const LONGEST_NOTE: usize = 2_000;

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/persons/{person}/cases/new", EDIT, page).post("/persons/{person}/cases", EDIT, open)
}

#[derive(Template)]
#[template(path = "office/case_new.html")]
struct NewCaseHtml {
    frame: OfficeFrame,
    person: Uuid,
    name: String,
    pipelines: Vec<(String, String)>,
    companies: Vec<(String, String)>,
    owners: Vec<OwnerChoice>,
    /// A case of the same kind that goes on.
    same: Option<String>,
    fault: Option<&'static str>,
    typed: OfficeForm,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    draw(&state, &visit, person, NewCaseFault::default()).await
}

/// What was wrong with what was sent.
#[derive(Default)]
struct NewCaseFault {
    text: Option<&'static str>,
    same: Option<String>,
    typed: OfficeForm,
}

async fn draw(
    state: &OfficeState,
    visit: &StaffVisit,
    person: PersonId,
    fault: NewCaseFault,
) -> Result<Response, Error> {
    let viewer = viewer_of(state, visit, person).await?;
    let found = state.app.store.person_page(person, &viewer).await?.ok_or(Error::NotFound)?;
    let site = state.app.site();
    let owner = if fault.typed.has("owner") { fault.typed.text("owner").to_owned() } else { visit.actor() };
    let status = if fault.text.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = NewCaseHtml {
        frame: OfficeFrame::new("案件を始める", "/persons", visit),
        person: person.0,
        name: name_of(&found),
        pipelines: pipelines(&site).map(|known| (known.id.clone(), known.label.clone())).collect(),
        companies: CaseWords { site: &site }.companies(),
        owners: owner_choices(state, Some(&owner)).await?,
        same: fault.same,
        fault: fault.text,
        typed: fault.typed,
    };
    show(&page, status)
}

/// The pipelines of people.
fn pipelines(site: &SiteSnapshot) -> impl Iterator<Item = &Pipeline> {
    site.casework.pipelines.values().filter(|pipeline| pipeline.kind != PipelineKind::Organisation)
}

async fn open(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Path(person): Path<String>,
    Extension(form): Extension<OfficeForm>,
) -> Result<Response, Error> {
    let person = find_person(&state, &visit, &person).await?;
    let (site, store) = (state.app.site(), &state.app.store);
    let Some(pipeline) = pipelines(&site).find(|known| known.id == form.text("pipeline")) else {
        let fault = NewCaseFault { text: Some("案件の種類を選んでください。"), same: None, typed: form };
        return draw(&state, &visit, person, fault).await;
    };
    let company = form.text("company");
    let is_known = company.is_empty() || CaseWords { site: &site }.companies().iter().any(|(key, _)| key == company);
    if !is_known {
        return Err(Error::NotFound);
    }
    let owner = read_owner(&state, form.text("owner")).await?;
    let organisation = Some(company.to_owned()).filter(|company| !company.is_empty());
    if !form.has("again")
        && let Some(same) = open_case_like(&state, &visit, person, (&pipeline.id, organisation.as_ref())).await?
    {
        let text = Some("同じ案件が、もう進んでいます。別の案件として始めるときは、下のチェックを入れてください。");
        let fault = NewCaseFault { text, same: Some(case_address(same.id)), typed: form };
        return draw(&state, &visit, person, fault).await;
    }
    let note: String = form.text("note").chars().take(LONGEST_NOTE).collect();
    let new = NewCase { person, organisation, owner, note: Some(note).filter(|note| !note.is_empty()) };
    let calendar = BusinessCalendar::office(&site.bookings.holidays);
    let case = store.open_case(new, CaseRules { pipeline, calendar: &calendar }, &visit.actor()).await?;
    let case = case.ok_or(Error::NotFound)?;
    Ok(see_other(&format!("{}?done=opened", case_address(case.id))))
}

/// A case of somebody in the same pipeline, with the same company, that goes on: whoever presses a button twice begins one.
async fn open_case_like(
    state: &OfficeState,
    visit: &StaffVisit,
    person: PersonId,
    (pipeline, company): (&str, Option<&String>),
) -> Result<Option<CaseView>, Error> {
    let viewer = viewer_of(state, visit, person).await?;
    let found = state.app.store.person_page(person, &viewer).await?.ok_or(Error::NotFound)?;
    let is_same = |case: &CaseView| case.pipeline == pipeline && case.organisation.as_ref() == company;
    Ok(found.open_cases.into_iter().find(is_same))
}
