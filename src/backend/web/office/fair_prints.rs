//! The plan of a fair on paper: for each company who comes when, and for each visitor where they go.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    event_scope::find_event,
    events::event_query,
    fair_words::{talk_time, visitor_label},
    frame::{OfficeFrame, show},
    office_routes::{OfficeRoutes, RouteAccess},
    office_state::OfficeState,
    staff_visit::StaffVisit,
    times::day_and_time,
};
use crate::{
    intake::staff::StaffRight,
    store::{DeskTalk, FairDesk},
    web::Error,
};

const ACCESS: RouteAccess = RouteAccess::Right(StaffRight::CheckIn);

/// The routes.
pub(super) fn add(routes: OfficeRoutes) -> OfficeRoutes {
    routes.get("/event/tables/print", ACCESS, page)
}

#[derive(Debug, Deserialize)]
struct PrintAddress {
    id: String,
    /// `visitor`, or for companies anything else.
    by: Option<String>,
}

/// A sheet: its heading, and a line for each talk.
struct PlanSheet {
    title: String,
    lines: Vec<PlanLine>,
}

struct PlanLine {
    time: String,
    with: String,
}

#[derive(Template)]
#[template(path = "office/fair_plan.html")]
struct FairPlanHtml {
    frame: OfficeFrame,
    query: String,
    title: String,
    printed: String,
    is_by_visitor: bool,
    sheets: Vec<PlanSheet>,
}

async fn page(
    State(state): State<OfficeState>,
    Extension(visit): Extension<StaffVisit>,
    Query(address): Query<PrintAddress>,
) -> Result<Response, Error> {
    find_event(&visit, &address.id)?;
    let store = &state.app.store;
    let day = store.event_day(&address.id).await?.ok_or(Error::NotFound)?;
    let desk = store.fair_desk(&address.id, true, &visit.actor()).await?.ok_or(Error::NotFound)?;
    let is_by_visitor = address.by.as_deref() == Some("visitor");
    let page = FairPlanHtml {
        frame: OfficeFrame::new("面談の予定表", "/events", &visit),
        query: event_query(&address.id),
        title: day.title.clone(),
        printed: day_and_time(Timestamp::now()),
        is_by_visitor,
        sheets: if is_by_visitor { by_visitor(&desk) } else { by_company(&desk) },
    };
    show(&page, StatusCode::OK)
}

/// What is only offered to somebody is on no plan.
fn given_out(desk: &FairDesk) -> impl Iterator<Item = &DeskTalk> {
    desk.talks.iter().filter(|talk| talk.view.state.is_given_out())
}

fn by_company(desk: &FairDesk) -> Vec<PlanSheet> {
    let with = |talk: &DeskTalk| {
        let visitor = desk.visitors.iter().find(|visitor| visitor.submission == talk.submission);
        PlanLine { time: talk_time(&talk.view), with: visitor_label(visitor) }
    };
    let sheet = |company: &str, title: &str| {
        let talks = given_out(desk).filter(|talk| talk.view.company == company);
        PlanSheet { title: title.to_owned(), lines: talks.map(with).collect() }
    };
    desk.plan.tables.iter().map(|table| sheet(&table.company, &table.label)).collect()
}

fn by_visitor(desk: &FairDesk) -> Vec<PlanSheet> {
    let sheets = desk.visitors.iter().map(|visitor| {
        let talks = given_out(desk).filter(|talk| talk.submission == visitor.submission);
        let line = |talk: &DeskTalk| PlanLine { time: talk_time(&talk.view), with: talk.view.label.clone() };
        PlanSheet { title: visitor_label(Some(visitor)), lines: talks.map(line).collect() }
    });
    sheets.filter(|sheet| !sheet.lines.is_empty()).collect()
}
